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
    The confidence is the answer's own."""

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
        ranked = None
        if not question.history:  # a follow-up alone says too little for a search, which knows no conversation
            ranked = tuple(str(hit.clause.id) for hit in self.service.search(question.question, RANKED, **options))
        return Reply(
            answer=answer.model_copy(update={"id": question.id}),  # an id of its own would differ from run to run
            ranked=ranked,
            confidence=answer.confidence,
            latency_ms=latency,
        )
