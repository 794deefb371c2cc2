"""What leaves the checker opens in other programs and runs nothing there."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from docx import Document

from app.checking.draft import check_draft
from app.checking.export import as_csv, as_docx
from corpus.catalogue import load_catalogue

TEXT = (
    "一、依据《商业银行法》第三十九条执行。\n"
    "《商业银行法》第三十九条规定：“=1+1对同一借款人的贷款余额”。\x07\n"
    "《商业银行法》第二百条另有规定。"
)


@pytest.fixture(scope="module")
def checked():
    return check_draft(TEXT, load_catalogue(), date(2026, 11, 24))


def test_the_word_file_holds_the_draft_with_a_comment_on_each_reference(checked):
    file = Document(io.BytesIO(as_docx(checked, "zh")))
    assert "\n".join(p.text for p in file.paragraphs) == TEXT.replace("\x07", "")
    comments = [comment.text for comment in file.comments]
    assert len(comments) == len(checked.findings) == 3
    assert comments[0].startswith("EXACT")
    assert comments[2].startswith("NOT_FOUND")


def test_the_word_file_drops_what_xml_forbids_and_nothing_else(checked):
    kept = "\t \x7f\x85\u2028\ud7ff\ue000\ufdd0\ufffd\U00010000\U0001ffff\U0010ffff"
    text = "\x00\x08\x0b\x0c\x0e\x1f" + kept + "\ud800\udfff\ufffe\uffff"
    file = Document(io.BytesIO(as_docx(replace(checked, text=text, findings=()), "zh")))
    assert [p.text for p in file.paragraphs] == [kept]


def test_the_table_has_a_row_for_each_finding_and_no_cell_that_a_spreadsheet_would_run(checked):
    rows = list(csv.reader(io.StringIO(as_csv(checked, "en").decode("utf-8-sig"))))
    assert len(rows) == 4
    assert rows[3][0] == "not_found"
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert rows[2][5].startswith("'=1+1")
