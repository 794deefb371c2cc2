from pathlib import Path

from evaluation.desk import EVALUATIONS, open_desk
from evaluation.run import run_system
from tests.evaluation.corpus import Told, answered, cite, clauses, declined, question

RIGHT = answered(cite("loan-law#1", "不得超过1000万元"))


def store(data: Path, name: str = "one") -> None:
    questions = [question(), question(id="b-1", group="b")]
    run_system(Told({"limit-1": RIGHT, "b-1": declined()}), questions, clauses()).save(data / EVALUATIONS / name)


def test_answers_are_judged_one_by_one_and_agreement_is_told(tmp_path: Path):
    store(tmp_path)
    desk = open_desk(tmp_path)
    assert desk.runs() == ("one",)
    first = desk.next_answer("one", "A")
    assert (first.question_id, first.left) == ("b-1", 2)  # what the scorers call wrong comes first
    desk.judge("one", "A", "b-1", "wrong", "needlessly declined")
    assert desk.next_answer("one", "A").question_id == "limit-1"
    assert desk.next_answer("one", "B").left == 2
    desk.judge("one", "A", "limit-1", "right")
    assert desk.next_answer("one", "A") is None
    (pair,) = desk.agreement("one")
    assert (pair.first, pair.second, pair.count, pair.kappa) == ("A", "scorers", 2, 1.0)


def test_a_run_that_was_made_anew_is_read_anew(tmp_path: Path):
    desk = open_desk(tmp_path)
    assert desk.runs() == ()
    store(tmp_path)
    assert desk.next_answer("one", "A").left == 2
    run_system(Told({"limit-1": declined()}), [question()], clauses()).save(tmp_path / EVALUATIONS / "one")
    assert desk.next_answer("one", "A").left == 1
