"""Size classes: figures in the question held against a clause's threshold table, every leg shown.

X is staff (persons), Y revenue and Z total assets (万元). Medium and small need both floors; micro is below either;
above the upper limit a firm is large (工信部联企业〔2011〕300号, restated in the corpus). A class is never lower with a
higher figure, so one holds for all values of an open figure (不足20人, 4000-6000万) where it holds for both its ends.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.answering.compose.drafts import Draft
from app.answering.compose.firm_figures import Span, figures, folded
from app.answering.compose.firm_legs import ends_in_figure
from app.answering.compose.size_asked import ASKS_SIZE, claimed_sizes
from app.answering.compose.size_row import asked_row
from app.answering.evidence import Candidate
from app.answering.industries import industries, industry_name
from app.answering.question import Question, asks_fully
from app.answering.segments import Segment, view
from app.answering.wording import SIZES, say, size_names

_NAMES = {"X": ("从业人员", "staff"), "Y": ("营业收入", "revenue"), "Z": ("资产总额", "total assets")}
#: Figures of two firms are not told apart.
_TWO_FIRMS = re.compile(
    r"(?<!换成)另外?一?[家个]|[两二三几]家|甲[^乙]*乙|分别"
    r"|\b(?:another|the other|the second|(?:two|three|both) (?:firms|companies|enterprises|businesses)|respectively)\b"
)
#: What a firm and its figures may be told for besides its size.
_BESIDES = re.compile(r"贷|融资|税|补贴|担保|利率|政策|\b(?:loan|credit|tax|subsid|grant|guarantee)")


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


def compose_size(question: Question, candidates: Iterable[Candidate]) -> Draft | None:
    """The size class for the industry named, where the question asks for one and states figures, or else which figure
    is missing; where it states none, the row of the table that it asks for. None where it is not asked so."""
    plain, language = folded(question.text), question.language
    document = next((candidate.document for candidate in candidates if candidate.clause.thresholds), None)
    if document is None or _TWO_FIRMS.search(plain):
        return None
    named = industries(document, plain, language)
    clause = named[0].clause if len({one.clause and one.clause.id for one in named}) == 1 else None
    if clause is None or clause.thresholds is None:
        return None
    _, start, end = view(clause, language)
    whole, stated = Segment(document, clause, start, end), figures(question.text)
    if not stated:
        return asked_row(plain, whole, language)
    if not ASKS_SIZE.search(plain) and not _only_told(plain):
        return None
    called = max((one.name for one in named), key=len)
    text = _sized(clause.thresholds.values, stated, industry_name(clause, called, language), whole, language)
    if not text:
        return None
    claimed = claimed_sizes(plain)
    lead = _lead(claimed, classify(clause.thresholds.values, stated, language).possible, language)
    return Draft(_joined([lead, text], language), (whole,))


def _only_told(plain: str) -> bool:
    """Whether there is nothing but a firm and its figures."""
    return ends_in_figure(plain) and not asks_fully(plain) and not _BESIDES.search(plain)


def _sized(
    table: Mapping[str, Any], stated: Mapping[str, float | Span], industry: str, whole: Segment, language: str
) -> str:
    """The class with its legs, or the classes that are possible with the figure that is missing and the whole table;
    '' where neither can be told."""
    english = language == "en"
    sized = classify(table, stated, language)
    if sized.size is not None:
        legs = ("; " if english else "；").join(sized.legs)
        return say("size", language, industry=industry, size=SIZES[sized.size][english], legs=legs)
    needed = [leg for leg in _NAMES if leg in table["upper"]]
    missing = [leg for leg in needed if leg not in stated]
    if not sized.possible or not missing:
        return ""
    sizes = size_names(sized.possible, language)
    told = {"industry": industry, "needed": _names(needed, english), "missing": _names(missing, english)}
    idle = [leg for leg in stated if leg not in needed]
    not_by = say("size_not_by", language, legs=_names(idle, english)) if idle else ""
    return _joined([say("size_open", language, sizes=sizes, **told), not_by, *whole.text.split("\n")], language)


def _names(legs: Iterable[str], english: bool) -> str:
    return (" and " if english else "和").join(_NAMES[leg][english] for leg in legs)


def _lead(claimed: tuple[str, ...], possible: tuple[str, ...], language: str) -> str:
    """Yes or no, where the question takes the firm to be of a size and all the classes possible say the same of it."""
    within = [size in claimed for size in possible]
    if not claimed or any(within) != all(within):
        return ""
    return (
        say("size_is", language) if all(within) else say("size_is_not", language, sizes=size_names(claimed, language))
    )


def _joined(sentences: Iterable[str], language: str) -> str:
    return (" " if language == "en" else "").join(sentence for sentence in sentences if sentence)
