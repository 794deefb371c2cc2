"""Whether the evidence answers, and which of it: the step that knows when to stop (docs/answering.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.answer import DeclineReason
from app.answering.details import figures_asked
from app.answering.evidence import Evidence
from app.answering.question import Asks, Question
from app.answering.terms import presence, question_terms

#: Least share of the question's term weight that the cited clause has to speak of.
LEAST_COVERAGE = 0.62
#: A figure found this much further from the subject than the best clause is not the figure asked for.
FIGURE_SLACK = 0.12


@dataclass(frozen=True)
class Decision:
    """`chosen` is the evidence to compose from, strongest first; `reason` is None when it answers. `detail` names
    what is not stated, in the question's language ('' for the general kind)."""

    chosen: tuple[Evidence, ...]
    reason: DeclineReason | None = None
    detail: str = ""
    asked: Asks | None = None


def decide(question: Question, evidence: Sequence[Evidence]) -> Decision:
    """Judge evidence that is sorted strongest first."""
    if not evidence:
        return Decision((), DeclineReason.NOT_COVERED)
    speaking = [item for item in evidence if item.coverage >= LEAST_COVERAGE or item.candidate.named]
    if not speaking:
        return Decision((), DeclineReason.NOT_COVERED)
    wanted = figures_asked(question.asks) if Asks.YES_NO not in question.asks else frozenset()
    top = speaking[0]
    denied = next((phrase for item in speaking[:3] if (phrase := not_stated(question, item))), "")
    if denied:
        subject = next(item for item in speaking[:3] if not_stated(question, item))
        return Decision((subject,), DeclineReason.DETAIL_NOT_STATED, denied)
    if wanted and Asks.TARGET not in question.asks:
        nearest = max(speaking, key=lambda item: item.coverage)
        stating = [item for item in speaking if item.stated and item.coverage >= nearest.coverage - FIGURE_SLACK]
        if not stating:
            return Decision((top,), DeclineReason.DETAIL_NOT_STATED, asked=sorted(wanted)[0])
        return Decision(tuple(stating))
    return Decision(tuple(speaking))


def not_stated(question: Question, item: Evidence) -> str:
    """The phrase of the clause's own "not stated" list that the question asks for, or ''."""
    clause = item.segment.clause
    phrases = clause.not_stated_en if question.language == "en" else clause.not_stated
    for phrase in phrases:
        words = question_terms(phrase)
        weight = sum(word.weight for word in words)
        if weight and sum(word.weight * presence(word, question.text) for word in words) / weight >= 0.8:
            return phrase
    return ""
