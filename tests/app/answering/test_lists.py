from __future__ import annotations

import pytest

from app.answering.verify import Fault, supports

PAPERS = "申请人应当提交身份证、营业执照和财务报表。"
PAPERS_EN = "The applicant must submit an identity card, a business licence and financial statements."
ALL_OF = "申请贷款应当同时具备下列条件：（一）有固定收入；（二）有抵押物；（三）有保证人。"


@pytest.mark.parametrize(
    ("statement", "evidence", "fault"),
    [
        ("申请人应当提交身份证、营业执照或者财务报表", PAPERS, Fault.WORDS),
        ("申请人应当提交财务报表、身份证或营业执照", PAPERS, Fault.WORDS),
        ("申请人应当提交身份证和营业执照", "申请人应当提交身份证或者营业执照。", Fault.WORDS),
        ("申请人应当提交身份证、户口簿和财务报表", PAPERS, Fault.WORDS),
        ("申请人应当提交身份证、营业执照、纳税证明和财务报表", PAPERS, Fault.WORDS),
        ("The applicant must submit a business licence or financial statements", PAPERS_EN, Fault.WORDS),
        (PAPERS_EN.replace("licence and", "licence, a tax certificate and"), PAPERS_EN, Fault.WORDS),
        ("申请贷款应当具备下列条件之一：有固定收入；有抵押物；有保证人", ALL_OF, Fault.COMPARISON),
        ("申请贷款应当具备任一条件：有固定收入；有抵押物", ALL_OF, Fault.COMPARISON),
    ],
)
def test_a_list_is_joined_as_its_source_joins_it_and_holds_nothing_else(statement, evidence, fault):
    assert fault in {reason.fault for reason in supports(statement, evidence).reasons}


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("申请人应当提交财务报表、身份证以及营业执照", PAPERS),
        ("申请人应提交营业执照", PAPERS),
        ("董事和监事不得收受贿赂", "董事或者监事不得收受贿赂。"),
        ("大型银行、农商行和村镇银行应当报告", "大型商业银行、农村商业银行和村镇银行应当报告。"),
        ("The applicant must submit financial statements, an identity card and a business licence", PAPERS_EN),
        ("申请贷款应当同时具备下列条件：有固定收入；有抵押物；有保证人", ALL_OF),
    ],
)
def test_the_order_of_a_list_and_a_shorter_list_change_nothing(statement, evidence):
    assert supports(statement, evidence).reasons == ()
