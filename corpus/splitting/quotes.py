"""Which paragraphs stand inside quotation marks that were opened before them (articles quoted by a decision)."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MARKS = re.compile("[“”「」]")
_OPENING = "“「"


def inside_quotes(texts: Sequence[str]) -> list[bool]:
    """Per text, whether it begins inside a quotation that a text before it opened.

    A mark that is never closed opens nothing: its closing mark must come before any other opening mark, except
    one that begins a paragraph (a quotation of several paragraphs opens anew with each of them).
    """
    marks = [(number, found.start(), found[0]) for number, text in enumerate(texts) for found in _MARKS.finditer(text)]
    inside = [False] * len(texts)
    for place, (number, _, mark) in enumerate(marks):
        if mark not in _OPENING:
            continue
        for later, column, other in marks[place + 1 :]:
            if other not in _OPENING:
                for quoted in range(number + 1, later + 1):
                    inside[quoted] = True
                break
            if column or later == number:
                break
    return inside
