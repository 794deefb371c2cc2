"""The sentences and items of a clause, each a span that can be quoted by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from corpus.model import Clause

# No. 15, Art. 3 and e.g. end no sentence.
_SHORT = r"(?!(?:(?<=\bNo)|(?<=\bNos)|(?<=\bArt)|(?<=\bpara))\.\s\d)(?<!\be\.g)(?<!\bi\.e)"
_ENDS = {
    "zh": re.compile(r"[。；！？\n]+[”」』）]?"),
    "en": re.compile(rf"(?<=[a-z0-9)\]%”\"]){_SHORT}[.;!?](?=\s|$)|\n+"),
}
_ITEM = re.compile(r"\s*(?:（[一二三四五六七八九十百]+）|\([a-z0-9]+\)|\d+[.．、])")

#: [start, end) of a part of a sentence or of an item, and of the whole sentence that introduces the list it is one of.
Span = tuple[int, int, tuple[int, int] | None]


def view(clause: Clause, language: str) -> tuple[str, int, int]:
    """(language, start, end) of the part of a clause to read: the asker's language where the clause speaks it,
    else Chinese, else the whole text."""
    for wanted in (language, "zh", "en"):
        span = clause.in_language(wanted)
        if span:
            return wanted, *span
    guess = "zh" if re.search(r"[\u3400-\u9fff]", clause.text) else "en"
    return guess, 0, len(clause.text)


def spans(clause: Clause, language: str) -> tuple[Span, ...]:
    """The sentences and items of a clause in the view for `language`, in order."""
    return _split(clause.text, *view(clause, language))


def sentence_texts(clause: Clause) -> Iterator[str]:
    """The text of every sentence in every view, repeated ones too."""
    for language in ("zh", "en"):
        for start, end, _ in spans(clause, language):
            yield clause.text[start:end]


def is_item(text: str) -> bool:
    """Whether a text begins with the number of an item."""
    return _ITEM.match(text) is not None


@lru_cache(maxsize=16384)
def _split(text: str, language: str, start: int, end: int) -> tuple[Span, ...]:
    found: list[Span] = []
    lead: tuple[int, int] | None = None
    begins = start  # of the sentence that the piece is a part of
    for first, last in _sentences(text, language, start, end):
        goes_on = bool(found) and text[found[-1][1] - 1] in "；;" and "\n" not in text[found[-1][1] : first]
        begins = begins if goes_on else first
        item = is_item(text[first:last])
        if not item and not goes_on:
            lead = None
        found.append((first, last, lead if item else None))
        if text[first:last].rstrip().endswith(("：", ":")):
            lead = (begins, last)
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
