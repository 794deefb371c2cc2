"""The tables and the engine. SQLite under the data folder by default; any SQLAlchemy URL otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, DateTime, Engine, ForeignKey, String, Text, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.errors import RecordsError


class Table(DeclarativeBase):
    type_annotation_map = {list[str]: JSON}  # noqa: RUF012 - SQLAlchemy reads it from the class


def now() -> datetime:
    return datetime.now(UTC)


class AnswerRow(Table):
    """One question and what became of it; the words of the answer are not kept, the clauses are."""

    __tablename__ = "answers"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    channel: Mapped[str] = mapped_column(String(16))  # chat, api, widget
    question: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    as_of: Mapped[str] = mapped_column(String(10))
    institution: Mapped[str] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(16), index=True)
    reason: Mapped[str] = mapped_column(String(32))  # why it was declined; '' when it was not
    clauses: Mapped[list[str]]
    nearest: Mapped[list[str]]
    index: Mapped[str] = mapped_column("index_fingerprint", String(80))


class FeedbackRow(Table):
    """What somebody said of one answer; a later word on the same answer replaces the earlier one."""

    __tablename__ = "feedback"

    answer: Mapped[str] = mapped_column(ForeignKey("answers.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    verdict: Mapped[str] = mapped_column(String(4))  # up, down
    reason: Mapped[str] = mapped_column(String(24))
    comment: Mapped[str] = mapped_column(Text)


class EmbedUseRow(Table):
    """Questions of one day: of a whole embed key where `user` is '', else of one of its users."""

    __tablename__ = "embed_use"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    user: Mapped[str] = mapped_column(String(200), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    asked: Mapped[int]


def open_database(url: str) -> Engine:
    """The engine, with its tables made where they are missing. `url` is `sqlite:///<path>` or another SQLAlchemy URL.

    SQLite is opened in write-ahead mode, so that readers never wait for a writer and a crash loses nothing committed.
    Raises RecordsError where the database cannot be opened.
    """
    engine = create_engine(url)
    try:
        if engine.dialect.name == "sqlite":
            if engine.url.database:
                Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
            event.listen(engine, "connect", _prepare_sqlite)
        Table.metadata.create_all(engine)
    except (DatabaseError, OSError) as error:
        engine.dispose()
        raise _unavailable(engine, error) from error
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session that is committed whole or not at all. Raises RecordsError where the database does not take it."""
    try:
        with Session(engine) as session, session.begin():
            yield session
    except OperationalError as error:
        raise _unavailable(engine, error) from error


def _unavailable(engine: Engine, error: DatabaseError | OSError) -> RecordsError:
    where = engine.url.database if engine.dialect.name == "sqlite" else engine.url.render_as_string()
    said = error.orig if isinstance(error, DatabaseError) else error.strerror
    return RecordsError(f"cannot use the records {where}: {said}; make room, allow writing there or set POLICYQA_DATA")


def _prepare_sqlite(connection: Any, _: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
