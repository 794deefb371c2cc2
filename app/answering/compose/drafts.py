"""A statement before proof."""

from __future__ import annotations

import re
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
