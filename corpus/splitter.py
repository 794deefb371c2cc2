"""A file's paragraphs become a document's clauses, by its official numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
        clauses = clauses_of(document_id, segment, openings, skip=skip, start=len(made))
        made += clauses
        warnings += _gaps(segment, openings) + _undivided(segment, clauses)
    if not made:
        raise CorpusError(f"{original.name}: no clause was found in it")
    kept = _unique(made, warnings)
    return Split(record, kept, (*warnings, *left_out(original, record, kept)))


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
    """Warnings of the numbers that are missing in the series of articles, and in those of sections and items."""
    steps = [o.path[-1] for o in openings if o.level == "article"]
    numbers = [int(step) for step in steps if step.isdigit()]
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - {int(s.split("-")[0]) for s in steps})
    parts = _missing_parts([o.path for o in openings if o.level in ("head", "item", "point") and o.path[-1].isdigit()])
    told = []
    if missing:
        shown = _listed([str(number) for number in missing])
        told.append(f"{segment.label}缺第 {shown} 条 / articles not found: {shown}")
    if parts:
        told.append(f"{segment.label}缺 {_listed(parts)} / numbers not found: {_listed(parts)}")
    return told


def _missing_parts(paths: list[tuple[str, ...]]) -> list[str]:
    """The numbers that 一、（一）, 1 and 1.1 pass over; items may count on through the sections of a notice, so what
    comes next is the number after the last one or, under another section, 1."""
    last: dict[int, tuple[str, ...]] = {}
    missing: list[str] = []
    for path in paths:
        before = last.get(len(path))
        goes_on = before and (before[:-1] == path[:-1] or int(before[-1]) < int(path[-1]))
        first = int(before[-1]) + 1 if before and goes_on else 1
        missing += [".".join((*path[:-1], str(number))) for number in range(first, int(path[-1]))]
        last[len(path)] = path
    return missing


def _listed(numbers: Sequence[str]) -> str:
    return "、".join(numbers[:8]) + ("…" if len(numbers) > 8 else "")


def _undivided(segment: Segment, clauses: Sequence[Clause]) -> list[str]:
    """A warning where a stretch became one clause although its lines are numbered in some way that is not known."""
    if len(clauses) != 1:
        return []
    numbered = [line for line in clauses[0].text.split("\n") if wording.NUMBERED.match(line)]
    if len(numbered) < 2:
        return []
    shown = "、".join(line.strip()[:8] + "…" for line in numbered[:3])
    return [f"{clauses[0].label}有 {len(numbered)} 行带编号却未分条 / numbered lines in one clause: {shown}"]


def _unique(clauses: list[Clause], warnings: list[str]) -> tuple[Clause, ...]:
    """Refuses nothing: a second clause of the same number is left out of the ids and told."""
    seen: dict[tuple[str, ...], Clause] = {}
    for clause in clauses:
        if clause.id.path in seen:
            warnings.append(f"{clause.label} 出现两次，只留第一处 / numbered twice, the first is kept")
        else:
            seen[clause.id.path] = clause
    return tuple(seen.values())
