"""POST /v1/feedback: what somebody thinks of an answer."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app.records.feedback import FeedbackBook


class Feedback(BaseModel):
    model_config = ConfigDict(extra="forbid")

    answer: str = Field(max_length=64)
    verdict: Literal["up", "down"]
    reason: Literal["", "wrong_clause", "outdated", "incomplete", "should_have_declined"] = ""
    comment: str = Field("", max_length=2000)


def router(book: FeedbackBook) -> APIRouter:
    paths = APIRouter(prefix="/v1", tags=["feedback"])

    @paths.post("/feedback", status_code=201)
    def give(feedback: Feedback) -> dict[str, str]:
        book.give(feedback.answer, feedback.verdict, feedback.reason, feedback.comment)
        return {"status": "kept"}

    return paths
