from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.modality import Kind, find_marks
from app.answering.verify import supports


def forces(text: str) -> list[set[Kind]]:
    return [set(mark.kinds) for mark in find_marks(text) if mark.force]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("商业银行应当审查", {Kind.MUST}),
        ("必须取得同意", {Kind.MUST}),
        ("银行要做好核查", {Kind.SHOULD}),
        ("应主动告知", {Kind.MUST, Kind.SHOULD}),
        ("不得发放信用贷款", {Kind.MUST_NOT}),
        ("严禁外包", {Kind.MUST_NOT}),
        ("不可以收取费用", {Kind.MUST_NOT}),
        ("力争达到目标", {Kind.STRIVE}),
        ("努力实现增长", {Kind.STRIVE}),
        ("可以申请", {Kind.MAY}),
        ("可参照办理", {Kind.MAY}),
        ("有权拒绝", {Kind.MAY}),
        ("可以不提供担保", {Kind.NEED_NOT}),
        ("无须批准", {Kind.NEED_NOT}),
        ("鼓励开发产品", {Kind.ENCOURAGED}),
        ("must keep", {Kind.MUST}),
        ("must not charge", {Kind.MUST_NOT}),
        ("may not charge", {Kind.MUST_NOT}),
        ("may charge", {Kind.MAY}),
        ("should cut", {Kind.SHOULD}),
        ("strive to grow", {Kind.STRIVE}),
        ("endeavour to grow", {Kind.STRIVE}),
        ("are encouraged to develop", {Kind.ENCOURAGED}),
        ("is not required to apply", {Kind.NEED_NOT}),
    ],
)
def test_a_force_is_told_by_its_word(text, kinds):
    assert forces(text) == [kinds]


@pytest.mark.parametrize(
    "text",
    [
        "应收账款、应急预案、相应措施、供应链、适应需要",
        "重要事项、主要股东、需要、要素、要求、摘要",
        "许可证、可靠、可行性、可能、可持续、认可",
        "不得已",
        "in May 2025, 7 May 2025",
        "功能、职能、性能、不可抗力",
    ],
)
def test_words_that_only_hold_the_sign_have_no_force(text):
    assert forces(text) == []


def test_a_forbidden_comparison_binds_and_compares():
    kinds = [set(mark.kinds) for mark in find_marks("条件不得优于其他借款人")]
    assert kinds == [{Kind.MUST, Kind.MUST_NOT}, {Kind.AT_MOST}]
    assert [set(mark.kinds) for mark in find_marks("增速不低于各项贷款增速")] == [{Kind.AT_LEAST}]


def test_strive_shares_no_kind_with_must_nor_may_with_must_not():
    (strive,), (must,) = find_marks("力争"), find_marks("应当")
    (may,), (must_not,) = find_marks("可以"), find_marks("不得办")
    assert not strive.kinds & must.kinds
    assert not may.kinds & must_not.kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("离职后半年内", [{Kind.AFTER}]),
        ("实施之前、事先、提前", [{Kind.BEFORE}] * 3),
        ("以后、事后、检查后报告、完成后备案、到期后续贷", [{Kind.AFTER}] * 5),
        ("届满前提出", [{Kind.BEFORE}]),
        ("起施行、生效", [{Kind.BEGINS}] * 2),
        ("废止、失效、停止施行", [{Kind.ENDS}] * 3),
        ("before or prior to the end", [{Kind.BEFORE}] * 2),
        ("after receipt, following receipt", [{Kind.AFTER}] * 2),
    ],
)
def test_a_direction_is_told_by_its_word(text, kinds):
    assert [set(mark.kinds) for mark in find_marks(text)] == kinds


@pytest.mark.parametrize(
    "text", ["前款、前两款、前三名、前述、目前、前提", "后果、后续、最后、前后、先后、后手", "the following banks"]
)
def test_words_that_only_hold_the_sign_have_no_direction(text):
    assert find_marks(text) == ()


@given(st.text(alphabet="应当不得可以要须力争禁止无未经批准之以前后 maynotust，。", max_size=40))
def test_marks_are_in_order_and_lie_in_the_text(text):
    at = 0
    for mark in find_marks(text):
        assert at <= mark.start < mark.end <= len(text)
        at = mark.start


@pytest.mark.parametrize(
    ("evidence", "same", "turned"),
    [
        ("部分商业银行应当设立专营机构。", "部分商业银行须设立专营机构", "所有商业银行均应当设立专营机构"),
        ("商业银行可以免除部分利息。", "商业银行有权免除部分利息", "商业银行可以免除全部利息"),
        ("商业银行一般应当在五日内答复。", "商业银行通常应当在5日内答复", "商业银行一律应当在五日内答复"),
        ("原则上不得收取费用。", "原则上不能收取费用", "不得收取费用"),
        ("商业银行应当建立制度。", "商业银行必须建立制度", "商业银行原则上应当建立制度"),
        ("贷款资金仅限于支付货款。", "贷款资金只能用于支付货款", "贷款资金可以用于支付货款"),
        ("商业银行可以发行金融债券。", "商业银行有权发行金融债券", "商业银行只能发行金融债券"),
        ("Some banks may waive the interest.", "Some banks can waive the interest", "All banks may waive the interest"),
        ("对超过部分不得收取费用。", "超过部分不能收取费用", "超过部分可以收取费用"),
        ("取得批准后方可开业。", "取得批准后可以开业", "取得批准后应当开业"),
    ],
)
def test_what_holds_of_some_in_principle_or_only_is_not_said_of_all(evidence, same, turned):
    assert supports(same, evidence).reasons == ()
    assert not supports(turned, evidence).ok
