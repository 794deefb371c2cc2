"""Did the system answer what it can and decline what it cannot?"""

from __future__ import annotations

from app.answering.answer import Status
from evaluation.clauses import Clauses
from evaluation.datasets import Question
from evaluation.systems.system import Reply


def score(question: Question, reply: Reply, clauses: Clauses) -> dict[str, float | None]:
    """`over_refusal` is scored where there is something to answer, `over_answering` where there is not."""
    del clauses
    status, expected = reply.answer.status, question.status
    decline = reply.answer.decline
    declines = expected is Status.DECLINED
    reason = None
    if declines and question.reason is not None and status is Status.DECLINED:
        reason = float(decline is not None and decline.reason is question.reason)
    return {
        "status_right": float(status is expected),
        "over_refusal": None if declines else float(status is Status.DECLINED),
        "over_answering": float(status is not Status.DECLINED) if declines else None,
        "decline_reason": reason,
    }
