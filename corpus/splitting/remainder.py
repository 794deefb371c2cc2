"""Which words of a file are in no clause and in no field of the record, for a person to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Clause
from corpus.numbering import NUMERAL
from corpus.readers.original import Original, Paragraph, Table
from corpus.splitting.record import Record, simplified
from corpus.splitting.segments import CONTENTS

_LINE = 120  # characters of a line that Record.found_in keeps
_SHOWN = 30
_BETWEEN = re.compile(r"[\s：:、.．（）()【】*…·‥\-—]+")
_DIVISION = re.compile(
    rf"第\s*[{NUMERAL}]+\s*(?:分编|[编章节条編節條])(?:之[{NUMERAL}]+)*|附\s*[件表录錄]\s*[{NUMERAL}]*"
)
_NUMBER = re.compile(rf"[{NUMERAL}]+|part|chapter|section|article|annex|appendix|schedule|[a-z]|[ivxlc]+", re.I)


@dataclass(frozen=True)
class _Said:
    """What is told outside the clauses' texts: titles, headings and labels, and the lines that gave a field; both
    without numbers and what stands between words."""

    names: str
    record: str


def left_out(original: Original, record: Record, clauses: Sequence[Clause]) -> list[str]:
    """A warning that names every line of which some words were left out; nothing where there is none.

    Numbers, headings, titles and the lines that gave a field of the record are not missed: they are told elsewhere.
    """
    kept = bytearray(len(original.text))
    for place in (place for clause in clauses for place in clause.places):
        start, end = place.start or 0, place.end or 0
        kept[start:end] = b"\1" * (end - start)
    names = [record.title, *record.aliases]
    names += [name for c in clauses for name in (c.label, c.heading, *c.headings)]
    said = _Said("\n".join(map(_bare, names)), "\n".join(map(_bare, record.found_in.values())))
    lines = [words for block in original.blocks for words in _missed(block, kept, said)]
    if not lines:
        return []
    shown = " | ".join(line[:_SHOWN] + ("…" if len(line) > _SHOWN else "") for line in lines)
    return [f"{len(lines)} 行未收入条款 / lines that are in no clause: {shown}"]


def _bare(text: str) -> str:
    return "".join(token for token in _BETWEEN.split(_DIVISION.sub(" ", text)) if not _NUMBER.fullmatch(token))


def _missed(block: Paragraph | Table, kept: bytearray, said: _Said) -> Iterator[str]:
    """The words of a block that are told nowhere; a table's header is told with each of its rows."""
    if isinstance(block, Table):
        rows = [any(kept[place.start or 0 : place.end or 0]) for place in block.places]
        for number, (row, told) in enumerate(zip(block.rows, rows, strict=True)):
            if not told and any(row) and not (number < block.header_rows and any(rows)):
                yield " ".join(filter(None, row))
        return
    first = (block.places[0].start or 0) if block.places else 0
    there = kept[first : first + len(block.text)]
    line = block.text.strip()
    if not any(there) and (_bare(simplified(line[:_LINE])) in said.record or CONTENTS.fullmatch(line)):
        return
    for run in re.finditer(rb"\0+", bytes(there)):
        words = block.text[slice(*run.span())].strip()
        if _bare(words) not in said.names:
            yield words
