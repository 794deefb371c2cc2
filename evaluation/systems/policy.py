"""Our own system, through the façade and nothing else."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.answering.answer import Answer
from evaluation.datasets import Question
from evaluation.systems.system import Reply

if TYPE_CHECKING:
    from app.service import PolicyQA

RANKED = 10


@dataclass(frozen=True)
class PolicySystem:
    """Asks `PolicyQA.ask`; the earlier turns of a dialogue are asked first and their answers go in as history.

    The confidence is the retrieval score of the best clause: the façade gives no other.
    """

    service: PolicyQA
    name: str = "policyqa"

    def reply(self, question: Question) -> Reply:
        options: dict[str, Any] = {"as_of": question.as_of, "institution": question.institution}
        history: list[Answer] = []
        for earlier in question.history:
            history.append(self.service.ask(earlier, history=history, **options))
        began = time.perf_counter()
        answer = self.service.ask(question.question, history=history, **options)
        latency = (time.perf_counter() - began) * 1000
        hits = self.service.search(question.question, RANKED, **options)
        return Reply(
            answer=answer,
            # A follow-up alone says too little for a search, which knows nothing of the conversation.
            ranked=None if question.history else tuple(str(hit.clause.id) for hit in hits),
            confidence=float(hits[0].score) if hits else 0.0,
            latency_ms=latency,
        )
