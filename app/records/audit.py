"""The trail of use: who asked what, when, and what became of it. Read only; personal numbers are masked."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.answering.privacy import mask
from app.errors import RecordsError
from app.records.database import RECORDS, AnswerRow, FeedbackRow
from app.spreadsheet import safe_cell


@dataclass(frozen=True)
class AuditEntry:
    """One question. `at` is UTC, ISO; `channel` and `institution` are all that is known of who asked; `feedback` is
    up, down with its reason, or ''."""

    at: str
    channel: str
    institution: str
    question: str
    status: str
    reason: str
    clauses: tuple[str, ...]
    as_of: str
    feedback: str
    comment: str
    answer: str
    index: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def trail(
    data: Path,
    *,
    since: date | None = None,
    until: date | None = None,
    status: str = "",
    channel: str = "",
    limit: int | None = None,
) -> list[AuditEntry]:
    """Entries of these days (UTC, both included), the latest first; () where nothing was ever asked. Raises
    RecordsError where the records cannot be read."""
    path = data / RECORDS
    if not path.exists():
        return []
    query = select(AnswerRow, FeedbackRow).outerjoin(FeedbackRow, FeedbackRow.answer == AnswerRow.id)
    if since is not None:
        query = query.where(AnswerRow.at >= datetime.combine(since, time(), UTC))
    if until is not None:
        query = query.where(AnswerRow.at <= datetime.combine(until, time.max, UTC))
    if status:
        query = query.where(AnswerRow.status == status)
    if channel:
        query = query.where(AnswerRow.channel == channel)
    engine = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true")
    try:
        with Session(engine) as session:
            rows = session.execute(query.order_by(AnswerRow.at.desc()).limit(limit)).all()
            return [_entry(answer, feedback) for answer, feedback in rows]
    except DatabaseError as error:
        raise RecordsError(f"cannot read {path}: {error.orig}; is it the records of this version?") from error
    finally:
        engine.dispose()


def as_csv(entries: Sequence[AuditEntry]) -> str:
    """A table with a heading row. A cell that a spreadsheet would run gets an apostrophe."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(field.name for field in fields(AuditEntry))
    for entry in entries:
        cells = (" ".join(value) if isinstance(value, tuple) else str(value) for value in asdict(entry).values())
        rows.writerow(map(safe_cell, cells))
    return out.getvalue()


def _entry(answer: AnswerRow, feedback: FeedbackRow | None) -> AuditEntry:
    said = " ".join(part for part in (feedback.verdict, feedback.reason) if part) if feedback else ""
    return AuditEntry(
        at=answer.at.isoformat(timespec="seconds"),
        channel=answer.channel,
        institution=answer.institution,
        question=mask(answer.question).text,
        status=answer.status,
        reason=answer.reason,
        clauses=tuple(answer.clauses),
        as_of=answer.as_of,
        feedback=said,
        comment=mask(feedback.comment).text if feedback else "",
        answer=answer.id,
        index=answer.index,
    )
