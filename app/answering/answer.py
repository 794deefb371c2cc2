"""The answer, as JSON promises it (docs/answering.md). Field names and order are a published contract."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Verdict(StrEnum):
    """What the verifier found out about one citation."""

    EXACT = "exact"
    NORMALISED = "normalised"  # equal after folding width, punctuation and spaces
    MISMATCH = "mismatch"
    NOT_FOUND = "not_found"
    NOT_IN_FORCE = "not_in_force"
    UNCHECKED = "unchecked"


class Status(StrEnum):
    ANSWERED = "answered"
    PARTIAL = "partial"
    DECLINED = "declined"


class DeclineReason(StrEnum):
    NOT_COVERED = "not_covered"
    DETAIL_NOT_STATED = "detail_not_stated"
    OUT_OF_SCOPE = "out_of_scope"
    INSTRUCTION_REFUSED = "instruction_refused"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(_Frozen):
    """Words of one clause: `quote == clause.text[start:end]`, always. Only `verify` builds one."""

    clause_id: str
    label: str
    document: str
    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    verdict: Verdict
    text_status: str
    validity: str


class Statement(_Frozen):
    text: str
    citations: tuple[Citation, ...] = Field(min_length=1)


class Caution(_Frozen):
    """Something the reader has to know before relying on the answer; `code` is stable, `text` is for people."""

    code: str
    text: str


class Decline(_Frozen):
    reason: DeclineReason
    text: str


class Timings(_Frozen):
    """Milliseconds."""

    retrieve: float = 0
    compose: float = 0
    verify: float = 0
    total: float = 0


class Answer(_Frozen):
    id: str
    question: str
    language: Literal["zh", "en"]
    as_of: str
    status: Status
    statements: tuple[Statement, ...] = ()
    cautions: tuple[Caution, ...] = ()
    decline: Decline | None = None
    nearest: tuple[str, ...] = ()
    mode: str = "extractive"
    index: str = ""
    timings_ms: Timings = Timings()
    #: The evidence model's probability that an answer from this evidence is right; None where nothing was judged. For
    #: the evaluation: it is no part of the JSON, whose keys are fixed.
    confidence: float | None = Field(None, ge=0, le=1, exclude=True)


def whole(steps: Iterable[Statement | Answer]) -> Answer:
    """The answer that a stream of statements ends with."""
    return [step for step in steps if isinstance(step, Answer)][-1]
