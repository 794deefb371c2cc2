from __future__ import annotations

import io

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table as DrawnTable
from reportlab.platypus import TableStyle

from corpus.errors import UnsupportedFormatError
from corpus.readers.original import Paragraph, Table
from corpus.readers.pdf import read_pdf
from corpus.splitter import split

ROWS = [["地区", "额度", "期限"], ["东部", "100万元", "三年"], ["西部", "50万元", "五年"]]


def pdf(*pages: list[tuple[float, str]], table: tuple[int, list[list[str]], float, list[tuple]] | None = None) -> bytes:
    """Pages of (height from the top, text) lines; `table` is (page, rows, height, further style commands)."""
    registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for number, lines in enumerate(pages):
        canvas.setFont("STSong-Light", 12)
        for y, text in lines:
            canvas.drawString(96 if text.startswith(("第", "　")) else 72, A4[1] - y, text.strip("　"))
        if table and table[0] == number:
            grid = ("GRID", (0, 0), (-1, -1), 0.5, "black")
            drawn = DrawnTable(
                table[1], style=TableStyle([("FONT", (0, 0), (-1, -1), "STSong-Light", 11), grid, *table[3]])
            )
            drawn.wrapOn(canvas, 400, 400)
            drawn.drawOn(canvas, 72, A4[1] - table[2])
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_a_ruled_table_keeps_its_header_in_every_row_clause() -> None:
    lines = [(100.0, "某省信贷额度规定"), (130.0, "第一条 额度按下表执行。"), (400.0, "第二条 本规定由某局解释。")]
    original = read_pdf(pdf(lines, table=(0, ROWS, 300, [])), "a.pdf", "")
    assert [type(block).__name__ for block in original] == ["Paragraph", "Paragraph", "Table", "Paragraph"]
    clauses = {".".join(c.id.path): c for c in split(original, "x").clauses}
    assert clauses["1.row-2"].text == "地区：西部；额度：50万元；期限：五年"
    assert clauses["1.row-2"].label == "第一条表第2行"
    (place,) = clauses["1.row-1"].places
    assert place.page == 1
    assert place.box
    assert clauses["2"].text == "本规定由某局解释。"


def test_a_merged_cell_stands_in_every_row_it_covers() -> None:
    rows = [["地区", "额度"], ["东部", "100万元"], ["", "200万元"]]
    merged = [("SPAN", (0, 1), (0, 2))]
    (table,) = [b for b in read_pdf(pdf([], table=(0, rows, 300, merged)), "a.pdf", "") if isinstance(b, Table)]
    assert table.rows == (("地区", "额度"), ("东部", "100万元"), ("东部", "200万元"))


def test_a_box_around_a_paragraph_is_no_table() -> None:
    found = read_pdf(pdf([], table=(0, [["注意：额度以批复为准。"]], 300, [])), "a.pdf", "")
    assert [block.text for block in found if isinstance(block, Paragraph)] == ["注意：额度以批复为准。"]


def test_an_encrypted_file_says_how_to_open_it() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([(100, "第一条 甲。")]))))
    writer.encrypt("secret")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(UnsupportedFormatError, match="encrypted"):
        read_pdf(out.getvalue(), "a.pdf", "")


def test_an_empty_page_says_that_there_is_no_text() -> None:
    with pytest.raises(UnsupportedFormatError, match="no text"):
        read_pdf(pdf([]), "a.pdf", "")


def test_turned_text_is_left_out() -> None:
    out = io.BytesIO()
    registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(96, 700, "第一条 正文在这里，不含水印。")
    canvas.translate(200, 400)
    canvas.rotate(45)
    canvas.drawString(0, 0, "内部资料")
    canvas.showPage()
    canvas.save()
    assert [b.text for b in read_pdf(out.getvalue(), "a.pdf", "") if isinstance(b, Paragraph)] == [
        "第一条 正文在这里，不含水印。"
    ]
