"""The verifier: pure, needs no model, and the only place that builds a Citation.

    cite(document, clause, start, end, as_of) -> Citation        quote == clause.text[start:end], always
    find_quote(quote, clause_text) -> QuoteMatch                 EXACT, NORMALISED, MISMATCH or NOT_FOUND
    supports(statement, evidence, *, language, source, given) -> Support(ok, reasons, coverage)
    check_statement(text, cited, *, as_of, language, given) -> Checked(citations, support)

NORMALISED is equality after folding width, punctuation and spaces, and nothing more; there is no fuzzy match. What
`supports` compares is in docs/verifier.md.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from app.answering.answer import Citation, Verdict
from app.answering.faults import Fault, Reason
from app.answering.mentions import part_names, part_numbers
from app.answering.support import Source, Support, supports
from corpus.errors import CorpusError
from corpus.model import Clause, Document, ValidityStatus

__all__ = [
    "Checked",
    "Cited",
    "Fault",
    "QuoteMatch",
    "Reason",
    "Source",
    "Support",
    "check_statement",
    "cite",
    "cuts_figure",
    "find_quote",
    "supports",
]


def cite(document: Document, clause: Clause, start: int, end: int, as_of: date) -> Citation:
    """The citation of the characters [start, end) of a clause, as the law stands on `as_of`.

    The verdict is exact, or not_in_force where the document is not law on that day; `validity` says why. The label
    goes down to the 款 or 项 that holds the whole span. Raises CorpusError where the span holds no words or the
    clause is not the document's.
    """
    quote = clause.text[start:end]
    if not 0 <= start < end <= len(clause.text) or not quote.strip():
        raise CorpusError(f"{clause.id}: no words at [{start}, {end}) of {len(clause.text)} characters")
    if document.clause(clause.id.path) is None:
        raise CorpusError(f"{clause.id} is not a clause of {document.id}")
    status = document.status_on(as_of)
    in_doubt = status in (ValidityStatus.IN_FORCE, ValidityStatus.UNKNOWN)
    return Citation(
        clause_id=str(clause.id),
        label=clause.label + _part_label(clause, start, end),
        document=document.title,
        quote=quote,
        start=start,
        end=end,
        verdict=Verdict.EXACT if in_doubt else Verdict.NOT_IN_FORCE,
        text_status=clause.text_status.value,
        validity=status.value,
    )


def _part_label(clause: Clause, start: int, end: int) -> str:
    """The label of the deepest part that holds the span; '' where the clause has a single 款 and no item does."""
    holding = [part for part in clause.parts if part.start <= start and end <= part.end]
    if not holding:
        return ""
    deepest = max(holding, key=lambda part: len(part.path))
    single = sum(len(part.path) == 1 for part in clause.parts) == 1
    return "" if single and len(deepest.path) == 1 else deepest.label


@dataclass(frozen=True)
class QuoteMatch:
    """Where a quote stands in a clause, [start, end) of its text; for MISMATCH the nearest words, and `difference`
    says what differs ('2000万元 → 1000万元'); 0, 0 and '' for NOT_FOUND."""

    verdict: Verdict
    start: int = 0
    end: int = 0
    difference: str = ""


def find_quote(quote: str, clause_text: str) -> QuoteMatch:
    """Look for the words of `quote` in a clause's text. Never fuzzy: nearly the same words are a MISMATCH."""
    wanted = quote.strip()
    if not wanted:
        return QuoteMatch(Verdict.NOT_FOUND)
    for at in _places(wanted, clause_text):
        if not cuts_figure(clause_text, at, at + len(wanted)):
            return QuoteMatch(Verdict.EXACT, at, at + len(wanted))
    folded, places = _folded(clause_text)
    needle = _folded(wanted)[0]
    for at in _places(needle, folded):
        start, end = places[at], places[at + len(needle) - 1] + 1
        if not cuts_figure(clause_text, start, end):
            return QuoteMatch(Verdict.NORMALISED, start, end)
    return _nearest(needle, folded, places, clause_text) if needle else QuoteMatch(Verdict.NOT_FOUND)


@lru_cache(maxsize=1024)
def _folded(text: str) -> tuple[str, tuple[int, ...]]:
    """The letters and digits of a text, width folded, and the place of each in the text. A sign that belongs to a
    figure (the point of 1.5, %, ‰, ≥, the minus) is kept: without it the figure would be another."""
    kept: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for plain in unicodedata.normalize("NFKC", char).lower():
            if plain.isalnum() or plain in "%‰≥≤<>=+±" or (plain in ".-/" and _between_digits(text, place)):
                kept.append(plain)
                places.append(place)
    return "".join(kept), tuple(places)


def _between_digits(text: str, place: int) -> bool:
    return 0 < place < len(text) - 1 and text[place - 1].isdigit() and text[place + 1].isdigit()


def _places(needle: str, text: str) -> Iterator[int]:
    at = text.find(needle) if needle else -1
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


_FIGURE = frozenset("0123456789０１２３４５６７８９零〇一二两三四五六七八九十百千万亿")


def cuts_figure(text: str, start: int, end: int) -> bool:
    """Whether [start, end) begins or ends inside a figure: 10万 in 110万, 百分之十 in 百分之十五, 十日 in 三十日."""
    return any(0 < at < len(text) and _joined(text, at) for at in (start, end))


def _joined(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if before in _FIGURE and after in _FIGURE:
        return True
    decimal = before in ".．点" and after in _FIGURE and at > 1 and text[at - 2] in _FIGURE
    return decimal or (after in ".．点" and before in _FIGURE and at + 1 < len(text) and text[at + 1] in _FIGURE)


_NEARLY = 0.75


def _nearest(needle: str, folded: str, places: tuple[int, ...], text: str) -> QuoteMatch:
    """MISMATCH with the words that come nearest and what differs, NOT_FOUND where nothing is near."""
    matcher = difflib.SequenceMatcher(None, folded, needle, autojunk=False)
    longest = matcher.find_longest_match()
    if longest.size < min(4, len(needle)):
        return QuoteMatch(Verdict.NOT_FOUND)
    start = max(0, longest.a - longest.b)
    window = folded[start : start + len(needle) + 8]
    local = difflib.SequenceMatcher(None, window, needle, autojunk=False)
    blocks = [block for block in local.get_matching_blocks() if block.size]
    if sum(block.size for block in blocks) < _NEARLY * len(needle):
        return QuoteMatch(Verdict.NOT_FOUND)
    first = max(0, blocks[0].a - blocks[0].b)
    last = min(len(window), blocks[-1].a + blocks[-1].size + len(needle) - blocks[-1].b - blocks[-1].size)
    begins, ends = places[start + first], places[start + max(first, last - 1)] + 1
    return QuoteMatch(Verdict.MISMATCH, begins, ends, _difference(needle, window[first:last]))


def _difference(quote: str, clause: str) -> str:
    """What the quote says and what the clause says, piece by piece, with the figures whole."""
    changes = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, quote, clause, autojunk=False).get_opcodes():
        if tag != "equal":
            changes.append(f"{_wider(quote, a, b)} → {_wider(clause, c, d)}")
    return "; ".join(changes)


def _wider(text: str, start: int, end: int) -> str:
    while start > 0 and (text[start - 1].isdigit() or (start == end and len(text) > 1)):
        start -= 1
        if not text[start].isdigit():
            break
    while end < len(text) and text[end].isdigit():
        end += 1
    return text[start:end]


@dataclass(frozen=True)
class Cited:
    """The characters [start, end) of a clause that a statement rests on."""

    document: Document
    clause: Clause
    start: int
    end: int


@dataclass(frozen=True)
class Checked:
    """A statement's citations and whether their quotes, taken together, support it."""

    citations: tuple[Citation, ...]
    support: Support


def check_statement(text: str, cited: Sequence[Cited], *, as_of: date, language: str = "", given: str = "") -> Checked:
    """Cite every span and check the statement against the quotes together. Not supported where nothing is cited."""
    citations = tuple(cite(one.document, one.clause, one.start, one.end, as_of) for one in cited)
    if not citations:
        return Checked((), Support(False, (Reason(Fault.WORDS, text),)))
    sources = [Source.of(one.document, one.clause) for one in cited]
    source = Source(
        frozenset().union(*(one.names for one in sources)),
        frozenset().union(*(one.numbers for one in sources)),
        frozenset().union(*(one.articles for one in sources)),
        frozenset().union(*(one.addressees for one in sources)),
        tuple(label for one in sources for label in one.labels),
    )
    evidence = "\n".join(citation.quote for citation in citations)
    support = supports(text, evidence, language=language, source=source, given=given)
    cut = tuple(
        Reason(Fault.QUANTITY, "", one.clause.text[one.start : one.end])
        for one in cited
        if cuts_figure(one.clause.text, one.start, one.end)
    )
    faults = (*cut, *_parts(text, cited, evidence))
    return Checked(citations, replace(support, ok=support.ok and not faults, reasons=(*support.reasons, *faults)))


def _parts(text: str, cited: Sequence[Cited], evidence: str) -> Iterator[Reason]:
    """A 款 or 项 that the statement names holds words of a span, or is named by the evidence; a clause that is not
    divided into such says nothing."""
    known = {mention.name for mention in part_numbers(evidence)}
    for one in cited:
        known |= part_names(part.path for part in one.clause.parts if part.start < one.end and one.start < part.end)
    for mention in part_numbers(text):
        if mention.name not in known and any(one.clause.parts for one in cited):
            yield Reason(Fault.DOCUMENT, text[mention.start : mention.end])
