"""How much each embed key, and each of its users, has asked today."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.records.database import EmbedUseRow, committed


class EmbedUse:
    """Days are UTC. Counting and checking are one transaction, so that parallel requests cannot pass together."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def take(self, key: str, user: str, daily_limit: int, user_daily_limit: int) -> str | None:
        """Count one question; None when it is allowed, else which limit is reached: 'key' or 'user'."""
        day = datetime.now(UTC).date().isoformat()

        def take(session: Session) -> str | None:
            rows = {"key": _row(session, key, "", day), "user": _row(session, key, user or "-", day)}
            for which, limit in (("key", daily_limit), ("user", user_daily_limit)):
                if rows[which].asked >= limit:
                    return which
            for row in rows.values():
                row.asked += 1
            return None

        return committed(self.engine, take)


def _row(session: Session, key: str, user: str, day: str) -> EmbedUseRow:
    row = session.get(EmbedUseRow, (key, user, day), with_for_update=True)
    if row is None:
        row = EmbedUseRow(key=key, user=user, day=day, asked=0)
        session.add(row)
        session.flush()
    return row
