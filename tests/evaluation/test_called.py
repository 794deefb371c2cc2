import pytest

from app.answering.answer import Status
from evaluation.run import run_system
from evaluation.scorers.outcome import Outcome
from evaluation.systems.called import CallableError, CalledSystem
from evaluation.systems.reading import ChatReader
from tests.evaluation.corpus import answered, cite, clauses, question
from tests.evaluation.test_http_system import with_resolver

READER = ChatReader(with_resolver(), clauses())


def in_words(text: str) -> str:
    return "不得超过1000万元 [loan-law#1]" if "上限" in text else "不知道"


def as_answer(text: str, asked: object) -> object:
    del text, asked
    return answered(cite("loan-law#1", "不得超过1000万元")).model_dump(mode="json")


def nonsense(text: str) -> object:
    return len(text)


@pytest.mark.parametrize("name", ["in_words", "as_answer"])
def test_a_function_is_scored_by_what_it_returns(name: str):
    system = CalledSystem.load(f"{__name__}:{name}", READER)
    (result,) = run_system(system, [question()], clauses()).results
    assert result.outcome is Outcome.RIGHT


def test_words_without_a_clause_are_a_decline():
    system = CalledSystem.load(f"{__name__}:in_words", READER)
    assert system.reply(question(question="别的?")).answer.status is Status.DECLINED


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("absent_module:f", "module:function"),
        (f"{__name__}:absent", "module:function"),
        (f"{__name__}:READER", "no function"),
    ],
)
def test_a_function_that_is_not_there_is_told_with_what_to_say(name: str, told: str):
    with pytest.raises(CallableError, match=told):
        CalledSystem.load(name, READER)


def test_what_is_no_answer_is_refused():
    system = CalledSystem.load(f"{__name__}:nonsense", READER)
    with pytest.raises(CallableError, match="returned int"):
        system.reply(question())
