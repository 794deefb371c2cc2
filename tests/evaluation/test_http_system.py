from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from app.answering.answer import Status
from evaluation.adversary import send, serving
from evaluation.errors import EvaluationError
from evaluation.run import run_system, score
from evaluation.scorers.outcome import Outcome
from evaluation.systems.over_http import HttpSystem, SystemUnreachableError, in_words
from evaluation.systems.reading import ChatReader
from indexing.resolver import Resolver
from tests.evaluation.corpus import clauses, question
from tests.evaluation.service import TinyService

CLAUSES = clauses()
SAID: dict[str, str] = {}


def chat(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    send(handler, SAID[body["messages"][-1]["content"]], stream=False)


@pytest.fixture(scope="module")
def system() -> Iterator[HttpSystem]:
    with serving(chat) as url:
        yield HttpSystem(url, ChatReader(with_resolver(), CLAUSES))


def with_resolver() -> TinyService:
    service = TinyService.open()
    object.__setattr__(service, "resolver", Resolver(service.catalogue))
    return service


def test_a_reply_is_scored_by_the_clauses_it_names(system: HttpSystem):
    SAID["贷款上限是多少?"] = "贷款“不得超过1000万元”[loan-law#1]。"
    (result,) = run_system(system, [question()], CLAUSES).results
    assert result.outcome is Outcome.RIGHT
    assert result.scores["latency_ms"] > 0


def test_an_article_named_in_words_is_a_citation(system: HttpSystem):
    answer = system.reader.read(question(), "依据《贷款法》第二条，银行应当告知费用。")
    assert [c.clause_id for s in answer.statements for c in s.citations] == ["loan-law#2"]


def test_words_in_quotation_marks_that_no_clause_holds_are_a_false_quote(system: HttpSystem):
    from evaluation.systems.system import Reply

    answer = system.reader.read(question(), "贷款“不得超过2000万元”[loan-law#1]。")
    assert score(question(), Reply(answer), CLAUSES)["quote_valid"] == 0.0


def test_a_refusal_and_a_reply_without_a_clause_are_declined(system: HttpSystem):
    assert system.reader.read(question(), "资料没有规定 [loan-law#1]").status is Status.DECLINED
    assert system.reader.read(question(), "资料没有规定 [loan-law#1]").nearest == ("loan-law#1",)
    assert system.reader.read(question(), "大概是一百万吧").status is Status.DECLINED


def test_an_unreachable_system_leaves_questions_unscored():
    system = HttpSystem("http://127.0.0.1:1/v1", ChatReader(with_resolver(), CLAUSES), timeout_s=2)
    (result,) = run_system(system, [question()], CLAUSES, failures=(SystemUnreachableError,)).results
    assert result.outcome is Outcome.UNSCORED


def test_an_address_that_is_none_is_refused():
    with pytest.raises(EvaluationError, match="not an address"):
        HttpSystem("localhost:7860", ChatReader(with_resolver(), CLAUSES))


def test_day_and_institution_are_said_in_words_where_a_question_has_them():
    asked = question(as_of="2025-01-01", institution="large_bank")
    assert in_words(asked) == "（截至2025-01-01，机构类型 large_bank）贷款上限是多少?"
    assert in_words(question()) == "贷款上限是多少?"
