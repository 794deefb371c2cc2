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
from app.answering.compose.firm_figures import ASKS_SIZE, Span, figures
from app.answering.evidence import Candidate
from app.answering.industries import industries
from app.answering.question import Question
from app.answering.segments import Segment, view
from app.answering.terms import fold
from app.answering.wording import SIZES, say

_NAMES = {"X": ("从业人员", "staff"), "Y": ("营业收入", "revenue"), "Z": ("资产总额", "total assets")}
#: Figures of two firms are not told apart.
_TWO_FIRMS = re.compile(
    r"(?<!换成)另外?一?[家个]|[两二三几]家|甲[^乙]*乙|分别"
    r"|\b(?:another|the other|the second|(?:two|three|both) (?:firms|companies|enterprises|businesses)|respectively)\b"
)


@dataclass(frozen=True)
class Sized:
    """The size class of stated figures and the legs compared; None, and none, where the figures or the table do not
    decide it."""

    size: str | None
    legs: tuple[str, ...]


def classify(table: Mapping[str, Any], stated: Mapping[str, float | Span], language: str) -> Sized:
    """Hold figures against one industry's table. A leg that is not stated may have any value."""
    spans = {leg: _span(stated.get(leg, Span(0.0, math.inf, ""))) for leg in _NAMES}
    size = _size(table, {leg: span.low for leg, span in spans.items()})
    if size is None or size != _size(table, {leg: span.high for leg, span in spans.items()}):
        return Sized(None, ())
    bounds = table[{"large": "upper", "micro": "small"}.get(size, size)]
    legs = (_leg(leg, spans[leg], bounds[leg], language) for leg in _NAMES if leg in bounds and leg in stated)
    return Sized(size, tuple(leg for leg in legs if leg))


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
    """The size class for the industry named, where the question asks for one and states figures; else None."""
    plain = fold(question.text)
    asked, stated = ASKS_SIZE.search(plain), figures(question.text)
    document = next((candidate.document for candidate in candidates if candidate.clause.thresholds), None)
    if asked is None or not stated or document is None or _TWO_FIRMS.search(plain):
        return None
    named = industries(document, plain, question.language)
    clause = named[0].clause if len({one.clause and one.clause.id for one in named}) == 1 else None
    sized = classify(clause.thresholds.values, stated, question.language) if clause and clause.thresholds else None
    if clause is None or sized is None or sized.size is None:
        return None
    _, start, end = view(clause, question.language)
    english = question.language == "en"
    text = say(
        "size",
        question.language,
        industry=max((one.name for one in named), key=len),
        size=SIZES[sized.size][english],
        legs=("; " if english else "；").join(sized.legs),
    )
    return Draft(text, (Segment(document, clause, start, end),))
