"""Segments: the sentences and items of a clause, each a span that can be quoted by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.model import Clause, Document

_ENDS = {"zh": re.compile(r"[。；！？\n]+[”」』）]?"), "en": re.compile(r"(?<=[a-z0-9)\]%”\"])[.;!?](?=\s|$)|\n+")}
_ITEM = re.compile(r"\s*(?:（[一二三四五六七八九十百]+）|\([a-z0-9]+\)|\d+[.．、])")


@dataclass(frozen=True)
class Segment:
    """The characters [start, end) of `clause.text`: one sentence or one item. `lead` is the span of the sentence that
    introduces a list, where this is an item of it."""

    document: Document
    clause: Clause
    start: int
    end: int
    lead: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        return self.clause.text[self.start : self.end]

    @property
    def lead_text(self) -> str:
        return self.clause.text[self.lead[0] : self.lead[1]] if self.lead else ""

    @property
    def is_item(self) -> bool:
        return _ITEM.match(self.text) is not None


def view(clause: Clause, language: str) -> tuple[str, int, int]:
    """(language, start, end) of the part of a clause to read: the asker's language where the clause speaks it,
    else Chinese, else the whole text."""
    for wanted in (language, "zh", "en"):
        span = clause.in_language(wanted)
        if span:
            return wanted, *span
    guess = "zh" if re.search(r"[\u3400-\u9fff]", clause.text) else "en"
    return guess, 0, len(clause.text)


def segments(document: Document, clause: Clause, language: str) -> tuple[Segment, ...]:
    """The segments of a clause in the view for `language`, in order."""
    spoken, start, end = view(clause, language)
    return tuple(
        Segment(document, clause, first, last, lead) for first, last, lead in _split(clause.text, spoken, start, end)
    )


@lru_cache(maxsize=16384)
def _split(text: str, language: str, start: int, end: int) -> tuple[tuple[int, int, tuple[int, int] | None], ...]:
    found: list[tuple[int, int, tuple[int, int] | None]] = []
    lead: tuple[int, int] | None = None
    for first, last in _sentences(text, language, start, end):
        piece = text[first:last]
        item = _ITEM.match(piece) is not None
        if not item:
            lead = None
        found.append((first, last, lead if item else None))
        if piece.rstrip().endswith(("：", ":")):
            lead = (first, last)
    return tuple(found)


def _sentences(text: str, language: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for mark in _ENDS[language].finditer(text, start, end):
        yield from _trimmed(text, at, mark.end())
        at = mark.end()
    yield from _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end - start > 1 and any(char.isalnum() for char in text[start:end]):
        yield start, end
