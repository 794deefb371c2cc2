"""Ways of numbering that are not the official ones, and what is told where one is not known or has gaps."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from corpus.readers.original import Paragraph, assemble
from corpus.splitter import Split, split

RULES = ("为了规范贷款，制定本制度。", "所有贷款应当登记。", "贷款期限不得超过三年。", "本制度自2025年7月1日起施行。")


def made(*lines: str) -> Split:
    return split(assemble("制度.docx", "docx", "", map(Paragraph, lines)), "some-document")


def texts(found: Split) -> dict[str, str]:
    return {".".join(clause.id.path): clause.text for clause in found.clauses}


@pytest.mark.parametrize(
    "form", ["第{}条：{}", "第{}条:{}", "第{}条、{}", "【第{}条】{}", "【第{}条】 {}", "**第{}条** {}", "**第{}条**{}"]
)
def test_an_article_however_its_number_is_set_off(form: str) -> None:
    found = made("贷款管理制度", *(form.format(n, rule) for n, rule in zip("一二三四", RULES, strict=True)))
    assert texts(found) == dict(zip("1234", RULES, strict=True))
    assert found.warnings == ()


def test_a_mention_that_goes_on_with_a_pause_is_no_article() -> None:
    found = made(
        "贷款管理制度",
        f"第一条、{RULES[0]}",
        f"第二条、{RULES[1]}",
        "第三条、第四条规定的贷款，应当登记。",
        f"第三条、{RULES[2]}",
    )
    assert list(texts(found)) == ["1", "2", "3"]
    assert texts(found)["2"].endswith("第三条、第四条规定的贷款，应当登记。")


@pytest.mark.parametrize(("left", "right"), [("【", "】"), ("**", "**")])
def test_chapters_in_brackets_or_bold_are_headings(left: str, right: str) -> None:
    found = made(
        "贷款管理制度",
        f"{left}第一章 总则{right}",
        f"{left}第一条{right} {RULES[0]}",
        f"{left}第二章 附则{right}",
        f"{left}第二条{right} {RULES[3]}",
    )
    assert [clause.headings for clause in found.clauses] == [("第一章 总则",), ("第二章 附则",)]
    assert found.warnings == ()


@pytest.mark.parametrize("form", ["{}．{}", "{}.{}", "{} {}", "{}　{}"])
def test_sections_without_a_pause_mark(form: str) -> None:
    heads = [form.format(n, title) for n, title in zip("一二三", ("总体要求", "工作要求", "其他"), strict=True)]
    found = made(
        "关于贷款的通知", "各行：", heads[0], RULES[0], heads[1], "（一）加强领导。成立专班。", heads[2], RULES[3]
    )
    assert texts(found) == {"0": "各行：", "1": RULES[0], "2.1": "加强领导。成立专班。", "3": RULES[3]}
    assert found.warnings == ()


def test_a_single_line_like_a_section_opens_nothing() -> None:
    assert list(texts(made("关于贷款的通知", "各行应当做到：", "一 心为客户", "不得收费。"))) == ["0"]


def test_the_decimal_outline_of_a_bank() -> None:
    found = made(
        "贷款管理制度",
        "1 总则",
        "1.1 为了规范贷款，制定本制度。",
        "1.2 单户利率下调",
        "0.5 个百分点，期限最长为",
        "3.5 年。",
        "2 授信",
        "2.1 单户贷款不得超过一千万元。",
        "2.2 期限",
        "2.2.1 贷款期限不得超过三年。",
        "2.2.2 展期不得超过一年。",
        "3 附则",
        "3.1 本制度自2025年7月1日起施行。",
    )
    assert list(texts(found)) == ["1.1", "1.2", "2.1", "2.2", "2.2.1", "2.2.2", "3.1"]
    assert texts(found)["2.2.1"] == "贷款期限不得超过三年。"
    assert [(c.label, c.headings) for c in found.clauses][2] == ("2.1", ("2 授信",))
    assert found.warnings == ()


@pytest.mark.parametrize("marks", ["①②③", ("(a)", "(b)", "(c)"), ("Rule 1 ", "Rule 2 ", "Rule 3 ")])
def test_one_clause_of_numbered_lines_is_told(marks: Sequence[str]) -> None:
    found = made("贷款管理制度", *(f"{mark}{rule}" for mark, rule in zip(marks, RULES[:3], strict=True)))
    assert list(texts(found)) == ["0"]
    assert "3 行带编号却未分条" in found.warnings[0]


def test_a_text_without_numbers_is_one_clause_and_no_warning() -> None:
    assert made("贷款管理制度", *RULES).warnings == ()


def test_missing_sections_and_items_are_told() -> None:
    found = made(
        "关于贷款的通知", "一、总体要求", RULES[0], "二、工作要求", "（一）登记。", "（三）报送。", "四、其他", RULES[3]
    )
    assert "缺 2.2、3 " in found.warnings[0]


def test_items_that_count_on_through_the_sections_or_start_again_have_no_gaps() -> None:
    on = made("关于贷款的通知", "一、要求", "（一）登记。", "（二）报送。", "二、其他", "（三）检查。", "（四）通报。")
    again = made(
        "关于贷款的通知", "一、要求", "（一）登记。", "（二）报送。", "二、其他", "（一）检查。", "（二）通报。"
    )
    assert on.warnings == again.warnings == ()


def test_an_item_that_says_when_the_rules_apply_is_no_note_to_the_title() -> None:
    item = "（四）本制度自2025年7月1日起施行。"
    found = made("贷款管理制度", "（2024年3月1日董事会通过）", item, "一、总则", RULES[0], "二、其他", RULES[1])
    assert texts(found)["0"] == item
