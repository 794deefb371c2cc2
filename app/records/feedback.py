"""Thumbs: up, or down with a reason."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.answering.privacy import mask
from app.answering.question import visible
from app.errors import PolicyQAError
from app.records.database import AnswerRow, FeedbackRow, committed, now

VERDICTS = ("up", "down")
REASONS = ("wrong_clause", "outdated", "incomplete", "should_have_declined")


class UnknownAnswerError(PolicyQAError):
    """The answer that the feedback is about was never given here."""

    code = "unknown_answer"


class FeedbackBook:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def give(self, answer: str, verdict: str, reason: str = "", comment: str = "") -> None:
        """Keep one person's word on an answer. Raises UnknownAnswerError, or PolicyQAError on a wrong verdict."""
        if verdict not in VERDICTS or (reason and reason not in REASONS):
            raise PolicyQAError(f"feedback is one of {', '.join(VERDICTS)}, its reason one of {', '.join(REASONS)}")
        said = mask(visible(comment[:2000]).strip()).text

        def give(session: Session) -> None:
            if session.get(AnswerRow, answer) is None:
                raise UnknownAnswerError(f"no answer {answer!r} was given here; send the id of an answer")
            session.merge(FeedbackRow(answer=answer, at=now(), verdict=verdict, reason=reason, comment=said))

        committed(self.engine, give)
