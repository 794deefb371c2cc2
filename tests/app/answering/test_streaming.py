"""Statements come one by one, each before the work on the next; the answer that follows counts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from app.answering.answer import Answer, Statement
from app.answering.compose.drafts import Composed
from app.answering.dialogue import standalone
from app.answering.find import Request
from app.errors import QuestionError
from app.web.routes.answers import events as written

QUESTION = "续贷的对象有哪些？小微企业贷款能不能收提前还款违约金？"


def statements(steps) -> tuple[list[Statement], Answer]:
    *told, answer = steps
    return told, answer


def test_what_was_told_one_by_one_is_what_the_answer_holds(small):
    told, answer = statements(small.stream(QUESTION))
    assert isinstance(answer, Answer)
    assert tuple(told) == answer.statements == small.ask(QUESTION).statements
    assert len(told) > 1


def test_the_first_statement_is_there_before_the_second_part_is_composed(small):
    composed: list[str] = []

    def noting(question, decision, most, since):
        composed.append(question.text)
        yield from small.responder.composer(question, decision, most, since)

    steps = replace(small.responder, composer=noting).stream
    stream = steps(_request())
    assert isinstance(next(stream), Statement)
    assert len(composed) == 1
    list(stream)
    assert len(composed) == 2


def test_statements_that_are_found_not_to_answer_are_not_in_the_answer(small):
    def wavering(question, decision, most, since):
        (all_of_it,) = small.responder.composer(question, decision, most, since)
        yield all_of_it.drafts[0]
        yield Composed(all_of_it.drafts[1:], caution="llm_fallback")

    told, answer = statements(replace(small.responder, composer=wavering).stream(_request()))
    assert told[0] not in answer.statements
    assert set(answer.statements) <= set(told)


def test_a_question_that_cannot_be_taken_fails_at_the_call(small):
    with pytest.raises(QuestionError):
        small.stream("")


def _request() -> Request:
    return Request(text=QUESTION, standalone=standalone(QUESTION, []), as_of=date(2026, 11, 24))


def events(text: str) -> list[tuple[str, dict]]:
    blocks = [block.split("\n", 1) for block in text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def test_the_api_streams_events_to_who_accepts_them():
    answer = Answer(id="a", question="问\n题", language="zh", as_of="2026-11-24", status="declined")
    assert events("".join(written([answer]))) == [("answer", answer.model_dump(mode="json"))]
