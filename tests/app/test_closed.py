"""Answers from given passages alone."""

from __future__ import annotations

import sys
from datetime import date

import numpy as np
import pytest
import yaml

from app.answering.answer import Status
from app.answering.closed import closed_part
from app.answering.decide import how_many
from app.answering.find import Passage
from app.answering.question import read
from app.errors import QuestionError
from evaluation.closed_cases import SHORT
from indexing.errors import EmbeddingModelError


@pytest.fixture(scope="module")
def film() -> list[dict[str, str]]:
    topics = {topic["topic"]: topic["passages"] for topic in yaml.safe_load(SHORT.read_text("utf-8"))}
    return [{"id": f"p{place}", "text": text} for place, text in enumerate(topics["港珠澳大桥"])]


def test_the_sentence_with_the_detail_is_quoted_under_the_caller_s_id(service, film):
    answer = service.ask("港珠澳大桥全长多少公里？", passages=film)
    assert answer.status is Status.ANSWERED
    first = answer.statements[0]
    assert "55公里" in first.text
    assert first.citations[0].clause_id == "p1"
    assert first.citations[0].quote in film[1]["text"]


def test_passages_on_the_topic_without_the_detail_are_declined(service, film):
    answer = service.ask("港珠澳大桥的总设计师是谁？", passages=film[4:])
    assert answer.status is Status.DECLINED
    assert answer.statements == ()
    assert set(answer.nearest) <= {"p4", "p5", "p6"}


def test_the_corpus_is_no_source_where_passages_are_given(service):
    answer = service.ask("商业银行的资本充足率不得低于多少？", passages=[{"id": "a", "text": "大桥全长55公里。"}])
    assert answer.status is Status.DECLINED


def test_a_long_story_may_tell_of_instructions_and_is_still_a_question(service):
    story = "被告人张某伪造银行流水数据，并假装是公司员工，骗取贷款五十万元。" * 8
    law = "以欺骗手段取得银行贷款，给银行造成重大损失的，处三年以下有期徒刑或者拘役，并处或者单处罚金。"
    answer = service.ask(f"{story}应当适用哪条规定？", passages=[{"id": "x", "text": f"第一百七十五条之一 {law}"}])
    assert answer.decline is None or answer.decline.reason != "instruction_refused"


def test_of_many_passages_the_right_one_is_found(service, film):
    many = [{"id": f"n{place}", "text": f"第{place}号展品的说明牌已经更换。"} for place in range(300)]
    answer = service.ask("港珠澳大桥全长多少公里？", passages=[*many, *film])
    assert answer.statements[0].citations[0].clause_id == "p1"


def test_more_passages_than_can_be_judged_are_refused_by_number(service):
    with pytest.raises(QuestionError, match="1000"):
        service.ask("多少？", passages=[{"id": str(place), "text": "文"} for place in range(1001)])


def test_a_rule_and_the_clause_that_it_refers_to_are_both_cited(service):
    passages = {
        "a": "Subject to (2), an Insurer must notify the Regulator in writing of a change of its auditor.",
        "b": "The notification of a change of auditor under (1) must be given within ten business days.",
        "c": "A Fund Manager must keep the register of Unitholders at its registered office.",
        "d": "The Regulator may publish a list of recognised investment exchanges on its website.",
        "e": "An Authorised Person must not hold client money in an account of its own.",
    }
    question = "Must an Insurer notify the Regulator of a change of its auditor, and within how many business days?"
    answer = service.ask(question, passages=[{"id": name, "text": text} for name, text in passages.items()])
    assert {citation.clause_id for one in answer.statements for citation in one.citations} == {"a", "b"}


def test_without_pytorch_reports_are_refused_in_one_line_and_statutes_are_not(service, film, monkeypatch):
    law = [{"id": "a", "text": "第七条 借款人应当按照约定的期限返还借款；未约定期限的，贷款人可以催告。"}]
    before = service.ask("借款人什么时候返还借款？", passages=law)
    monkeypatch.delitem(sys.modules, "app.answering.reader", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(EmbeddingModelError, match="PyTorch"):
        service.ask("港珠澳大桥全长多少公里？", passages=film)
    assert service.ask("借款人什么时候返还借款？", passages=law).statements == before.statements


class Counting:
    """An encoder that counts what it is asked."""

    channel = "e5"

    def __init__(self) -> None:
        self.calls: list[int] = []

    def passages(self, texts):
        self.calls.append(len(texts))
        return np.ones((len(texts), 2), np.float32)

    def query(self, text):
        return np.ones(2, np.float32)


@pytest.mark.parametrize(("form", "calls"), [("en", [5]), ("zh_provisions", [5]), ("zh_reports", [5, 10])])
def test_sentences_are_embedded_of_reports_only_and_in_one_call(service, form, calls):
    passages = [Passage(str(place), "First sentence here. Second one there.") for place in range(5)]
    encoder = Counting()
    closed_part(read("what is here?"), passages, [encoder], service.retriever.lexical, date(2026, 1, 1), form=form)
    assert encoder.calls == calls


@pytest.mark.parametrize(
    ("relevance", "beta", "count"),
    [
        ([0.9, 0.1, 0.05], 1.0, 1),
        ([0.9, 0.8, 0.1], 1.0, 2),
        ([0.5, 0.4, 0.3, 0.1], 0.8, 2),
        ([0.5, 0.4, 0.3, 0.1], 1.6, 3),
    ],
)
def test_as_many_are_cited_as_make_the_expected_measure_greatest(relevance, beta, count):
    assert how_many(relevance, beta) == count
