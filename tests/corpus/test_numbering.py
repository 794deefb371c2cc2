"""Numerals, labels and parts: what 第一百三十三条之一 is, and what merely begins like a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.numbering import (
    article_label,
    chinese_numeral,
    english_label,
    label_of,
    notice_label,
    parse_label,
    parse_numeral,
    read_marker,
    split_parts,
)

numbers = st.integers(min_value=1, max_value=9999)
paths = st.tuples(numbers, st.lists(st.integers(1, 40), max_size=3)).map(lambda p: tuple(str(n) for n in (p[0], *p[1])))


@given(numbers)
def test_every_numeral_is_read_back(number):
    assert parse_numeral(chinese_numeral(number)) == number
    assert parse_numeral(str(number)) == number


@pytest.mark.parametrize(
    ("text", "number"), [("１２", 12), ("百二十", 120), ("二〇二五", 2025), ("两百", 200), ("贰拾", 20), ("廿三", 23)]
)
def test_unusual_numerals_are_read(text, number):
    assert parse_numeral(text) == number


def test_what_is_no_numeral_is_refused_by_name():
    with pytest.raises(CorpusError, match="第"):
        parse_numeral("第")


@given(paths)
def test_a_law_label_reads_back_to_its_path(path):
    assert parse_label(label_of(path)) == path


@given(paths)
def test_an_english_label_of_a_law_reads_back_to_its_path(path):
    assert parse_label(english_label(label_of(path))) == path


@pytest.mark.parametrize(
    ("label", "english"),
    [
        ("第五百三十条", "Article 530"),
        ("第一百三十三条之一", "Article 133-1"),
        ("第三十九条第一款第（四）项", "Article 39(1)(4)"),
        ("三·2", "三·2"),
        ("附件1", "附件1"),
    ],
)
def test_an_english_reader_is_told_the_article(label, english):
    assert english_label(label) == english


@given(paths.map(lambda path: path[:3]))
def test_a_notice_label_reads_back_to_its_path(path):
    assert parse_label(notice_label(path)) == path


@pytest.mark.parametrize(
    ("label", "path"),
    [
        ("第一百三十三条之一", ("133-1",)),
        ("第133条之一第二款", ("133-1", "2")),
        ("第三条第（四）项", ("3", "1", "4")),
        ("第 39 条第1款第4项", ("39", "1", "4")),
        ("Article 36(1)(4)", ("36", "1", "4")),
        ("Art. 36", ("36",)),
        ("Section 5(a)", ("5", "a")),
        ("3.1", ("3", "1")),
    ],
)
def test_labels_as_people_write_them(label, path):
    assert parse_label(label) == path


def test_133_1_is_not_133():
    assert article_label("133-1") == "第一百三十三条之一"
    assert parse_label("第一百三十三条") == ("133",)


@pytest.mark.parametrize(
    "line",
    ["第一条规定的内容", "第三条、第四条所称", "1.5倍以上", "12月底前完成", "Article 3 of this law says", "第一，加强"],
)
def test_a_mention_that_opens_a_line_is_no_mark(line):
    assert read_marker(line) is None


@pytest.mark.parametrize(
    ("line", "level", "step", "sure"),
    [
        ("第一条　为了", "article", "1", True),
        ("第一条为了", "article", "1", False),
        ("第三章  总则", "chapter", "3", True),
        ("二、总体要求", "head", "2", True),
        ("（十二）其他", "item", "12", True),
        ("3．其他", "point", "3", True),
        ("（2）其他", "subpoint", "2", True),
        ("(b) other", "letter", "b", True),
        ("Article 12. Banks", "article", "12", True),
        ("CHAPTER IV General", "chapter", "4", True),
    ],
)
def test_marks_of_every_kind(line, level, step, sure):
    marker = read_marker(line)
    assert marker is not None
    assert (marker.level, marker.step, marker.sure) == (level, step, sure)


def test_paragraphs_items_and_points_have_spans():
    text = "应当符合：\n（一）甲：\n1.天；\n2.地；\n（二）乙。\n前款由丙规定。"
    parts = {part.path: text[part.start : part.end] for part in split_parts(text)}
    assert parts[("1",)] == "应当符合：\n（一）甲：\n1.天；\n2.地；\n（二）乙。"
    assert parts[("1", "1")] == "（一）甲：\n1.天；\n2.地；"
    assert parts[("1", "1", "2")] == "2.地；"
    assert parts[("1", "2")] == "（二）乙。"
    assert parts[("2",)] == "前款由丙规定。"


def test_an_item_of_a_single_paragraph_is_labelled_without_it():
    assert [part.label for part in split_parts("如下：\n（一）甲；\n（二）乙。")] == [
        "第一款",
        "第（一）项",
        "第（二）项",
    ]
    assert [part.label for part in split_parts("甲：\n（一）乙。\n丙。")] == ["第一款", "第一款第（一）项", "第二款"]


def test_a_number_out_of_its_series_is_text():
    text = "如下：\n（一）甲；\n（五）乙。"
    assert [part.path for part in split_parts(text)] == [("1",), ("1", "1"), ("2",)]


@given(st.lists(st.sampled_from(["甲。", "（一）乙；", "（二）丙；", "1.丁；", "2.戊；", "  己  ", ""]), max_size=12))
def test_parts_nest_have_one_path_each_and_never_leave_the_text(lines):
    text = "\n".join(lines)
    parts = split_parts(text)
    assert len({part.path for part in parts}) == len(parts)
    for part in parts:
        assert 0 <= part.start < part.end <= len(text)
        assert text[part.start : part.end] == text[part.start : part.end].strip()
        outer = [p for p in parts if p.path == part.path[:-1]]
        assert not part.path[:-1] or (outer[0].start <= part.start and part.end <= outer[0].end)


def test_parts_of_a_slice_keep_their_place_in_the_whole():
    text = "甲。\n\nOne.\n(a) two;\n(b) three."
    english = split_parts(text, 4, len(text), language="en")
    assert [(p.path, p.label, text[p.start : p.end]) for p in english][1:] == [
        (("1", "a"), "paragraph 1(a)", "(a) two;"),
        (("1", "b"), "paragraph 1(b)", "(b) three."),
    ]


def test_a_number_beyond_all_names_is_written_in_digits_and_one_beyond_all_sense_is_refused():
    assert chinese_numeral(10**20) == str(10**20)
    assert parse_numeral("٣") == 3
    with pytest.raises(CorpusError, match="not a numeral"):
        parse_numeral("9" * 5000)
