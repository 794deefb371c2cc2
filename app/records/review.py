"""What use tells: the questions that need somebody, and how often each clause was cited."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, or_, select
from sqlalchemy.orm import Session

from app.records.database import AnswerRow, FeedbackRow


@dataclass(frozen=True)
class OpenQuestion:
    """One question as it was asked, most recent time; `times` counts the same words. `said` is the reason of a
    thumbs-down, '' without one."""

    answer: str
    question: str
    language: str
    status: str
    reason: str
    said: str
    comment: str
    times: int
    last: datetime
    clauses: tuple[str, ...]
    nearest: tuple[str, ...]


class UsageReview:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def open_questions(self, limit: int = 200) -> list[OpenQuestion]:
        """Declined, partly answered or marked wrong; the most asked first, then the latest."""
        query = (
            select(AnswerRow, FeedbackRow)
            .outerjoin(FeedbackRow, FeedbackRow.answer == AnswerRow.id)
            .where(or_(AnswerRow.status != "answered", FeedbackRow.verdict == "down"))
            .order_by(AnswerRow.at.desc())
            .limit(5000)
        )
        latest: dict[str, OpenQuestion] = {}
        times: Counter[str] = Counter()
        with Session(self.engine) as session:
            for row, feedback in session.execute(query):
                times[row.question] += 1
                down = feedback if feedback and feedback.verdict == "down" else None
                if row.question not in latest or (down and not latest[row.question].said):
                    latest[row.question] = OpenQuestion(
                        answer=row.id,
                        question=row.question,
                        language=row.language,
                        status=row.status,
                        reason=row.reason,
                        said=down.reason if down else "",
                        comment=down.comment if down else "",
                        times=1,
                        last=row.at,
                        clauses=tuple(row.clauses),
                        nearest=tuple(row.nearest),
                    )
        found = [OpenQuestion(**{**vars(each), "times": times[each.question]}) for each in latest.values()]
        return sorted(found, key=lambda each: (-each.times, -each.last.timestamp()))[:limit]

    def cited(self) -> Counter[str]:
        """How many answers cited each clause id."""
        counts: Counter[str] = Counter()
        with Session(self.engine) as session:
            for clauses in session.scalars(select(AnswerRow.clauses)):
                counts.update(clauses)
        return counts

    def statuses(self) -> dict[str, int]:
        """How many answers of each status were given."""
        with Session(self.engine) as session:
            rows = session.execute(select(AnswerRow.status, func.count()).group_by(AnswerRow.status))
            return {row[0]: row[1] for row in rows}
