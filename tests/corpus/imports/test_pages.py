"""Pages of an imported original are drawn within bounds, and the marks lie on the words."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from corpus.catalogue import Catalogue
from corpus.errors import CorpusError
from corpus.importing.pages import has_pages, page_picture
from corpus.importing.places import places_of
from corpus.importing.storage import StoredOriginal, original_of
from corpus.imports import Overrides, review, store
from corpus.model import Clause
from corpus.readers.files import read_content
from tests.official import RATES, write


def imported(tmp_path: Path, name: str) -> tuple[StoredOriginal, Clause]:
    reviewed = review([write(tmp_path, name)], catalogue=Catalogue([]))
    (stored,) = store(reviewed, tmp_path / "data")
    original = original_of(stored.document, tmp_path / "data")
    assert original is not None
    return original, next(clause for clause in stored.document if RATES in clause.text)


@pytest.mark.parametrize("name", ["notice.pdf", "scanned.pdf", "scanned.png"])
def test_a_mark_lies_on_ink_and_its_surroundings_on_paper(tmp_path, name):
    original, clause = imported(tmp_path, name)
    start = clause.text.index(RATES)
    (place,) = places_of(clause, original.text, start, start + len(RATES))
    assert place.page == 1
    assert place.box is not None
    picture = page_picture(original, 1)
    page = np.asarray(Image.open(io.BytesIO(picture.jpeg)).convert("L"))
    scale = page.shape[1] / picture.width
    x0, x1 = ((x - picture.left) * scale for x in place.box[::2])
    top, bottom = ((y - picture.top) * scale for y in place.box[1::2])
    marked = page[int(top) : int(bottom) + 1, int(x0) : int(x1) + 1] < 140
    columns = marked.any(axis=0)
    assert columns.mean() > 0.7, "characters stand side by side in the mark"
    line = bottom - top
    assert marked.any(axis=1).mean() > 0.5
    gap = page[int(bottom + 0.2 * line) : int(bottom + 0.3 * line), int(x0) : int(x1)] < 140
    assert gap.mean() < marked.mean() / 2, "below it is the space between lines"


def test_a_huge_page_is_drawn_small(tmp_path):
    path = tmp_path / "wide.pdf"
    document = pypdfium2.PdfDocument.new()
    document.new_page(14_400, 14_400)
    document.save(path)
    original = StoredOriginal("wide.pdf", "pdf", "0" * 64, 1, "", path)
    assert max(Image.open(io.BytesIO(page_picture(original, 1).jpeg)).size) <= 1400


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_page_that_is_not_there_is_refused(tmp_path, number):
    original, _ = imported(tmp_path, "notice.pdf")
    with pytest.raises(CorpusError, match="no page"):
        page_picture(original, number)


def test_a_file_without_pages_has_none_to_draw(tmp_path):
    original, _ = imported(tmp_path, "notice.docx")
    assert not has_pages(original)


def test_overrides_do_not_part_a_document_from_its_pages(tmp_path):
    reviewed = review([write(tmp_path, "notice.pdf")], Overrides(id="other"), catalogue=Catalogue([]))
    (stored,) = store(reviewed, tmp_path / "data")
    assert original_of(stored.document, tmp_path / "data") is not None


def test_pages_are_drawn_and_files_read_at_the_same_time(tmp_path):
    original, _ = imported(tmp_path, "notice.pdf")
    data = original.path.read_bytes()

    def work(turn: int) -> int:
        if turn % 2:
            return len(page_picture(original, 1).jpeg)
        return len(read_content(data, "notice.pdf").text)

    with ThreadPoolExecutor(4) as workers:
        results = list(workers.map(work, range(24)))
    assert len(set(results[::2])) == len(set(results[1::2])) == 1
