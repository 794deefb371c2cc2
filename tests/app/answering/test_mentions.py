from __future__ import annotations

import pytest

from app.answering.mentions import (
    addressees,
    article_numbers,
    covers,
    document_numbers,
    fold_title,
    numbers_of,
    part_numbers,
    same_number,
    titles,
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("金办发〔2025〕46号", ["2025/46"]),
        ("金办发[2025]46号和46号文", ["2025/46", "/46"]),
        ("国务院令第802号", ["/802"]),
        ("公告2023年第13号", ["2023/13"]),
        ("Guofa [2023] No. 15", ["2023/15"]),
        ("Notice 46 and Order No. 802 of 2025", ["/46", "2025/802"]),
    ],
)
def test_document_numbers_are_read_in_every_form(text, names):
    assert [mention.name for mention in document_numbers(text)] == names


def test_a_number_without_its_year_can_be_the_one_with_it_and_no_other():
    assert same_number("/46", "2025/46")
    assert not same_number("2024/46", "2025/46")
    assert not same_number("2025/46", "2025/26")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("金办发2025/46", "金办发2025/46", True),
        ("2025/46", "金办发2025/46", True),
        ("文号金办发2025/46", "金办发2025/46", True),
        ("金规2025/46", "金办发2025/46", False),
        ("国办发2025/46", "金办发2025/46", False),
        ("保监发2025/46", "银保监发2025/46", False),
    ],
)
def test_a_number_under_another_issuers_mark_is_another(one, other, same):
    assert same_number(one, other) is same
    assert same_number(other, one) is same


def test_the_issuers_mark_is_read_without_the_words_before_it_and_kept_over_an_alias_without_it():
    text = "商业银行按照金办发〔2025〕46号执行"
    (mention,) = document_numbers(text)
    assert (mention.issuer, text[mention.start : mention.end]) == ("金办发", "金办发〔2025〕46号")
    assert numbers_of(["金办发〔2025〕46号", "2025年46号文", "46号文"]) == {"金办发2025/46"}


def test_titles_are_read_with_and_without_brackets_and_never_shortened():
    assert [one.name for one in titles("《商业银行法实施细则》第三条")] == ["商业银行法实施细则"]
    assert [one.name for one in titles("依照商业银行法第三十九条")] == ["商业银行法"]
    assert titles("本法第三条、该办法第四条") == ()
    assert fold_title("《中华人民共和国商业银行法》") == fold_title("商业银行法")
    assert [one.name for one in article_numbers("第一百三十三条之一和Article 39")] == ["133-1", "39"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("银行业监督管理法规定，", ["银行业监督管理法"]),
        ("根据银行业监督管理法，", ["银行业监督管理法"]),
        ("按照民法典的规定，", ["民法典"]),
        ("依据征信业管理条例，应当报告", ["征信业管理条例"]),
        ("没有本法规定的情形，有关条例要求，", []),
        ("按照下列办法，依法规定，根据法律法规，按照规定的计价方法，", []),
        ("符合法规定期报告", []),
    ],
)
def test_a_law_that_is_said_to_rule_is_named_without_brackets_too(text, names):
    assert [one.name for one in titles(text)] == names


def test_parts_are_read_after_an_article_only():
    assert [one.name for one in part_numbers("第三十九条第一款第（四）项和第三项措施")] == ["款1", "项4"]
    assert [one.name for one in part_numbers("第三十九条第六百七五款")] == ["款六百七五"]  # no numeral
    assert [one.name for one in article_numbers("46号文第三部分")] == ["3"]


def test_a_group_covers_its_members_and_not_the_reverse():
    def key(name: str) -> str:
        (mention,) = addressees(name)
        return mention.name

    assert covers(key("商业银行"), key("城市商业银行"))
    assert not covers(key("城市商业银行"), key("商业银行"))
    assert not covers(key("保险公司"), key("商业银行"))
    assert covers(key("股份制商业银行"), key("股份行"))


@pytest.mark.parametrize(
    "text", ["银行业务", "银行卡", "银行账户", "任何单位和个人", "个人信息", "10 million yuan per borrower"]
)
def test_a_thing_or_anybody_is_no_party(text):
    assert addressees(text) == ()
