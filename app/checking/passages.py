"""Sentences of a text and the quotations in them, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_QUOTE = re.compile(r"“([^“”]{2,2000})”|「([^「」]{2,2000})」|\"([^\"\n]{2,2000})\"")
_TERM = re.compile(r"(?:简称|称为|称作|下称|所称|所谓|统称|叫做|called|known as)\s*\Z", re.IGNORECASE)
_END = re.compile(r"[。！？!?\n]+|(?<=[a-z0-9)])\.(?=\s|\Z)")
_SHORT = 6  # characters; a shorter quotation is a word held up, not a passage


@dataclass(frozen=True)
class Span:
    """The characters [start, end) of the checked text."""

    start: int
    end: int


def quotations(text: str) -> list[Span]:
    """The words inside quotation marks that are passages: longer than a word, and not the naming of a term."""
    found = []
    for match in _QUOTE.finditer(text):
        group = match.lastindex or 1
        start, end = match.span(group)
        if end - start >= _SHORT and not _TERM.search(text[max(0, match.start() - 6) : match.start()]):
            found.append(Span(start, end))
    return found


def sentences(text: str, whole: list[Span]) -> Iterator[Span]:
    """The sentences of a text; a full stop inside one of the `whole` spans (quotations) ends nothing, unless the
    quotation itself ends the sentence."""
    start = 0
    for stop in _END.finditer(text):
        if any(span.start <= stop.start() < span.end - 1 for span in whole) and "\n" not in stop.group():
            continue
        end = stop.end()
        if any(span.end == end for span in whole):  # 。” and a source in brackets behind it
            end = min(end + 1, len(text))
            if text[end : end + 2].lstrip().startswith(("（", "(", "—")):
                continue
        if text[start:end].strip():
            yield Span(start, end)
        start = max(start, end)
    if text[start:].strip():
        yield Span(start, len(text))
