"""The article that punishes a breach of another (违反商业银行法第三十九条怎么处罚).

The rule that is named sets no penalty: the law punishes its breach pages later, by its number or in words for the act.
"""

from __future__ import annotations

import re

from app.answering.clause_kinds import PENAL
from app.answering.segments import segments
from app.answering.terms import presence, question_terms
from corpus.model import Clause, Document
from indexing.linked import named

_BREACH = re.compile(r"违反|违背|违规|罚|\b(?:breach|violat|penalt|fine|punish)", re.IGNORECASE)
#: From this share of an act's words on it is the breach of a rule that speaks of them, where they weigh so much.
_SAME, _LEAST = 0.7, 3.0


def asks_for_breach(text: str) -> bool:
    """Whether it is asked what follows from breaking a rule."""
    return _BREACH.search(text) is not None


def punishing(document: Document, rule: Clause) -> Clause | None:
    """The clause of the document that punishes a breach of `rule`: one that refers to it, else the one that lists the
    act most in its words. None where there is none, or the rule sets its own penalty."""
    if PENAL.search(rule.text):
        return None
    penal = [clause for clause in document if clause is not rule and PENAL.search(clause.text)]
    referring = next((clause for clause in penal if rule.label in named(clause.label, clause.text)), None)
    if referring is not None:
        return referring
    shares = {place: _share(document, clause, rule) for place, clause in enumerate(penal)}
    best = max(shares, key=lambda place: shares[place], default=None)
    return penal[best] if best is not None and shares[best] >= _SAME else None


def _share(document: Document, clause: Clause, rule: Clause) -> float:
    """The greatest share of an act that `clause` lists which the rule speaks of."""
    best = 0.0
    for act in segments(document, clause, "zh"):
        words = question_terms(act.text) if act.is_item else ()
        weight = sum(word.weight for word in words)
        if weight >= _LEAST:
            best = max(best, sum(word.weight * presence(word, rule.text) for word in words) / weight)
    return best
