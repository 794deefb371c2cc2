"""A sample of evaluation/roundtrip.py; the whole is `python -m evaluation.roundtrip`."""

from __future__ import annotations

import io
import tracemalloc

import pypdfium2
import pytest

from corpus.model import Document
from corpus.readers.files import read_content
from corpus.readers.original import Paragraph
from corpus.splitter import split
from evaluation.rendering import FONT, RENDERINGS, as_pdf, as_scan
from evaluation.roundtrip import round_trip, whole_laws

needs_font = pytest.mark.skipif(not FONT.is_file(), reason="fonts-noto-cjk is not installed")


@pytest.fixture(scope="module")
def laws() -> list[Document]:
    return whole_laws(6)


@pytest.mark.parametrize("kind", [kind for kind in RENDERINGS if kind != "scan"])
def test_a_law_comes_back_whole_from_every_kind_of_file(laws: list[Document], kind: str) -> None:
    for law in laws[2:6]:
        tally = round_trip(law, kind)
        assert (tally.equal, tally.wrong_characters, tally.extra) == (tally.articles, 0, 0), law.id
        assert tally.articles == sum(clause.id.path[0].isdigit() for clause in law)


@needs_font
def test_a_scanned_page_comes_back(laws: list[Document]) -> None:
    tally = round_trip(laws[0], "scan", pages=1)
    assert tally.passed
    assert tally.articles >= 5


@needs_font
def test_a_picture_of_a_page_is_read_with_boxes(laws: list[Document]) -> None:
    page = pypdfium2.PdfDocument(as_scan(laws[1], pages=1))[0]
    out = io.BytesIO()
    page.render(scale=150 / 72).to_pil().save(out, "PNG")
    original = read_content(out.getvalue(), "page.png")
    assert original.warnings
    first = next(b for b in original if isinstance(b, Paragraph) and b.text.startswith("第一条"))
    assert all(place.page == 1 and place.box and 0 < place.box[0] < place.box[2] < 1300 for place in first.places)


def test_the_words_of_a_clause_stand_where_its_places_say(laws: list[Document]) -> None:
    data = as_pdf(laws[2])
    original = read_content(data, "a.pdf")
    document = pypdfium2.PdfDocument(data)
    for clause in split(original, "x").clauses[1:40:5]:
        said = "".join(original.text[p.start : p.end] for p in clause.places)
        assert said.replace(" ", "") == clause.text.replace("\n", "").replace(" ", "")
        for place in clause.places:
            assert place.page
            assert place.box
            page = document[place.page - 1]
            x0, top, x1, bottom = place.box
            height = page.get_height()
            on_page = page.get_textpage().get_text_bounded(x0 - 1, height - bottom - 1, x1 + 1, height - top + 1)
            end = original.text[place.start : place.end].strip()[-6:]
            assert end in on_page.replace("\r\n", "").replace("\u3000", " ")


def test_a_long_document_stays_within_memory(laws: list[Document]) -> None:
    tracemalloc.start()
    read_content(as_pdf(laws[4]), "a.pdf")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200_000_000
