"""The real assistant on the sample of `policyqa eval --fast`: the gate, the page, and that it repeats."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.answering.answer import Timings
from app.service import PolicyQA
from app.settings import load_settings
from evaluation.datasets import load_questions
from evaluation.evaluate import Plan, evaluate
from evaluation.gate import GATE
from evaluation.out_of_fold import with_parts
from evaluation.run import Result, run_eval
from evaluation.subset import stratified


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, shipped_index: Callable[[Path], Path]) -> PolicyQA:
    return PolicyQA.open(load_settings({}, data=shipped_index(tmp_path_factory.mktemp("gate"))))


@pytest.mark.slow
def test_the_assistant_passes_the_gate_on_the_sample(service: PolicyQA, tmp_path: Path):
    plan = Plan(fast=True, controls=False, gate=GATE, report=tmp_path / "report", folder=tmp_path)
    done = evaluate(service, plan)
    assert [str(breach) for breach in done.breaches] == []
    assert done.run.record.index
    assert done.page is not None
    assert done.page.stat().st_size > 10_000


@pytest.mark.slow
def test_the_assistant_asked_twice_gives_the_same_run_apart_from_its_times(service: PolicyQA):
    questions = stratified(load_questions(split="dev"), 30)
    first, second = (run_eval(service, questions) for _ in range(2))
    assert [_timeless(result) for result in first.results] == [_timeless(result) for result in second.results]
    assert first.record.model_copy(update={"created": ""}) == second.record.model_copy(update={"created": ""})


@pytest.mark.slow
def test_a_service_with_another_evidence_model_leaves_the_first_as_it_was(service: PolicyQA):
    before, asked = service.responder, "续贷需要什么条件？"
    strict = before.model.model_copy(update={"answer_from": 1.0})
    other = with_parts(service, service.retriever, strict)
    assert (other.ask(asked).status, service.ask(asked).status) == ("declined", "answered")
    assert service.responder is before


def _timeless(result: Result) -> Result:
    scores = {name: value for name, value in result.scores.items() if name != "latency_ms"}
    answer = result.answer and result.answer.model_copy(update={"timings_ms": Timings()})
    return result.model_copy(update={"scores": scores, "answer": answer})
