"""A document as the source page shows it: every clause in place, the cited words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.importing import version_name
from app.web.citation_text import citation_text, name_of
from app.web.strings import say
from corpus.addressees import GROUP_NAMES, INSTITUTIONS
from corpus.model import Clause, Document, TextStatus, ValidityStatus

_ITEM = re.compile(r"\s*(?:[（(][一二三四五六七八九十百0-9a-z]+[）)]|\d+[.．、]|[①-⑳])")


@dataclass(frozen=True)
class Span:
    """Characters [start, end) of the clause with this path, to be marked."""

    path: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    text: str
    marked: bool


@dataclass(frozen=True)
class Paragraph:
    pieces: tuple[Piece, ...]
    language: str  # '' where the clause has one language only
    item: bool


@dataclass(frozen=True)
class ClauseView:
    clause: Clause
    anchor: str
    cited: bool
    headings: tuple[str, ...]  # those that begin with this clause
    paragraphs: tuple[Paragraph, ...]
    to_check: str
    addressees: str
    citation: str


@dataclass(frozen=True)
class Edition:
    """One version of the document, for the list of versions."""

    text: str
    key: str
    as_of: str
    current: bool


@dataclass(frozen=True)
class SourceView:
    document: Document
    name: str
    title: str
    language: str
    as_of: date
    validity: ValidityStatus
    validity_text: str
    restated: bool
    caution: str
    clauses: tuple[ClauseView, ...]
    outline: tuple[tuple[int, str, str], ...]  # (level, heading, anchor)
    editions: tuple[Edition, ...]


def anchor_of(path: tuple[str, ...]) -> str:
    return "c-" + ".".join(path)


def source_view(
    document: Document,
    language: str,
    as_of: date,
    spans: tuple[Span, ...] = (),
    cited: frozenset[tuple[str, ...]] = frozenset(),
    versions: tuple[Document, ...] = (),
) -> SourceView:
    """`spans` outside of the text are cut to it; a span whose clause is absent marks nothing."""
    clauses = []
    outline: list[tuple[int, str, str]] = []
    above: tuple[str, ...] = ()
    for clause in sorted(document.clauses, key=lambda clause: clause.order):
        fresh = _fresh(above, clause.headings)
        outline += [(len(clause.headings) - len(fresh) + i, h, anchor_of(clause.id.path)) for i, h in enumerate(fresh)]
        above = clause.headings
        mine = [span for span in spans if span.path == clause.id.path]
        clauses.append(_clause_view(document, clause, language, mine, clause.id.path in cited, fresh))
    status = document.status_on(as_of)
    return SourceView(
        document=document,
        name=name_of(document, language),
        title=(document.title_en or document.title) if language == "en" else document.title,
        language=language,
        as_of=as_of,
        validity=status,
        validity_text=say(f"validity.{status}", language),
        restated=any(clause.text_status is TextStatus.RESTATED for clause in document.clauses if not _record(clause)),
        caution=(document.caution_en if language == "en" else document.caution) or document.caution,
        clauses=tuple(clauses),
        outline=tuple(outline),
        editions=_editions(document, versions, language, as_of),
    )


def addressee_names(addressees: frozenset[str], language: str) -> str:
    """The institution types in words, in the order of the table."""
    names = institution_names(language)
    return (", " if language == "en" else "、").join(name for key, name in names.items() if key in addressees)


def institution_names(language: str) -> dict[str, str]:
    """{id: name} of every institution type and group."""
    return {key: en if language == "en" else zh for key, (zh, en, _) in {**INSTITUTIONS, **GROUP_NAMES}.items()}


def _record(clause: Clause) -> bool:
    return clause.id.path == ("meta",)


def _fresh(above: tuple[str, ...], headings: tuple[str, ...]) -> tuple[str, ...]:
    """The headings that differ from those of the clause before, and everything below the first that does."""
    same = 0
    while same < min(len(above), len(headings)) and above[same] == headings[same]:
        same += 1
    return headings[same:]


def _clause_view(
    document: Document, clause: Clause, language: str, spans: list[Span], cited: bool, headings: tuple[str, ...]
) -> ClauseView:
    quote = clause.text[spans[0].start : spans[0].end] if spans else ""
    own = clause.in_language(language)
    if not quote:
        quote = clause.text[own[0] : own[1]] if own else clause.text
    return ClauseView(
        clause=clause,
        anchor=anchor_of(clause.id.path),
        cited=cited,
        headings=headings,
        paragraphs=tuple(_paragraphs(clause, spans)),
        to_check=(clause.to_check_en if language == "en" else clause.to_check) or clause.to_check,
        addressees=addressee_names(clause.addressees, language),
        citation=citation_text(document, clause, quote.strip(), language),
    )


def _paragraphs(clause: Clause, spans: list[Span]) -> Iterator[Paragraph]:
    several = len(clause.languages) > 1
    begin = 0
    for line in clause.text.split("\n"):
        end = begin + len(line)
        if line.strip():
            spoken = next((s.language for s in clause.languages if s.start <= begin < s.end), "") if several else ""
            yield Paragraph(tuple(_pieces(clause.text, begin, end, spans)), spoken, bool(_ITEM.match(line)))
        begin = end + 1


def _pieces(text: str, begin: int, end: int, spans: list[Span]) -> Iterator[Piece]:
    """text[begin:end] cut where marking starts or stops."""
    inside = [(max(s.start, begin), min(s.end, end)) for s in spans]
    cuts = sorted({begin, end, *(cut for start, stop in inside if start < stop for cut in (start, stop))})
    for start, stop in pairwise(cuts):
        yield Piece(text[start:stop], any(a <= start and stop <= b for a, b in inside))


def version_text(document: Document, language: str) -> str:
    """The day of a version and whose words it holds."""
    return f"{document.version or '—'} · {say(f'text_status.{document.text_status}', language)}"


def _editions(document: Document, versions: tuple[Document, ...], language: str, as_of: date) -> tuple[Edition, ...]:
    """Each is seen as on its first day, or on the asked day where that is not known."""
    if len(versions) < 2:
        return ()
    return tuple(
        Edition(
            version_text(other, language),
            version_name(other),
            (other.validity.effective or other.validity.published or as_of).isoformat(),
            other is document,
        )
        for other in versions
    )
