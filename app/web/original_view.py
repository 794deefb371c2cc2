"""The page of the original that a clause stands on, as a picture with the words marked."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError
from corpus.importing.pages import PagePicture, has_pages, page_picture
from corpus.importing.places import places_of
from corpus.importing.storage import StoredOriginal, original_of
from corpus.model import Clause, Document

_KEPT = 64  # pictures, about 200 kB each
_MOST = 4  # pages shown of one clause
_MARGIN = 0.12  # of a line's height, around its words

Rectangle = tuple[float, float, float, float]  # x, y, width, height


@dataclass(frozen=True)
class PageView:
    """`frame` is what the picture shows in the coordinates of the `marks`; `words` are those that are marked."""

    number: int
    of: int
    href: str
    frame: Rectangle
    marks: tuple[Rectangle, ...]
    words: str
    name: str  # of the file


class OriginalPages:
    """Draws pages of the originals under a data folder and keeps the last ones in memory. Thread-safe."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._held: OrderedDict[tuple[str, int], PagePicture] = OrderedDict()
        self._lock = threading.Lock()

    def picture(self, versions: Sequence[Document], sha256: str, number: int) -> PagePicture:
        """Page `number` (from 1) of the file with this hash, which one of the versions was read from. Raises
        CorpusError where there is no such file or page."""
        originals = (original_of(document, self.data) for document in versions)
        for original in originals:
            if original is not None and original.sha256 == sha256:
                return self._picture(original, number)
        raise CorpusError("no version of the document was read from that file; open the source page again")

    def of(self, document: Document, clause: Clause, start: int, end: int) -> tuple[PageView, ...]:
        """The pages that the characters [start, end) of a clause stand on (the whole clause where end is 0); empty
        where the original has no pages or can no longer be read."""
        original = original_of(document, self.data)
        if original is None or not has_pages(original):
            return ()
        try:
            return tuple(self._views(document, original, clause, start, end or len(clause.text)))
        except (CorpusError, OSError):
            return ()  # the text stands beside, whatever became of the file

    def _views(
        self, document: Document, original: StoredOriginal, clause: Clause, start: int, end: int
    ) -> Iterator[PageView]:
        marked: dict[int, list[Rectangle]] = {}
        words: dict[int, str] = {}
        for place in places_of(clause, original.text, start, end):
            if place.page is None or place.box is None:
                continue
            x0, top, x1, bottom = place.box
            margin = _MARGIN * (bottom - top)
            box = (x0 - margin, top - margin, x1 - x0 + 2 * margin, bottom - top + 2 * margin)
            marked.setdefault(place.page, []).append(box)
            words[place.page] = words.get(place.page, "") + original.text[place.start : place.end]
        for number in sorted(marked)[:_MOST]:
            picture = self._picture(original, number)
            yield PageView(
                number,
                original.pages,
                f"/source/{document.id}/pages/{number}.jpg?file={original.sha256}",
                (picture.left, picture.top, picture.width, picture.height),
                tuple(marked[number]),
                words[number],
                original.name,
            )

    def _picture(self, original: StoredOriginal, number: int) -> PagePicture:
        key = (original.sha256, number)
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        drawn = page_picture(original, number)
        with self._lock:
            self._held[key] = drawn
            while len(self._held) > _KEPT:
                self._held.popitem(last=False)
        return drawn
