"""The offence that a question names (骗取贷款罪), and the article that sets its sentence.

A clause may speak of lending and fraud and set the sentence of another offence, or say that whoever commits this one is
prosecuted and not how it is punished.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answering.evidence import ClauseEvidence
from app.answering.question import Question
from app.answering.terms import Term, fold, presence
from indexing.clause_questions import questions_for

_NAMED = re.compile(r"((?:(?!罪)[一-鿿]){2,10})罪(?![名犯行证])")
#: What stands before the name, and what asks for it.
_BEFORE = re.compile(r"犯了?|构成|涉嫌|属于|[算定按以判的]|什么|哪[个种]?|何|啥")
_SENTENCE = re.compile(r"徒刑|拘役")
#: From this presence on a clause, with the questions that it answers, speaks of an offence; from this share of the
#: greatest probability on its article goes first.
_SPOKEN, _LIKELY = 0.4, 0.2


def offence(text: str) -> str:
    """The offence that a question names, without 罪; '' where it names none, or several."""
    found = [_BEFORE.split(name)[-1] for name in _NAMED.findall(text)]
    return found[0] if len(found) == 1 and len(found[0]) > 1 else ""


def other_offence(question: Question, item: ClauseEvidence) -> bool:
    """Whether an offence is named of which neither the clause nor the questions that it answers speak."""
    name = offence(question.text)
    return bool(name) and _spoken(name, item) < _SPOKEN


def sentence_first(
    question: Question, ranked: Sequence[tuple[float, ClauseEvidence]]
) -> Sequence[tuple[float, ClauseEvidence]]:
    """The ranking, with the article first that sets the sentence of the offence named: of those likely enough the one
    that speaks of it most."""
    name = offence(question.text)
    likely = [pair for pair in ranked if name and pair[0] >= _LIKELY * ranked[0][0]]
    setting = [pair for pair in likely if _SENTENCE.search(pair[1].candidate.clause.text)]
    first = max(setting, key=lambda pair: _spoken(name, pair[1]), default=None)
    if first is None or _spoken(name, first[1]) < _SPOKEN:
        return ranked
    return [(ranked[0][0], first[1]), *(pair for pair in ranked if pair is not first)]


def _spoken(name: str, item: ClauseEvidence) -> float:
    candidate = item.candidate
    (questions,) = questions_for([(candidate.document, candidate.clause)])
    return presence(Term(fold(name), 1.0), f"{candidate.clause.text} {' '.join(questions)}")
