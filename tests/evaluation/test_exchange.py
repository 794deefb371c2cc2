import json
from pathlib import Path

import pytest

from evaluation.datasets import load_questions
from evaluation.exchange import FORMATS, ExchangeError, drafts, export
from evaluation.run import run_system
from tests.evaluation.corpus import Told, answered, cite, clauses, question

ASKED = question(
    answer="一千万元",
    facts=({"number": 1000, "unit": "万元"},),
    acceptable=("loan-law#2",),
    as_of="2025-01-01",
    history=("银行要告知什么？",),
)
RUN = run_system(Told({ASKED.id: answered(cite("loan-law#1", "不得超过1000万元"))}), [ASKED], clauses())


def read_back(tmp_path: Path, form: str):
    assert export(RUN, clauses(), form, tmp_path / "out.json") == 1
    path = tmp_path / "drafts.yaml"
    path.write_text(drafts(tmp_path / "out.json", form, clauses(), author="me")[0], encoding="utf-8")
    return load_questions([path])


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_reads_back_with_its_gold(tmp_path: Path, form: str):
    (again,) = read_back(tmp_path, form)
    changed = {"author": "me", "source": again.source, "file": "drafts.yaml"}
    assert again == ASKED.model_copy(update=changed)


def test_paraphrases_come_back_as_one_group_with_what_differs(tmp_path: Path):
    other = question(id="limit-2", question="What is the limit?", language="en", kind="cross_lingual", answer="x")
    replies = {ASKED.id: answered(cite("loan-law#1", "不得超过1000万元"))}
    run = run_system(Told({**replies, "limit-2": replies[ASKED.id]}), [ASKED, other], clauses())
    assert export(run, clauses(), "ragas", tmp_path / "out.json") == 2
    text, count = drafts(tmp_path / "out.json", "ragas", clauses(), author="me")
    (tmp_path / "d.yaml").write_text(text, encoding="utf-8")
    first, second = load_questions([tmp_path / "d.yaml"])
    assert count == 1
    assert (first.group, second.group) == ("limit", "limit")
    assert (first.history, first.facts) == (ASKED.history, ASKED.facts)
    assert (second.kind, second.language, second.facts, second.as_of) == ("cross_lingual", "en", (), None)


def test_ragas_and_deepeval_rows_have_the_fields_that_their_readers_want(tmp_path: Path):
    export(RUN, clauses(), "ragas", tmp_path / "r.jsonl")
    row = json.loads((tmp_path / "r.jsonl").read_text(encoding="utf-8"))
    assert row["response"] == "不得超过1000万元"
    assert row["retrieved_contexts"] == ["不得超过1000万元"]
    assert "1000万元" in row["reference_contexts"][0]
    export(RUN, clauses(), "deepeval", tmp_path / "d.json")
    (case,) = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))
    assert (case["input"], case["expected_output"]) == (ASKED.question, "一千万元")


def foreign(tmp_path: Path, **row: object) -> str:
    (tmp_path / "theirs.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return drafts(tmp_path / "theirs.jsonl", "ragas", clauses(), author="me")[0]


def test_a_row_from_elsewhere_becomes_a_draft_with_the_clause_that_holds_its_context(tmp_path: Path):
    text = foreign(
        tmp_path, user_input="上限？", reference="一千万元", reference_contexts=["本行贷款余额不得超过1000万元。"]
    )
    assert "loan-law#1" in text
    path = tmp_path / "draft.yaml"
    path.write_text(text, encoding="utf-8")
    assert load_questions([path])[0].status == "answered"


def test_a_row_whose_context_no_clause_holds_is_left_for_a_person_to_decide(tmp_path: Path):
    text = foreign(tmp_path, user_input="上限？", reference="", reference_contexts=["贷款余额不得超过9999万元"])
    assert "status: declined" in text
    assert "check the gold before use" in text


@pytest.mark.parametrize(
    ("form", "content", "told"),
    [
        ("ragas", "not json", "is not JSON Lines"),
        ("deepeval", "{", "is not JSON"),
        ("ragas", '{"question": "x"}', "row 1: is no ragas row"),
        ("csv", "", "unknown format 'csv'"),
        ("ragas", '{"user_input": ["a", "b"]}', "row 1: is no ragas row .*the question is no text"),
        ("ragas", '{"user_input": " "}', "the question is no text"),
        (
            "ragas",
            '{"user_input": "x", "metadata": {"id": "x", "group": "x", "status": "?"}}',
            "row 1: is no ragas row",
        ),
        ("deepeval", "5", "is no list of rows"),
        ("deepeval", '{"input": "x"}', "is no list of rows"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, form: str, content: str, told: str):
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ExchangeError, match=told):
        drafts(path, form, clauses(), author="me")


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(ExchangeError, match="cannot be read"):
        drafts(tmp_path / "none.jsonl", "ragas", clauses(), author="me")


def test_what_another_tool_keeps_under_metadata_is_not_our_gold(tmp_path: Path):
    assert "- 上限？" in foreign(tmp_path, user_input="上限？", metadata={"topic": "loans"})
    assert "- 上限？" in foreign(tmp_path, user_input="上限？", metadata="loans", reference=5)


def test_a_file_saved_by_another_editor_is_read_or_refused_in_words(tmp_path: Path):
    path = tmp_path / "x.jsonl"
    path.write_bytes('\ufeff{"user_input": "上限？"}\r\n{"user_input": "一\u2028二？"}\r\n'.encode())
    assert drafts(path, "ragas", clauses(), author="me")[1] == 2
    path.write_bytes('{"user_input": "上限？"}'.encode("gb18030"))
    with pytest.raises(ExchangeError, match="is not UTF-8"):
        drafts(path, "ragas", clauses(), author="me")
