from __future__ import annotations

import json
from copy import copy
from dataclasses import dataclass, replace

import pytest
import typer
from typer.testing import CliRunner

from app.answering.answer import Status
from app.service import CALIBRATED, PolicyQA
from app.settings import load_settings
from evaluation.cli import calibrate
from evaluation.datasets import QUESTIONS, load_questions
from evaluation.errors import EvaluationError
from evaluation.fit_evidence import Held, learn_then_test
from evaluation.own_questions import answers, cautioned, with_
from evaluation.own_questions import calibrate as found_for
from tests.small_corpus import small  # noqa: F401


@dataclass(frozen=True)
class _Answerable:
    answerable: bool = True


def held(confidence: float, *, right: bool) -> Held:
    return Held(_Answerable(), confidence, confidence, right, ())  # type: ignore[arg-type]


def test_fifty_nine_right_answers_show_five_percent_at_ninety_five_and_fifty_eight_do_not():
    right = [held(0.96, right=True) for _ in range(59)]
    assert learn_then_test(right, 0.05, 0.05) == pytest.approx(0.05)
    assert learn_then_test(right[:58], 0.05, 0.05) is None


def test_the_threshold_stops_before_the_wrong_answers_begin():
    answers = [held(1 - place / 1000, right=True) for place in range(100)]
    answers += [held(0.5 - place / 1000, right=False) for place in range(50)]
    assert learn_then_test(answers, 0.05, 0.05) == pytest.approx(0.5)


def test_one_wrong_answer_among_the_surest_does_not_end_the_search():
    answers = [held(0.99 - place / 1000, right=place != 30) for place in range(300)]
    assert learn_then_test(answers, 0.1, 0.05) == pytest.approx(0.05)


def test_few_answers_at_a_strict_threshold_are_not_taken_for_a_failure():
    answers = [held(0.97, right=True)] * 10 + [held(0.7, right=True)] * 100
    assert learn_then_test(answers, 0.05, 0.05) == pytest.approx(0.05)


def test_a_share_of_all_questions_lets_more_be_answered_than_a_share_of_the_answers():
    answers = [held(1 - place / 1000, right=place % 10 != 0) for place in range(300)]
    assert learn_then_test(answers, 0.05, 0.05) is None
    assert learn_then_test(answers, 0.05, 0.05, "questions") is not None


def test_the_threshold_is_found_on_the_answers_that_are_given(small):  # noqa: F811
    """A clause that is named is answered at any confidence; what a rule declines is no answer, however sure the model
    of the evidence is."""
    questions = load_questions([QUESTIONS / "notice-46.yaml"], split="dev")
    told = answers(small, questions)
    assert len(told) == len(questions)
    shut = [q.question for q, one in zip(questions, told, strict=True) if not one.given]
    model = small.responder.model.model_copy(update={"sure_from": 0.9})
    strict = copy(small)
    strict.responder = replace(small.responder, model=model)
    for question, one in zip(questions, told, strict=True):
        given = strict.ask(question.question, as_of=question.as_of).status is Status.ANSWERED
        if one.given and question.question not in shut and not question.history:
            assert given == (one.confidence >= 0.9), question.question


def test_the_threshold_of_the_caution_is_found_on_the_answers_that_carry_it(small):  # noqa: F811
    """What carries no caution at the strictest threshold carries none at any: a clause that is named, a table."""
    questions = load_questions([QUESTIONS / "notice-46.yaml"], split="dev")
    told = cautioned(small, questions)
    strict = with_(small, certain_from=0.9)
    unsure = 0
    for question, one in zip(questions, told, strict=True):
        reply = strict.ask(question.question, as_of=question.as_of)
        if question.history or reply.status is Status.DECLINED:
            continue
        carried = any(note.code == "unsure" for note in reply.cautions)
        assert carried == (one.confidence < 0.9), question.question
        unsure += carried
    assert unsure
    named = strict.ask("46号文三（二）是怎么说的？", as_of="2025-12-01")
    assert all(note.code != "unsure" for note in with_(small, certain_from=1.0).ask(named.question).cautions)


@pytest.fixture
def command(home, monkeypatch) -> typer.Typer:
    """`policyqa calibrate` over two documents."""
    for name, value in home.settings.items():
        monkeypatch.setenv(name, value)
    app = typer.Typer()
    app.command()(calibrate)
    return app


def test_a_bank_s_own_threshold_is_kept_and_taken_up_by_the_next_start(home, command):
    own = ["--questions", str(QUESTIONS / "notice-46.yaml"), "--risk", "0.4", "--json"]
    done = CliRunner().invoke(command, own)
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["threshold"] == pytest.approx(told["sure_from"], abs=1e-4)
    assert told["curve"]
    settings = load_settings()
    assert PolicyQA.open(settings).responder.model.sure_from == told["sure_from"]
    (home.data / CALIBRATED).write_text("{}", "utf-8")
    assert PolicyQA.open(settings).responder.model.sure_from != told["sure_from"]


def test_where_no_threshold_keeps_the_risk_nothing_is_changed(home, command):
    done = CliRunner().invoke(command, ["--questions", str(QUESTIONS / "notice-46.yaml"), "--risk", "0.001"])
    assert done.exit_code == 1
    assert "nothing was changed" in done.stdout
    assert not (home.data / CALIBRATED).exists()


def test_too_few_questions_are_refused(command):
    service = PolicyQA.open(load_settings())
    with pytest.raises(EvaluationError, match="at least"):
        found_for(service, (), 0.05, 0.95)


def test_below_the_threshold_an_answer_may_be_given_with_a_caution_instead(home, command):
    own = ["--questions", str(QUESTIONS / "notice-46.yaml"), "--risk", "0.4", "--then", "caution", "--json"]
    before = PolicyQA.open(load_settings()).responder.model
    done = CliRunner().invoke(command, own)
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["then"], told["threshold"], told["sure_from"]) == ("caution", told["certain_from"], before.sure_from)
    assert PolicyQA.open(load_settings()).responder.model.certain_from == told["certain_from"]
    wrong = CliRunner().invoke(command, ["--questions", str(QUESTIONS / "notice-46.yaml"), "--then", "shout"])
    assert wrong.exit_code != 0
    assert "decline or caution" in wrong.stderr
