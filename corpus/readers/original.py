"""What a file says, before anybody looks for clauses: paragraphs and tables in reading order, with their places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from corpus.model import Place

Box = tuple[float, float, float, float]
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANK = re.compile(r"[ \t\u00a0]+")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph. `places` cut its text into fragments, in order: a line or a page each; their [start, end)
    count characters of `Original.text` once the paragraph belongs to one, of the paragraph before that."""

    text: str
    places: tuple[Place, ...] = ()
    centred: bool = False
    heading: int = 0  # the source's own heading level (a docx style, h1), 0 for running text

    def cut(self, start: int, end: int | None = None) -> Paragraph:
        """The characters [start, end) without surrounding blanks, with the places that they stand in."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        piece = piece.strip()
        if not self.places:
            return replace(self, text=piece)
        first = self.places[0].start or 0
        low, high = first + start, first + start + len(piece)
        kept = [
            part_of(place, self.text[(place.start or 0) - first : (place.end or 0) - first], low, high)
            for place in self.places
            if (place.start or 0) < high and (place.end or 0) > low
        ]
        return replace(self, text=piece, places=tuple(kept))


def part_of(place: Place, words: str, low: int, high: int) -> Place:
    """A place cut to the characters [low, high), counted as its own are; its box by the share that they have of the
    width of its `words`."""
    first = place.start or 0
    start, end = max(first, low), min(place.end or 0, high)
    cut, whole = replace(place, start=start, end=end), cells(words)
    if place.box is None or not whole or (start, end) == (place.start, place.end):
        return cut
    x0, top, x1, bottom = place.box
    share = (x1 - x0) / whole
    left, right = x0 + share * cells(words[: start - first]), x0 + share * cells(words[: end - first])
    return replace(cut, box=(round(left, 1), top, round(right, 1), bottom))


def cells(text: str) -> int:
    """Width in half-width cells: a Chinese character is 2, a Latin letter 1."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


@dataclass(frozen=True)
class Table:
    """A table of at least two columns; merged cells are repeated, so every row is as long as the first.

    `places` has one place a row, or none."""

    rows: tuple[tuple[str, ...], ...]
    places: tuple[Place, ...] = ()
    header_rows: int = 1


@dataclass(frozen=True)
class Original:
    """A file as read. `text` is what places count characters of: paragraphs and table rows, one a line."""

    name: str
    media: str  # docx, pdf, html, ofd, text, scan, markdown
    sha256: str
    blocks: tuple[Paragraph | Table, ...]
    text: str
    pages: int = 0
    warnings: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Paragraph | Table]:
        return iter(self.blocks)


def assemble(
    name: str,
    media: str,
    sha256: str,
    blocks: Iterable[Paragraph | Table],
    *,
    pages: int = 0,
    warnings: Iterable[str] = (),
) -> Original:
    """An `Original` of blocks whose places count from their own start (a paragraph without places gets one)."""
    lines: list[str] = []
    placed: list[Paragraph | Table] = []
    offset = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            if not block.text.strip():
                continue
            fragments = block.places or (Place(start=0, end=len(block.text)),)
            shifted = tuple(replace(p, start=(p.start or 0) + offset, end=(p.end or 0) + offset) for p in fragments)
            placed.append(replace(block, places=shifted))
            lines.append(block.text)
            offset += len(block.text) + 1
        else:
            rows = []
            for number, row in enumerate(block.rows):
                line = "\t".join(row)
                known = block.places[number] if number < len(block.places) else Place()
                rows.append(replace(known, start=offset, end=offset + len(line)))
                lines.append(line)
                offset += len(line) + 1
            placed.append(replace(block, places=tuple(rows)))
    return Original(name, media, sha256, tuple(placed), "\n".join(lines), pages, tuple(warnings))


def clean(text: str) -> str:
    """One line of text without invisible characters and with runs of blanks as one (full-width spaces stay)."""
    return _BLANK.sub(" ", _INVISIBLE.sub("", text).replace("\r", "").replace("\n", " ")).strip(" ")


def grid(rows: list[list[str]]) -> Table | list[Paragraph]:
    """A Table of rows of cells, or paragraphs where it only lays out text (one column, or one cell a row)."""
    filled = [[clean(cell) for cell in row] for row in rows]
    filled = [row for row in filled if any(row)]
    width = max((len(row) for row in filled), default=0)
    if width < 2 or len(filled) < 2 or all(len({*row} - {""}) <= 1 for row in filled):
        return [Paragraph(cell) for row in filled for cell in dict.fromkeys(row) if cell]
    return Table(tuple(tuple(row + [""] * (width - len(row))) for row in filled))
