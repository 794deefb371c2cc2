import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evaluation.cli import app
from evaluation.run import run_system
from tests.evaluation.corpus import Told, answered, cite, clauses, declined, question

RUNNER = CliRunner()
RIGHT = answered(cite("loan-law#1", "不得超过1000万元"))


def invoke(*arguments: str):
    return RUNNER.invoke(app, list(arguments))


def test_check_says_that_the_shipped_questions_are_well_formed():
    done = invoke("check")
    assert done.exit_code == 0
    assert "every gold clause is in the corpus" in done.stdout


def test_check_names_the_fault_and_fails(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text("author: a\nsource: b\nclusters:\n- group: x\n", encoding="utf-8")
    done = invoke("check", str(path))
    assert done.exit_code == 1
    assert "mine.yaml, entry 1 (x)" in done.stderr


def test_check_names_a_gold_clause_that_is_not_there(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "author: a\nsource: b\nclusters:\n- {group: x, kind: number, status: answered, answer: y,"
        " required: [commercial-bank-law#999], questions: [几？]}\n",
        encoding="utf-8",
    )
    done = invoke("check", str(path))
    assert done.exit_code == 1
    assert "commercial-bank-law#999" in done.stderr


def test_compare_prints_what_changed(tmp_path: Path):
    questions = [question()]
    for name, answer in (("a", declined()), ("b", RIGHT)):
        run_system(Told({"limit-1": answer}), questions, clauses()).save(tmp_path / name)
    done = invoke("compare", str(tmp_path / "a"), str(tmp_path / "b"))
    assert done.exit_code == 0
    assert "declined → right" in done.stdout
    told = json.loads(invoke("compare", str(tmp_path / "a"), str(tmp_path / "b"), "--json").stdout)
    assert told["moved"] == [{"id": "limit-1", "question": "贷款上限是多少?", "before": "declined", "after": "right"}]
    assert told["changes"]["right"]["difference"] == 1.0


WRONG_CALLS = [
    ("compare", "none", "none"),
    ("--split", "train"),
    ("--gate", "none.toml"),
    ("--system", "nowhere"),
    ("--file", "none.yaml"),
    ("retrieval", "--beir", "none"),
    ("export", "none", "x"),
    ("import", "none", "x", "--author", "a"),
    ("review", "none", "--reviewer", "a"),
    ("judge", "none", "--url", "http://127.0.0.1:1/v1"),
]


@pytest.mark.parametrize("arguments", WRONG_CALLS, ids=" ".join)
def test_a_wrong_call_is_one_line_and_no_traceback(arguments: tuple[str, ...]):
    done = invoke(*arguments)
    assert done.exit_code in (1, 2)
    assert done.stderr.startswith("policyqa:")
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_review_is_asked_for_stored_and_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("POLICYQA_DATA", str(tmp_path / "data"))
    run_system(Told({"limit-1": RIGHT}), [question()], clauses()).save(tmp_path / "run")
    done = RUNNER.invoke(app, ["review", str(tmp_path / "run"), "--reviewer", "A"], input="r\nfine\n")
    assert done.exit_code == 0
    assert "不得超过1000万元" in done.stdout
    assert "scorers" in done.stdout
    told = json.loads(invoke("review", str(tmp_path / "run"), "--reviewer", "A", "--json").stdout)
    assert (told["waiting"], told["agreement"][0]["second"]) == (0, "scorers")
    assert '"note":"fine"' in (tmp_path / "data" / "reviews.jsonl").read_text(encoding="utf-8")


def test_export_and_import_meet_in_a_question_file(tmp_path: Path):
    run_system(Told({"limit-1": RIGHT}), [question(answer="一千万元")], clauses()).save(tmp_path / "run")
    assert invoke("export", str(tmp_path / "run"), str(tmp_path / "r.jsonl")).exit_code == 0
    drafts = tmp_path / "drafts.yaml"
    assert invoke("import", str(tmp_path / "r.jsonl"), str(drafts), "--author", "A").exit_code == 0
    assert "loan-law#1" in drafts.read_text(encoding="utf-8")


def test_a_gate_is_set_on_a_run_and_faults_are_planted_in_it(tmp_path: Path):
    questions = [question(id=f"q{n}-1", group=f"q{n}") for n in range(20)]
    run_system(Told({q.id: RIGHT for q in questions}), questions, clauses()).save(tmp_path / "run")
    gate = tmp_path / "gate.toml"
    assert invoke("floors", str(tmp_path / "run"), "--to", str(gate)).exit_code == 0
    assert "quote_valid" in gate.read_text("utf-8")
    done = invoke("faults", str(tmp_path / "run"), "--gate", str(gate), "--json")
    rows = {row["fault"]: row for row in json.loads(done.stdout)}
    assert len(rows) == 30
    assert done.exit_code == 1  # twenty like questions have nothing for most faults to bite on
    assert "set its floors anew" in done.stderr
    assert rows["declines every third question"]["caught"]
    assert rows["declines every third question"]["moved"]
