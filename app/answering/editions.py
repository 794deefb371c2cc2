"""Whether a rule is asked for as it stood before it was changed (按旧会计法, as it read back then): the material holds
what is in force, of most rules in one edition only."""

from __future__ import annotations

import re

from app.answering.question import Asks, Question
from app.answering.terms import fold

_RULES = "(?:法|法典|条例|办法|规定|条文|准则|章程)(?![院律官人定治务])"
_EARLIER = re.compile(
    rf"(?:旧的?|老的?|(?<!还)原来的|修[订改正](?:之)?前的?|改(?:之)?前的?|[那当]时的?|那会儿的?|当年那?版?的?|以前的)"
    rf"(?:旧的?|老的?)?《?[^，。？；、在还能要应对按可]{{0,8}}?{_RULES}"
    rf"|{_RULES}》?[^，。？；、]{{0,6}}(?:改|修[订改正])(?:之)?前|{_RULES}》?(?:当年|那时|当时)(?:的|那)"
    r"|\bas (?:it|they) (?:then )?(?:stood|read|was|were) (?:in|before|then|at)\b"
    r"|\bas (?:worded|drafted|in force) then\b"
    r"|\b(?:law|act|rules|regulations) in force (?:back|then|in (?:19|20)\d\d)\b"
    r"|\b(?:old|former|previous|earlier|original|pre-\d{4}) (?:[a-z]+ ){0,3}"
    r"(?:wording|version|edition|text|law|act|rules)\b"
    r"|\b(?:wording|version|text|law|act|rules)[^?.;]{0,12} (?:back then|at (?:that|the) time)\b"
    r"|\bbefore (?:the (?:\d{4} )?(?:change|amendment|revision|reform)|it was (?:amended|revised|changed))\b"
)
_CHANGED = re.compile(
    r"相比|区别|不同|不一样|变化|变了|改了|\b(?:differ\w*|chang(?:es?|ed) (?:from|since|between)|compared)\b"
)


def asks_earlier_edition(question: Question) -> bool:
    """Whether an edition before the one held is asked for; the record tells of it, and it may be compared with this."""
    text = fold(question.text)
    return Asks.RECORD not in question.asks and not _CHANGED.search(text) and _EARLIER.search(text) is not None
