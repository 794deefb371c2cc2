"""POST /v1/answers: a question in, the answer of docs/answering.md out."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app.answering.answer import Answer
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


def router(service: PolicyQA, asked: AskedLog) -> APIRouter:
    paths = APIRouter(prefix="/v1", tags=["answers"])

    @paths.post("/answers")
    def answer(ask: Ask) -> Answer:
        answer = service.ask(
            ask.question,
            as_of=ask.as_of,
            institution=ask.institution or None,
            documents=ask.documents,
            history=ask.history,
        )
        asked.record(answer, channel="api", institution=ask.institution or "")
        return answer

    return paths
