"""Size classes from figures: both legs count, and what is not stated does not decide."""

import pytest

from app.answering.compose.thresholds import classify, figures

INDUSTRY = {
    "industry": ["工业", "industry"],
    "upper": {"X": 1000, "Y": 40000, "rule": "or"},
    "medium": {"X": 300, "Y": 2000, "rule": "and"},
    "small": {"X": 20, "Y": 300, "rule": "and"},
    "micro": {"X": 20, "Y": 300, "rule": "or"},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工业企业25人,营收280万元,算什么类型?", {"X": 25, "Y": 280}),
        ("A factory with 25 employees and 2.8 million yuan revenue", {"X": 25, "Y": 280}),
        ("员工1,200名,资产总额1.5亿元", {"X": 1200, "Z": 15000}),
        ("微型企业的标准是什么", {}),
        ("建筑业,资产250万,营业收入900万元", {"Y": 900, "Z": 250}),
        ("种植公司年收入480万，属于小型企业吗\n要是明年收入做到600万呢", {"Y": 600}),  # a follow-up supposes another
        ("工业企业25人，营收280万\n要是招到30人呢", {"X": 30, "Y": 280}),
        ("A factory with 25 staff and 2.8 million yuan revenue\nWhat if it had 30 staff?", {"X": 30, "Y": 280}),
        ("工业企业60人，其中20个员工是兼职，营收280万", {"X": 60, "Y": 280}),
        ("工业企业营收280万，想贷500万", {"Y": 280}),
        ("餐饮店一年流水90万，8个人", {"X": 8, "Y": 90}),
        ("A shop with 9 staff turned over 4.5 million yuan", {"X": 9, "Y": 450}),
        ("工业企业营收280万，想贷500万扩大收入", {"Y": 280}),  # the name behind the loan is not the loan's
    ],
)
def test_figures_are_read_with_their_units(text, expected):
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("stated", "size"),
    [
        ({"X": 25, "Y": 280}, "micro"),  # revenue is below the floor although staff is above
        ({"X": 25, "Y": 300}, "small"),
        ({"X": 19, "Y": 5000}, "micro"),
        ({"X": 300, "Y": 2000}, "medium"),
        ({"X": 300, "Y": 1999}, "small"),
        ({"X": 1000, "Y": 40000}, "large"),
        ({"X": 1000, "Y": 39999}, "medium"),
        ({"X": 10}, "micro"),
        ({"X": 25}, None),
        ({"Y": 50000}, None),
    ],
)
def test_a_class_needs_both_floors_and_a_missing_leg_decides_nothing(stated, size):
    assert classify(INDUSTRY, stated, "zh").size == size


def test_both_legs_are_shown():
    assert classify(INDUSTRY, {"X": 25, "Y": 280}, "zh").legs == ("从业人员 25人 ≥ 20人", "营业收入 280万元 < 300万元")


def test_english_amounts_are_written_as_english_clauses_write_them():
    legs = classify(INDUSTRY, {"X": 1200, "Y": 280}, "en").legs
    assert legs == ("staff 1200 ≥ 20", "revenue 2.8 million yuan < 3 million yuan")
    assert classify(INDUSTRY, {"X": 25, "Y": 4.5}, "en").legs[1] == "revenue 45,000 yuan < 3 million yuan"
