from __future__ import annotations

import pytest

from app.answering.conditions import Sort, find_conditions


@pytest.mark.parametrize(
    ("text", "sort", "core"),
    [
        ("除法律另有规定外，任何人不得公开", Sort.EXCEPT, "法律另有规定"),
        ("应当书面订立，但是双方另有约定的除外。", Sort.EXCEPT, "双方另有约定"),
        ("未经总行批准，分行不得办理", Sort.WITHOUT, "总行批准"),
        ("经总行批准，可以办理", Sort.APPROVED, "总行批准"),
        ("借款人到期不还的，应当承担责任", Sort.IF, "借款人到期不还"),
        ("如果逾期，应当支付利息", Sort.IF, "逾期"),
        ("分行在取得同意的情况下可以办理", Sort.IF, "取得同意"),
        ("must pay, unless the contract says otherwise", Sort.EXCEPT, "the contract says otherwise"),
        ("may act with the consent of the regulator", Sort.APPROVED, "with the consent of the regulator"),
        ("may not act without prior approval", Sort.WITHOUT, "without prior approval"),
    ],
)
def test_a_condition_is_found_with_its_sort_and_core(text, sort, core):
    (found,) = find_conditions(text)
    assert found.sort is sort
    assert text[found.core_start : found.core_end].strip() == core


@pytest.mark.parametrize("text", ["解除合同的决定", "可以免除责任", "经营者、经济组织和经办人员", "有的银行，有的机构"])
def test_a_verb_or_a_noun_that_looks_like_one_is_no_condition(text):
    assert find_conditions(text) == ()


def test_a_condition_that_only_points_to_a_list_is_generic():
    (found,) = find_conditions("有下列情形之一的，责令改正")
    assert found.generic
