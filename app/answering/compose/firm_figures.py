"""A firm's staff, revenue and assets as a question tells them.

X is staff (persons), Y revenue and Z total assets (万元), as the tables of the size standard have them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from app.answering.compose.firm_changes import SUPPOSED, Change, changes
from app.answering.compose.firm_legs import beside_staff, leg_of, placed
from app.answering.compose.size_asked import ASKS_SIZE, BESIDES
from app.answering.numerals import BIG
from app.answering.quantities import Quantity
from app.answering.terms import fold

_SHORT = re.compile(r"(?<=\d)\s?(?P<sign>[kmb])\b")
_SCALES = {"k": " thousand", "m": " million", "b": " billion"}
#: A figure that is rounded may be a tenth off.
_ABOUT = re.compile(
    r"(?:约|大约|大概|差不多|\b(?:about|around|roughly|approximately|some|circa)"
    r"|(?P<under>近|接近|\b(?:nearly|almost|close to)))\s*\Z"
)
_OR_SO = re.compile(r"[多\s]*(?:(?:员工|的?(?:营收|收入))?(?:左右|上下)|or so\b)")
_UNIT_EN = re.compile(r" (?:staff|employees|workers|people|persons)\b")


@dataclass(frozen=True)
class Span:
    """The values from low to high, persons or 万元, that words of the question leave open."""

    low: float
    high: float
    words: str


def figures(text: str) -> dict[str, float | Span]:
    """X, Y and Z that a question states: {"X": 25.0, "Y": 280.0}; what it does not state is absent.

    Revenue and assets are read beside a word for them only, and a headcount beside a word for staff holds over others.
    What is supposed, or told after a size was asked, holds over what was told before: a follow-up supposes another, or
    that it has changed. Else two figures of a leg leave open which of them counts.
    """
    plain = folded(text)
    supposed = changes(plain)
    told: dict[str, list[tuple[Quantity, bool]]] = {}
    for leg, quantity, beside in _read(plain):
        if all(quantity.start != change.at for change in supposed):
            told.setdefault(leg, []).append((quantity, beside))
    found: dict[str, float | Span] = {}
    for leg, of_leg in told.items():
        counting = _counting(plain, of_leg)
        later = [change for change in supposed if change.at > counting[-1].start]
        value = _changed(_settled(leg, counting, plain), leg, later)
        if value is not None:
            found[leg] = value
    return found


def folded(text: str) -> str:
    """`text` folded, with 30m as 30 million."""
    return _SHORT.sub(lambda found: _SCALES[found["sign"]], fold(text))


def sizes_a_firm(text: str) -> bool:
    """Whether a question asks what size a firm of such figures is, and nothing else."""
    plain = folded(text)
    return ASKS_SIZE.search(plain) is not None and not BESIDES.search(plain) and bool(figures(text))


def _read(plain: str) -> Iterator[tuple[str, Quantity, bool]]:
    """The figures with their legs, and whether a word for staff or the name of the amount stands beside each."""
    for quantity, before, after in placed(plain):
        leg = leg_of(quantity, before, after, plain)
        if leg:
            words = before + plain[quantity.start : quantity.end] + after
            yield leg, quantity, leg != "X" or beside_staff(words)


def _changed(value: float | Span, leg: str, later: list[Change]) -> float | Span | None:
    """The figure of a leg after the changes; None where they leave open what it is."""
    unit = 1 if leg == "X" else BIG["万"]
    for change in later:
        if change.leg not in (leg, ""):
            continue
        if isinstance(value, Span) or not change.leg:
            return None
        value = float(Fraction(value) * change.factor + change.more / unit)
    return value if isinstance(value, Span) or value >= 0 else None


def _counting(plain: str, told: list[tuple[Quantity, bool]]) -> list[Quantity]:
    """Those of the figures told for one leg that count."""
    first, asked = told[0][0].start, ASKS_SIZE.search(plain)
    for quantity, _ in reversed(told[1:]):
        if SUPPOSED.search(plain[first : quantity.start]) or (asked and first < asked.end() <= quantity.start):
            return [quantity]
    return [quantity for quantity, beside in told if beside] or [quantity for quantity, _ in told]


def _settled(leg: str, counting: list[Quantity], plain: str) -> float | Span:
    """One figure for a leg, a plain one as a number."""
    unit = 1 if leg == "X" else BIG["万"]
    spans = [_span(quantity, plain, unit) for quantity in counting]
    low, high = min(span.low for span in spans), max(span.high for span in spans)
    if low == high:
        return low
    words = " / ".join(dict.fromkeys(span.words for span in spans)).replace(" and ", " to ")
    return Span(low, high, _UNIT_EN.sub("", words) if leg == "X" else words)


def _span(quantity: Quantity, plain: str, unit: int) -> Span:
    """What a figure may be, in units of `unit`."""
    start, end = quantity.reads[0][0], quantity.end
    low = 0.0 if quantity.low is None else float(quantity.low / unit)
    high = math.inf if quantity.high is None else float(quantity.high / unit)
    if quantity.low == quantity.high or "来" in plain[start:end]:
        before, after = _ABOUT.search(plain[:start]), _OR_SO.match(plain, end)
        if before or after or "来" in plain[start:end]:
            words = plain[before.start() if before else start : after.end() if after else end].strip()
            return Span(0.9 * low, math.nextafter(low, 0.0) if before and before["under"] else 1.1 * low, words)
    low = math.nextafter(low, math.inf) if quantity.low_open else low
    return Span(low, math.nextafter(high, 0.0) if quantity.high_open else high, plain[start:end].strip())
