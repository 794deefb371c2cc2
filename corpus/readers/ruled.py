"""Tables drawn with ruling lines on a page: lines make a grid, characters fall into its cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from corpus.readers.original import Box

_THIN = 2.5  # points: a drawn box thinner than this is a line
_NEAR = 3.0  # lines closer than this are one line
_MOST_LINES = 4000  # of one page; a page with more is a drawing
_MOST_EDGES = 120  # rows or columns of one table


class Placed(Protocol):
    """Anything with a box on the page, y growing downwards."""

    @property
    def x0(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def bottom(self) -> float: ...


T = TypeVar("T", bound=Placed)


@dataclass(frozen=True)
class RuledTable:
    """Rows of cells as text, a box a row; `box` is the whole table's."""

    rows: tuple[tuple[str, ...], ...]
    row_boxes: tuple[Box, ...]
    box: Box


@dataclass(frozen=True)
class _Rule:
    """A horizontal (at y = `at`, from x = `start` to `end`) or vertical line (at x)."""

    at: float
    start: float
    end: float


def ruled_tables(
    boxes: Sequence[Box], chars: Sequence[T], read: Callable[[list[T]], str]
) -> tuple[list[RuledTable], list[T]]:
    """The tables that drawn `boxes` (x0, top, x1, bottom) make around characters, and the characters outside of them.

    `read` joins the characters of a cell. A cell without a border to its neighbour is merged with it: the text stands
    in both, so that every row is whole.
    """
    horizontal, vertical = _rules(boxes)
    tables: list[RuledTable] = []
    left = list(chars)
    for box in _areas(horizontal, vertical):
        inside = [char for char in left if _within(char, box)]
        table = _table(box, horizontal, vertical, inside, read)
        if table is not None:
            tables.append(table)
            held = set(map(id, inside))
            left = [char for char in left if id(char) not in held]
    return sorted(tables, key=lambda table: table.box[1]), left


def _rules(boxes: Sequence[Box]) -> tuple[list[_Rule], list[_Rule]]:
    horizontal: list[_Rule] = []
    vertical: list[_Rule] = []
    for x0, top, x1, bottom in boxes[:_MOST_LINES]:
        width, height = x1 - x0, bottom - top
        if height <= _THIN < width:
            horizontal.append(_Rule((top + bottom) / 2, x0, x1))
        elif width <= _THIN < height:
            vertical.append(_Rule((x0 + x1) / 2, top, bottom))
        elif width > 8 and height > 8:  # a drawn cell
            horizontal += [_Rule(top, x0, x1), _Rule(bottom, x0, x1)]
            vertical += [_Rule(x0, top, bottom), _Rule(x1, top, bottom)]
    return horizontal, vertical


def _areas(horizontal: Sequence[_Rule], vertical: Sequence[_Rule]) -> list[Box]:
    """Boxes of lines that touch: horizontal lines grouped by the vertical ones that cross them."""
    areas: list[list[float]] = []
    for rule in sorted(vertical, key=lambda r: r.start):
        crossed = [
            h
            for h in horizontal
            if h.start - _NEAR <= rule.at <= h.end + _NEAR and rule.start - _NEAR <= h.at <= rule.end + _NEAR
        ]
        if len(crossed) < 2:
            continue
        box = [
            min(h.start for h in crossed),
            min(rule.start, *(h.at for h in crossed)),
            max(h.end for h in crossed),
            max(rule.end, *(h.at for h in crossed)),
        ]
        for area in areas:
            if box[1] <= area[3] + _NEAR and box[3] >= area[1] - _NEAR and box[0] <= area[2] and box[2] >= area[0]:
                area[:] = [min(area[0], box[0]), min(area[1], box[1]), max(area[2], box[2]), max(area[3], box[3])]
                break
        else:
            areas.append(box)
    return [(a[0], a[1], a[2], a[3]) for a in areas]


def _edges(positions: Sequence[float]) -> list[float]:
    """Positions with those that are nearly one taken together."""
    found: list[float] = []
    for position in sorted(positions):
        if not found or position - found[-1] > _NEAR:
            found.append(position)
    return found


def _within(char: Placed, box: Box) -> bool:
    x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _table(
    box: Box, horizontal: Sequence[_Rule], vertical: Sequence[_Rule], chars: Sequence[T], read: Callable[[list[T]], str]
) -> RuledTable | None:
    across = [h for h in horizontal if box[1] - _NEAR <= h.at <= box[3] + _NEAR and h.start < box[2] and h.end > box[0]]
    down = [v for v in vertical if box[0] - _NEAR <= v.at <= box[2] + _NEAR and v.start < box[3] and v.end > box[1]]
    ys, xs = _edges([h.at for h in across]), _edges([v.at for v in down])
    if not (2 < len(ys) <= _MOST_EDGES and 2 < len(xs) <= _MOST_EDGES):
        return None
    cells: list[list[list[T]]] = [[[] for _ in xs[1:]] for _ in ys[1:]]
    for char in chars:
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        row = next((n for n in range(len(ys) - 1) if ys[n] <= y <= ys[n + 1]), None)
        column = next((n for n in range(len(xs) - 1) if xs[n] <= x <= xs[n + 1]), None)
        if row is not None and column is not None:
            cells[row][column].append(char)
    for row in range(len(ys) - 1):  # a merged cell's characters belong together, then stand in each of its places
        for column in range(1, len(xs) - 1):
            if not _drawn(down, xs[column], ys[row], ys[row + 1]):
                cells[row][column] = cells[row][column - 1] = _joined(cells[row][column - 1], cells[row][column])
    for column in range(len(xs) - 1):
        for row in range(1, len(ys) - 1):
            if not _drawn(across, ys[row], xs[column], xs[column + 1]):
                cells[row][column] = cells[row - 1][column] = _joined(cells[row - 1][column], cells[row][column])
    rows = tuple(tuple(read(cell) for cell in line) for line in cells)
    if sum(any(row) for row in rows) < 2 or sum(any(row[n] for row in rows) for n in range(len(xs) - 1)) < 2:
        return None
    kept = [n for n, row in enumerate(rows) if any(row)]
    boxes = tuple((round(xs[0], 1), round(ys[n], 1), round(xs[-1], 1), round(ys[n + 1], 1)) for n in kept)
    return RuledTable(tuple(rows[n] for n in kept), boxes, box)


def _joined(first: list[T], second: list[T]) -> list[T]:
    return first if first is second else first + second


def _drawn(rules: Sequence[_Rule], at: float, start: float, end: float) -> bool:
    """Whether a line at `at` covers most of the way from start to end."""
    middle, room = (start + end) / 2, (end - start) / 4
    return any(
        abs(r.at - at) <= _NEAR and r.start <= middle - room + _NEAR and r.end >= middle + room - _NEAR for r in rules
    )
