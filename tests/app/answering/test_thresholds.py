"""Size classes from figures: both legs count, and what is not stated does not decide."""

import math

import pytest

from app.answering.compose.thresholds import Span, classify, figures

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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("餐饮企业，员工30人，想申请贷款500万元", {"X": 30}),
        ("零售业，注册资本1000万，员工15人，营收300万", {"X": 15, "Y": 300}),
        ("工业企业员工250人，净利润3000万", {"X": 250}),
        ("工业企业员工350人，纳税2500万元，资产1亿", {"X": 350, "Z": 10000}),
        ("工业企业员工350人，净资产2500万元", {"X": 350}),
        ("零售企业每月营收90万，员工8人", {"X": 8}),
        ("零售企业员工55人，营收3千5百万", {"X": 55, "Y": 3500}),
        ("软件企业120人，去年营收1亿2千万", {"X": 120, "Y": 12000}),
        ("工业企业，从业人员三百人，营业收入两千万元", {"X": 300, "Y": 2000}),
        ("零售企业股东5人，员工30人", {"X": 30}),
        ("一家有12名高管的工业企业，共有员工350人", {"X": 350}),
        ("零售企业营收5000000人民币，10人", {"X": 10, "Y": 500}),
        ("零售企业员工工资80万，员工数 30", {"X": 30}),
        ("A retailer with 60 staff and revenue of RMB 3.5m", {"X": 60, "Y": 350}),
        ("零售店十二个人，年营业额九十万", {"X": 12, "Y": 90}),
        ("零售企业营收1亿2，资产三万五千万", {"Y": 12000, "Z": 35000}),
        ("A retailer with 60 workers and a loan of 35 million yuan", {"X": 60}),
    ],
)
def test_only_what_is_staff_revenue_or_assets_is_read_as_such(text, expected):
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "leg", "low", "high", "words"),
    [
        ("批发企业员工不足20人", "X", 0, math.nextafter(20, 0), "不足20人"),
        ("批发企业营收5000万元以下", "Y", 0, 5000, "5000万元以下"),
        ("批发企业有15-30名员工", "X", 15, 30, "15-30人"),
        ("员工人数在10到30人之间", "X", 10, 30, "10到30人"),
        ("工业企业三百来人", "X", 270, 1.1 * 300, "三百来人"),
        ("工业企业员工近20人", "X", 18, math.nextafter(20, 0), "近20人"),
        ("A factory with nearly 20 staff", "X", 18, math.nextafter(20, 0), "nearly 20"),
        ("工业企业营收两千多万", "Y", math.nextafter(2000, math.inf), math.inf, "两千多万"),
        ("去年营收4000万，今年营收6000万", "Y", 4000, 6000, "4000万 / 6000万"),
    ],
)
def test_what_is_left_open_is_read_as_all_that_it_may_be(text, leg, low, high, words):
    read = figures(text)[leg]
    assert (read.low, read.high, read.words.replace("名员工", "人")) == (low, high, words)


@pytest.mark.parametrize(
    ("stated", "size", "legs"),
    [
        ({"X": Span(0, math.nextafter(20, 0), "不足20人"), "Y": 5000}, "micro", 2),
        ({"X": Span(0, 20, "20人以下"), "Y": 5000}, None, 0),
        ({"X": Span(20, 299, "20-299人"), "Y": Span(300, math.inf, "300万以上")}, "small", 2),
        ({"X": Span(20, 300, "20-300人"), "Y": 5000}, None, 0),
        ({"X": 19, "Y": Span(200, 400, "200-400万")}, "micro", 1),  # which side revenue is on is not said
    ],
)
def test_an_open_figure_has_a_class_only_where_all_its_values_have_it(stated, size, legs):
    sized = classify(INDUSTRY, stated, "zh")
    assert (sized.size, len(sized.legs)) == (size, legs)


def test_below_the_lowest_floor_of_a_table_there_is_no_class():
    table = {key: INDUSTRY[key] for key in ("industry", "upper", "medium")}
    assert classify(table, {"X": 25, "Y": 280}, "zh").size is None
    assert classify(table, {"X": 300, "Y": 2000}, "zh").size == "medium"


def test_tens_that_leave_open_which_are_no_figure():
    assert figures("超市员工五六十号人，营收六百万") == {"Y": 600}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("货运公司有25个司机，营业额1800万", {"X": 25, "Y": 1800}),
        ("饭馆8个伙计，员工就3个", {"X": 3}),
        ("A haulier with 25 drivers and turnover of RMB 12m", {"X": 25, "Y": 1200}),
        ("批发客户人数25人", {"X": 25}),
        ("零售店客户人数500人", {}),
        ("工厂年销3个亿", {"Y": 30000}),
        ("A store with 8 people sells 1.3 million yuan a year", {"X": 8, "Y": 130}),
    ],
)
def test_figures_are_read_in_the_words_of_the_trade(text, expected):
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工厂15个人，营收800万，什么规模 再加10个人，营收6000万?", {"X": 25, "Y": 6000}),
        ("工厂15个人，什么规模 再加10个人? 再加10个人?", {"X": 35}),
        ("工厂15个人，什么规模 再加10个人? 要是30人?", {"X": 30}),
        ("工厂25个人，什么规模 少了15个人?", {"X": 10}),
        ("工厂15个人，再招10个人，是什么规模", {"X": 25}),
        ("零售企业营收450万，什么规模 营收涨20%?", {"Y": 540}),
        ("零售企业营收450万，什么规模 营收少了一半?", {"Y": 225}),
        ("零售企业营收450万，什么规模 营收增加100万?", {"Y": 550}),
        ("零售企业营收450万，什么规模 营收增加到600万?", {"Y": 600}),
        ("零售企业营收450万，什么规模 营收减半?", {"Y": 225}),
        ("零售企业60人，营收450万，什么规模 翻倍?", {}),  # of what is not said
        ("零售企业营收400多万，什么规模 翻倍?", {}),
        ("工厂5个人，什么规模 少了15个人?", {}),
        ("工厂营收4000万，同比增长20%，什么规模", {"Y": 4000}),
        ("工厂算什么规模？营收4000万，比去年增长20%", {"Y": 4000}),
        ("A factory with 15 staff: which size? And with 10 more people?", {"X": 25}),
        ("A factory with 15 staff: which size? And if it hires another 5 staff?", {"X": 20}),
        ("A shop with revenue of 3 million yuan: which size? What if revenue doubles?", {"Y": 600}),
        ("A shop with revenue of 3 million yuan: which size? What if revenue falls by 50%?", {"Y": 150}),
    ],
)
def test_what_a_follow_up_changes_is_counted_from_what_was_told(text, expected):
    assert figures(text) == expected


def test_the_classes_that_a_missing_figure_leaves_are_told():
    assert classify(INDUSTRY, {"X": 350}, "zh").possible == ("micro", "small", "medium")
    assert classify(INDUSTRY, {"X": 5}, "zh").possible == ("micro",)
