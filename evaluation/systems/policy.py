"""Our own system, through the façade and nothing else."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.datasets import Question
from evaluation.systems.system import Reply

if TYPE_CHECKING:
    from app.service import PolicyQA

RANKED = 10


@dataclass(frozen=True)
class PolicySystem:
    """Asks `PolicyQA.ask`; the earlier turns of a dialogue go in as `history`."""

    service: PolicyQA
    name: str = "policyqa"

    def reply(self, question: Question) -> Reply:
        began = time.perf_counter()
        turns = {"history": question.history} if question.history else {}
        answer = self.service.ask(question.question, as_of=question.as_of, institution=question.institution, **turns)
        latency = (time.perf_counter() - began) * 1000
        return Reply(answer=answer, latency_ms=latency)
