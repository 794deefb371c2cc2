"""A firm's figures held against the size table, in whatever words they are told and asked about."""

from __future__ import annotations

import pytest

from app.answering.answer import DeclineReason, Status
from tests.app.asking import said


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("工厂员工16人，营收4000万，是小型企业对吧", "不是，不属于小型企业。按工业（工厂）的划型标准属于微型企业"),
        ("便利店7个人，年收入700万，小型企业对吧", "不是，不属于小型企业。按零售业（便利店）的划型标准属于微型"),
        ("批发客户人数24人，销售额4700万，是中型对吧", "不是，不属于中型企业。按批发业的划型标准属于小型企业"),
        ("零售店4个人营收2600万算什么", "按零售业的划型标准属于微型企业：从业人员 4人 < 10人"),
        ("软件企业员工110人，收入900万", "按软件和信息技术服务业的划型标准属于小型企业"),
        ("零售企业员工6人，营收80万，算小微吗", "是的。按零售业的划型标准属于微型企业"),
        ("零售店12人，营收500万，不是小型企业吧", "按零售业的划型标准属于小型企业"),  # yes or no would be either
        (
            "餐馆15人，年收入90万，按小型企业填报对吗",
            "不是，不属于小型企业。按住宿业和餐饮业（餐馆）的划型标准属于微型",
        ),
        ("批发企业30人，营收3000万，是小型还是中型", "按批发业的划型标准属于小型企业"),
        (
            "A wholesaler with 26 staff and 70 million yuan revenue - small or medium?",
            "By the size standard for wh",
        ),
        (
            "A retailer with 9 staff and revenue of 3 million yuan is small, right?",
            "No, this is not a small enterprise",
        ),
        ("A factory with 1,300 staff and revenue of 600 million yuan is a large enterprise, correct?", "Yes. By the"),
        (
            "A restaurant with 130 employees and RMB 25m turnover?",
            "By the size standard for accommodation and",
        ),
        ("工厂员工1400人，年销3个亿，是大型企业吗", "不是，不属于大型企业。按工业（工厂）的划型标准属于中型企业"),
        ("货运公司有26个司机，营业额1700万，什么规模", "按交通运输业（货运）的划型标准属于小型企业：从业人员 26人"),
        ("快递公司70个员工，营业额1400万，算什么规模", "按邮政业（快递）的划型标准属于小型企业"),
    ],
)
def test_a_firm_is_sized_by_its_figures_and_a_size_taken_for_granted_is_judged_first(service, question, lead):
    assert said(service, question)[0].startswith(lead)


@pytest.mark.parametrize(
    "question", ["零售店12人，营收500万，可以申请普惠贷款吗", "餐馆25人，营收280万，贷款有什么优惠"]
)
def test_a_firm_told_of_for_something_else_is_not_sized(service, question):
    assert not any("划型标准属于" in text for text in said(service, question))


def test_a_figure_that_the_size_goes_by_and_that_is_not_told_is_named(service):
    (text,) = said(service, "建筑企业员工60人，营收2亿，什么规模")
    assert text.startswith("按建筑业的划型标准看营业收入和资产总额；没有给出资产总额，中小微都有可能。")
    assert "从业人员不是这个行业的划型指标" in text
    assert "资产总额达到5000万元及以上" in text
    assert "without total assets it may be" in said(service, "What size is a builder with 90 million yuan revenue?")[0]


def test_a_size_that_no_missing_figure_can_make_is_denied(service):
    assert said(service, "建筑企业营收2亿，是大型企业吗")[0].startswith("不是，不属于大型企业。")


@pytest.mark.parametrize(
    ("first", "then", "leg"),
    [
        ("工厂15个人，营收800万，什么规模", "那再加10个人，营收6000万呢", "从业人员 25人 ≥ 20人；营业收入 6000万元"),
        ("工厂25个人，营收800万，什么规模", "少了15个人呢", "从业人员 10人 < 20人"),
        ("批发企业30人，营收3000万，什么规模", "营收翻倍呢", "属于中型企业：从业人员 30人 ≥ 20人；营业收入 6000万元"),
    ],
)
def test_a_follow_up_may_suppose_a_change(service, first, then, leg):
    assert leg in said(service, first, then)[0]


def test_the_row_of_the_one_class_asked_for_is_quoted_whole(service):
    question = "What are the thresholds for a micro enterprise in construction?"
    (text,) = said(service, question)
    assert text.startswith("A micro enterprise in construction has revenue below 3 million yuan")
    assert text.endswith("either is enough.")
    assert said(service, "工厂多少人算小型企业？")[0].startswith("工业小型企业：从业人员达到20人及以上")


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("广告公司18人算小微吗", "广告公司的划型标准"),
        ("我们是一家咨询公司，20人，年收入500万，属于小型吗", "咨询公司的划型标准"),
        ("An advertising agency with 18 staff and revenue of 2 million yuan: is it small?", "for advertising agency"),
    ],
)
def test_a_firm_whose_trade_the_table_does_not_hold_is_not_answered_by_another_rule(service, question, named):
    answer = service.ask(question)
    assert (answer.status, answer.decline.reason) == (Status.DECLINED, DeclineReason.DETAIL_NOT_STATED)
    assert named in answer.decline.text
    assert {c.clause_id for s in answer.statements for c in s.citations} == {"gongxinbulianqiye-2011-300#rule"}


def test_a_trade_of_either_of_two_industries_is_sized_by_both(service):
    question = "A logistics company with 35 staff and revenue of 1.4 million yuan: which size?"
    (text,) = said(service, question)
    assert "for transport (logistics) this is a micro enterprise" in text
    assert "for storage (logistics) this is a small enterprise" in text
    assert len(service.ask(question).statements[0].citations) == 2
    assert said(service, "物流公司员工8人，营收50万，是微型吗")[0].startswith("是的。按交通运输业（物流）")


def test_another_rule_on_a_firm_told_with_its_figures_still_answers(service):
    answer = service.ask("一家咨询公司签合同时19个人、收入250万元，现在40人，被拖欠货款，规模按什么时候的，算哪一型")
    assert answer.statements[0].citations[0].clause_id == "guowuyuanling-802#3"


def test_an_amount_is_no_year(service):
    answer = service.ask("建筑企业营收8000万，资产2000万元，什么规模")
    assert "other_year" not in [caution.code for caution in answer.cautions]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("微型企业的从业人员标准是多少", "各行业的标准不同，请说出行业。中小企业按行业分为"),
        ("中型企业要多少人", "各行业的标准不同，请说出行业。中小企业按行业分为"),
        ("How many staff does a small enterprise have at least?", "It depends on the industry; please name it. By ind"),
        ("How many employees has a medium-sized firm?", "It depends on the industry; please name it. By ind"),
    ],
)
def test_figures_of_a_size_are_asked_back_for_the_industry(service, question, answer):
    """The row of one industry, whichever is found, is no answer."""
    assert said(service, question)[0].startswith(answer)
    assert said(service, "零售业中型企业要多少人")[0].startswith("零售业中型企业：从业人员达到50人")
    for other in ("大型企业付款期限是多少天", "物业公司微型企业的从业人员标准是多少", "家政公司多少人算小型企业"):
        assert not any("请说出行业" in text for text in said(service, other))
