"""A store of an earlier version is brought to this one's shape, with everything in it."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from app.errors import RecordsError
from app.records.database import Table, open_database
from app.records.history import History, Turn, owner_of
from app.records.review import UsageReview
from tests.app.records.test_records import ANSWERED

OLD = Path("tests/fixtures/records-0.1.0.sql")  # written by the program before its steps were counted


@pytest.fixture
def old(tmp_path) -> str:
    path = tmp_path / "records.sqlite"
    with sqlite3.connect(path) as store:
        store.executescript(OLD.read_text("utf-8"))
    store.close()
    return f"sqlite:///{path}"


def test_what_an_old_store_holds_is_there_after_it_is_opened(old):
    engine = open_database(old)
    (open_question,) = UsageReview(engine).open_questions()
    assert (open_question.question, open_question.said, open_question.comment) == ("银行应当做什么？", "outdated", "旧")
    engine.dispose()


@pytest.mark.parametrize("made", ["old", "new"])
def test_the_steps_lead_to_the_tables_that_the_program_uses(made, old, tmp_path):
    engine = open_database(old if made == "old" else f"sqlite:///{tmp_path / 'new.sqlite'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []
    engine.dispose()


def test_opening_again_changes_nothing(old):
    for _ in range(2):
        engine = open_database(old)
        owner = owner_of("chat", "somebody")
        History(engine).keep(owner, "", Turn(ANSWERED))
        engine.dispose()
    engine = open_database(old)
    assert len(History(engine).conversations(owner)) == 2
    engine.dispose()


def test_two_that_open_a_store_at_once_bring_it_up_once(old):
    with ThreadPoolExecutor(4) as openers:
        for engine in openers.map(open_database, [old] * 4):
            assert inspect(engine).has_table("turns")
            engine.dispose()


def test_a_store_of_a_newer_version_is_refused_and_left_alone(old):
    engine = open_database(old)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = 'r9999'"))
    engine.dispose()
    with pytest.raises(RecordsError, match="newer version"):
        open_database(old)
    assert "conversations" in inspect(engine).get_table_names()
    engine.dispose()
