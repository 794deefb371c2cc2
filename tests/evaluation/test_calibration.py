import pytest

from evaluation.calibration import area, bins, risk_coverage
from evaluation.run import run_system
from evaluation.systems.system import Reply
from tests.evaluation.corpus import Told, answered, cite, clauses, declined, question

RIGHT = answered(cite("loan-law#1", "不得超过1000万元"))
WRONG = answered(cite("loan-law#2", "银行应当告知费用", "银行应当告知费用。"))


class Sure(Told):
    """As sure as the number that it was told with the reply."""

    def reply(self, asked) -> Reply:
        answer, confidence = self.replies[asked.id]
        return Reply(answer, confidence=confidence)


def run(*told):
    questions = [question(id=f"q{n}-1", group=f"q{n}") for n in range(len(told))]
    return run_system(Sure({q.id: t for q, t in zip(questions, told, strict=True)}), questions, clauses())


def test_the_curve_goes_from_the_surest_answer_to_all_given():
    curve = risk_coverage(run((RIGHT, 0.9), (RIGHT, 0.8), (WRONG, 0.2), (declined(), 0.1)))
    assert [(p.coverage, p.risk) for p in curve] == [(0.25, 0), (0.5, 0), (0.75, pytest.approx(1 / 3))]


def test_a_system_that_knows_has_less_risk_than_one_that_does_not():
    knows = run(*[(RIGHT, 0.9)] * 10, *[(WRONG, 0.1)] * 10)
    guesses = run(*[(RIGHT, 0.1)] * 10, *[(WRONG, 0.9)] * 10)
    assert area(knows).value < area(guesses).value
    assert area(knows).low <= area(knows).value <= area(knows).high


def test_answers_of_equal_confidence_enter_together():
    assert len(risk_coverage(run((RIGHT, 0.5), (WRONG, 0.5)))) == 1


def test_without_confidence_or_answers_there_is_no_curve():
    assert risk_coverage(run((RIGHT, None))) == ()
    assert area(run((declined(), 0.5))) is None
    assert bins(run((declined(), 0.5))) == ()


def test_bins_hold_every_answer_once_from_least_sure_to_surest():
    told = [(RIGHT if n % 3 else WRONG, n / 20) for n in range(20)]
    parts = bins(run(*told))
    assert sum(part.count for part in parts) == 20
    assert [part.confidence for part in parts] == sorted(part.confidence for part in parts)
