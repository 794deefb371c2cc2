"""A statement before proof."""

from __future__ import annotations

from dataclasses import dataclass

from app.answering.segments import Segment


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
