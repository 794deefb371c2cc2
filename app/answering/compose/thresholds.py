"""Size classes: figures in the question held against a clause's threshold table, every leg shown.

X is staff (persons), Y revenue and Z total assets (万元). Medium and small need both floors; micro is below either;
above the upper limit a firm is large (工信部联企业〔2011〕300号, restated in the corpus). A class is never lower with a
higher figure, so one holds for all values of an open figure (不足20人, 4000-6000万) where it holds for both its ends.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.answering.compose.drafts import Draft
from app.answering.evidence import Candidate
from app.answering.numerals import BIG, SCALES
from app.answering.quantities import Quantity, find_quantities
from app.answering.question import Question
from app.answering.segments import Segment, view
from app.answering.terms import fold
from app.answering.wording import SIZES, say
from corpus.model import Clause, Document

_SIZE = r"(?:中小微|小微|微小|微|小|中|大)型?(?:企业|公司)?|[微小中大]型"
_SIZE_EN = r"(?:micro|small|medium|large|sme)(?:[ -]sized)?(?: (?:enterprise|business|company|firm|one))?"
#: It is asked which size, or whether of one (是小型企业吗); a size that is told (我们是小型企业，…) asks nothing.
_ASKS_SIZE = re.compile(
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
#: 3千5百万, 1亿2000万: digits with Chinese scales more than once.
_MIXED = re.compile(r"(?:\d+(?:\.\d+)?[十百千]?[万亿]?(?<=[十百千万亿])){2,}")
_PART = re.compile(r"(\d+(?:\.\d+)?)([十百千]?)([万亿]?)")
_HEADS = re.compile(r"(?<=[\d多十百])\s*来?[名个位号]?\s*(?:人(?![民均次])|(员工|职工|从业人员|雇员|workers\b))")
_STAFF = r"员工|职工|从业人员|雇员|人数|\b(?:staff|headcount|employees|workers|workforce)\b"
_BESIDE = re.compile(_STAFF)
_COUNTED = re.compile(rf"(?:{_STAFF})(?:总?数|总计|共|有|为|是|约|of|[\s:：])*\Z")
_OTHERS = re.compile(
    r"其中|股东|高管|董事|监事|客户|合伙人|会员|学生|管理|技术|研发"
    r"|of (?:whom|which|them)|shareholder|director|manager|customer|partner|engineer"
)
_REVENUE = r"营收|营业收入|营业额|收入|销售额|年销|产值|流水|进账|revenue|turnover|turn(?:s|ed)? over|sales|takings"
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
_NAMES = {"X": ("从业人员", "staff"), "Y": ("营业收入", "revenue"), "Z": ("资产总额", "total assets")}
#: Said of any industry (the software industry), and one's own name where no other is.
_ANY_INDUSTRY = "industry"


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
    plain = _plain(text)
    told: dict[str, list[tuple[Quantity, bool]]] = {}
    for leg, quantity, beside in _read(plain):
        told.setdefault(leg, []).append((quantity, beside))
    return {leg: _settled(leg, _counting(plain, of_leg), plain) for leg, of_leg in told.items()}


def _plain(text: str) -> str:
    """The text folded, with amounts and headcounts in forms that `find_quantities` reads."""
    folded = re.sub(r"(?<=[\d百千万亿])\s*人民币", "元", fold(text))
    return _HEADS.sub(lambda found: f"人{found[1] or ''}", _MIXED.sub(_in_digits, folded))


def _in_digits(mixed: re.Match[str]) -> str:
    total = section = Fraction(0)
    for number, scale, big in _PART.findall(mixed[0]):
        section += Fraction(number) * SCALES.get(scale, 1)
        if big:
            total, section = total + section * BIG[big], Fraction(0)
    return f"{float((total + section) / BIG['万']):.15g}万"


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
    first, asked = told[0][0].start, _ASKS_SIZE.search(plain)
    for quantity, _ in reversed(told[1:]):
        if _SUPPOSED.search(plain[first : quantity.start]) or (asked and first < asked.end() <= quantity.start):
            return [quantity]
    return [quantity for quantity, beside in told if beside] or [quantity for quantity, _ in told]


def _settled(leg: str, counting: list[Quantity], plain: str) -> float | Span:
    """One figure for a leg, a plain one as a number."""
    unit = 1 if leg == "X" else BIG["万"]
    lows = [0.0 if one.low is None else float(one.low / unit) for one in counting]
    highs = [math.inf if one.high is None else float(one.high / unit) for one in counting]
    if min(lows) == max(highs):
        return lows[0]
    lows = [math.nextafter(low, math.inf) if one.low_open else low for low, one in zip(lows, counting, strict=True)]
    highs = [math.nextafter(high, 0.0) if one.high_open else high for high, one in zip(highs, counting, strict=True)]
    words = (plain[one.reads[0][0] : one.end].strip() for one in counting)
    return Span(min(lows), max(highs), " / ".join(dict.fromkeys(words)))


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


def _industry(document: Document, text: str) -> tuple[Clause, str] | None:
    """The clause on the one industry that the text names, and the name; None where it names none or several."""
    tables = [(clause, clause.thresholds.values) for clause in document if clause.thresholds is not None]
    named = [
        (clause, name)
        for clause, table in tables
        for name in map(fold, table["industry"])
        if re.search(rf"\b{name}(?:s|e?rs?|ing|ation)?\b" if name.isascii() else name, text)
    ]
    named = [(clause, name) for clause, name in named if name != _ANY_INDUSTRY] or named
    named = [one for one in named if not any(one[1] != name and one[1] in name for _, name in named)]
    return max(named, key=lambda one: len(one[1])) if len({clause.id for clause, _ in named}) == 1 else None


def compose_size(question: Question, candidates: Iterable[Candidate]) -> Draft | None:
    """The size class for the industry named, where the question asks for one and states figures; else None."""
    plain = _plain(question.text)
    asked, stated = _ASKS_SIZE.search(plain), figures(question.text)
    document = next((candidate.document for candidate in candidates if candidate.clause.thresholds), None)
    if asked is None or not stated or document is None:
        return None
    # An industry named after the size was asked is a follow-up's, else there is one in all.
    later = plain[asked.end() :]
    found = _industry(document, later) or _industry(document, plain)
    table = found[0].thresholds if found else None
    if found is None or table is None:
        return None
    clause, industry = found
    sized = classify(table.values, stated, question.language)
    if sized.size is None:
        return None
    _, start, end = view(clause, question.language)
    english = question.language == "en"
    text = say(
        "size",
        question.language,
        industry=industry,
        size=SIZES[sized.size][english],
        legs=("; " if english else "；").join(sized.legs),
    )
    return Draft(text, (Segment(document, clause, start, end),))
