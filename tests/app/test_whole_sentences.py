"""What is shown does not mislead by what is left off: a penalty without its acts, a limit without its exception."""

from __future__ import annotations

import pytest

from tests.app.asking import said


@pytest.mark.parametrize(
    ("question", "fine", "act", "others"),
    [
        ("向关系人发放信用贷款怎么处罚？", "处五十万元以上二百万元以下罚款", "（八）向关系人发放信用贷款", "（一）"),
        (
            "未经任职资格审查就任命董事的怎么处罚？",
            "处二十万元以上五十万元以下罚款",
            "（一）未经任职资格审查",
            "（二）",
        ),
    ],
)
def test_a_penalised_act_is_shown_with_the_whole_penalty(service, question, fine, act, others):
    first = said(service, question)[0]
    assert first.index("有下列情形之一") < first.index(fine) < first.index(act)
    assert others not in first


def test_what_introduces_a_list_is_not_shown_without_it(service):
    for question in ("商业银行法第七十四条的罚款是多少", "提供虚假报表的罚款是多少"):
        first = said(service, question)[0]
        assert "罚款" in first
        assert "（一）" in first or "（三）" in first


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("流动资金贷款期限最长多少年？", ["不超过3年", "不超过5年"]),
        ("定金最多收多少，可以超过20%吗", ["定金的数额", "百分之二十"]),
        ("客户不同意处理个人信息，银行可以拒绝提供服务吗", ["不得以", "除外"]),
    ],
)
def test_a_limit_is_shown_with_its_exceptions(service, question, holds):
    statement = next(words for words in said(service, question) if holds[0] in words)
    assert all(words in statement for words in holds)


def test_a_rule_for_some_is_shown_with_the_one_for_the_others(service):
    first, second = said(service, "续贷贷款一定要下调风险分类吗")[:2]
    assert "不因续贷单独下调" in first
    assert second.startswith("其他续贷贷款")


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("存单质押贷款可以以存款为条件吗", "属于条文写明的例外。"),
        ("大型企业可以参照小微企业的续贷政策吗", "续贷政策"),
        ("信息主体的敏感个人信息必须取得书面同意才能处理吗", "处理敏感个人信息"),
    ],
)
def test_yes_or_no_is_said_only_of_what_was_asked(service, question, begins):
    assert said(service, question)[0].startswith(begins)


def test_what_follows_from_leaving_it_undone_is_said(service):
    assert "未行使的，人民法院不予保护" in said(service, "抵押权不用要在多长时间里行使")[0]


def test_what_holds_when_something_went_wrong_is_told_best_first(service):
    """怎么办 asks for no steps there, so the clauses are not put in the order of the code."""
    assert "不足部分由债务人清偿" in said(service, "抵押物卖了钱不够还怎么办")[0]


def test_a_sentence_on_what_the_paragraph_before_lists_does_not_come_first(service):
    assert "下列财产可以抵押" in said(service, "在建工程可以办抵押吗")[0]
