from evaluation.compare import compare
from evaluation.run import run_system
from evaluation.scorers.outcome import Outcome
from tests.evaluation.corpus import Told, answered, cite, clauses, declined, question

RIGHT = answered(cite("loan-law#1", "不得超过1000万元"))
QUESTIONS = [question(id=f"q{n}-1", group=f"q{n}") for n in range(40)]


def run(right: int, questions=QUESTIONS):
    replies = {q.id: RIGHT if n < right else declined() for n, q in enumerate(questions)}
    return run_system(Told(replies), questions, clauses())


def change(first, second, measure: str):
    return next(c for c in compare(first, second).changes if c.measure.name == measure)


def test_a_gain_beyond_chance_is_called_better_and_a_loss_worse():
    gain = change(run(10), run(30), "right")
    assert (gain.difference, gain.significant, gain.better) == (0.5, True, True)
    loss = change(run(30), run(10), "right")
    assert loss.significant
    assert not loss.better


def test_less_refusal_is_better():
    assert change(run(10), run(30), "over_refusal").better


def test_one_question_more_is_within_chance():
    assert not change(run(20), run(21), "right").significant


def test_equal_runs_do_not_differ():
    comparison = compare(run(20), run(20))
    assert comparison.moved == ()
    assert all(c.difference == 0 and not c.significant for c in comparison.changes if c.measure.name != "latency_ms")


def test_each_question_that_changed_is_listed_and_strangers_are_counted():
    comparison = compare(run(20), run(10, QUESTIONS[:30]))
    assert (comparison.only_first, comparison.only_second) == (10, 0)
    assert len(comparison.moved) == 10
    assert {(a.outcome, b.outcome) for a, b in comparison.moved} == {(Outcome.RIGHT, Outcome.DECLINED)}
