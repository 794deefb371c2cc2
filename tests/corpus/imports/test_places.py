from __future__ import annotations

from corpus.importing.places import places_of
from corpus.model import Clause, ClauseId, Place, TextStatus
from corpus.readers.files import read_content
from corpus.splitter import split
from evaluation.rendering import as_pdf
from evaluation.roundtrip import whole_laws

ORIGINAL = "第一条 银行应当公示\n收费项目。"


def clause(*places: Place) -> Clause:
    return Clause(
        ClauseId("a", ("1",)), "第一条", "银行应当公示\n收费项目。", 0, text_status=TextStatus.OFFICIAL, places=places
    )


def test_words_over_two_lines_are_marked_on_both_and_no_wider() -> None:
    held = clause(Place(1, (100, 10, 160, 20), 4, 10), Place(2, (80, 10, 130, 20), 11, 16))
    first, second = places_of(held, ORIGINAL, 4, 9)
    assert (first.page, first.box, ORIGINAL[first.start : first.end]) == (1, (140, 10, 160, 20), "公示")
    assert (second.page, second.box, ORIGINAL[second.start : second.end]) == (2, (80, 10, 100, 20), "收费")


def test_a_line_that_was_not_asked_for_is_not_marked() -> None:
    held = clause(Place(start=4, end=10), Place(start=11, end=16))
    (place,) = places_of(held, ORIGINAL, 0, 2)
    assert ORIGINAL[place.start : place.end] == "银行"


def test_a_table_row_is_marked_whole() -> None:
    row = clause(Place(3, (1, 2, 3, 4), 0, 3))
    assert places_of(row, "甲\t乙", 0, 2) == row.places


def test_every_quote_of_an_imported_law_is_found_in_its_original() -> None:
    law = whole_laws(3)[2]
    original = read_content(as_pdf(law), "a.pdf")
    for made in split(original, "x").clauses[1:]:
        for start in range(0, len(made.text), 37):
            end = min(start + 25, len(made.text))
            said = "".join(original.text[p.start : p.end] for p in places_of(made, original.text, start, end))
            assert said.replace(" ", "") == made.text[start:end].replace("\n", "").replace(" ", "")
