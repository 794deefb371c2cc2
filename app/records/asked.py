"""Every question asked, with the status and the clauses of its answer."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.answering.answer import Answer
from app.records.database import AnswerRow, now


class AskedLog:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def record(self, answer: Answer, *, channel: str, institution: str = "") -> None:
        """Remember one answer; the same id again replaces it."""
        clauses = dict.fromkeys(c.clause_id for statement in answer.statements for c in statement.citations)
        row = AnswerRow(
            id=answer.id,
            at=now(),
            channel=channel,
            question=answer.question,
            language=answer.language,
            as_of=answer.as_of,
            institution=institution,
            status=answer.status,
            reason=answer.decline.reason if answer.decline else "",
            clauses=list(clauses),
            nearest=list(answer.nearest),
            index=answer.index,
        )
        with Session(self.engine) as session, session.begin():
            session.merge(row)
