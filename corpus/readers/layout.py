"""Runs of text with boxes become lines in reading order: columns told apart, running headers, footers and page
numbers taken out. Used for PDF, OFD and scans alike."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.model import Place
from corpus.readers.lines import Line, join_lines
from corpus.readers.original import Box, Paragraph, Table, clean
from corpus.readers.ruled import RuledTable

_ADDRESS = re.compile(r"(?:https?|file)://\S+(?:\s+\d+/\d+)?\Z")  # printed by a browser at a page's foot
_PAGE_NUMBER = re.compile(
    r"[-—–―_·•\s]*(?:第?\s*\d{1,4}\s*页?|[ivxlc]{1,6}|Page\s*\d+|[pP]\.?\s*\d+)(?:\s*(?:[/／,，]|of|共)\s*共?\s*\d{1,4}\s*页?)?[-—–―_·•\s]*\Z"
)


@dataclass(frozen=True)
class Run:
    """Text that stands together on a page. Coordinates in one unit, y growing downwards; `em` is the height of its
    characters. On a turned page they are those after straightening."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    em: float


@dataclass(frozen=True)
class Page:
    """A page's runs. `angle` (radians, clockwise) is by how much it was turned around its top left before
    straightening: places are given as they stand in the picture."""

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    tables: tuple[RuledTable, ...] = ()
    angle: float = 0.0


def join_blocks(lines: Sequence[Line], pages: Sequence[Page]) -> list[Paragraph | Table]:
    """Paragraphs of lines with the pages' tables where they stand; a table goes on over the page."""
    before: dict[int, list[tuple[int, RuledTable]]] = {}
    for page in pages:
        for table in page.tables:
            after = (n for n, line in enumerate(lines) if _stands_below(line, page.number, table))
            before.setdefault(next(after, len(lines)), []).append((page.number, table))
    found: list[Paragraph | Table] = []
    start = 0
    paragraphs = join_lines(lines, frozenset(before))
    for at, paragraph in [*zip(_starts(lines, paragraphs), paragraphs, strict=True), (len(lines), None)]:
        for place in [place for place in sorted(before) if start <= place <= at]:
            for number, table in before.pop(place):
                _add_table(found, number, table)
        start = at
        found += [paragraph] if paragraph else []
    return found


def _stands_below(line: Line, page: int, table: RuledTable) -> bool:
    number = line.page or 0
    return number > page or (number == page and line.top >= table.box[3] - line.em and line.x1 > table.box[0])


def _starts(lines: Sequence[Line], paragraphs: Sequence[Paragraph]) -> list[int]:
    """Index of the first line of each paragraph (a place a line)."""
    starts, at = [], 0
    for paragraph in paragraphs:
        starts.append(at)
        at += len(paragraph.places)
    return starts


def _add_table(found: list[Paragraph | Table], page: int, table: RuledTable) -> None:
    places = tuple(Place(page=page, box=box) for box in table.row_boxes)
    above = found[-1] if found else None
    if isinstance(above, Table) and len(above.rows[0]) == len(table.rows[0]) and above.places[-1].page == page - 1:
        skip = 1 if above.rows[0] == table.rows[0] else 0
        found[-1] = replace(above, rows=above.rows + table.rows[skip:], places=above.places + places[skip:])
    else:
        found.append(Table(table.rows, places))


def cell_text(runs: Iterable[Run]) -> str:
    """The text of a table's cell, its lines joined."""
    return "".join(paragraph.text for paragraph in join_lines(lines_of([Page(1, 1e9, 1e9, tuple(runs))])))


def lines_of(pages: Sequence[Page]) -> list[Line]:
    """The lines of all pages in reading order, without running headers, footers and page numbers."""
    rows_by_page = [_rows(page.runs) for page in pages]
    gone = _running(pages, rows_by_page)
    kept = [
        [row for number, row in enumerate(rows) if (at, number) not in gone] for at, rows in enumerate(rows_by_page)
    ]
    gutters = [_gutter(rows) for rows in kept]
    usual = [gutter for gutter in gutters if gutter]
    common = statistics.median(g[0] for g in usual) if len(usual) * 2 >= len([r for r in kept if r]) and usual else None
    found: list[Line] = []
    for page, rows, own in zip(pages, kept, gutters, strict=True):
        middle = own[0] if own else common if common is not None and not _crossed(rows, common) else None
        found += _ordered(page, rows, middle)
    return found


Row = list[Run]


def _rows(runs: Iterable[Run]) -> list[Row]:
    """Runs grouped by height on the page, each row from left to right."""
    rows: list[Row] = []
    for run in sorted(runs, key=lambda r: (r.top + r.bottom) / 2):
        middle = (run.top + run.bottom) / 2
        for row in reversed(rows[-3:]):
            anchor = row[0]
            if abs(middle - (anchor.top + anchor.bottom) / 2) < 0.5 * max(
                anchor.bottom - anchor.top, run.bottom - run.top
            ):
                row.append(run)
                break
        else:
            rows.append([run])
    for row in rows:
        row.sort(key=lambda r: r.x0)
    return rows


def _text(row: Row) -> str:
    return clean(" ".join(run.text for run in row))


def _running(pages: Sequence[Page], rows_by_page: Sequence[Sequence[Row]]) -> set[tuple[int, int]]:
    """(page, row) of what repeats at the top or foot of pages, and of page numbers there."""
    seen: Counter[tuple[str, int]] = Counter()
    edges: list[tuple[int, int, tuple[str, int], str]] = []
    for at, rows in enumerate(rows_by_page):
        outer = {*range(min(3, len(rows))), *range(max(0, len(rows) - 3), len(rows))}
        for number in outer:
            row, page = rows[number], pages[at]
            middle = (row[0].top + row[0].bottom) / 2 / max(page.height, 1)
            if 0.12 < middle < 0.88:
                continue
            text = _text(row)
            key = (re.sub(r"[\d\s]", "", text), round(middle * 40))
            edges.append((at, number, key, text))
            seen[key] += 1
    enough = max(2, 0.4 * len(pages)) if len(pages) < 8 else 3
    return {
        (at, number)
        for at, number, key, text in edges
        if _PAGE_NUMBER.match(text)
        or _ADDRESS.match(text)
        or (len(pages) > 1 and key[0] and seen[key] + max(seen[key[0], key[1] + 1], seen[key[0], key[1] - 1]) >= enough)
    }


def _gutter(rows: Sequence[Row]) -> tuple[float, float] | None:
    """Middle and width of the blank strip between two columns, or None.

    A strip counts where most rows have words on both sides of it, or words on one side only in column-wide lines, and
    hardly any word stands in it.
    """
    if len(rows) < 6:
        return None
    left = min(run.x0 for row in rows for run in row)
    right = max(run.x1 for row in rows for run in row)
    em = statistics.median(run.em for row in rows for run in row)
    width = right - left
    if width < 16 * em:
        return None
    best: tuple[float, float, float] | None = None
    step = max(em / 4, width / 400)  # a stray mark far out must not make this long
    x = left + 0.3 * width
    while x < left + 0.7 * width:
        clear = [row for row in rows if all(run.x1 <= x or run.x0 >= x for run in row)]
        both = [row for row in clear if row[0].x1 <= x and row[-1].x0 >= x]
        if len(clear) >= 0.8 * len(rows) and len(both) >= 0.4 * len(rows):
            gap = statistics.median(
                min(r.x0 for r in row if r.x0 >= x) - max(r.x1 for r in row if r.x1 <= x) for row in both
            )
            if gap >= 0.8 * em and (best is None or (len(clear), gap) > (best[2], best[1])):
                low = max(max(r.x1 for r in row if r.x1 <= x) for row in both)
                high = min(min(r.x0 for r in row if r.x0 >= x) for row in both)
                best = ((low + high) / 2 if high > low else x, gap, len(clear))
        x += step
    return (best[0], best[1]) if best else None


def _crossed(rows: Sequence[Row], middle: float) -> bool:
    crossing = sum(any(run.x0 < middle < run.x1 for run in row) for row in rows)
    return crossing > 0.1 * len(rows)


def _ordered(page: Page, rows: Sequence[Row], middle: float | None) -> list[Line]:
    """A page's lines in reading order; a row across the gutter ends the columns above it."""
    if middle is None:
        return [_line(page, row, 0) for row in rows]
    found: list[Line] = []
    left: list[Row] = []
    right: list[Row] = []
    for row in rows:
        if any(run.x0 < middle < run.x1 for run in row):
            found += [_line(page, r, 1) for r in left] + [_line(page, r, 2) for r in right] + [_line(page, row, 0)]
            left, right = [], []
            continue
        left += [part] if (part := [run for run in row if run.x1 <= middle]) else []
        right += [part] if (part := [run for run in row if run.x0 >= middle]) else []
    return found + [_line(page, r, 1) for r in left] + [_line(page, r, 2) for r in right]


def _line(page: Page, row: Row, column: int) -> Line:
    x0, x1 = row[0].x0, max(run.x1 for run in row)
    top, bottom = min(run.top for run in row), max(run.bottom for run in row)
    em = statistics.median(run.em for run in row)
    return Line(_text(row), x0, x1, em, top, bottom, page.number, column, _seen(page, x0, top, x1, bottom))


def _seen(page: Page, x0: float, top: float, x1: float, bottom: float) -> Box:
    """The box of a line as it stands in the picture of the page."""
    middle, half = (top + bottom) / 2, (bottom - top) / 2
    cos, sin = math.cos(page.angle), math.sin(page.angle)
    left, right = (x * sin + middle * cos for x in (x0, x1))
    x0, x1 = (x * cos - middle * sin for x in (x0, x1))
    return round(x0, 1), round(min(left, right) - half, 1), round(x1, 1), round(max(left, right) + half, 1)
