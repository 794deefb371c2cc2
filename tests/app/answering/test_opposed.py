from __future__ import annotations

import pytest

from app.answering.exclusive_terms import exclusive_terms
from app.answering.verify import Fault, supports

JOINT = "当事人约定保证人和债务人对债务承担连带责任的，为连带责任保证。"
APPROVED = "购买商业银行股份总额百分之五以上的，应当事先经国务院银行业监督管理机构批准。"
EXTENDED = "期限一年以内的贷款，累计展期期限不超过原贷款期限。"
INSTALMENT = "投保人支付首期保险费后，超过三十日未支付当期保险费的，合同效力中止。"
BORROWERS = "商业银行不得向关系人发放信用贷款；向关系人发放担保贷款的条件不得优于其他借款人。"


@pytest.mark.parametrize(
    ("evidence", "same", "another"),
    [
        (JOINT, "保证人和债务人承担连带责任的，为连带责任保证", "保证人和债务人承担按份责任的，为连带责任保证"),
        (
            APPROVED,
            "购买股份总额5%以上的，应当事先经国务院银行业监督管理机构批准",
            "购买股份总额5%以上的，应当事先向监管机构备案",
        ),
        (EXTENDED, "1年以内的贷款，累计展期不超过原贷款期限", "1年以内的贷款，每次展期不超过原贷款期限"),
        (INSTALMENT, "超过三十日未支付当期保险费的，合同效力中止", "超过三十日未支付首期保险费的，合同效力中止"),
        (INSTALMENT, "超过三十日未支付当期保险费的，合同效力中止", "超过三十日未支付当期保险费的，合同效力终止"),
        (BORROWERS, "Commercial banks must not make unsecured loans", "Commercial banks must not make secured loans"),
        (APPROVED, "This must be approved in advance", "This must be filed in advance for the record"),
        ("授信合计不超过1000万元。", "授信总额不超过1000万元", "每户授信不超过1000万元"),
        ("应当每季度报送报告。", "应当按季报送报告", "应当每月报送报告"),
    ],
)
def test_a_term_is_told_from_one_that_it_excludes(evidence, same, another):
    assert supports(same, evidence).reasons == ()
    assert Fault.WORDS in {reason.fault for reason in supports(another, evidence).reasons}


def test_a_statement_that_says_both_terms_in_another_order_is_right():
    evidence = "保证的方式包括一般保证和连带责任保证。"
    assert supports("保证的方式包括连带责任保证和一般保证", evidence).reasons == ()


@pytest.mark.parametrize(
    ("text", "senses"),
    [("非法人组织", 0), ("三年以上年度", 1), ("有限责任公司", 0), ("registered capital", 2), ("credit reports", 1)],
)
def test_a_term_inside_another_word_is_none(text, senses):
    assert len(exclusive_terms(text)) == senses
