"""A file's paragraphs become a document's clauses, by its official numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.errors import CorpusError
from corpus.model import Clause
from corpus.readers.original import Original, Paragraph, Table
from corpus.splitting import wording
from corpus.splitting.clauses import clauses_of
from corpus.splitting.outline import Opening, outline
from corpus.splitting.record import Record, recognise
from corpus.splitting.remainder import left_out
from corpus.splitting.segments import Segment, segments

VERSION = "1"  # part of an index's manifest: another splitter makes other clauses


@dataclass(frozen=True)
class Split:
    """What the splitter made of a file. `warnings` say what it could not place, for a person to look at.

    Every word of the file is in a clause (its text, label or headings), in the record or named in `warnings`.
    """

    record: Record
    clauses: tuple[Clause, ...]
    warnings: tuple[str, ...]


def split(original: Original, document_id: str) -> Split:
    """The record and the clauses of a file as read.

    Article style (第一条), notice style (一、（一）), English articles and sections, annexes with numbers of their own;
    a text without numbers is one clause `0`. Raises CorpusError when the file says nothing.
    """
    stretches = segments(original.blocks)
    if not any(isinstance(block, Paragraph) and block.text.strip() for s in stretches for block in s.blocks):
        raise CorpusError(f"{original.name}: no text was found in it")
    texts = [block.text for block in original.blocks if isinstance(block, Paragraph)]
    made: list[Clause] = []
    warnings: list[str] = []
    record = Record()
    for number, segment in enumerate(stretches):
        openings = outline(segment)
        skip: frozenset[int] = frozenset()
        first = openings[0].at if openings else min(len(segment.blocks), 12)
        tail = _tail(segment, openings[-1].at if openings else 0)
        if number == 0:
            record = recognise(segment.blocks, first, tail, texts)
            skip = record.used
        else:
            segment, skip = _annex_title(segment, first, tail)
        made += clauses_of(document_id, segment, openings, skip=skip, start=len(made))
        warnings += _gaps(segment, openings)
    if not made:
        raise CorpusError(f"{original.name}: no clause was found in it")
    clauses = _unique(made, warnings)
    return Split(record, clauses, (*warnings, *left_out(original, record, clauses)))


def _tail(segment: Segment, last: int) -> int:
    """Where the signature, the date, the list of annexes and the distribution lines begin."""
    blocks = segment.blocks
    at = len(blocks)
    for end in range(len(blocks) - 1, max(last, len(blocks) - 25), -1):
        block = blocks[end]
        if not isinstance(block, Paragraph):
            break
        if _is_date(block) or wording.CLOSING.match(block.text.strip()):
            at = end
        elif len(block.text) > 60 or block.text.rstrip()[-1:] in "。；：":
            break
    signed = at < len(blocks) and _is_date(blocks[at])
    while signed and at > last + 1 and _is_issuer(blocks[at - 1]):
        at -= 1
    return at


def _is_date(block: Paragraph | Table) -> bool:
    return isinstance(block, Paragraph) and bool(wording.DATE_LINE.match(block.text.strip()))


def _is_issuer(block: Paragraph | Table) -> bool:
    """Whether a line looks like an issuer's name; it signs only where the date or another issuer stands below it."""
    if not isinstance(block, Paragraph):
        return False
    text = block.text.strip()
    return len(text) <= 60 and text[-1] in wording.ISSUER_END and not re.search("[，。；：]", text)


def _annex_title(segment: Segment, first: int, tail: int) -> tuple[Segment, frozenset[int]]:
    """Takes an annex's title from the short lines before its first clause."""
    used: set[int] = set(range(tail, len(segment.blocks)))
    title = segment.title
    for at, block in enumerate(segment.blocks[: min(first, 3)]):
        if title or not isinstance(block, Paragraph):
            break
        if len(block.text) > 60 or block.text.rstrip()[-1:] in "。；：，":
            break
        title = re.sub(r"[\s\u3000]+", "", block.text) if re.search(r"[\u4e00-\u9fff]", block.text) else block.text
        used.add(at)
    return Segment(segment.prefix, segment.label, title, segment.blocks, segment.quoted), frozenset(used)


def _gaps(segment: Segment, openings: list[Opening]) -> list[str]:
    steps = [o.path[-1] for o in openings if o.level == "article"]
    numbers = [int(step) for step in steps if step.isdigit()]
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - {int(s.split("-")[0]) for s in steps})
    if not missing:
        return []
    shown = "、".join(map(str, missing[:8])) + ("…" if len(missing) > 8 else "")
    return [f"{segment.label}缺第 {shown} 条 / articles not found: {shown}"]


def _unique(clauses: list[Clause], warnings: list[str]) -> tuple[Clause, ...]:
    """Refuses nothing: a second clause of the same number is left out of the ids and told."""
    seen: dict[tuple[str, ...], Clause] = {}
    for clause in clauses:
        if clause.id.path in seen:
            warnings.append(f"{clause.label} 出现两次，只留第一处 / numbered twice, the first is kept")
        else:
            seen[clause.id.path] = clause
    return tuple(seen.values())
