"""What a question takes for granted is held against the words quoted: figures, last days, and which document."""

from __future__ import annotations

import pytest

from app.answering.answer import DeclineReason
from tests.app.asking import said


@pytest.mark.parametrize(
    ("question", "stated", "taken"),
    [
        ("小额贷款利息免征增值税执行到2026年底，对吧", "2027年12月31日", "2026年底"),
        ("中型企业的续贷扩围到2026年9月30日为止，对吗", "2027年9月30日", "2026年9月30日"),
        (
            "VAT exemption for interest on small loans ends on 31 December 2026, right?",
            "31 December 2027",
            "31 December 2026",
        ),
        ("第13号公告免征增值税的单户授信额度是1000万元吗", "100万元及以下", "1000万元"),
        ("商业银行法规定对同一借款人的比例是15%吗", "不得超过百分之十", "15%"),
    ],
)
def test_another_figure_or_last_day_is_corrected_first(service, question, stated, taken):
    first = said(service, question)[0]
    lead = (
        f"The clause says “{stated}”, not “{taken}”."
        if question.isascii()
        else f"条文写的是“{stated}”，不是“{taken}”。"
    )
    assert first.startswith(lead)


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("同一借款人的贷款余额不能超过资本余额的15%吗", "条文写的是“不得超过百分之十”"),
        ("融资担保公司的担保责任余额不能超过净资产的8倍吗", "条文写的是“不得超过其净资产的10倍”"),
        ("流动资金贷款期限不能超过3年吗", "流动资金贷款期限原则上不超过3年"),
        ("个人一年免费查征信不能超过2次吗", "个人每年可免费查询本人信用报告2次"),
        ("个人一年免费查征信不能超过4次吗", "条文写的是“2次”"),
    ],
)
def test_what_one_cannot_exceed_is_put_as_the_rule_s_own_figure(service, question, lead):
    assert said(service, question)[0].startswith(lead)


@pytest.mark.parametrize(
    "question",
    ["借款合同免征印花税执行到2027年底，对吧", "免征增值税的单户授信额度是100万元吗", "2025年底前的逾期利息可以不付吗"],
)
def test_what_the_clause_states_or_nobody_asserts_is_not_corrected(service, question):
    assert not said(service, question)[0].startswith("条文写的是")


def test_a_day_on_which_something_ends_is_no_edition_of_the_yearly_notice(service):
    cited = service.ask("续贷通知到2025年底到期，对吧")
    assert {one.clause_id.split("#")[0] for item in cited.statements for one in item.citations} == {"jingui-2024-13"}


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("续贷通知对中型企业是怎么规定的", "jingui-2024-13"),
        ("收费通知对资信证明费有什么规定", "yinbaojianfa-2020-18"),
        ("尽职免责通知对不良容忍度怎么规定", "jingui-2024-11"),
    ],
)
def test_a_notice_named_by_its_subject_is_asked_alone(service, question, document):
    answer = service.ask(question)
    assert {one.clause_id.split("#")[0] for item in answer.statements for one in item.citations} == {document}


def test_a_figure_put_to_a_document_that_is_silent_is_told_from_the_one_that_states_it(service):
    assert said(service, "46号文规定内部资金转移定价优惠不低于50个基点，对吗")[0].startswith(
        "不对，金办发〔2025〕46号没有写"
    )
    answer = service.ask("续贷通知规定担保费率是3%，对吗")
    assert answer.decline.reason is DeclineReason.DETAIL_NOT_STATED
    assert "3%" in answer.decline.text


@pytest.mark.parametrize("question", ["免税政策2027年底到期以后会延长吗", "2017年的小额贷款免税公告单户额度是多少"])
def test_what_holds_until_a_year_says_nothing_of_before_or_after(service, question):
    assert not said(service, question)


def test_what_holds_until_a_year_holds_in_the_years_before(service):
    assert "2027年12月31日" in said(service, "小额贷款利息收入2026年还免增值税吗")[0]


@pytest.mark.parametrize(
    ("question", "no"),
    [
        ("可以收小企业的资信证明费吗", "不可以。"),
        ("May a bank charge small firms a fee for credit-standing certificates?", "No. "),
    ],
)
def test_a_fee_that_is_cancelled_may_not_be_charged(service, question, no):
    assert said(service, question)[0].startswith(no)


def test_what_is_cancelled_for_small_firms_is_no_verdict_on_another_fee(service):
    assert not said(service, "可以收贷款承诺费吗")[0].startswith("不可以")
