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
