"""Size classes: figures in the question held against a clause's threshold table, every leg shown.

X is staff (persons), Y revenue and Z total assets (万元). Medium and small need both floors; micro is below either;
above the upper limit a firm is large (工信部联企业〔2011〕300号, restated in the corpus).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.answering.compose.drafts import Draft
from app.answering.evidence import Candidate
from app.answering.question import Question
from app.answering.segments import Segment, view
from app.answering.terms import fold
from app.answering.wording import SIZES, say

_STAFF = re.compile(
    r"(\d[\d,]*)\s*(?:来|多)?(?:名|个|位)?\s*(?:人|员工|职工|从业人员|employees|people|staff|workers|persons)"
    r"|(?:员工|职工|从业人员|人员|人数|staff of|headcount(?: of)?)\D{0,3}(\d[\d,]*)"
)
_MONEY = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(亿|千万|百万|万|million|billion|thousand)?\s*(?:元|yuan|rmb)?")
_IN_WAN = {
    "亿": 10_000.0,
    "千万": 1000.0,
    "百万": 100.0,
    "万": 1.0,
    "million": 100.0,
    "billion": 100_000.0,
    "thousand": 0.1,
}
_REVENUE = re.compile(
    r"营收|营业收入|营业额|收入|销售额|年销|产值|流水|进账|revenue|turnover|turn(?:s|ed)? over|sales|takings"
)
_ASSETS = re.compile(r"资产|assets")
_SUPPOSED = re.compile(r"要是|如果|假如|换成|改成|变成|增加到|减到|\bwhat if\b|\bif (?:it|we|they|there)\b")
_NAMES = {"X": ("从业人员", "staff"), "Y": ("营业收入", "revenue"), "Z": ("资产总额", "total assets")}


def figures(text: str) -> dict[str, float]:
    """X, Y and Z that a question states: {"X": 25.0, "Y": 280.0}; what it does not state is absent.

    An amount with its name in front holds over an earlier one of that name, and a headcount that is supposed over an
    earlier one: a follow-up supposes another.
    """
    folded = fold(text)
    found: dict[str, float] = {}
    counts = list(_STAFF.finditer(folded))
    staff = next((one for one in reversed(counts[1:]) if _SUPPOSED.search(folded[: one.start()])), None)
    staff = staff or next(iter(counts), None)
    if staff:
        found["X"] = float((staff.group(1) or staff.group(2)).replace(",", ""))
    done = 0
    for money in _MONEY.finditer(folded):
        unit = money.group(2)
        if unit is None or any(one.start() <= money.start() < one.end() for one in counts):
            continue
        value = float(money.group(1).replace(",", "")) * _IN_WAN[unit]
        before, after = folded[done : money.start()], folded[money.end() : money.end() + 12]
        done = money.end()
        named = _named(before)
        leg = named or _named(after) or "Y"
        if named or leg not in found:
            found[leg] = value
    return found


def _named(words: str) -> str:
    """The leg that words beside an amount name; '' where they name none."""
    if _REVENUE.search(words):
        return "Y"
    return "Z" if _ASSETS.search(words) else ""


@dataclass(frozen=True)
class Sized:
    """The size class of stated figures, or None where they do not decide it, and the legs compared."""

    size: str | None
    legs: tuple[str, ...]


def classify(table: Mapping[str, Any], stated: Mapping[str, float], language: str) -> Sized:
    """Hold figures against one industry's table. Raises KeyError where the table lacks a class."""
    for size in ("large", "medium", "small"):
        bounds = table["upper" if size == "large" else size]
        legs = [leg for leg in ("X", "Y", "Z") if leg in bounds]
        known = [leg for leg in legs if leg in stated]
        reached = [stated[leg] >= bounds[leg] for leg in known]
        said = tuple(_leg(leg, stated[leg], bounds[leg], language) for leg in known)
        if known and len(known) == len(legs) and all(reached):
            return Sized(size, said)
        if all(reached):  # nothing known is below: a missing leg could still decide
            return Sized(None, said)
    return Sized("micro", said)


def _leg(leg: str, value: float, bound: float, language: str) -> str:
    english = language == "en"
    sign = "≥" if value >= bound else "<"
    return f"{_NAMES[leg][english]} {_amount(leg, value, english)} {sign} {_amount(leg, bound, english)}"


def _amount(leg: str, value: float, english: bool) -> str:
    """Staff, or money from units of 10,000 yuan, as clauses of the language write it."""
    if not english:
        return f"{value:g}{'人' if leg == 'X' else '万元'}"
    if leg == "X":
        return f"{value:g}"
    return f"{value / 100:,.10g} million yuan" if value >= 100 else f"{value * 10_000:,.0f} yuan"


def compose_size(question: Question, candidates: Iterable[Candidate]) -> Draft | None:
    """The size class for the industry named, where the question states figures; None where it does not ask this."""
    stated = figures(question.text)
    if not stated:
        return None
    folded = fold(question.text)
    for candidate in candidates:
        table = candidate.clause.thresholds
        named = [str(name) for name in table.values["industry"] if fold(str(name)) in folded] if table else []
        if table is None or not named:
            continue
        sized = classify(table.values, stated, question.language)
        if sized.size is None:
            return None
        _, start, end = view(candidate.clause, question.language)
        english = question.language == "en"
        text = say(
            "size",
            question.language,
            industry=max(named, key=len),
            size=SIZES[sized.size][english],
            legs=("; " if english else "；").join(sized.legs),
        )
        return Draft(text, (Segment(candidate.document, candidate.clause, start, end),))
    return None
