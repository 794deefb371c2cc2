"""Paragraphs under their openings become clauses: label, text, headings, parts and places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.model import Clause, ClauseId, LanguageSpan, Place, TextStatus
from corpus.numbering import split_parts
from corpus.readers.original import Paragraph, Table
from corpus.splitting.outline import RANKS, Opening
from corpus.splitting.segments import Segment

_RUN_IN_HEADING = re.compile(r"([^。；：？！\n]{2,40})。(?=.)")
_TITLE_ALONE = re.compile(r"[^。；？！]{2,45}\Z")


@dataclass
class _Open:
    """A clause being read."""

    path: tuple[str, ...]
    label: str
    heading: str = ""
    headings: tuple[str, ...] = ()
    lines: list[Paragraph] = field(default_factory=list)
    rows: list[_Open] = field(default_factory=list)


def clauses_of(
    document_id: str,
    segment: Segment,
    openings: Sequence[Opening],
    *,
    skip: frozenset[int] = frozenset(),
    start: int = 0,
) -> list[Clause]:
    """The clauses of one stretch, in order; text before the first opening is clause `0` (前言) of the body, or the
    clause of the annex itself. `skip` are blocks that are title, number, signature and so on."""
    made: list[Clause] = []
    for piece in _pieces(segment, openings, skip):
        text = "\n".join(line.text for line in piece.lines)
        if not text.strip():
            continue
        made.append(_clause(document_id, piece, text, start + len(made)))
    taken = {clause.id.path for clause in made}
    return [
        replace(c, parts=tuple(p for p in c.parts if c.id.path + p.path[:1] not in taken)) if c.parts else c
        for c in made
    ]


def _pieces(segment: Segment, openings: Sequence[Opening], skip: frozenset[int]) -> Iterator[_Open]:
    by_block = {opening.at: opening for opening in openings}
    divisions: list[Opening] = []
    titles: set[int] = set()
    above = (segment.title or segment.label,) if segment.prefix else ()
    here = _Open(segment.prefix or ("0",), segment.label or _preamble_label(segment), segment.title)
    for at, block in enumerate(segment.blocks):
        if at in skip or at in titles:
            continue
        opening = by_block.get(at)
        if isinstance(block, Table):
            here.rows += _rows(here, block)
        elif opening is None:
            here.lines.append(block)
        else:
            yield from (here, *here.rows)
            rest = block.cut(opening.text_from)
            titles = set(range(at + 1, at + 1 + opening.title_lines))
            heading, alone = _heading(rest.text, opening)
            if opening.level in RANKS:
                divisions = [d for d in divisions if RANKS.index(d.level) < RANKS.index(opening.level)]
                divisions.append(replace(opening, label=f"{opening.label} {heading}".strip()) if heading else opening)
            here = _opened(segment, opening, heading, above, divisions)
            if rest.text and not alone:
                here.lines.append(rest)
    yield from (here, *here.rows)


def _opened(
    segment: Segment, opening: Opening, heading: str, above: tuple[str, ...], divisions: Sequence[Opening]
) -> _Open:
    """The clause that an opening begins; a division's own words get its path (chapter-1)."""
    headings = tuple(division.label for division in divisions)
    if opening.level in RANKS and opening.level != "head":
        path = tuple(step for division in divisions for step in division.path)
        return _Open(segment.prefix + path, segment.label + opening.label.split(" ")[0], headings=above + headings)
    if opening.level == "head":
        headings = ()
    gap = " " if segment.label and opening.label[:1].isascii() else ""
    return _Open(segment.prefix + opening.path, segment.label + gap + opening.label, heading, above + headings)


def _preamble_label(segment: Segment) -> str:
    text = "".join(block.text for block in segment.blocks[:8] if isinstance(block, Paragraph))
    return "前言" if re.search(r"[\u4e00-\u9fff]", text) else "Preamble"


def _heading(text: str, opening: Opening) -> tuple[str, bool]:
    """The heading of a 一、, a （一） or an Article, and whether it stands alone on its line."""
    if opening.level in ("head", "item", "point"):
        if _TITLE_ALONE.match(text):
            return text.rstrip("：:"), opening.level == "head" and not text.endswith(("：", ":"))
        run_in = _RUN_IN_HEADING.match(text)
        return (run_in[1], False) if run_in else ("", False)
    if opening.level in ("article", "section") and opening.label[:1].isascii():
        return (text, False) if text and len(text) <= 90 and text[-1] not in ".;:," else ("", False)
    return "", False


def _rows(here: _Open, table: Table) -> list[_Open]:
    """A clause for each row of a table, every cell with its column's header before it."""
    heads = table.rows[: table.header_rows]
    names = [" ".join(dict.fromkeys(head[n] for head in heads if head[n])) for n in range(len(table.rows[0]))]
    made: list[_Open] = []
    for row, place in zip(table.rows[table.header_rows :], table.places[table.header_rows :], strict=True):
        pairs = [f"{name}：{cell}" if name else cell for name, cell in zip(names, row, strict=True) if cell]
        if pairs:
            number = len(here.rows) + len(made) + 1
            line = Paragraph("；".join(dict.fromkeys(pairs)), (place,))
            path = (*here.path, f"row-{number}")
            made.append(_Open(path, f"{here.label}表第{number}行", here.heading, here.headings, [line]))
    return made


def _clause(document_id: str, piece: _Open, text: str, order: int) -> Clause:
    language = "zh" if re.search(r"[\u4e00-\u9fff]", text) else "en"
    places: list[Place] = [place for line in piece.lines for place in line.places]
    return Clause(
        id=ClauseId(document_id, piece.path),
        label=piece.label,
        text=text,
        order=order,
        languages=(LanguageSpan(language, 0, len(text)),),
        heading=piece.heading,
        headings=piece.headings,
        parts=split_parts(text, language=language),
        text_status=TextStatus.OFFICIAL,
        places=tuple(places),
    )
