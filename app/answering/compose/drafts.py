"""A statement before proof."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.cautions import short_name
from app.answering.segments import Segment
from corpus.model import Document


@dataclass(frozen=True)
class Draft:
    """A statement before proof: its text, and the segments whose words it rests on (the quote is each one's text)."""

    text: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Composed:
    """What a composer made: the drafts, who worded them ("extractive", "llm") and the code of a caution, if any."""

    drafts: tuple[Draft, ...]
    mode: str = "extractive"
    caution: str = ""


def stopped(words: str, language: str) -> str:
    """The words with a full stop, where the part of a sentence that they are ends in a semicolon."""
    return re.sub(r"[；;]$", "." if language == "en" else "。", words)


def of_document(document: Document, words: str, language: str) -> str:
    """The words after the name of the document that says them."""
    return f"{short_name(document, language)}{': ' if language == 'en' else '：'}{words}"


def distinct(drafts: Sequence[Draft]) -> list[Draft]:
    """Without drafts that rest on the same words as an earlier one, or whose words a later one says with more."""
    seen: set[tuple[str, int, int]] = set()
    kept: list[Draft] = []
    for draft in drafts:
        places = {(str(segment.clause.id), segment.start, segment.end) for segment in draft.segments}
        if len(places) > 1 or not places <= seen:
            kept.append(draft)
        seen |= places
    return [one for place, one in enumerate(kept) if not any(_says_more(other, one) for other in kept[place + 1 :])]


def _says_more(one: Draft, other: Draft) -> bool:
    """Whether one draft is of one span, which holds that of the other, and holds its words, a lead among them."""
    if len(one.segments) != 1 or len(other.segments) != 1 or other.text.rstrip("。；.;") not in one.text:
        return False
    (wide,), (narrow,) = one.segments, other.segments
    return wide.clause.id == narrow.clause.id and wide.start <= narrow.start and narrow.end <= wide.end
