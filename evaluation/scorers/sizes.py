"""What a statement says of a firm's size: figures held against bounds (25人 ≥ 20人), and a size denied for another."""

from __future__ import annotations

import itertools
import re

from app.answering.quantities import Quantity, find_quantities

_DENIED = re.compile(
    r"\A\W*(?:不是，不属于(?P<zh>[^。]+)企业。|no, this is not an? (?P<en>[a-z, ]+) enterprise\. ?)", re.IGNORECASE
)
_TOLD = re.compile(
    r"属于(?P<sign>[微小中大])型企业|this is an? (?P<name>micro|small|medium|large) enterprise", re.IGNORECASE
)


def without_sizes(text: str, evidence: str) -> str:
    """`text` without the bounds that the evidence states and the figure before them keeps to, and without the size that
    is denied where another is told."""
    kept = text
    figures = find_quantities(text)
    for figure, bound in itertools.pairwise(figures):
        sign = text[figure.end : bound.start].strip()
        if sign in ("≥", "<") and figure.unit == bound.unit and _keeps(figure, bound) and _stated(bound, evidence):
            kept = kept.replace(text[figure.end : bound.end], " ", 1)
    denied = _DENIED.match(kept)
    told = _TOLD.search(kept, denied.end()) if denied else None
    other = denied and told and (told["sign"] or told["name"].lower()) not in (denied["zh"] or denied["en"].lower())
    return kept[denied.end() :] if denied and other else kept


def _keeps(figure: Quantity, bound: Quantity) -> bool:
    if bound.low is not None:
        return figure.low is not None and figure.low >= bound.low
    return figure.high is not None and bound.high is not None and figure.high < bound.high


def _stated(bound: Quantity, evidence: str) -> bool:
    at = bound.low if bound.low is not None else bound.high
    return any(one.unit == bound.unit and at in (one.low, one.high) for one in find_quantities(evidence))
