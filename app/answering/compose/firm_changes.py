"""What a follow-up supposes to have changed of a firm's figures: 再加10个人, 营收翻倍, 20% lower.

A change is one only where it is supposed, or told after a size was asked: 营收4000万，增长20% tells of last year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from app.answering.compose.firm_legs import leg_of, named_after, named_in, placed
from app.answering.compose.size_asked import ASKS_SIZE
from app.answering.quantities import Quantity

SUPPOSED = re.compile(r"要是|如果|假如|换成|改成|变成|增加到|减到|\bwhat if\b|\bif (?:it|we|they|there)\b")
_AGAIN = re.compile(r"再(?:加|增|招|添|多|减|少|裁)")
_OF_LAST_YEAR = re.compile(r"同比|环比|[比较](?:去|上|前)|去年|上年|last year|year[ -]on[ -]year")
_MORE = re.compile(
    r"(?:再|又|新|还|扩)*(?:增?加|增|添|(?<![至最不差许大])多|招聘?|上?涨|增长|提高|上升|升)了?(?:大?约)?\s*\Z"
    r"|\b(?:add(?:s|ed|ing)?|hir(?:es?|ed|ing)|another|gains?|plus|(?:up|ris(?:es?|ing)|rose|grows?|grew"
    r"|increas(?:es?|ed|ing))(?: by)?)\s*\Z"
)
_LESS = re.compile(
    r"(?:再|又|还)*(?:减少?|(?<![至最不缺])少|裁[员掉]?|走|下?降低?|下滑|下?跌|流失|砍|辞退)[了掉]?(?:大?约)?\s*\Z"
    r"|\b(?:cut(?:s|ting)?|los(?:es?|t|ing)|la(?:ys?|id|ying) off|fir(?:es?|ed)|minus"
    r"|(?:down|falls?|fell|drop(?:s|ped)?|decreas(?:es?|ed)|shrinks?)(?: by)?)\s*\Z"
)
_MORE_AFTER = re.compile(r"\s*(?:more|extra|additional|higher)\b")
_LESS_AFTER = re.compile(r"\s*(?:走了|离职|没了|辞职|fewer|less|lower)")
_PEOPLE_AFTER = re.compile(r"\s*(?:more|extra|additional|fewer|less) (?:staff|people|persons|workers|employees)\b")
_NAMES_AFTER = re.compile(r"\s*(?:more|extra|higher|less|lower|its|the|their|of)*")
_TIMES = re.compile(r"(?P<two>翻(?:一?倍|一?番)|加倍)|(?P<four>翻两番)|(?P<half>减半|腰斩|砍半|\bhalv(?:e[sd]?|ing)\b)")
_FACTORS = {"two": Fraction(2), "four": Fraction(4), "half": Fraction(1, 2)}
_FOLD = re.compile(r"doubl|tripl", re.IGNORECASE)
_PIECES = re.compile(r"[，,。；;、？?！!\n\s]")


@dataclass(frozen=True)
class Change:
    """At `at` in the text the figure of `leg` ('' where none is named) is supposed to be `factor` times what it was,
    and `more` besides, in persons or yuan."""

    leg: str
    at: int
    factor: Fraction = Fraction(1)
    more: Fraction = Fraction(0)


def changes(plain: str) -> list[Change]:
    """The changes that a folded question supposes, in order."""
    since = _supposed_from(plain)
    found = [*_counted(plain, since), *_multiplied(plain, since)]
    return sorted(found, key=lambda change: change.at)


def _supposed_from(plain: str) -> int:
    """From where on a change is one: a size asked of figures, or a word that supposes."""
    asked, first = ASKS_SIZE.search(plain), next(placed(plain), None)
    places = [match.start() for match in (SUPPOSED.search(plain), _AGAIN.search(plain)) if match]
    if asked and first and first[0].start < asked.end():
        places.append(asked.end())
    return min(places, default=len(plain))


def _counted(plain: str, since: int) -> Iterator[Change]:
    """Changes by a figure: 10 persons, 5,000,000 yuan, 20%, once as much."""
    for quantity, before, after in placed(plain):
        sign = _sign(before, after)
        fold = quantity.unit == "times" and _FOLD.match(plain, quantity.start) is not None
        if quantity.start < since or not (sign or fold) or _OF_LAST_YEAR.search(before) or quantity.low is None:
            continue
        if quantity.unit in ("%", "times"):
            leg = named_in(before) or named_after(plain, _after(plain, quantity.end))
            share = quantity.low / 100 if quantity.unit == "%" else quantity.low
            known = quantity.low == quantity.high and (fold or sign * share > -1)
            yield Change(leg if known else "", quantity.start, share if fold else 1 + sign * share)
        else:
            yield Change(_leg(quantity, before, after, plain), quantity.start, more=sign * quantity.low)


def _multiplied(plain: str, since: int) -> Iterator[Change]:
    """Changes by a word: 翻倍, 减半."""
    for match in _TIMES.finditer(plain, since):
        before = _PIECES.split(plain[: match.start()])[-1]
        if not _OF_LAST_YEAR.search(before):
            leg = named_in(before) or named_after(plain, _after(plain, match.end()))
            yield Change(leg, match.start(), _FACTORS[str(match.lastgroup)])


def _sign(before: str, after: str) -> int:
    """1 where a figure is said to come on top, -1 where it is said to go, else 0."""
    if _MORE.search(before) or _MORE_AFTER.match(after):
        return 1
    return -1 if _LESS.search(before) or _LESS_AFTER.match(after) else 0


def _leg(quantity: Quantity, before: str, after: str, plain: str) -> str:
    if quantity.unit in ("", "count") and _PEOPLE_AFTER.match(after):
        return "X"
    bare = _LESS.sub("", _MORE.sub("", before))
    return leg_of(quantity, bare, after, plain)


def _after(plain: str, end: int) -> int:
    found = _NAMES_AFTER.match(plain, end)
    return found.end() if found else end
