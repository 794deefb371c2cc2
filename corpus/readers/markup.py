"""Markdown that is not in the corpus's own format: a text with marks for headings, emphasis and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.readers.original import Original, Paragraph, Table, assemble, clean, grid
from corpus.readers.text import damage, decode

_COMMENT = re.compile(r"<!--.*?-->", re.S)
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\Z")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\Z|[-*_]{3,}\Z")
_QUOTE = re.compile(r"\A(?:(?:>\s?)+|[-*+]\s+(?=\S))")


def read_markup(data: bytes, name: str, sha256: str) -> Original:
    """Paragraphs (a line each) and pipe tables of a Markdown file. Raises UnsupportedFormatError as for text."""
    text, _ = decode(data, name)
    return assemble(name, "markdown", sha256, _blocks(_COMMENT.sub("", text)), warnings=damage(text))


def _blocks(text: str) -> Iterator[Paragraph | Table]:
    rows: list[list[str]] = []
    for line in [*re.split(r"\r\n|\r|\n", text), ""]:
        line = line.strip()
        if line.startswith("|"):
            if not _RULE.match(line):
                rows.append([_plain(cell) for cell in line.strip("|").split("|")])
            continue
        if rows:
            found = grid(rows)
            yield from (found,) if isinstance(found, Table) else found
            rows = []
        if not line or _RULE.match(line):
            continue
        heading = _HEADING.match(line)
        yield Paragraph(_plain(heading[2]), heading=len(heading[1])) if heading else Paragraph(_plain(line))


def _plain(line: str) -> str:
    return clean(_LINK.sub(r"\1", _EMPHASIS.sub(r"\2", _QUOTE.sub("", line, count=1))).replace("\\", ""))
