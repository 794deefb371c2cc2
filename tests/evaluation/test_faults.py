import random
from functools import cache

import pytest

from corpus.catalogue import load_catalogue
from evaluation.clauses import Clauses
from evaluation.compare import compare
from evaluation.datasets import load_questions
from evaluation.faults import FAULTS, Fault, planted
from evaluation.gate import breaches, calibrate
from evaluation.run import Run, judge, run_system
from evaluation.scorers.outcome import Outcome
from evaluation.summary import summarise
from evaluation.systems.oracle import Oracle
from evaluation.systems.quoting import decline, quote_clauses
from evaluation.systems.system import Reply

CLAUSES = Clauses.of(load_catalogue().documents)
PERFECT = run_system(Oracle(CLAUSES), load_questions(), CLAUSES)


def ordinary() -> Run:
    """A system as systems are: it declines a fifth of what it could answer and cites a stranger in a tenth."""
    draw, results = random.Random(7), []
    for result in PERFECT.results:
        fate = draw.random()
        question = result.question
        if fate < 0.2 and question.required:
            results.append(judge(question, Reply(decline(question), result.ranked, 0.5), CLAUSES))
        elif fate < 0.3 and question.required:
            document = draw.choice(CLAUSES.documents)
            answer = quote_clauses(question, [(document, draw.choice(document.clauses))])
            results.append(judge(question, Reply(answer, result.ranked, 0.5), CLAUSES))
        else:
            results.append(result)
    return PERFECT.model_copy(update={"results": tuple(results)})


ORDINARY = ordinary()
GATE = calibrate(ORDINARY)
NAMES = [fault.name for fault in FAULTS]


@cache
def faulty(fault: Fault, *, perfect: bool) -> Run:
    return planted(PERFECT if perfect else ORDINARY, fault, CLAUSES)


def test_the_gold_can_be_answered_in_full_from_the_corpus():
    failed = [
        r.question.id for r in PERFECT.results if r.outcome is not Outcome.RIGHT or r.scores["caution_right"] == 0
    ]
    assert failed == []


def test_there_are_thirty_faults_and_each_is_its_own():
    assert len(set(NAMES)) == len(FAULTS) == 30


@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
def test_a_fault_in_a_perfect_system_moves_its_measure_beyond_the_interval(fault: Fault):
    before = summarise(PERFECT).figures[fault.measure]
    after = summarise(faulty(fault, perfect=True)).figures[fault.measure]
    assert not before.low <= after.value <= before.high


@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
def test_a_fault_in_an_ordinary_system_is_a_significant_loss(fault: Fault):
    changes = compare(ORDINARY, faulty(fault, perfect=False)).changes
    change = next(change for change in changes if change.measure.name == fault.measure)
    assert change.significant
    assert not change.better


def test_a_gate_set_on_an_ordinary_system_catches_nearly_every_fault_and_lets_itself_pass():
    assert breaches(ORDINARY, GATE) == []
    caught = [fault.name for fault in FAULTS if breaches(faulty(fault, perfect=False), GATE)]
    assert len(caught) >= 28, sorted(set(NAMES) - set(caught))
