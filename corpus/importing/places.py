"""From the characters of a clause to where they stand in the original: what a source view marks."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.model import Clause, Place
from corpus.readers.original import part_of


def places_of(clause: Clause, original_text: str, start: int, end: int) -> tuple[Place, ...]:
    """The places of the characters [start, end) of a clause's text, a line each, in order.

    `original_text` is the text as read (`storage.original_of`), which places count the characters of. A box is cut to
    the words asked for, by their share of the line's width. A line whose words are not in the clause as they are (a
    table's row) is given whole. Empty where the clause has no places.
    """
    return tuple(_cut(clause, original_text, start, end))


def _cut(clause: Clause, original_text: str, start: int, end: int) -> Iterator[Place]:
    at = 0
    for place in clause.places:
        if place.start is None or place.end is None:
            yield place
            continue
        words = original_text[place.start : place.end]
        found = clause.text.find(words, at)
        if found < 0:
            yield place
            continue
        at = found + len(words)
        low, high = max(start, found), min(end, at)
        if low < high:
            yield part_of(place, words, place.start + low - found, place.start + high - found)
