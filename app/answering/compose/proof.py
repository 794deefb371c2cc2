"""Which of the passages shown to a language model proves a statement that it wrote.

Stricter than the verifier alone, which has to accept what people write: a model's statement is kept only where each of
its sentences says, by the verifier, nothing that one passage by itself does not, and is that passage with words left
off (derivation.py). It may name the passage's own document and clause in front.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answering.compose.derivation import derives, speaks_for_itself
from app.answering.mentions import part_names, part_numbers
from app.answering.reading import read
from app.answering.segments import Segment
from app.answering.support import Source, supports
from app.answering.terms import language_of

_SAYS = r"(?:规定|要求|明确|提出|指出|中?规定的是|\s*(?:says|states|provides|requires|stipulates)(?: that)?\b)?"
_STEP = r"第\s*[（(]?[零〇一二两三四五六七八九十百千\d]+[)）]?\s*[款项]"
#: What a sentence may hold that its passage does not: no ？, which makes a question of it, no /, which is a 或, and no
#: quotes, which put a word in doubt.
_SIGNS = re.compile(r"[\u3400-\u9fffA-Za-z0-9\s，。；：、！（）《》〔〕,.;:!()%+-]|(?<=[A-Za-z])['’]")
_QUOTES_ROUND = re.compile(r"\A\s*[“\"]|[”\"][。.]?\s*\Z")  # those of a passage quoted whole


def proving(text: str, language: str, passages: Sequence[Segment]) -> tuple[Segment, ...]:
    """The passages, among those given, that together prove `text`, one for each of its sentences; () where a sentence
    is not proved by any one of them, or speaks of somebody else after the sentence before it."""
    found: list[Segment] = []
    for one in read(text).sentences:
        sentence = text[one.start : one.end].strip()
        fitting = (passage for passage in passages if not found or _goes_on(found[-1], passage, sentence))
        proof = next((passage for passage in fitting if _proves(passage, sentence, language)), None)
        if proof is None:
            return ()
        found.append(proof)
    return tuple(dict.fromkeys(found))


def words_of(passage: Segment) -> str:
    """The words that a passage is read by: those of its list's lead and its own."""
    return " ".join(f"{passage.lead_text} {passage.text}".split())


def _goes_on(before: Segment, passage: Segment, sentence: str) -> bool:
    """Whether a sentence binds after that of `before` whom it binds in its clause: it says so by itself, or its passage
    is read after `before` there too, as the same, one of its list or the next."""
    if speaks_for_itself(_without_source(passage, sentence)):
        return True
    between = passage.clause.text[before.end : passage.start]
    follows = before.end <= passage.start and not between.strip()
    same = passage.start == before.start or (passage.lead is not None and passage.lead == before.lead)
    return passage.clause is before.clause and (same or follows)


def _proves(passage: Segment, sentence: str, language: str) -> bool:
    evidence = words_of(passage)
    bare = _without_source(passage, sentence)
    signs = _SIGNS.sub("", _QUOTES_ROUND.sub("", bare))
    if language_of(evidence) != language or any(sign not in evidence for sign in signs):
        return False
    source = Source.of(passage.document, passage.clause)
    own, lead = " ".join(passage.text.split()), " ".join(passage.lead_text.split())
    derived = derives(sentence, own, lead) or derives(bare, own, lead)
    return derived and supports(sentence, evidence, language=language, source=source).ok


def _without_source(passage: Segment, sentence: str) -> str:
    """The sentence without 《名称》第N条第N款规定 in front, where that is its passage's own; `supports` compares all
    but the 款 and 项, which hold the whole passage or are not taken off."""
    clause = passage.clause
    source = Source.of(passage.document, clause)
    names = "|".join(rf"《{re.escape(name)}》|{re.escape(name)}" for name in source.labels)
    pattern = (
        rf"(?:根据|按照|依据|依照|[Uu]nder (?:the )?)?(?:{names})(?:的?{re.escape(clause.label)})?"
        rf"(?P<part>(?<={re.escape(clause.label)})(?:{_STEP}){{1,2}})?的?{_SAYS}\s*[，,：:]?\s*"
    )
    found = re.match(pattern, sentence)
    held = part_names(part.path for part in clause.parts if part.start <= passage.start and passage.end <= part.end)
    own = found is not None and all(part.name in held for part in part_numbers(f"条{found['part'] or ''}"))
    return sentence[found.end() :] if found is not None and own else sentence
