from __future__ import annotations

from datetime import date
from fractions import Fraction

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.dates import find_days
from app.answering.numerals import chinese_value, fold_width
from app.answering.quantities import find_quantities

SAME = [
    ("百分之八", "8%", "8 percent", "８％"),
    ("0.2亿元", "2000万元", "二千万元", "20 million yuan", "RMB 20 million", "20,000,000元"),
    (
        "五万元以上五十万元以下",
        "5万元至50万元",
        "50,000 to 500,000 yuan",
        "between 50,000 and 500,000 yuan",
        "5-50万元",
    ),
    ("不得超过百分之十", "不超过10%", "最高10%", "at most 10%", "10%以下", "≤10%", "不能高于10%"),
    ("不得低于百分之八", "不低于8%", "至少8%", "at least 8%", "8%以上", "大于等于8%", "no less than 8%"),
    ("不足二十人", "少于20人", "fewer than 20 people", "<20人"),
    ("超过二年", "more than two years", "超过24个月"),
    ("十个工作日内", "10个工作日以内", "within 10 working days", "不超过10个工作日", "within ten business days"),
    ("三十日前", "30日前", "30 days before", "提前30天"),
    ("50BP", "50个基点", "0.5个百分点", "50 basis points"),
    ("日万分之五", "每日0.05%", "0.05% a day"),
    ("三分之二以上", "至少三分之二"),
    ("一倍以上五倍以下", "1至5倍", "1 to 5 times"),
    ("每年2次", "每年两次", "2 times a year"),
    ("半年内", "六个月内", "within 6 months"),
    ("过半数", "more than half", "超过一半"),
    ("捌仟万元", "八千万元", "80 million yuan"),
    ("四倍半", "4.5倍"),
    ("3千5百万元", "三千五百万元", "35 million yuan", "35000000人民币"),
    ("1亿2千万元", "1亿2", "12000万元"),
    ("3个亿", "三个亿", "3亿", "30000万"),
    ("1.2个亿元", "1.2亿元"),
    ("2个多亿", "两个多亿", "2亿多"),
    ("三万五千元", "3万5元"),
    ("超过两千万元", "两千多万元", "2000多万元"),
    ("12个人", "12名员工", "12 people"),
    ("一年半", "18个月"),
    ("一个半月", "1.5个月"),
    ("第一次会议", "the first meeting"),
    ("第三季度", "the third quarter"),
    ("下半年", "the second half of the year"),
    ("三分之二", "2/3", "two thirds"),
    ("五分之一", "a fifth of", "20%"),
    ("100万港元", "HKD 1 million"),
    (
        "五十万元以上二百万元以下",
        "最低50万元，最高200万元",
        "不低于50万元且不超过200万元",
        "五十至二百万元",
        "50万以上200万以下",
        "50万-200万",
        "between RMB 500,000 and RMB 2 million",
        "from 500,000 yuan to 2,000,000 yuan",
        "RMB 0.5-2 million",
        "at least five hundred thousand yuan and at most two million yuan",
    ),
    ("一百三十日", "one hundred and thirty days"),
    ("两家", "2个"),
    ("两名", "2个"),
]
DIFFERENT = [
    ("2000万元", "1000万元"),
    ("50万元以上", "50万元以下"),
    ("10个工作日", "10日"),
    ("10%", "10个百分点"),
    ("50BP", "50%"),
    ("不足20人", "20人以下"),
    ("超过五十万元", "五十万元以上"),
    ("三十日内", "三十日后"),
    ("每日万分之五", "每年万分之五"),
    ("100万元", "100元"),
    ("五倍", "百分之五"),
    ("2个月", "2年"),
    ("8%", "8‰"),
    ("捌仟万元", "五千万元"),
    ("八千万", "五千万元"),
    ("5000万", "5000万美元"),
    ("四倍半", "四倍"),
    ("一年半", "半年"),
    ("一个半月", "二年"),
    ("第二次会议", "第一次会议"),
    ("第四季度", "第三季度"),
    ("下半年", "上半年"),
    ("一半以上", "三分之二以上"),
    ("100万欧元", "100万港元"),
    ("within a day", "within 30 days"),
    ("within a month", "within 30 days"),
    ("每季度两次", "每年度两次"),
    ("日利率百分之六", "年利率百分之六"),
    ("两家", "两人"),
    ("两次", "两个"),
    ("四次", "四倍"),
    ("一次以上五次以下", "一倍以上五倍以下"),
    ("double", "five times"),
]


def only(text: str):
    found = find_quantities(text)
    assert len(found) == 1, (text, found)
    return found[0]


@pytest.mark.parametrize("texts", SAME, ids=lambda texts: texts[0])
def test_notations_of_one_quantity_mean_the_same(texts):
    first, *others = texts
    for other in others:
        assert only(other).same(only(first)), (first, other, only(first).meaning, only(other).meaning)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_value_unit_or_comparator_is_another_quantity(one, other):
    assert not only(one).same(only(other))
    assert not only(other).same(only(one))


@pytest.mark.parametrize(
    "text",
    [
        "金办发〔2025〕46号",
        "第三十九条第一款第（四）项",
        "国务院令第631号",
        "（一）资本充足；",
        "2025年5月7日",
        "一级分行统一管理，一致同意",
        "第三方机构、第三人",
        "Article 39(1)(4), Notice 46, No. 18",
        "逾期利率",
    ],
)
def test_numbers_of_documents_clauses_and_dates_are_no_quantities(text):
    assert find_quantities(text) == ()


@given(st.integers(1, 99_999_999))
def test_chinese_and_arabic_numerals_of_one_value_agree(value):
    assert chinese_value(cn2an.an2cn(value, "low")) == value
    chinese, arabic = only(f"{cn2an.an2cn(value, 'low')}元"), only(f"{value}元")
    assert chinese.same(arabic)
    assert arabic.same(only(f"{value:,} yuan"))


@given(st.text(alphabet="零一二三四五六七八九十百千万亿点半元日个", max_size=60))
def test_any_run_of_numerals_has_a_value_or_none(text):
    value = chinese_value(text)
    assert value is None or value >= 0
    find_quantities(text)
    find_days(text)


def test_a_numeral_with_a_point_may_have_a_scale_and_one_that_is_none_has_no_value():
    assert (chinese_value("三点五万"), chinese_value("一点五亿"), chinese_value("百点五")) == (35_000, 15 * 10**7, None)
    assert chinese_value("十点二十") is None
    assert chinese_value("九" * 5000) is None
    assert only("三点五万元").same(only("35000元"))
    assert only("上午十点二十人到场").same(only("20人"))
    assert find_quantities("9" * 5000 + "元") == ()


@given(
    st.integers(1, 10_000),
    st.integers(1, 10_000),
    st.sampled_from(["{}万元以上", "不超过{}%", "{}个工作日内", "at least {} times"]),
)
def test_quantities_are_the_same_exactly_when_the_numbers_are(one, other, form):
    assert only(form.format(one)).same(only(form.format(other))) is (one == other)


@given(st.integers(1, 999), st.integers(1, 999))
def test_a_range_keeps_both_its_ends(low, more):
    high = low + more
    for text in (f"{low}万元以上{high}万元以下", f"{low}万元至{high}万元", f"{low}-{high}万元"):
        found = only(text)
        assert (found.low, found.high) == (Fraction(low * 10_000), Fraction(high * 10_000))


@given(st.text(alphabet="不得超过低于至少百分之十五八日内以上下元万个工作0123456789.%，。 ", max_size=40))
def test_spans_lie_in_the_text_in_order_and_reading_never_fails(text):
    at = 0
    for found in find_quantities(text):
        assert at <= found.start < found.end <= len(text)
        at = found.end
        assert found.low is None or found.high is None or found.low <= found.high
    assert len(fold_width(text)) == len(text)


def test_dates_are_read_in_both_languages_with_their_bound():
    (chinese,) = find_days("2027年9月30日前到期")
    (english,) = find_days("before 30 September 2027")
    assert (chinese.year, chinese.month, chinese.day, chinese.bound) == (2027, 9, 30, "by")
    assert chinese.states(english)
    assert english.states(chinese)
    (month,) = find_days("2027年9月")
    (whole,) = find_days("2027年9月30日")
    assert whole.states(month)
    assert not month.states(whole)
    assert not whole.states(chinese)
    assert find_days("一五年以上") == ()


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 1, 1)))
def test_every_notation_of_a_date_is_the_same_date(day):
    texts = (
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
        f"{day.day} {day:%B} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
    )
    read = [find_days(text) for text in texts]
    assert all(len(found) == 1 for found in read), read
    assert all(found[0].states(read[0][0]) for found in read)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("自最高额抵押权设立之日起满二年", "满二年"),
        ("最高额度500万元", "最高500万元"),
        ("有效期届满三十日前提出", "三十日前"),
        ("期满卖出不到百分之七十", "不到70%"),
    ],
)
def test_a_word_that_bounds_nothing_by_itself_leaves_the_bound_to_the_figure(text: str, same: str):
    (figure,), (other,) = find_quantities(text), find_quantities(same)
    assert figure.same(other)
