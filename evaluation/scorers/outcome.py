"""One value a question: right, wrong, declined or unscored. Wrong and declined are never the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.answering.answer import Status
from evaluation.datasets import Question
from evaluation.systems.system import Reply

#: At least this share of the cited clauses must be gold: citing everything is not answering.
LEAST_PRECISION = 0.5


class Outcome(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    DECLINED = "declined"  # there was an answer to give
    UNSCORED = "unscored"  # the system failed before it replied


def outcome(question: Question, reply: Reply, scores: Mapping[str, float | None]) -> Outcome:
    """RIGHT: declined what must be declined; or cited every required clause word for word and no forbidden one, with at
    least half of the cited clauses gold, no version passed off as law that is not, every statement supported by its
    quotes, no wrong yes or no, no list announced and left out, every key fact stated and none contradicted, and the
    gap named where the gold is a partial answer."""
    status = reply.answer.status
    if question.status is Status.DECLINED:
        return Outcome.RIGHT if status is Status.DECLINED else Outcome.WRONG
    if status is Status.DECLINED:
        return Outcome.DECLINED
    sound = (
        scores.get("citation_recall") == 1.0
        and scores.get("quote_valid") == 1.0
        and (scores.get("citation_precision") or 0.0) >= LEAST_PRECISION
        and not scores.get("forbidden_cited")
        and scores.get("in_force") == 1.0
        and scores.get("statement_supported") == 1.0
        and scores.get("fact_recall") in (None, 1.0)
        and not scores.get("fact_contradicted")
        and not scores.get("verdict_wrong")
        and scores.get("list_given") in (None, 1.0)
        and (question.status is not Status.PARTIAL or status is Status.PARTIAL)
    )
    return Outcome.RIGHT if sound else Outcome.WRONG
