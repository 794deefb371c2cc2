"""Figures of a question against the bounds and figures of the words quoted."""

import pytest

from app.answering.compose.premise import opposed, within
from app.answering.dates import last_days
from app.answering.quantities import find_quantities


@pytest.mark.parametrize(
    ("figure", "bound", "kept"),
    [
        ("9倍", "不得超过10倍", True),
        ("10倍", "不得超过10倍", True),
        ("10倍", "不足10倍", False),
        ("超过10倍", "不得超过10倍", False),
        ("10%", "超过10%", False),
    ],
)
def test_an_end_that_a_bound_leaves_out_is_beyond_it(figure, bound, kept):
    assert within(find_quantities(figure)[0], find_quantities(bound)[0]) is kept


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("不高于8%", "不得低于百分之八", True),
        ("不低于8%", "不得低于百分之八", False),
        ("低于8%", "不得低于百分之八", False),  # what the rule forbids
    ],
)
def test_the_same_figure_from_the_other_side_says_something_else(one, other, are):
    assert opposed(find_quantities(one)[0], find_quantities(other)[0]) is are


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("免税到2026年底到期", ["2026年底"]),
        ("执行至2027年12月31日", ["2027年12月31日"]),
        ("The relief ends on 31 December 2026.", ["31 December 2026"]),
        ("2024年3月的通知", []),
        ("2026年底的余额", []),
    ],
)
def test_a_day_is_the_last_one_where_something_ends_on_it(text, last):
    assert [text[day.start : day.end] for day in last_days(text)] == last
