"""A firm's staff, revenue and assets as a question tells them, and where it asks which size that makes.

X is staff (persons), Y revenue and Z total assets (万元), as the tables of the size standard have them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.answering.numerals import BIG
from app.answering.quantities import Quantity, find_quantities
from app.answering.terms import fold

_SIZE = r"(?:中小微|小微|微小|微|小|中|大)型?(?:企业|公司)?|[微小中大]型"
_SIZE_EN = r"(?:micro|small|medium|large|sme)(?:[ -]sized)?(?: (?:enterprise|business|company|firm|one))?"
#: It is asked which size, or whether of one (是小型企业吗); a size that is told (我们是小型企业，…) asks nothing.
ASKS_SIZE = re.compile(
    r"(?:什么|何种|哪[一种类个档]*|多大的?)(?:样的)?(?:企业)?(?:规模|类型|型|档|类)"
    r"(?=的?(?:企业|公司|单位)?(?:[呢啊]?[，,。；;？?\s]|[呢啊]?$))|规模(?:是|怎|如何|呢|[?？]|$)|划型|怎么划|[微小中大]型(?:企业)?还是"
    r"|(?:是|属|算|够|划[为到成入]|归[为入到]|定为|达到)[^，,。；;？?！!贷给对向]{0,5}?"
    rf"(?:{_SIZE})(?:吗|么|呢|吧|不|没|还是|或者?|[，,]?(?:对吗|对不对|是吗)|\s*(?:[?？\n]|$))"
    r"|\b(?:what|which) size\b|\bsize (?:class|category)\b"
    r"|\b(?:what|which) (?:class|type|category|kind)(?: of (?:enterprise|business|company|firm))?"
    r"(?: is\b| does\b|\s*(?:[?\n]|$))"
    r"|\b(?:is|are|be|being|count|counts|qualify|qualifies|considered|classed|classified|rank|ranks)\b[^?]*?"
    rf"\b(?:{_SIZE_EN})(?: (?:under|by|according|in terms)\b|,? or\b|\s*(?:[?\n]|$))"
)
_STAFF = r"员工|职工|从业人员|雇员|人数|\b(?:staff|headcount|employees|workers|workforce)\b"
_BESIDE = re.compile(_STAFF)
_COUNTED = re.compile(rf"(?:{_STAFF})(?:总?数|总计|共|有|为|是|约|of|[\s:：])*\Z")
_OTHERS = re.compile(
    r"其中|股东|高管|董事|监事|客户|合伙人|会员|学生|管理|技术|研发"
    r"|of (?:whom|which|them)|shareholder|director|manager|customer|partner|engineer"
)
_REVENUE = (
    r"营收|营业收入|营业额|收入|销售额|年[销卖入]|产值|流水|进账|revenue|turnover|turn(?:s|ed)? over|sales|takings"
)
_ASSETS = r"(?<![净定动形])资产|(?<!net )(?<!fixed )(?<!current )assets"
_NAMED = re.compile(rf"(?P<Y>{_REVENUE})|(?P<Z>{_ASSETS})")
_NAMED_AFTER = re.compile(rf"\s*(?:in |of |的)?(?:annual |yearly |total )?(?:(?P<Y>{_REVENUE})|(?P<Z>{_ASSETS}))")
#: What an amount is of, or is for, where it is neither: profit, tax, a month, a loan, pay, growth.
_NEITHER = re.compile(
    r"利润|净利|盈利|税|利息|每月|月(?:均|营|收|销|流|产)|季度|日均|人均|工资|薪|贷|借|融资|担保|注册|增[长加](?![到至])"
    r"|profit|tax|interest|month|quarter|loan|borrow|wage|salar|payroll|growth|grew"
)
_NOT_YUAN_A_YEAR = re.compile(r"\s*(?:[港美欧日英]|[kmb]\b|/|每|an? (?:month|quarter)|per (?:month|quarter)|monthly)")
_SCALED = re.compile(r"[百千万亿]|thousand|million|billion|mn|bn|trillion")
_PIECES = re.compile(r"[，,。；;、？?！!\n]")
_SUPPOSED = re.compile(r"要是|如果|假如|换成|改成|变成|增加到|减到|\bwhat if\b|\bif (?:it|we|they|there)\b")
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
    What is supposed, or told after a size was asked, holds over what was told before: a follow-up supposes another.
    Else two figures of a leg leave open which of them counts.
    """
    plain = fold(text)
    told: dict[str, list[tuple[Quantity, bool]]] = {}
    for leg, quantity, beside in _read(plain):
        told.setdefault(leg, []).append((quantity, beside))
    return {leg: _settled(leg, _counting(plain, of_leg), plain) for leg, of_leg in told.items()}


def _read(plain: str) -> Iterator[tuple[str, Quantity, bool]]:
    """The figures with their legs, and whether a word for staff or the name of the amount stands beside each."""
    since = 0
    for quantity in find_quantities(plain):
        before = _PIECES.split(plain[since : quantity.start])[-1]
        after = _PIECES.split(plain[quantity.end :])[0][:12]
        since = quantity.end
        scaled = _SCALED.search(plain[quantity.start : quantity.end]) is not None
        if quantity.unit == "person" or (quantity.unit == "" and not scaled and _COUNTED.search(before)):
            if not _OTHERS.search(before + after):
                yield "X", quantity, _BESIDE.search(before + plain[quantity.start : quantity.end] + after) is not None
        elif quantity.unit in ("yuan", "amount") or (quantity.unit == "" and scaled):
            leg = "" if _NOT_YUAN_A_YEAR.match(after) else _money_leg(before, plain, quantity.end)
            if leg:
                yield leg, quantity, True


def _money_leg(before: str, plain: str, end: int) -> str:
    """The leg that the words beside an amount name; '' where they name none."""
    if _NEITHER.search(before):
        return ""
    named = [*_NAMED.finditer(before)][-1:] or [one for one in [_NAMED_AFTER.match(plain, end)] if one]
    return str(named[0].lastgroup) if named else ""


def _counting(plain: str, told: list[tuple[Quantity, bool]]) -> list[Quantity]:
    """Those of the figures told for one leg that count."""
    first, asked = told[0][0].start, ASKS_SIZE.search(plain)
    for quantity, _ in reversed(told[1:]):
        if _SUPPOSED.search(plain[first : quantity.start]) or (asked and first < asked.end() <= quantity.start):
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
