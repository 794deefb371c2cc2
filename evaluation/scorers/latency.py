"""How long the answer took, in milliseconds. Never part of the gate: it depends on the machine."""

from __future__ import annotations

from evaluation.clauses import Clauses
from evaluation.datasets import Question
from evaluation.systems.system import Reply


def score(question: Question, reply: Reply, clauses: Clauses) -> dict[str, float | None]:
    """None where the system does not time itself (controls)."""
    del question, clauses
    return {"latency_ms": reply.latency_ms or None}
