"""What of a clause is indexed: its words under their title and headings, a view for each language.

Only the clause is ever cited; a passage is how it is found. A long clause gives several windows, a bilingual one a
view a language, and our own gloss of an official clause a view more: the best view counts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import Clause, Document

VERSION = "passages-1"
# Characters a window holds beside its title. multilingual-e5 reads 512 tokens: about 700 Chinese or 2,000 English
# characters; the rest is left for the title.
WINDOW = {"zh": 600, "en": 1800}
_CJK = re.compile(r"[\u3400-\u9fff]")
_SENTENCE_END = re.compile(r"(?<=[。！？；\n])|(?<=[.!?;:])\s+")
_ISSUER = re.compile(r"^.{2,40}?关于(?=.{4,})")


@dataclass(frozen=True)
class Passage:
    """A text to embed. `view` is unique within its clause: `zh`, `en.1`, `gloss-en`."""

    view: str
    language: str
    text: str


def language_of(text: str) -> str:
    """`zh` when at least one character in ten is Chinese, else `en`."""
    return "zh" if 10 * len(_CJK.findall(text)) >= len(text.replace(" ", "")) > 0 else "en"


def short_title(document: Document, language: str) -> str:
    """The title without the country and the issuer, which every other clause shares."""
    if language == "en":
        return document.title_en or document.title
    return _ISSUER.sub("", document.title.removeprefix("中华人民共和国"))


def header(document: Document, clause: Clause, language: str) -> str:
    """Title, headings and the clause's own heading in one line; empty parts are left out, and all where the text
    itself begins with the title."""
    if document.title and clause.text.startswith(document.title):
        return ""
    if language == "en":
        parts = [short_title(document, "en"), *clause.headings_en, clause.heading_en]
    else:
        parts = [short_title(document, "zh"), *clause.headings, clause.heading]
    return " ".join(part for part in parts if part.strip())


def passages(document: Document, clause: Clause) -> list[Passage]:
    """Every text under which the clause is embedded; at least one."""
    out = [
        Passage(f"{language}{number}", language, f"{head}\n{window}" if head else window)
        for language, text in _language_texts(clause)
        for head in (header(document, clause, language),)
        for number, window in _numbered(_windows(text, WINDOW[language]))
    ]
    for language, gloss in (("zh", clause.gloss.zh), ("en", clause.gloss.en)):
        if gloss:
            out.append(Passage(f"gloss-{language}", language, f"{header(document, clause, language)}\n{gloss}"))
    return out


def lexical_text(document: Document, clause: Clause) -> str:
    """Everything the lexical channel counts of a clause, in both languages."""
    heads = [header(document, clause, language) for language, _ in _language_texts(clause)]
    return "\n".join(part for part in (*heads, clause.text, clause.gloss.zh, clause.gloss.en) if part)


def clause_digest(document: Document, clause: Clause) -> bytes:
    """SHA-256 over all that the passages and the lexical text are made from: equal digest, equal index rows."""
    parts = [
        document.title,
        document.title_en,
        *clause.headings,
        *clause.headings_en,
        clause.heading,
        clause.heading_en,
        clause.text,
        clause.gloss.zh,
        clause.gloss.en,
        *(f"{span.language}{span.start}-{span.end}" for span in clause.languages),
    ]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).digest()


def _language_texts(clause: Clause) -> Iterator[tuple[str, str]]:
    if not clause.languages:
        yield language_of(clause.text), clause.text
    for span in clause.languages:
        yield ("zh" if span.language == "zh" else "en"), clause.text[span.start : span.end]


def _numbered(windows: list[str]) -> Iterator[tuple[str, str]]:
    for number, window in enumerate(windows):
        yield (f".{number}" if number else ""), window


def _windows(text: str, size: int) -> list[str]:
    """Whole sentences up to `size` characters a window, each window beginning with the last sentence of the one
    before; a sentence longer than a window is cut."""
    text = text.strip()
    if len(text) <= size:
        return [text]
    pieces = [
        sentence[at : at + size] for sentence in _SENTENCE_END.split(text) for at in range(0, len(sentence), size)
    ]
    windows: list[list[str]] = [[]]
    for piece in pieces:
        if windows[-1] and sum(map(len, windows[-1])) + len(piece) > size:
            overlap = windows[-1][-1:]
            windows.append(overlap if len(overlap[0]) + len(piece) <= size else [])
        windows[-1].append(piece)
    return [" ".join(part.strip() for part in window if part.strip()) for window in windows]
