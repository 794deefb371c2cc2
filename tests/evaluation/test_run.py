import io
from pathlib import Path

import pytest
from rich.console import Console

from evaluation.errors import RunFileError
from evaluation.report import card
from evaluation.run import load_run, run_system
from evaluation.scorers.outcome import Outcome
from evaluation.summary import by, summarise
from tests.evaluation.corpus import Told, answered, cite, clauses, declined, question

QUESTIONS = (
    question(id="a-1", group="a"),
    question(id="a-2", group="a"),
    question(id="b-1", group="b", language="en"),
    question(id="c-1", group="c", kind="no_detail", status="declined", required=()),
)
RIGHT = answered(cite("loan-law#1", "不得超过1000万元"))
REPLIES = {"a-1": RIGHT, "a-2": RIGHT, "b-1": declined(), "c-1": declined()}


def run(**replies):
    return run_system(Told({**REPLIES, **replies}), QUESTIONS, clauses(), failures=(ConnectionError,))


def test_a_stored_run_reads_back_the_same(tmp_path: Path):
    first = run()
    assert load_run(first.save(tmp_path / "r")) == first


def test_two_identical_runs_are_identical_apart_from_their_time():
    first, second = run(), run()
    assert first.results == second.results
    assert summarise(first) == summarise(second)
    assert first.record.model_copy(update={"created": ""}) == second.record.model_copy(update={"created": ""})


def test_a_failing_system_leaves_the_question_unscored():
    result = run(**{"a-1": ConnectionError("no route")}).results[0]
    assert result.outcome is Outcome.UNSCORED
    assert result.scores == {}
    assert result.error == "no route"


def test_an_unforeseen_error_ends_the_run():
    with pytest.raises(ZeroDivisionError):
        run(**{"a-1": ZeroDivisionError()})


def test_figures_are_means_over_what_is_scored():
    summary = summarise(run())
    assert summary.figures["right"].value == pytest.approx(3 / 4)
    assert summary.figures["over_refusal"].value == pytest.approx(1 / 3)
    assert summary.figures["balanced_status"].value == pytest.approx((2 / 3 + 1) / 2)
    assert summary.outcomes[Outcome.DECLINED] == 1
    assert "forbidden_cited" not in summary.figures


def test_parts_keep_every_question():
    parts = by(run(), lambda result: result.question.language)
    assert {name: part.questions for name, part in parts.items()} == {"zh": 3, "en": 1}


def test_results_load_in_pandas(tmp_path: Path):
    pandas = pytest.importorskip("pandas")
    table = pandas.read_json(run().save(tmp_path) / "results.jsonl", lines=True)
    assert table["score_right"].mean() == pytest.approx(0.75)


def test_a_damaged_run_is_refused_with_file_and_line(tmp_path: Path):
    with pytest.raises(RunFileError, match="no stored run here"):
        load_run(tmp_path)
    folder = run().save(tmp_path)
    (folder / "results.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(RunFileError, match=r"results\.jsonl, line 1"):
        load_run(folder)


def test_a_question_with_other_ends_of_line_reads_back(tmp_path: Path):
    asked = question(question="上限\u2028是\u0085多少?")
    stored = run_system(Told({asked.id: RIGHT}), [asked], clauses())
    assert load_run(stored.save(tmp_path)) == stored


def test_a_run_that_was_cut_short_is_not_taken_for_a_whole_one(tmp_path: Path):
    folder = run().save(tmp_path)
    lines = (folder / "results.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "results.jsonl").write_text("".join(lines[:2]), encoding="utf-8")
    with pytest.raises(RunFileError, match="holds 2 of 4 results"):
        load_run(folder)


def test_the_card_shows_headline_figures_and_kinds():
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(card(run()))
    text = console.export_text()
    assert "right as a whole" in text
    assert "75.0 %" in text
    assert "no_detail" in text
