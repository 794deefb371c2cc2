"""The rule of another country is told from a matter of Chinese rules in which another country occurs."""

import pytest

from app.answering.abroad import asks_abroad
from app.answering.question import Scope, read


@pytest.mark.parametrize(
    "text",
    [
        "韩国的中小企业贷款有什么增速要求？",
        "加拿大大型企业几天内付款？",
        "泰国征信记录保存多久？",
        "按照英国法律，续贷要满足什么条件？",
        "在俄罗斯，银行能收提前还款违约金吗？",
        "台湾的中小企业划型标准是什么？",
        "澳门的银行适用这份通知吗？",
        "国外的银行怎么做续贷？",
        "瑞典的小额贷款公司怎么监管？",
        "What is the growth target for small loans in Canada?",
        "In Italy, how many days may a large firm take to pay an SME?",
        "How are small businesses defined in the US?",
        "Must UK lenders follow the 2025 notice?",
        "What does Korean law say on late payment?",
    ],
)
def test_the_rule_of_another_country_is_asked_for(text):
    assert asks_abroad(text)
    assert read(text).scope is Scope.ABROAD


@pytest.mark.parametrize(
    "text",
    [
        "外资银行要达到增速目标吗？",
        "外国银行分行能吸收公众存款吗？",
        "向韩国出口的小微企业能得到什么支持？",
        "美元贷款利率怎么定？",
        "英国的银行在中国设的分行要执行这份通知吗？",
        "港澳台居民开户要核实什么身份？",
        "台湾居民可以申请续贷吗？",
        "香港公司来开户要核实什么？",
        "客户在日本有房产能抵押吗？",
        "向境外提供个人信息要满足什么条件？",
        "我行给美国企业放贷要注意什么？",
        "Must British banks in China follow Notice 46?",
        "Can personal data be stored in Canada?",
        "May a Korean company open an account?",
        "Which rule binds us lenders?",
        "Tell us banks' duties.",
    ],
)
def test_a_country_that_is_not_the_place_of_the_rule_makes_no_difference(text):
    assert not asks_abroad(text)


def test_the_decline_says_whose_rules_the_material_holds(service):
    for text, words in (
        ("泰国的银行可以搭售保险吗？", "中国（内地）"),
        ("Do Thai banks have a growth target?", "mainland China"),
    ):
        decline = service.ask(text).decline
        assert (decline.reason.value, words in decline.text) == ("out_of_scope", True)
