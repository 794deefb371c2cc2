"""POST /v1/answers: a question in, the answer of docs/answering.md out, whole or statement by statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from app.answering.answer import Answer, Statement, whole
from app.records.asked import AskedLog
from app.service import PolicyQA


class Ask(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: str
    as_of: date | None = None
    institution: str | None = Field(None, max_length=60)
    documents: list[str] | None = Field(None, max_length=100)
    history: list[str | Answer] = Field(
        default_factory=list, max_length=20, description="earlier questions or answers, oldest first"
    )


def events(steps: Iterable[Statement | Answer]) -> Iterator[str]:
    """Server-sent events: `statement` for each statement, then `answer` with the whole."""
    for step in steps:
        name = "answer" if isinstance(step, Answer) else "statement"
        yield f"event: {name}\ndata: {step.model_dump_json()}\n\n"


def router(service: PolicyQA, asked: AskedLog) -> APIRouter:
    paths = APIRouter(prefix="/v1", tags=["answers"])

    @paths.post("/answers", response_model=Answer)
    def answer(ask: Ask, accept: Annotated[str, Header()] = "") -> Answer | StreamingResponse:
        """With `Accept: text/event-stream` each statement is sent as soon as it is proved."""
        steps = service.stream(
            ask.question,
            as_of=ask.as_of,
            institution=ask.institution or None,
            documents=ask.documents,
            history=ask.history,
        )
        found = asked.following(steps, channel="api", institution=ask.institution or "")
        if "text/event-stream" in accept:
            return StreamingResponse(events(found), media_type="text/event-stream", headers={"x-accel-buffering": "no"})
        return whole(found)

    return paths
