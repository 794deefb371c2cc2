"""A size verdict is supported where its figures keep to bounds that the quotes state."""

import pytest

from evaluation.scorers.sizes import without_sizes

ROWS = (
    "小型企业：从业人员达到20人及以上，且营业收入达到200万元及以上。"
    "微型企业：从业人员不足20人，或者营业收入不足200万元。"
)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("从业人员 25人 ≥ 20人；营业收入 180万元 < 200万元。", "从业人员 25人 ；营业收入 180万元 。"),
        ("从业人员 15人 ≥ 20人。", "从业人员 15人 ≥ 20人。"),  # it is not
        ("从业人员 35人 ≥ 30人。", "从业人员 35人 ≥ 30人。"),  # no such bound
        ("staff 25 ≥ 20.", "staff 25 ."),
        ("营业收入 200万元 < 200万元。", "营业收入 200万元 < 200万元。"),
        ("不是，不属于小型企业。这属于微型企业。", "这属于微型企业。"),
        ("不是，不属于微型企业。这属于微型企业。", "不是，不属于微型企业。这属于微型企业。"),
        (
            "No, this is not a small enterprise. By the standard this is a micro enterprise.",
            "By the standard this is a micro enterprise.",
        ),
    ],
)
def test_what_the_table_bears_out_is_taken_out(said, left):
    assert without_sizes(said, ROWS) == left


LARGE = "超出中小微企业的上限，属于大型企业"
LIMITS = "工业：从业人员不足1000人，或者营业收入不足40000万元的，为中小微企业。"


@pytest.mark.parametrize(
    ("said", "evidence", "left"),
    [
        (f"{LARGE}：1300人 ≥ 1000人；50000万元 ≥ 40000万元。", LIMITS, "：1300人 ；50000万元 。"),
        # one limit of two is not beyond them, and the floor of a class is no limit
        (f"{LARGE}：1300人 ≥ 1000人。", LIMITS, f"{LARGE}：1300人 。"),
        (f"{LARGE}：25人 ≥ 20人。", ROWS, f"{LARGE}：25人 。"),
        (
            "No, this is not a small enterprise. By the table this is a large enterprise, above the limits of medium, "
            "small and micro ones: revenue 500 million yuan ≥ 400 million yuan.",
            "An enterprise with revenue below 400 million yuan is a medium, small or micro enterprise.",
            "By the table : revenue 500 million yuan .",
        ),
    ],
)
def test_a_large_enterprise_is_one_that_reaches_every_limit(said, evidence, left):
    assert " ".join(without_sizes(said, evidence).split()) == left


def test_what_a_size_does_not_go_by_is_what_its_table_does_not_name():
    said = "从业人员不是这个行业的划型指标。"
    assert without_sizes(said, "建筑业：营业收入不足80000万元的，为中小微企业。").strip() == ""
    assert without_sizes(said, ROWS) == said
    assert without_sizes("It does not go by staff.", "In construction, revenue below 3 million yuan.").strip() == ""
    assert without_sizes("It does not go by staff.", "fewer than 20 staff") == "It does not go by staff."


def test_what_is_left_open_is_a_figure_that_the_table_names():
    said = "没有给出营业收入，小微都有可能。"
    assert without_sizes(said, ROWS).strip() == "小微都有可能。"
    assert without_sizes(said, "从业人员不足20人的为微型企业。") == said
