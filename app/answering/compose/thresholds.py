"""Size classes: figures in the question held against a clause's threshold table, every leg shown.

X is staff (persons), Y revenue and Z total assets (万元). Medium and small need both floors; micro is below either;
above the upper limit a firm is large (工信部联企业〔2011〕300号, restated in the corpus). A class is never lower with a
higher figure, so one holds for all values of an open figure (不足20人, 4000-6000万) where it holds for both its ends.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.answering.compose.drafts import Draft
from app.answering.compose.firm_figures import Span, figures, folded
from app.answering.compose.firm_legs import ends_in_figure
from app.answering.compose.size_asked import ASKS_SIZE, BESIDES, claimed_sizes
from app.answering.compose.size_row import any_row, asked_row
from app.answering.evidence import Candidate
from app.answering.industries import Industry, industries, industry_name
from app.answering.question import Question, asks_fully
from app.answering.segments import Segment
from app.answering.wording import SIZES, say, size_names
from corpus.model import Document

_NAMES = {"X": ("从业人员", "staff"), "Y": ("营业收入", "revenue"), "Z": ("资产总额", "total assets")}
#: Figures of two firms are not told apart.
_TWO_FIRMS = re.compile(
    r"(?<!换成)另外?一?[家个]|[两二三几]家|甲[^乙]*乙|分别"
    r"|\b(?:another|the other|the second|(?:two|three|both) (?:firms|companies|enterprises|businesses)|respectively)\b"
)


@dataclass(frozen=True)
class Sized:
    """The size class of stated figures and the legs compared; None, and none, where the figures or the table do not
    decide it. `possible` are the classes that are left, the smallest first; none where the table does not tell."""

    size: str | None
    legs: tuple[str, ...]
    possible: tuple[str, ...] = ()


def classify(table: Mapping[str, Any], stated: Mapping[str, float | Span], language: str) -> Sized:
    """Hold figures against one industry's table. A leg that is not stated may have any value."""
    spans = {leg: _span(stated.get(leg, Span(0.0, math.inf, ""))) for leg in _NAMES}
    size = _size(table, {leg: span.low for leg, span in spans.items()})
    largest = _size(table, {leg: span.high for leg, span in spans.items()})
    if size is None or largest is None:
        return Sized(None, ())
    if size != largest:
        sizes = list(SIZES)
        return Sized(None, (), tuple(sizes[sizes.index(size) : sizes.index(largest) + 1]))
    bounds = table[{"large": "upper", "micro": "small"}.get(size, size)]
    legs = (_leg(leg, spans[leg], bounds[leg], language) for leg in _NAMES if leg in bounds and leg in stated)
    return Sized(size, tuple(leg for leg in legs if leg), (size,))


def _span(stated: float | Span) -> Span:
    return stated if isinstance(stated, Span) else Span(stated, stated, "")


def _size(table: Mapping[str, Any], at: Mapping[str, float]) -> str | None:
    """The class of these very values; None below the lowest floor of a table without the small one."""
    for size in ("large", "medium", "small"):
        bounds = table.get("upper" if size == "large" else size)
        if bounds is None:
            return None
        if all(at[leg] >= bounds[leg] for leg in _NAMES if leg in bounds):
            return size
    return "micro"


def _leg(leg: str, value: Span, bound: float, language: str) -> str:
    """A figure against its bound; '' where it leaves open on which side it is."""
    if value.low < bound <= value.high:
        return ""
    english = language == "en"
    sign = "≥" if value.low >= bound else "<"
    amount = value.words or _amount(leg, value.low, english)
    return f"{_NAMES[leg][english]} {amount} {sign} {_amount(leg, bound, english)}"


def _amount(leg: str, value: float, english: bool) -> str:
    """Staff, or money from units of 10,000 yuan, as clauses of the language write it."""
    if not english:
        return f"{value:g}{'人' if leg == 'X' else '万元'}"
    if leg == "X":
        return f"{value:g}"
    return f"{value / 100:,.10g} million yuan" if value >= 100 else f"{value * 10_000:,.0f} yuan"


def compose_size(question: Question, candidates: Iterable[Candidate], alone: bool = True) -> Draft | None:
    """The size class for the industry named, where the question asks for one and states figures, or else which figure
    is missing; where it states none, the row of the table that it asks for, or of a question `alone`, without an
    industry, that it goes by that. None where it is not asked so."""
    plain, language = folded(question.text), question.language
    document = next((candidate.document for candidate in candidates if candidate.clause.thresholds), None)
    if document is None or _TWO_FIRMS.search(plain):
        return None
    named = industries(document, plain, language)
    tables = _tables(document, named, language)
    stated = figures(question.text)
    if not named and not stated:
        return any_row(plain, document, question.language) if alone else None
    if not tables:
        return None
    if not stated:
        return asked_row(plain, tables[0], language) if len(tables) == 1 else None
    if not ASKS_SIZE.search(plain) and not _only_told(plain):
        return None
    called = max((one.name for one in named), key=len)
    told = [_told(table, stated, called, language) for table in tables]
    if not all(text for text, _ in told):
        return None
    possible = [size for _, sizes in told for size in sizes]
    lead = _lead(claimed_sizes(plain), possible, language)
    return Draft(_joined([lead, *(text for text, _ in told)], language), tuple(tables))


def _tables(document: Document, named: Sequence[Industry], language: str) -> list[Segment]:
    """The table of the industry that is named, or those of the two that a trade may be of; none where it is open which
    of the industries named the firm is of."""
    clauses = {one.clause.id: one.clause for one in named if one.clause}
    if any(one.clause is None for one in named) or (len(clauses) > 1 and len({one.name for one in named}) > 1):
        return []
    return [Segment.whole(document, clause, language) for clause in clauses.values()]


def _only_told(plain: str) -> bool:
    """Whether there is nothing but a firm and its figures."""
    return ends_in_figure(plain) and not asks_fully(plain) and not BESIDES.search(plain)


def _told(
    table: Segment, stated: Mapping[str, float | Span], called: str, language: str
) -> tuple[str, tuple[str, ...]]:
    """The class with its legs, or which figure is missing, with the whole table; '' where neither can be told. And the
    classes that are possible."""
    english, bounds = language == "en", table.clause.thresholds.values if table.clause.thresholds else {}
    industry = industry_name(table.clause, called, language)
    sized = classify(bounds, stated, language)
    if sized.size is not None:
        legs = ("; " if english else "；").join(sized.legs)
        form = "size_large" if sized.size == "large" else "size"
        text = say(form, language, industry=industry, size=SIZES[sized.size][english], legs=legs)
        return text, sized.possible
    needed = [leg for leg in _NAMES if leg in bounds["upper"]]
    missing = [leg for leg in needed if leg not in stated]
    if not sized.possible or not missing:
        return "", ()
    opened = say(
        "size_open",
        language,
        industry=industry,
        needed=_names(needed, english),
        missing=_names(missing, english),
        sizes=size_names(sized.possible, language),
    )
    idle = [leg for leg in stated if leg not in needed]
    not_by = say("size_not_by", language, legs=_names(idle, english)) if idle else ""
    return _joined([opened, not_by, *table.text.split("\n")], language), sized.possible


def _names(legs: Iterable[str], english: bool) -> str:
    return (" and " if english else "和").join(_NAMES[leg][english] for leg in legs)


def _lead(claimed: tuple[str, ...], possible: Sequence[str], language: str) -> str:
    """Yes or no, where the question takes the firm to be of a size and all the classes possible say the same of it."""
    within = [size in claimed for size in possible]
    if not claimed or any(within) != all(within):
        return ""
    if all(within):
        return say("size_is", language)
    return say("size_is_not", language, sizes=size_names(claimed, language))


def _joined(sentences: Iterable[str], language: str) -> str:
    return (" " if language == "en" else "").join(sentence for sentence in sentences if sentence)
