"""What the evaluation asks of a system: one reply to one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.answering.answer import Answer
from evaluation.datasets import Question


@dataclass(frozen=True)
class Reply:
    """`ranked` are clause ids as the system's search orders them, best first; None where it offers no search.

    `confidence` in [0, 1] is how sure the system is that it should answer; None where it does not say.
    `latency_ms` is the time of the answer alone, without the search that is only made for scoring.
    """

    answer: Answer
    ranked: tuple[str, ...] | None = None
    confidence: float | None = None
    latency_ms: float = 0.0


class System(Protocol):
    """A thing that answers. `name` is what the report calls it."""

    @property
    def name(self) -> str: ...

    def reply(self, question: Question) -> Reply: ...
