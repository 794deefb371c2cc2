"""What a rule is on: a person's is none for an enterprise, one for small firms none for large ones, and so on."""

import pytest

from app.answering.answer import DeclineReason
from app.answering.subjects import other_event, other_loan, other_size, other_subject
from app.answering.terms import question_terms

PERSON = "个人不良信息的保存期限为5年。"
PERSON_EN = "Adverse information on a person is kept for 5 years."
DEPOSIT = "对单位存款，商业银行有权拒绝查询。"


@pytest.mark.parametrize(
    ("question", "sentence", "whose"),
    [
        ("企业不良信息保存几年？", PERSON, "firm"),
        ("公司征信的不良信息保存几年？", PERSON, "firm"),
        ("个人不良信息保存几年？", PERSON, ""),
        ("不良信息保存几年？", PERSON, ""),
        ("企业和个人的不良信息保存几年？", PERSON, ""),
        ("企业报送不良信息要告知吗？", PERSON, ""),
        ("公司一年能免费查几次信用报告？", "个人每年可免费查询本人信用报告2次。", "firm"),
        ("企业不良信息保存几年？", "企业和个人不良信息的保存期限为5年。", ""),
        ("个人存款可以查询吗？", DEPOSIT, "person"),
        ("How long is a company's adverse information kept?", PERSON_EN, "firm"),
        ("How long is a person's adverse information kept?", PERSON_EN, ""),
        ("How long is a company's information kept?", "Information on a person or company is kept for 5 years.", ""),
    ],
)
def test_a_person_s_rule_is_none_for_an_enterprise(question, sentence, whose):
    assert other_subject(question, question_terms(question), sentence, sentence) == whose


def test_the_decline_shows_the_rule_and_says_for_whom_there_is_none(service):
    answer = service.ask("公司的征信不良信息保存多久？")
    assert "对企业的规定" in answer.decline.text
    assert answer.nearest[0] == answer.statements[0].citations[0].clause_id == "guowuyuanling-631#16"


@pytest.mark.parametrize(
    ("question", "rule", "size"),
    [
        ("大企业的贷款利率怎么定？", "银行要合理确定小微企业贷款利率。", "large"),
        ("中型企业的贷款利率怎么定？", "银行要合理确定小微企业贷款利率。", "medium"),
        ("How are loans to large firms priced?", "Banks price loans to small firms reasonably.", "large"),
        ("大企业的贷款利率怎么定？", "银行要合理确定贷款利率。", ""),
        ("大企业的贷款利率怎么定？", "银行要合理确定大型企业和小微企业贷款利率。", ""),
        ("中型企业能续贷吗？", "中小企业可以续贷。", ""),
        ("小微企业的贷款利率怎么定？", "银行要合理确定小微企业贷款利率。", ""),
        ("大型银行的小微贷款怎么考核？", "银行要考核小微企业贷款。", ""),
        ("中型企业有目标吗？", "地方中小银行有贷款目标，小微企业贷款增速不低于各项贷款。", "medium"),
    ],
)
def test_a_rule_for_small_firms_is_none_for_larger_ones(question, rule, size):
    assert other_size(question, rule) == size


@pytest.mark.parametrize(
    ("question", "rule", "kind"),
    [
        ("并购贷款最长几年？", "流动资金贷款期限不超过3年。", "并购贷款"),
        (
            "How long may a syndicated loan run?",
            "The term of a working-capital loan is up to 3 years.",
            "syndicated loan",
        ),
        ("流动资金贷款最长几年？", "流动资金贷款期限不超过3年。", ""),
        ("并购贷款最长几年？", "贷款期限由双方约定。", ""),
        ("并购贷款最长几年？", "流动资金贷款和项目贷款的期限不超过3年。", ""),
        ("贷款最长几年？", "流动资金贷款期限不超过3年。", ""),
    ],
)
def test_a_rule_on_one_kind_of_loan_is_none_on_another(question, rule, kind):
    assert other_loan(question, rule, "") == kind
    assert other_loan(question, rule, f"{question} 可以吗？") == ""


@pytest.mark.parametrize(
    ("question", "detail"),
    [
        ("46号文对大企业的贷款利率怎么要求？", "对大型企业的规定"),
        ("46号文给中型企业定了贷款增速目标吗？", "对中型企业的规定"),
        ("项目贷款的受托支付有什么标准？", "对项目贷款的规定"),
    ],
)
def test_the_decline_names_the_size_or_the_loan_that_the_clause_is_not_about(service, question, detail):
    decline = service.ask(question).decline
    assert (decline.reason, detail in decline.text) == (DeclineReason.DETAIL_NOT_STATED, True)


def test_medium_firms_are_answered_by_the_clause_that_is_for_them(service):
    answer = service.ask("中型企业的流动资金贷款能参照续贷吗？")
    assert answer.statements[0].citations[0].clause_id == "jingui-2024-13#7"


@pytest.mark.parametrize(
    ("question", "rule", "event"),
    [
        ("借款人去世了，担保人还得还吗？", "债务人不履行到期债务的，保证人承担保证责任。", "死亡"),
        ("借款人去世了，谁来还？", "继承人以所得遗产实际价值为限清偿债务。", ""),
        ("借款人去世了，客户经理能免责吗？", "没有确切证据证明失职的，应全部免责。", ""),
        ("公司注销了，保证人要还债吗？", "债务人不履行到期债务的，保证人承担保证责任。", "注销"),
    ],
)
def test_who_owes_after_a_party_is_gone_is_told_by_a_rule_for_that_only(question, rule, event):
    assert other_event(question, rule) == event


def test_the_decline_names_what_has_befallen_the_party(service):
    decline = service.ask("借款人过世了保证人还要还钱吗？").decline
    assert (decline.reason, "死亡" in decline.text) == (DeclineReason.DETAIL_NOT_STATED, True)


@pytest.mark.parametrize(
    ("question", "clause"),
    [("朋友之间欠钱，逾期利息按每日万分之五吗？", False), ("对方拖欠货款，逾期利息按每日万分之五吗？", True)],
)
def test_a_regulation_on_enterprises_is_none_on_dealings_between_persons(service, question, clause):
    decline = service.ask(question).decline
    assert (decline is None) is clause
    assert decline is None or "个人" in decline.text
