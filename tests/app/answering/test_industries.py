"""A firm is of the industry that its name ends in."""

import time

import pytest

from app.answering.industries import firm_called, firm_of_another, industries, industry_name
from corpus.catalogue import load_catalogue


@pytest.fixture(scope="module")
def standard():
    return load_catalogue().get("gongxinbulianqiye-2011-300")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("软件园物业公司80人", ["物业管理"]),
        ("酒店用品批发公司30人", ["批发", "酒店"]),  # no firm is judged by the first of them
        ("农业机械制造企业350人", ["农业", "制造业"]),
        ("机械制造企业350人", ["制造业"]),
        ("一家餐饮夫妻店，两个人", ["餐饮"]),
        ("我们是做餐饮的", ["餐饮"]),
        ("个体餐馆老板加两个伙计共3人", ["餐馆"]),
        ("软件科技有限公司", ["软件"]),
        ("零售企业员工二十人的公司", ["零售"]),
        ("批发零售企业", ["批发", "零售"]),  # either
        ("一家零售企业和一家批发企业", ["批发", "零售"]),
        ("房地产开发公司规模怎么定 物业公司?", ["物业管理"]),
        ("工业设计公司", []),
        ("仓库出租公司", []),
    ],
)
def test_the_head_of_a_firms_name_is_its_industry(standard, text, names):
    assert sorted(one.name for one in industries(standard, text, "zh")) == sorted(names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a property management company at a software park", ["property management"]),
        ("a supply wholesaler with 30 staff", ["wholesale"]),
        ("a software development company", ["software"]),
        ("our client, a builder, has assets", ["builder"]),
        ("a hotel management company", []),
    ],
)
def test_the_same_in_english(standard, text, names):
    assert [one.name for one in industries(standard, text, "en")] == names


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("工业设计公司50人是什么规模", "工业设计公司"),
        ("what size is a software training school", "software training school"),
        ("工业企业50人是什么规模", ""),
        ("一家企业50人是什么规模", ""),
    ],
)
def test_a_firm_of_another_industry_is_called_by_its_name(standard, text, firm):
    assert firm_of_another(standard, text) == firm


def test_an_industry_is_called_in_the_language_of_the_answer(standard):
    assert [one.name for one in industries(standard, "机械制造厂350人", "en")] == ["industry"]
    assert [one.name for one in industries(standard, "a retailer", "zh")] == ["零售"]


def test_a_long_name_takes_no_time(standard):
    began = time.perf_counter()
    industries(standard, "工业" + "施工" * 400 + "园公司", "zh")
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("一家广告公司15人", "广告公司"),
        ("我们公司15人", ""),
        ("一家公司15人", ""),
        ("小型企业15人", ""),
        ("an advertising agency with 15 staff", "advertising agency"),
        ("a small company with 15 staff", ""),
    ],
)
def test_a_firm_is_called_by_its_trade(text, firm):
    assert firm_called(text) == firm


def test_the_industry_of_a_table_has_the_askers_word_beside_it_where_that_is_another(standard):
    retail = next(clause for clause in standard if clause.label == "零售业")
    assert industry_name(retail, "零售", "zh") == "零售业"
    assert industry_name(retail, "超市", "zh") == "零售业（超市）"
    assert industry_name(retail, "supermarket", "en") == "retail trade (supermarket)"
