import pytest

from app.spreadsheet import safe_cell


@pytest.mark.parametrize("lead", ["", " ", "\n", "\t", "\u3000", "\ufeff", "\u202e", "\x00", "\u200b "])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_a_formula_behind_whatever_cannot_be_seen_is_not_run(lead: str, sign: str):
    cell = f"{lead}{sign}cmd|'/c calc'!A1"
    assert safe_cell(cell) == "'" + cell


@pytest.mark.parametrize("text", ["", " ", "第三条", "不低于-5%", "a=b", "（=）"])
def test_other_text_stays_as_it_is(text: str):
    assert safe_cell(text) == text
