"""What a statement says of a firm's size: figures held against bounds (25人 ≥ 20人), and a size denied for another."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import replace

from app.answering.quantities import Quantity, find_quantities

_DENIED = re.compile(
    r"\A\W*(?:不是，不属于(?P<zh>[^。]+)企业。|no, this is not an? (?P<en>[a-z, ]+) enterprise\. ?)", re.IGNORECASE
)
_TOLD = re.compile(
    r"属于(?P<sign>[微小中大])型企业|this is an? (?P<name>micro|small|medium|large) enterprise", re.IGNORECASE
)
#: Above the limits of all classes that the table names; told of a firm whose every figure reaches such a limit.
_ABOVE = re.compile(
    r"超出中小微企业的上限，属于大型企业"
    r"|this is a large enterprise, above the limits of medium, small and micro ones",
    re.IGNORECASE,
)
#: What the size does not go by: true where the table does not name it.
_NOT_BY = re.compile(
    r"(?P<zh>从业人员|营业收入|资产总额)不是这个行业的划型指标。|It does not go by (?P<en>staff|revenue|total assets)\."
)
#: What the question does not tell, which hangs on the table where that names it.
_OPEN = re.compile(r"没有给出(?P<zh>[^，。]+)，|; without (?P<en>[a-z ]+) it (?=may be)")
_LIMIT = re.compile(r"[^。\n]*为中小微企业|[^.\n]*\bmedium, small or micro enterprise", re.IGNORECASE)


def without_sizes(text: str, evidence: str) -> str:
    """`text` without the bounds that the evidence states and the figure before them keeps to, without that a firm is
    above the limits of all sizes where every figure reaches such a limit, without the size that is denied where another
    is told, without what is said to be no indicator where the evidence does not name it, and without what the question
    is said to leave open where it does."""
    idle, open_on = _NOT_BY.search(text), _OPEN.search(text)
    kept = text.replace(idle[0], " ") if idle and (idle["zh"] or idle["en"]) not in evidence else text
    if open_on and all(name in evidence for name in re.split("和| and ", open_on["zh"] or open_on["en"])):
        kept = kept.replace(open_on[0], " ")
    amounts = [replace(one, unit=one.unit or "person") for one in find_quantities(text)]  # staff 350 ≥ 300
    figures = list(itertools.pairwise(amounts))
    for figure, bound in figures:
        sign = text[figure.end : bound.start].strip()
        if sign in ("≥", "<") and figure.unit == bound.unit and _keeps(figure, bound) and _stated(bound, evidence):
            kept = kept.replace(text[figure.end : bound.end], " ", 1)
    denied = _DENIED.match(kept)
    told = _TOLD.search(kept, denied.end()) if denied else None
    other = denied and told and (told["sign"] or told["name"].lower()) not in (denied["zh"] or denied["en"].lower())
    kept = kept[denied.end() :] if denied and other else kept
    reached = [bound for figure, bound in figures if text[figure.end : bound.start].strip() == "≥"]
    limits = [find_quantities(limit[0]) for limit in _LIMIT.finditer(evidence)]
    above = any(limit and all(_among(one, reached) for one in limit) for limit in limits)
    return _ABOVE.sub(" ", kept) if above else kept


def _keeps(figure: Quantity, bound: Quantity) -> bool:
    if bound.low is not None:
        return figure.low is not None and figure.low >= bound.low
    return figure.high is not None and bound.high is not None and figure.high < bound.high


def _stated(bound: Quantity, evidence: str) -> bool:
    return _among(bound, find_quantities(evidence))


def _among(bound: Quantity, figures: Iterable[Quantity]) -> bool:
    """Whether one of the figures is at the bound, from whichever side."""
    at = bound.low if bound.low is not None else bound.high
    return any(one.unit == bound.unit and at in (one.low, one.high) for one in figures)
