"""The trail of use: what it tells, masks and leaves out."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.errors import RecordsError
from app.records.asked import AskedLog
from app.records.audit import RECORDS, as_csv, trail
from app.records.database import AnswerRow, open_database
from app.records.feedback import FeedbackBook
from tests.app.records.test_records import ANSWERED


@pytest.fixture
def data(tmp_path):
    """Three questions on three days, the middle one marked wrong."""
    engine = open_database(f"sqlite:///{tmp_path / RECORDS}")
    asked = (("a1", "一？", "chat", "large_bank"), ("a2", "=1+1？13812345678", "api", ""), ("a3", "三？", "api", ""))
    for number, (name, question, channel, institution) in enumerate(asked):
        answer = ANSWERED.model_copy(update={"id": name, "question": question})
        AskedLog(engine).record(answer, channel=channel, institution=institution)
        with Session(engine) as session, session.begin():
            session.get(AnswerRow, name).at = datetime(2026, 11, 1, 23, 30, tzinfo=UTC) + timedelta(days=number)
    FeedbackBook(engine).give("a2", "down", "outdated", "请打13812345678")
    engine.dispose()
    return tmp_path


def test_the_latest_comes_first_with_who_when_and_what_became_of_it(data):
    entries = trail(data)
    assert [entry.answer for entry in entries] == ["a3", "a2", "a1"]
    last = entries[-1]
    assert (last.at, last.channel, last.institution) == ("2026-11-01T23:30:00+00:00", "chat", "large_bank")
    assert (last.status, last.clauses, last.feedback) == ("answered", ("made-notice#3.1",), "")
    assert entries[1].feedback == "down outdated"


def test_personal_numbers_are_masked_in_questions_and_comments(data):
    marked = trail(data)[1]
    assert "13812345678" not in marked.question + marked.comment
    assert "[phone number]" in marked.question


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"since": date(2026, 11, 2)}, ["a3", "a2"]),
        ({"until": date(2026, 11, 2)}, ["a2", "a1"]),
        ({"since": date(2026, 11, 2), "until": date(2026, 11, 2)}, ["a2"]),
        ({"since": date.min, "until": date.max}, ["a3", "a2", "a1"]),
        ({"channel": "chat"}, ["a1"]),
        ({"status": "declined"}, []),
        ({"limit": 1}, ["a3"]),
    ],
)
def test_days_status_and_channel_narrow_it(data, wanted, found):
    assert [entry.answer for entry in trail(data, **wanted)] == found


def test_the_last_day_is_included_to_its_end(data):
    engine = open_database(f"sqlite:///{data / RECORDS}")
    with Session(engine) as session, session.begin():
        session.get(AnswerRow, "a1").at = datetime(2026, 11, 1, 23, 59, 59, 999999, tzinfo=UTC)
        session.get(AnswerRow, "a2").at = datetime(2026, 11, 2, tzinfo=UTC)
    engine.dispose()
    assert [entry.answer for entry in trail(data, until=date(2026, 11, 1))] == ["a1"]


def test_a_spreadsheet_runs_nothing_of_the_table(data):
    rows = list(csv.DictReader(io.StringIO(as_csv(trail(data)))))
    assert rows[1]["question"].startswith("'=1+1")
    assert rows[0]["clauses"] == "made-notice#3.1"


def test_reading_makes_no_records_and_damaged_ones_are_told(tmp_path):
    assert trail(tmp_path) == []
    assert list(tmp_path.iterdir()) == []
    (tmp_path / RECORDS).write_bytes(b"no database")
    with pytest.raises(RecordsError, match="cannot read"):
        trail(tmp_path)
