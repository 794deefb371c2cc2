"""English questions of a compliance officer: what a thing is, what an act costs, what two documents differ in."""

from __future__ import annotations

import pytest

from app.answering.answer import DeclineReason, Status
from app.answering.question import Asks, read
from tests.app.asking import said


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is a beneficial owner under the Anti-Money Laundering Law?", "最终拥有或者实际控制法人"),
        ("What is a controlling shareholder under the Company Law?", "控股股东，是指其出资额"),
        ("What is a processor of personal information?", "自主决定处理目的"),
    ],
)
def test_what_a_thing_is_gets_the_sentence_that_defines_it(service, question, words):
    assert words in said(service, question)[0]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What is a beneficial owner?", True),
        ("What constitutes a monopoly agreement?", True),
        ("What is a bank required to keep for ten years?", False),
        ("What is a reasonable price?", False),
    ],
)
def test_a_thing_by_its_name_alone_asks_for_its_definition(question, asked):
    assert (Asks.DEFINITION in read(question).asks) is asked


def test_the_definition_of_a_longer_name_is_not_that_of_the_thing(service):
    told = service.ask("What is the definition of personal information?")
    cited = {citation.clause_id for statement in told.statements for citation in statement.citations}
    assert "personal-information-protection-law#4" in cited
    assert "personal-information-protection-law#73" not in cited


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("What is the fine for a commercial bank that leases out its operating licence?", "commercial-bank-law#74"),
        ("What is the consequence of refusing an inspection by the banking supervisor?", "commercial-bank-law#75"),
        ("What is the penalty for fraudulently obtaining a loan from a bank?", "criminal-law#175-1"),
    ],
)
def test_an_act_in_other_words_gets_the_article_that_punishes_it(service, question, clause):
    told = service.ask(question)
    assert told.statements[0].citations[0].clause_id == clause


def test_the_summary_follows_the_quote_that_it_sums_up(service):
    definition, rule = said(service, "Who counts as a related party under the Commercial Bank Law?")
    assert "关系人是指" in definition
    assert "In short" not in definition
    assert "不得向关系人发放信用贷款" in rule
    assert "In short: No unsecured loans to related persons" in rule


def test_a_summary_of_what_is_not_quoted_is_left_out(service):
    (measures,) = said(service, "What does Article 34 of the Banking Supervision Law require?")
    assert "询问银行业金融机构的工作人员" in measures
    assert "In short" not in measures  # it sums up what officers must show


@pytest.mark.parametrize(
    ("question", "only"),
    [
        (
            "Which addressees does the 2025 notice have that the 2024 one did not?",
            "Only in 金办发〔2025〕46号: insurers",
        ),
        ("46号文和26号文的主送单位有什么不同？", "只见于金办发〔2025〕46号的：保险公司"),
    ],
)
def test_two_documents_compared_by_addressees_get_both_lists_and_who_is_only_in_one(service, question, only):
    told = said(service, question)
    assert len(told) == 3
    assert told[2].startswith(only)


def test_an_act_that_a_list_punishes_is_compared_with_its_penalty(service):
    question = (
        "Compare the Commercial Bank Law and the Anti-Money Laundering Law on the penalty for refusing an inspection."
    )
    told = said(service, question)
    assert "拒绝、阻碍反洗钱监督管理、调查" in told[0]
    assert "五十万元以上五百万元以下罚款" in told[0]
    assert "拒绝或者阻碍国务院银行业监督管理机构检查监督的" in told[1]
    assert "二十万元以上五十万元以下罚款" in told[1]


def test_a_kind_of_institution_in_a_group_that_the_other_names_is_not_only_in_one(service):
    question = "What is the difference between the renewal notice and the fee notice in whom they are addressed to?"
    only = [text for text in said(service, question) if text.startswith("Only in")]
    assert not any("foreign banks" in text for text in only)
    assert any("insurers" in text for text in only)


def test_when_a_law_takes_effect_is_not_when_it_was_published(service):
    told = said(service, "When did the Value-Added Tax Law take effect?")
    assert told == ["It took or takes effect on 1 January 2026."]


@pytest.mark.parametrize(
    "question",
    ["What is the document number of the Measures for Fixed-Asset Loans?", "个人贷款管理办法的文号是什么？"],
)
def test_a_document_number_that_the_record_does_not_have_is_declined(service, question):
    told = service.ask(question)
    assert told.status is Status.DECLINED
    assert told.decline is not None
    assert told.decline.reason is DeclineReason.DETAIL_NOT_STATED


@pytest.mark.parametrize("question", ["普惠信贷尽职免责通知对农户的授信上限是多少？"])
def test_the_ceiling_of_a_credit_line_is_money(service, question):
    assert "500万元" in said(service, question)[0]
    assert service.ask(question).status is Status.ANSWERED
