from __future__ import annotations

import pytest

from corpus.errors import RefusedFileError, UnsupportedFormatError
from corpus.readers.docx import read_docx
from corpus.readers.original import Paragraph, Table
from tests.corpus.readers.wordfile import docx, p, r


def level(number: int, pattern: str, suffix: str) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="{suffix}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


LIST = (
    f'<w:abstractNum w:abstractNumId="1">{level(0, "第%1条", "space")}{level(1, "（%2）", "nothing")}</w:abstractNum>'
    '<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="6"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="20"/>'
    "</w:lvlOverride></w:num>"
)


def numbered(level: int, list_id: int = 5) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def texts(body: str, **parts: str) -> list[str]:
    return [b.text for b in read_docx(docx(body, **parts), "a.docx", "") if isinstance(b, Paragraph)]


def test_list_numbers_are_shown_as_word_shows_them_and_start_again_below_a_new_article() -> None:
    body = "".join(
        p(r(text), numbered(level)) for text, level in (("甲", 0), ("乙", 1), ("丙", 1), ("丁", 0), ("戊", 1))
    )
    assert texts(body, numbering=LIST) == ["第一条 甲", "（一）乙", "（二）丙", "第二条 丁", "（一）戊"]


def test_a_list_may_start_at_another_number() -> None:
    assert texts(p(r("甲"), numbered(0, 6)) + p(r("乙"), numbered(0, 6)), numbering=LIST) == [
        "第二十条 甲",
        "第二十一条 乙",
    ]


def test_a_number_comes_from_the_style_that_a_paragraph_is_based_on() -> None:
    styles = (
        f'<w:style w:styleId="base"><w:name w:val="条"/><w:pPr>{numbered(0)}</w:pPr></w:style>'
        '<w:style w:styleId="own"><w:name w:val="条文"/><w:basedOn w:val="base"/></w:style>'
    )
    assert texts(p(r("甲"), '<w:pStyle w:val="own"/>'), numbering=LIST, styles=styles) == ["第一条 甲"]


def test_tracked_changes_are_read_as_accepted() -> None:
    body = p(
        r("不得")
        + "<w:del><w:r><w:delText>低</w:delText></w:r></w:del>"
        + f"<w:ins>{r('高')}</w:ins>"
        + r("于五年")
        + "<w:moveFrom>"
        + r("移走")
        + "</w:moveFrom><w:moveTo>"
        + r("，移来")
        + "</w:moveTo>"
    )
    assert texts(body) == ["不得高于五年，移来"]


def test_a_paragraph_whose_end_was_deleted_runs_on() -> None:
    deleted = "<w:rPr><w:del/></w:rPr>"
    assert texts(p(r("前半，"), deleted) + p(r("后半。"))) == ["前半，后半。"]


def test_hidden_text_and_field_codes_are_left_out() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    assert texts(p(r("正文") + hidden + field)) == ["正文"]


def test_a_text_box_and_a_footnote_follow_their_paragraph_once() -> None:
    box = f"<w:txbxContent>{p(r('框内'))}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    footnotes = (
        f'<w:footnote w:id="0" w:type="separator">{p(r("线"))}</w:footnote>'
        f'<w:footnote w:id="2">{p(r("按月末数"))}</w:footnote>'
    )
    both = f"<w:r>{both}</w:r>"
    assert texts(p(r("正文") + both + note) + p(r("下段")), footnotes=footnotes) == [
        "正文",
        "框内",
        "注：按月末数",
        "下段",
    ]


def test_a_table_repeats_merged_cells_and_knows_its_header() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(r(text) if text else '')}</w:tc>"

    merged = cell("东部", '<w:vMerge w:val="restart"/>')
    wide = cell("十万元", '<w:gridSpan w:val="2"/>')
    rows = (
        f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{cell('地区')}{cell('额度')}{cell('期限')}</w:tr>",
        f"<w:tr>{merged}{wide}</w:tr>",
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('二十万元')}{cell('三年')}</w:tr>",
    )
    (table,) = read_docx(docx(f"<w:tbl>{''.join(rows)}</w:tbl>"), "a.docx", "").blocks
    assert isinstance(table, Table)
    assert table.rows == (("地区", "额度", "期限"), ("东部", "十万元", "十万元"), ("东部", "二十万元", "三年"))


def test_contents_pages_are_left_out() -> None:
    styles = '<w:style w:styleId="t"><w:name w:val="toc 1"/></w:style>'
    assert texts(p(r("第一章 总则 3"), '<w:pStyle w:val="t"/>') + p(r("正文")), styles=styles) == ["正文"]


def test_macros_are_refused_and_a_broken_file_says_what_to_do() -> None:
    import io
    import zipfile

    held = io.BytesIO(docx(p(r("正文"))))
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    with pytest.raises(RefusedFileError, match="macros"):
        read_docx(held.getvalue(), "a.docm", "")
    with pytest.raises(UnsupportedFormatError, match="save it"):
        read_docx(b"PK\x03\x04 broken", "a.docx", "")
