"""Of clauses about as likely that comes first which tells such a thing as is asked for: a punishment, a definition."""

from __future__ import annotations

import pytest

from app.answering.answer import DeclineReason
from tests.app.asking import said


def first(service, question: str) -> str:
    return service.ask(question).statements[0].citations[0].clause_id


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("What are the penalties for lending on better terms to related parties?", "commercial-bank-law#74"),
        ("How is factoring defined in the Civil Code?", "civil-code#761"),
        ("什么是汇票", "negotiable-instruments-law#19"),
        ("中小企业促进法怎么定义中小企业", "sme-promotion-law#2"),
    ],
)
def test_what_tells_the_kind_asked_for_comes_first(service, question, clause):
    assert first(service, question) == clause


def test_when_a_right_takes_effect_is_no_date(service):
    assert "登记时设立" in said(service, "When does a pledge of receivables take effect?")[0]


@pytest.mark.parametrize(
    "question",
    ["按当时的担保法，保证没写方式算哪种", "What was the top fine under the accounting law as it stood in 2021?"],
)
def test_an_edition_before_the_one_held_is_declined(service, question):
    answer = service.ask(question)
    assert answer.decline is not None
    assert answer.decline.reason in (DeclineReason.DETAIL_NOT_STATED, DeclineReason.NOT_COVERED)


def test_early_repayment_is_found_under_its_other_name(service):
    assert "early repayment" in said(service, "Can a bank charge a prepayment penalty to a small firm?")[0]


def test_of_a_clause_that_sentence_is_shown_that_is_nearest_to_the_question(service):
    assert any("签订新的借款合同" in text for text in said(service, "续贷的时候合同要不要重签"))
    assert any("保费由银行和企业合理分担" in text for text in said(service, "抵押物的保险费可以让客户出吗"))


def test_when_a_document_came_out_is_asked_in_everyday_words(service):
    assert "2025年5月7日" in said(service, "46号文啥时候出的")[0]


def test_a_part_without_words_of_its_own_is_not_answered_beside_one_that_nothing_answers(service):
    assert said(service, "借新还旧可以吗，要什么条件") == []
    assert any("已经登记的" in text for text in said(service, "一笔应收账款转给了好几家做保理，钱最后归哪家"))


def test_a_rule_that_says_for_which_loans_it_is_answers_for_another(service):
    assert said(service, "可以续贷的产品有没有个人消费贷款")[0].startswith("可以办理续贷的产品，包括")
    answer = service.ask("项目贷款的受托支付有什么标准")
    assert answer.decline.reason is DeclineReason.DETAIL_NOT_STATED


def test_what_falls_under_a_thing_is_told_beside_what_it_is(service):
    told = said(service, "农户600万元的经营性贷款，算不算在尽职免责里面")
    assert any("单户授信500万元及以下的农户" in text for text in told)


def test_what_a_law_is_for_is_no_rule(service):
    assert said(service, "电子签名有法律效力吗")[0].startswith("可靠的电子签名与手写签名或者盖章具有同等的法律效力")
    assert said(service, "反洗钱法的目的是什么")[0].startswith("为了预防洗钱活动")
