from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from evaluation.adversary import send, serving
from evaluation.llm_judge import JudgeError, judge
from evaluation.run import run_system
from tests.evaluation.corpus import Told, answered, cite, clauses, declined, question

QUESTIONS = [question(id=f"q{n}-1", group=f"q{n}") for n in range(4)]
RIGHT, WRONG = answered(cite("loan-law#1", "不得超过1000万元")), answered(cite("loan-law#1", "借款人可以申请展期。"))
RUN = run_system(
    Told({q.id: reply for q, reply in zip(QUESTIONS, (RIGHT, RIGHT, WRONG, declined()), strict=True)}),
    [q.model_copy(update={"facts": question(facts=[{"number": 1000, "unit": "万元"}]).facts}) for q in QUESTIONS],
    clauses(),
)


def model(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    """Says YES to what it is asked about 1000万元."""
    said = "YES" if "1000万元" in body["messages"][-1]["content"].split("可以申请展期")[0] else "NO"
    send(handler, said, stream=False)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(model) as address:
        yield address


def test_a_model_judges_answers_and_its_agreement_with_the_scorers_is_told(url: str):
    opinion = judge(RUN, clauses(), url, "stub", "faithfulness", 10)
    assert [name for name, _, _ in opinion.verdicts] == ["q0-1", "q1-1", "q2-1"]  # a decline states nothing
    told = opinion.as_json()
    assert (told["judged"], told["passing"], told["agree_with_scorers"], told["kappa"]) == (3, 2, 3, 1.0)
    assert "no figure" in opinion.text()


def test_a_judge_that_is_not_there_and_an_unknown_evaluator_are_told(url: str):
    with pytest.raises(JudgeError, match="is an OpenAI-compatible API running there"):
        judge(RUN, clauses(), "http://127.0.0.1:1/v1", "stub", "faithfulness", 1)
    with pytest.raises(JudgeError, match="say faithfulness"):
        judge(RUN, clauses(), url, "stub", "taste", 1)
