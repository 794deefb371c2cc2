"""The tables and the engine. SQLite under the data folder by default; any SQLAlchemy URL otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import JSON, DateTime, Dialect, Engine, ForeignKey, String, Text, TypeDecorator, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.errors import RecordsError

RECORDS = "records.sqlite"  # in the data folder

T = TypeVar("T")


class Instant(TypeDecorator[datetime]):
    """A point in time, in UTC when it is read: SQLite keeps no offset, and PostgreSQL gives that of its session."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is None:
            return value and value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class Table(DeclarativeBase):
    type_annotation_map = {list[str]: JSON, dict[str, Any]: JSON}  # noqa: RUF012 - SQLAlchemy reads it from the class


def now() -> datetime:
    return datetime.now(UTC)


class AnswerRow(Table):
    """One question and what became of it; the words of the answer are not kept, the clauses are."""

    __tablename__ = "answers"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
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
    at: Mapped[datetime] = mapped_column(Instant, index=True)
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


class ConversationRow(Table):
    """Questions and answers in a row of one visitor; `owner` is the hash of who it is."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    title: Mapped[str] = mapped_column(Text)


class TurnRow(Table):
    """One answer as it was given, personal numbers of its question masked, and the filters it was asked with."""

    __tablename__ = "turns"

    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    answer: Mapped[dict[str, Any]]
    institution: Mapped[str] = mapped_column(String(60))
    as_of: Mapped[str] = mapped_column(String(10))
    documents: Mapped[list[str]]


def open_database(url: str) -> Engine:
    """The engine, its tables in the shape of this version. `url` is `sqlite:///<path>` or another SQLAlchemy URL.

    SQLite is opened in write-ahead mode, so that readers never wait for a writer and a crash loses nothing committed.
    Raises RecordsError where the database cannot be opened or a newer version has changed its shape.
    """
    engine = create_engine(url)
    try:
        if engine.dialect.name == "sqlite":
            if engine.url.database:
                Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
            event.listen(engine, "connect", _prepare_sqlite)
        _upgrade(engine)
    except (DatabaseError, OSError) as error:
        engine.dispose()
        raise _unavailable(engine, error) from error
    return engine


def _upgrade(engine: Engine) -> None:
    """Runs the steps in migrations/versions that the database has not had, all or none. Another process that opens it
    at the same time waits."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise RecordsError(
                f"the records {engine.url.database} were written by a newer version ({error}); use that version, or "
                "another POLICYQA_DATA"
            ) from error
        connection.commit()


def committed(engine: Engine, work: Callable[[Session], T], *, tries: int = 5) -> T:
    """What `work` gives; what it writes is committed whole or not at all. SQLite has one writer at a time, from before
    `work` reads; elsewhere `work` is called again where another writer was first with the same row. Raises
    RecordsError where the database does not take it."""
    try:
        with Session(engine) as session, session.begin():
            if engine.dialect.name == "sqlite":
                session.connection().exec_driver_sql("BEGIN IMMEDIATE")
            return work(session)
    except IntegrityError as error:
        if tries <= 1:
            raise _unavailable(engine, error) from error
    except OperationalError as error:
        raise _unavailable(engine, error) from error
    return committed(engine, work, tries=tries - 1)


def _unavailable(engine: Engine, error: DatabaseError | OSError) -> RecordsError:
    where = engine.url.database if engine.dialect.name == "sqlite" else engine.url.render_as_string()
    said = error.orig if isinstance(error, DatabaseError) else error.strerror
    return RecordsError(f"cannot use the records {where}: {said}; make room, allow writing there or set POLICYQA_DATA")


def _prepare_sqlite(connection: Any, _: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
