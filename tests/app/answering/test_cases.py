"""The case that a question puts, and the sentence that rules it."""

import pytest

from app.answering.compose.cases import rules_case
from tests.app.asking import said

_AGREED = "对逾期利息的利率有约定的，约定利率不得低于合同订立时1年期贷款市场报价利率（LPR）。"
_UNAGREED = "对逾期利息的利率没有约定的，逾期利息按每日万分之五计算。"
_SHORT = "期限1年以内的贷款，累计展期期限不超过原贷款期限。"
_LONG = "期限1年以上的贷款，累计展期期限不超过原贷款期限的一半。"
_BODY = "机关、事业单位向中小企业付款，应在交付之日起30日内支付。"
_LARGE = "大型企业向中小企业付款，应在交付之日起60日内支付。"


@pytest.mark.parametrize(
    ("question", "rules", "other"),
    [
        ("合同里忘了写违约利息，现在怎么算", _UNAGREED, _AGREED),
        ("没有约定逾期利息的按多少", _UNAGREED, _AGREED),
        ("合同里约定了逾期利息，最低多少", _AGREED, _UNAGREED),
        ("五年期的贷款能展多久", _LONG, _SHORT),
        ("6个月的流贷能展多久", _SHORT, _LONG),
        ("大公司最晚哪天给钱", _LARGE, _BODY),
        ("政府采购的钱最晚哪天给", _BODY, _LARGE),
    ],
)
def test_of_two_cases_the_one_put_is_told(question, rules, other):
    assert (rules_case(question, rules), rules_case(question, other)) == (1, -1)


@pytest.mark.parametrize("question", ["逾期利息怎么算", "流贷能展多久", "最晚哪天给钱", "客户没提前还款怎么算"])
def test_a_question_that_puts_no_case_tells_none(question):
    assert not any(rules_case(question, one) for one in (_AGREED, _UNAGREED, _SHORT, _LONG, _BODY, _LARGE))


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("货款合同里没提逾期利息，对方拖着按多少算", "对逾期利息的利率没有约定的"),
        ("保证合同忘了写保证方式算哪种", "当事人在保证合同中对保证方式没有约定"),
        ("两年期的流贷最多能展期多久", "期限1年以上的贷款"),
        ("大公司欠小企业货款最晚几天要给", "大型企业向中小企业付款"),
    ],
)
def test_the_first_statement_rules_the_case_put(service, question, begins):
    assert said(service, question)[0].startswith(begins)
