"""Lines as they stand on a page become paragraphs: what was wrapped is re-joined, what was not stays apart."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Place
from corpus.numbering import read_marker
from corpus.readers.original import Box, Paragraph, cells

_ENDS = "。；：！？”」』）.;:!?"
_WORD = re.compile(r"[A-Za-z0-9][^\s\u3000\u4e00-\u9fff]*")
_NO_START = "，。、；：！？）》」』】〉”’％%,.;:!?)"  # never begins a line, so it is drawn back with its neighbour


@dataclass(frozen=True)
class Line:
    """A visual line. Lengths are in one unit (points, pixels or half-width cells); `em` is one Chinese character."""

    text: str
    x0: float
    x1: float
    em: float
    top: float = 0.0  # grows downwards within a column
    bottom: float = 0.0
    page: int | None = None
    column: int = 0
    box: Box | None = None


def join_lines(lines: Sequence[Line], breaks: frozenset[int] = frozenset()) -> list[Paragraph]:
    """Paragraphs of lines in reading order, with one place a line.

    A line continues the one before it when that one is full (the next word would not have fitted), is not the end
    of a centred line, and the line itself is not set in. `breaks` are lines that begin a paragraph in any case. Columns
    and pages each have their own margins.
    """
    margins = _margins(lines)
    groups: list[list[Line]] = []
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else None
        if before is not None and number not in breaks and _continues(before, line, margins, len(groups[-1])):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_paragraph(group, margins) for group in groups]


_Margins = dict[tuple[int | None, int], tuple[float, float]]


def _margins(lines: Sequence[Line]) -> _Margins:
    """Left and right margin of every column of every page; a page with few lines takes its neighbours' margins."""
    by_column: dict[tuple[int | None, int], list[Line]] = {}
    for line in lines:
        by_column.setdefault((line.page, line.column), []).append(line)
    found: _Margins = {}
    for key, column in by_column.items():
        found[key] = (_usual_left(column), max(line.x1 for line in column))
    for number in {key[1] for key in found}:
        keys = [key for key in found if key[1] == number]
        rights = [found[key][1] for key in keys]
        lefts = [found[key][0] for key in keys]
        usual_right, usual_left = statistics.median_high(rights), statistics.median_low(lefts)
        for key in keys:
            em = by_column[key][0].em
            if len(by_column[key]) < 4 or usual_right - found[key][1] > 4 * em:
                found[key] = (usual_left, max(usual_right, found[key][1]))
            elif abs(found[key][0] - usual_left) < 3 * em:
                found[key] = (
                    min(found[key][0], usual_left) if len(by_column[key]) < 8 else found[key][0],
                    max(found[key][1], usual_right) if abs(found[key][1] - usual_right) < 3 * em else found[key][1],
                )
    return found


def _usual_left(column: Sequence[Line]) -> float:
    """The leftmost edge that several lines share (a stray mark in the margin does not count)."""
    em = statistics.median(line.em for line in column)
    edges = Counter(round(line.x0 / em * 2) for line in column)
    enough = max(1, len(column) // 12)
    left = min(edge for edge, count in edges.items() if count >= enough)
    return min(line.x0 for line in column if abs(line.x0 / em * 2 - left) <= 1)


def _centred(line: Line, margins: _Margins) -> bool:
    left, right = margins[line.page, line.column]
    lead, trail = line.x0 - left, right - line.x1
    return lead > 2.6 * line.em and trail > 1.5 * line.em and abs(lead - trail) < max(2 * line.em, 0.2 * (lead + trail))


def _continues(before: Line, line: Line, margins: _Margins, length: int) -> bool:
    left, _ = margins[line.page, line.column]
    before_left, before_right = margins[before.page, before.column]
    em = line.em
    if _centred(before, margins) or _centred(line, margins):
        return False
    if max(before.em, line.em) > 1.25 * min(before.em, line.em):
        return False
    if (
        before.page == line.page
        and before.column == line.column
        and before.bottom
        and line.top - before.bottom > 1.9 * (before.bottom - before.top)
    ):
        return False
    if before_right - before.x1 >= _first_word(line.text, em) + 0.6 * em:  # it would have fitted: not wrapped
        return False
    indent = line.x0 - left
    hanging = length > 1 or before.x0 - before_left < 0.8 * em
    if indent > 1.2 * em and (hanging or indent > before.x0 - before_left - 0.8 * em):
        return False
    marker = read_marker(line.text)
    return not (marker is not None and marker.sure and before.text.rstrip()[-1:] in _ENDS)


def _first_word(text: str, em: float) -> float:
    """Room that the line's first word needs, with the punctuation that must not be parted from it."""
    text = text.lstrip()
    word = _WORD.match(text)
    if word:
        return (cells(word[0]) + 1) * em / 2
    length = 1
    while length < len(text) and text[length] in _NO_START:
        length += 1
    return (length + (text[:1] in "“《（「『")) * em


def _paragraph(group: list[Line], margins: _Margins) -> Paragraph:
    text = ""
    places = []
    for line in group:
        piece = line.text.strip()
        if text and _spaced(text[-1], piece[:1]):
            text += " "
        elif re.search(r"[A-Za-z]-\Z", text) and piece[:1].islower():
            text = text[:-1]
        start = len(text)
        text += piece
        places.append(Place(page=line.page, box=line.box, start=start, end=len(text)))
    return Paragraph(text, tuple(places), centred=len(group) == 1 and _centred(group[0], margins))


def _spaced(left: str, right: str) -> bool:
    """Whether a line break between these two characters stands for a space: between Latin words it does."""
    return (
        left.isascii()
        and right.isascii()
        and (left.isalnum() or left in ",.;:)%")
        and (right.isalnum() or right in "(")
    )
