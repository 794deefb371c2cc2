"""Which size a question takes a firm to be."""

import pytest

from app.answering.compose.size_asked import ASKS_SIZE, claimed_sizes


@pytest.mark.parametrize(
    ("plain", "sizes"),
    [
        ("是小型企业对吧", ("small",)),
        ("是不是微型企业", ("micro",)),
        ("算小微吗", ("micro", "small")),
        ("属于中小企业吗", ("micro", "small", "medium")),
        ("营收500万，大型企业，对不对", ("large",)),
        ("不是小型企业吧", ()),
        ("算小型还是中型", ()),
        ("是小型或微型吗", ()),
        ("是什么规模", ()),
        ("多大规模", ()),
        ("a shop is a medium-sized enterprise, correct?", ("medium",)),
        ("does it count as an sme?", ("micro", "small", "medium")),
        ("a shop with 5 staff - still small?", ("small",)),
        ("is a shop small or medium?", ()),
        ("a shop is not small, right?", ()),
        ("which size is it?", ()),
    ],
)
def test_a_size_taken_for_granted_is_told_from_one_asked_for(plain, sizes):
    assert claimed_sizes(plain) == sizes


@pytest.mark.parametrize(
    "plain", ["算什么", "是哪类企业", "属于什么，", "what is it?", "5 staff: micro or small?", "is large, right?"]
)
def test_a_size_is_asked_for_in_many_ways(plain):
    assert ASKS_SIZE.search(plain)


@pytest.mark.parametrize("plain", ["我们是小型企业，想贷款", "条件是什么意思", "loans for small or medium firms?"])
def test_a_size_that_is_told_asks_nothing(plain):
    assert not ASKS_SIZE.search(plain)
