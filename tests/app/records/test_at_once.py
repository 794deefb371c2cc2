"""Several people, or several tabs of one, write at the same instant."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy.exc import IntegrityError

from app.errors import RecordsError
from app.records.asked import AskedLog
from app.records.database import committed, open_database
from app.records.feedback import FeedbackBook
from app.records.history import History, UnknownConversationError
from tests.app.records.test_history import ME, turn
from tests.app.records.test_records import ANSWERED

TABS = 4
ROUNDS = 12


@pytest.fixture
def engine(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    yield engine
    engine.dispose()


def at_once(*works: Callable[[], object]) -> list[BaseException]:
    """What the works raise when they begin together."""
    together = threading.Barrier(len(works))

    def begin(work: Callable[[], object]) -> None:
        together.wait()
        work()

    with ThreadPoolExecutor(len(works)) as pool:
        begun = [pool.submit(begin, work) for work in works]
    return [raised for each in begun if (raised := each.exception()) is not None]


def test_turns_of_several_tabs_are_all_kept(engine):
    history = History(engine)
    name = history.keep(ME, "", turn())
    for _ in range(ROUNDS):
        assert at_once(*[lambda: history.keep(ME, name, turn())] * TABS) == []
    assert len(history.open(ME, name)) == 1 + ROUNDS * TABS


def test_an_answer_is_kept_though_its_conversation_is_deleted_meanwhile(engine):
    history = History(engine)

    def delete(name: str) -> None:
        with suppress(UnknownConversationError):
            history.delete(ME, name)

    for _ in range(ROUNDS * 3):
        name = history.keep(ME, "", turn())
        keep = [lambda name=name: history.keep(ME, name, turn())] * TABS
        assert at_once(*keep, lambda name=name: delete(name)) == []


def test_two_words_on_one_answer_at_the_same_instant_are_one(engine):
    book = FeedbackBook(engine)
    for number in range(ROUNDS):
        AskedLog(engine).record(ANSWERED.model_copy(update={"id": str(number)}), channel="chat")
        assert at_once(*[lambda number=number: book.give(str(number), "up")] * TABS) == []


def test_where_another_writer_was_first_the_work_is_done_again_and_not_for_ever(engine):
    tried = []

    def work(session: object, fails: int) -> int:
        tried.append(session)
        if len(tried) <= fails:
            raise IntegrityError("INSERT", {}, Exception("the row is there"))
        return len(tried)

    assert committed(engine, lambda session: work(session, 2)) == 3
    tried.clear()
    with pytest.raises(RecordsError, match="the row is there"):
        committed(engine, lambda session: work(session, 99))
