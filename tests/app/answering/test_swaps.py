from __future__ import annotations

import pytest

from app.answering.verify import Fault, supports

CARRIER = "货物毁损的，承运人应当承担赔偿责任，但托运人有过错的除外。"


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("货物毁损的，托运人应当承担赔偿责任，但托运人有过错的除外", CARRIER),
        ("基金托管人应当编制财务报告", "基金管理人应当编制财务报告。"),
        ("旅行社有权解除合同", "旅游者有权解除合同。"),
        ("中标供应商应当在三十日内签订合同", "中标采购人应当在三十日内签订合同。"),
        ("托运人应当及时通知承运人", "承运人应当及时通知托运人。"),
        ("担保人应当书面通知", "被担保人应当书面通知。"),
    ],
)
def test_a_party_that_no_list_knows_is_told_from_another(statement, evidence):
    assert Fault.ADDRESSEE in {reason.fault for reason in supports(statement, evidence).reasons}


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("货物毁损的，承运人须承担赔偿责任，但托运人有过错的除外", CARRIER),
        ("监事、董事不得利用关联关系损害公司利益", "董事、监事不得利用关联关系损害公司利益。"),
        ("监管机构可以责令改正", "监督管理机构可以责令改正。"),
        ("应当组织听证，并通知申请人", "须组织听证，并通知申请人。"),
    ],
)
def test_a_shorter_name_another_order_and_another_verb_are_no_other_party(statement, evidence):
    assert supports(statement, evidence).reasons == ()
