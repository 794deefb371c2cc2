"""Clauses that refer to each other: a rule, and the article that says what follows from it.

A question that asks for both in one sentence speaks most of one of them, and the other stands far down. Inside one
document an article names another by its label (违反本法第四十三条), which needs no index of references.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.model import Clause, Document
from corpus.numbering import chinese_numeral, parse_numeral

PLACE = 7  # leading clauses that stay where they are, and whose references are followed
MOST = 3  # clauses that are moved up behind them
DEPTH = 100  # clauses among which they are looked for
_LABEL = re.compile(r"第[一二三四五六七八九十百千零〇\d]+条(?:之[一二三四五六七八九十]+)?")
_ARTICLE, _BEFORE = re.compile(r"第([一二三四五六七八九十百千零〇\d]+)条"), "前条"
_OF_ANOTHER = re.compile(r"[》法例定]\Z")
_OWN = re.compile(r"(?:本|该)(?:法|条例|办法|规定)\Z")


def with_linked(
    rows: NDArray[np.int64], clauses: Sequence[tuple[Document, Clause]], documents: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Places in `rows`, best first, with up to three of the first hundred that one of the first seven refers to, or
    that refer to it, moved up behind those. `rows` are of the index, by which `clauses` and `documents` are held."""
    places = np.arange(len(rows))
    first, behind = rows[:PLACE], places[PLACE:DEPTH]
    moved = [
        place
        for place in behind[np.isin(documents[rows[behind]], documents[first])].tolist()
        if any(
            documents[rows[place]] == documents[row] and linked(clauses[rows[place]][1], clauses[row][1])
            for row in first
        )
    ][:MOST]
    return np.concatenate([places[:PLACE], np.array(moved, places.dtype), np.setdiff1d(places[PLACE:], moved)])


def linked(one: Clause, other: Clause) -> bool:
    """Whether one of two clauses of a document names the other, by its label or as the one before it (前条)."""
    return one.label in named(other.label, other.text) or other.label in named(one.label, one.text)


@lru_cache(maxsize=4096)
def named(label: str, text: str) -> frozenset[str]:
    """Labels of articles of its own document that the text of the article `label` names."""
    found = set()
    for match in _LABEL.finditer(text):
        before = text[max(0, match.start() - 4) : match.start()]
        if not _OF_ANOTHER.search(before) or _OWN.search(before):
            found.add(match[0])
    own = _ARTICLE.fullmatch(label)
    if own and _BEFORE in text:
        number = parse_numeral(own[1]) - 1
        found.add(f"第{number if own[1].isdecimal() else chinese_numeral(number)}条")
    return frozenset(found)
