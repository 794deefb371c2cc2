"""A visitor finds their own conversations again, as they were, and can delete them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.records.database import open_database
from app.records.history import KEPT, History, Turn, UnknownConversationError, owner_of
from tests.app.records.test_records import ANSWERED

ME, OTHER = owner_of("chat", "my cookie"), owner_of("chat", "another cookie")


@pytest.fixture
def history(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    yield History(engine)
    engine.dispose()


def turn(question: str = "问？") -> Turn:
    return Turn(ANSWERED.model_copy(update={"question": question}), "large_bank", "2025-06-01", ("made-notice",))


def test_a_conversation_comes_back_turn_by_turn_with_its_answers_and_filters(history):
    name = history.keep(ME, "", turn("第一问"))
    assert history.keep(ME, name, turn("第二问")) == name
    (listed,) = history.conversations(ME)
    assert (listed.id, listed.title, listed.turns) == (name, "第一问", 2)
    first, second = history.open(ME, name)
    assert first == turn("第一问")
    assert second.answer.question == "第二问"


def test_when_it_was_is_told_with_its_offset(history):
    history.keep(ME, "", turn())
    (listed,) = history.conversations(ME)
    assert listed.at.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - listed.at) < timedelta(minutes=5)


def test_personal_numbers_are_masked_in_what_is_kept(history):
    name = history.keep(ME, "", turn("客户13812345678的贷款能续吗？"))
    (kept,) = history.open(ME, name)
    (listed,) = history.conversations(ME)
    for said in (kept.answer.question, listed.title):
        assert "13812345678" not in said
        assert "贷款能续吗" in said


def test_nobody_sees_adds_to_or_deletes_anothers(history):
    name = history.keep(ME, "", turn())
    assert history.conversations(OTHER) == []
    with pytest.raises(UnknownConversationError):
        history.open(OTHER, name)
    with pytest.raises(UnknownConversationError):
        history.delete(OTHER, name)
    assert history.keep(OTHER, name, turn()) != name
    history.delete(OTHER)
    assert len(history.open(ME, name)) == 1


def test_one_or_all_can_be_deleted(history):
    first, second = (history.keep(ME, "", turn(str(n))) for n in range(2))
    history.delete(ME, first)
    assert [held.id for held in history.conversations(ME)] == [second]
    history.delete(ME)
    assert history.conversations(ME) == []


def test_the_oldest_go_when_there_are_too_many(history):
    names = [history.keep(ME, "", turn(str(n))) for n in range(KEPT + 3)]
    kept = {held.id for held in history.conversations(ME)}
    assert len(kept) == KEPT
    assert names[0] not in kept
    assert names[-1] in kept


def test_the_records_hold_no_name_or_cookie():
    assert "cookie" not in ME
    assert owner_of("embed intranet", "u1") != owner_of("chat", "u1")
