"""Questions and feedback, kept in SQLite."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.answering.answer import Answer, Citation, Decline, Statement
from app.errors import PolicyQAError
from app.records.asked import AskedLog
from app.records.database import AnswerRow, FeedbackRow, open_database
from app.records.feedback import FeedbackBook, UnknownAnswerError

CITATION = Citation(
    clause_id="made-notice#3.1",
    label="三（一）",
    document="通知",
    quote="应当",
    start=0,
    end=2,
    verdict="exact",
    text_status="restated",
    validity="in_force",
)
ANSWERED = Answer(
    id="a1",
    question="问？",
    language="zh",
    as_of="2026-11-24",
    status="answered",
    statements=(Statement(text="应当", citations=(CITATION, CITATION)),),
)


@pytest.fixture
def engine(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'new' / 'records.sqlite'}")
    yield engine
    engine.dispose()


def test_an_answer_is_kept_with_its_clauses_each_once(engine):
    AskedLog(engine).record(ANSWERED, channel="chat", institution="large_bank")
    with Session(engine) as session:
        row = session.scalars(select(AnswerRow)).one()
        assert (row.question, row.status, row.channel, row.clauses) == ("问？", "answered", "chat", ["made-notice#3.1"])
        assert row.reason == ""


def test_a_decline_is_kept_with_its_reason_and_nearest_clauses(engine):
    decline = Decline(reason="not_covered", text="没有")
    declined = Answer(
        id="a2", question="?", language="en", as_of="2026-11-24", status="declined", decline=decline, nearest=("x#1",)
    )
    AskedLog(engine).record(declined, channel="api")
    with Session(engine) as session:
        row = session.get(AnswerRow, "a2")
        assert (row.reason, row.nearest) == ("not_covered", ["x#1"])


def test_a_later_word_on_the_same_answer_replaces_the_earlier(engine):
    AskedLog(engine).record(ANSWERED, channel="chat")
    book = FeedbackBook(engine)
    book.give("a1", "up")
    book.give("a1", "down", "wrong_clause", "应为第四十条")
    with Session(engine) as session:
        row = session.scalars(select(FeedbackRow)).one()
        assert (row.verdict, row.reason, row.comment) == ("down", "wrong_clause", "应为第四十条")


def test_a_comment_is_kept_in_one_line_without_what_cannot_be_seen(engine):
    AskedLog(engine).record(ANSWERED, channel="chat")
    FeedbackBook(engine).give("a1", "down", "", " 应为\u202e第四十条\x00\n\ud83d谢谢 ")
    with Session(engine) as session:
        assert session.scalars(select(FeedbackRow)).one().comment == "应为第四十条 谢谢"


def test_feedback_on_an_answer_never_given_is_refused(engine):
    with pytest.raises(UnknownAnswerError, match="nothing-like-this"):
        FeedbackBook(engine).give("nothing-like-this", "up")


def test_a_verdict_or_reason_that_is_not_one_is_refused(engine):
    AskedLog(engine).record(ANSWERED, channel="chat")
    with pytest.raises(PolicyQAError, match="wrong_clause"):
        FeedbackBook(engine).give("a1", "down", "because")


def test_the_database_writes_ahead_and_survives_being_opened_again(engine):
    AskedLog(engine).record(ANSWERED, channel="chat")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    again = open_database(str(engine.url))
    with Session(again) as session:
        assert session.get(AnswerRow, "a1")
    again.dispose()
