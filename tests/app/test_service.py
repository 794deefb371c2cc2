"""The façade: days, institutions and histories are read or refused; a newer index is taken up, a broken one is not."""

import json
import os
from datetime import date

import pytest

from app.errors import QuestionError
from app.service import PolicyQA, has_index, open_retriever, read_date, read_institution
from app.settings import Settings, load_settings
from indexing.errors import NoIndexError
from tests.commands import TARGET, TARGET_CLAUSE, Home


def settings_of(home: Home) -> Settings:
    return load_settings({}, data=home.data, documents=home.documents, laws=False)


@pytest.fixture(scope="module")
def opened(indexed) -> PolicyQA:
    return PolicyQA.open(settings_of(indexed))


def first_clause(service: PolicyQA) -> str:
    return service.ask(TARGET).statements[0].citations[0].clause_id


@pytest.mark.parametrize("given", ["2025-06-01", " 2025-06-01 ", date(2025, 6, 1)])
def test_a_day_is_read(given):
    assert read_date(given) == date(2025, 6, 1)


@pytest.mark.parametrize("given", [None, ""])
def test_no_day_is_today(given):
    assert read_date(given) == date.today()


@pytest.mark.parametrize("given", ["soon", "2025-02-30", "2025/06/01", "0", "２０２５-06-01x"])
def test_what_is_no_day_is_refused_as_it_was_written(given):
    with pytest.raises(QuestionError, match=f"not a date: {given!r} \\(write it as 2026-11-24\\)"):
        read_date(given)


@pytest.mark.parametrize(
    ("name", "institution"),
    [("large_bank", "large_bank"), ("农商行", "rural_bank"), ("Insurer", "insurer"), ("银行", "banking_institution")],
)
def test_an_institution_is_known_by_id_or_by_name(name, institution):
    assert read_institution(name) == institution


def test_no_institution_is_everyone_and_an_unknown_one_is_refused():
    assert read_institution(None) is read_institution(" ") is None
    with pytest.raises(QuestionError, match="unknown institution type: '火星银行'"):
        read_institution("火星银行")


def test_opening_without_an_index_names_the_command(tmp_path):
    home = Home.make(tmp_path)
    assert not has_index(settings_of(home))
    with pytest.raises(NoIndexError, match="run `policyqa index`"):
        PolicyQA.open(settings_of(home))


def test_a_follow_up_is_understood_from_earlier_questions_and_answers(opened):
    earlier = opened.ask(TARGET)
    for history in ([TARGET], [earlier], [{"question": TARGET, "answer": earlier.model_dump()}]):
        cited = [c.clause_id for s in opened.ask("那保险公司呢？", history=history).statements for c in s.citations]
        assert all(clause.startswith("jinbanfa-2025-46#") for clause in cited)


@pytest.mark.parametrize("item", [7, None, {}, {"question": 7}, {"question": TARGET, "answer": {"id": "x"}}, b"x"])
def test_a_history_that_is_none_is_refused(item, opened):
    with pytest.raises(QuestionError):
        opened.ask("那保险公司呢？", history=[item])


def test_unknown_documents_and_languages_are_refused(opened):
    with pytest.raises(QuestionError, match="no document has the id 'none'"):
        opened.ask(TARGET, documents=["none"])
    with pytest.raises(QuestionError, match="not a language"):
        opened.ask(TARGET, language="fr")


def test_a_question_for_some_documents_is_answered_from_these_alone(opened):
    answer = opened.ask(TARGET, documents=["jingui-2024-11"])
    assert all(c.clause_id.startswith("jingui-2024-11#") for s in answer.statements for c in s.citations)


def test_a_running_service_turns_to_a_newer_index(home, monkeypatch):
    monkeypatch.setattr("app.service._LOOK_EVERY_S", 0.0)
    service = PolicyQA.open(settings_of(home))
    document = home.documents / "jingui-2024-11.md"
    document.write_text(document.read_text("utf-8").replace("title: ", "title: 新版", 1), "utf-8")
    assert first_clause(service) == TARGET_CLAUSE
    assert service.catalogue.get("jingui-2024-11").title.startswith("普惠")
    assert home.call("index").exit_code == 0
    assert first_clause(service) == TARGET_CLAUSE
    assert service.catalogue.get("jingui-2024-11").title.startswith("新版")


@pytest.mark.parametrize("fault", ["a broken index", "a faulty document"])
def test_a_running_service_keeps_its_index_when_the_newer_one_cannot_be_used(fault, home, monkeypatch, caplog):
    monkeypatch.setattr("app.service._LOOK_EVERY_S", 0.0)
    service = PolicyQA.open(settings_of(home))
    pointer = home.data / "index" / "current"
    if fault == "a broken index":
        pointer.write_text(json.dumps({"current": "gone"}))
    else:
        (home.documents / "made.md").write_text("no front matter")
        os.utime(pointer)
    assert first_clause(service) == TARGET_CLAUSE
    assert "is not used, the earlier one goes on answering: " in caplog.text
    caplog.clear()
    assert first_clause(service) == TARGET_CLAUSE
    assert caplog.text == "", "it is told once"


def test_a_retriever_is_built_only_when_asked_to(tmp_path):
    home = Home.make(tmp_path)
    settings = settings_of(home)
    service = PolicyQA.open(settings, build=True)
    assert has_index(settings)
    assert open_retriever(settings, service.catalogue).fingerprint == service.retriever.fingerprint
