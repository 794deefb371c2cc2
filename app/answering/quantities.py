"""Quantities as meaning: value, unit and comparator, in Chinese and English.

`find_quantities("处五万元以上五十万元以下罚款")` is one quantity, 50,000 to 500,000 yuan, both ends included.
以上 and 以下 include their number (民法典第一千二百五十九条); 超过, 不足, 不满 do not. Two quantities mean the same
when unit, bounds and the openness of the bounds are equal: 0.2亿元 is 2000万元 is 20 million yuan, and 10个工作日 is
not 10日.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from app.answering.dates import find_days
from app.answering.numerals import chinese_value, fold_numerals
from app.answering.quantity_atoms import Atom, find_atoms
from app.answering.quantity_words import AFTER, BEFORE, GE, GT, LE, LT, ZH


@dataclass(frozen=True)
class Quantity:
    """An interval of values with a unit, as written at [start, end).

    low/high are None where unbounded, and equal for a plain figure. Units: yuan, usd, %, pp (percentage points),
    times, day, workday, month (a year is 12), hour, person, count, 'amount' (a bare figure in 万, 亿 or million: money
    as a rule), or the Chinese measure word as written. `word` is the unit as written.
    `relation` is 'before' or 'after' for 三十日前, 三十日后; 'per day', 'per month', 'per year' for 日万分之五.
    `reads` are the spans of number and comparator words.
    """

    low: Fraction | None
    high: Fraction | None
    unit: str
    start: int
    end: int
    low_open: bool = False
    high_open: bool = False
    relation: str = ""
    reads: tuple[tuple[int, int], ...] = ()
    word: str = ""

    @property
    def meaning(self) -> tuple[object, ...]:
        """What has to be equal for two quantities to say the same."""
        return self.unit, self.low, self.low_open, self.high, self.high_open, self.relation

    @property
    def rated(self) -> bool:
        """Whether it is a share or count a day, month or year; the period may go without saying."""
        return self.relation.startswith("per ")

    def same(self, other: Quantity) -> bool:
        """Equal in meaning; a bare number equals a count, and English 'times' counts occurrences too. Things that
        are counted by another measure word are others (两家, 两次), but 个 goes with any of them save 次."""
        if self.meaning[1:-1] != other.meaning[1:-1]:
            return False
        if self.relation != other.relation and not ("" in (self.relation, other.relation) and self.rated | other.rated):
            return False
        units, words = {self.unit, other.unit}, {self.word, other.word}
        if units == {"count"}:
            return len(words) == 1 or ("个" in words and "次" not in words)
        if units == {"count", "times"}:
            return "次" in words and any(word.isascii() for word in words)
        if units == {"count", "person"}:
            return "个" in words
        return len(units) == 1 or units in _ALIKE


_ALIKE = ({"", "count"}, {"", "person"}, {"", "times"}, *({"amount", unit} for unit in ("", "yuan", "count", "person")))


_RANGE_ZH = re.compile(rf"(?<![第{ZH}])([{ZH}]+)(?=[至到—–~-]{{1,2}}[{ZH}]+(?:个|日|天|年|元|人|倍|户|家|项|次))")
_SPAN_SIGN = re.compile(r"\s*(?:[-—–~～]{1,2}|至|到|to|and)\s*\Z", re.IGNORECASE)

TIME_UNITS = frozenset({"day", "workday", "month", "week", "hour", "minute", "交易日"})


@lru_cache(maxsize=4096)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of `text` in order. Dates, document numbers, clause numbers and item marks are none."""
    plain = blank(fold_numerals(text), [(day.start, day.end) for day in find_days(text)])
    plain = without_labels(plain)
    plain = _RANGE_ZH.sub(lambda found: _same_length(found[1]), plain)
    found: list[Quantity] = []
    atoms = find_atoms(plain)
    at = 0
    while at < len(atoms):
        joined = _range(plain, atoms[at], atoms[at + 1]) if at + 1 < len(atoms) else None
        read = joined or _single(plain, atoms[at])
        both = _both(plain, found[-1], read) if found else None
        if both:
            found[-1] = both
        elif not _is_article(read):
            found.append(read)
        at += 2 if joined else 1
    return tuple(found)


def _is_article(read: Quantity) -> bool:
    """Whether it is one that counts nothing: 一个, 一个人, and not 一次."""
    counts = (read.unit == "count" and read.word != "次") or read.word == "个人"
    return counts and read.low == read.high == 1


def without_labels(text: str) -> str:
    """`text` with document numbers, clause numbers and item marks overwritten; the length stays."""
    return _NOT_QUANTITIES.sub(lambda found: "第" * len(found[0]), text)


def _both(text: str, one: Quantity, two: Quantity) -> Quantity | None:
    """最低50万元，最高200万元 and the like as one range; None where the two are no ends of one."""
    if one.high is not None or two.low is not None or one.low is None or two.high is None or one.low > two.high:
        return None
    units = {one.unit, two.unit}
    if (len(units) > 1 and units != {"amount", "yuan"}) or not _BOTH.fullmatch(text[one.end : two.reads[0][0]]):
        return None
    unit = one.unit if one.unit != "amount" else two.unit
    return replace(
        one, high=two.high, high_open=two.high_open, unit=unit, end=two.end, reads=((one.reads[0][0], two.end),)
    )


_BOTH = re.compile(r"[\s，,、]*(?:且|并且?|但|同时|and|but)?\s*", re.IGNORECASE)


def _same_length(numeral: str) -> str:
    """A Chinese numeral before a range sign as digits padded with spaces, so that 三至五年 reads as 3-5年."""
    value = chinese_value(numeral)
    digits = str(value) if value is not None else numeral
    return digits.ljust(len(numeral)) if len(digits) <= len(numeral) else numeral


def _range(text: str, one: Atom, two: Atom) -> Quantity | None:
    between = text[one.end : two.start]
    units = {one.unit, two.unit}
    if one.unit and len(units) > 1 and units != {"amount", "yuan"}:
        return None
    unit = one.unit if two.unit == "amount" and one.unit else two.unit
    after_one, after_two = AFTER.match(text, one.end), AFTER.match(text, two.end)
    if (
        after_one
        and after_one["ge"]
        and after_two
        and after_two["le"]
        and not text[after_one.end() : two.start].strip("，、 ,至")
    ):
        return Quantity(
            one.value, two.value, unit, one.start, after_two.end(), reads=((one.start, after_two.end()),), word=two.word
        )
    if not _SPAN_SIGN.fullmatch(between) or (after_two and after_two["ge"]):
        return None
    if between.strip().lower() == "and" and not re.search(r"between\s*\Z", text[: one.start], re.IGNORECASE):
        return None
    low = one.value
    if not one.word:
        scaled = low * two.factor * (two.scale if one.scale == 1 else 1)
        low = scaled if scaled <= two.value else low * two.factor
    if low > two.value:
        return None
    end = after_two.end() if after_two and after_two["le"] else two.end
    return Quantity(low, two.value, unit, one.start, end, reads=((one.start, end),), word=two.word)


def _single(text: str, atom: Atom) -> Quantity:
    reads = [(atom.start, atom.end)]
    comparator, relation = "", ""
    before = BEFORE.search(text[max(0, atom.start - 48) : atom.start])
    if before:
        comparator = str(next(name for name in (LE, GE, GT, LT) if before[name]))
        base = max(0, atom.start - 48)
        reads.insert(0, (base + before.start(), base + before.start("gap")))
    after = AFTER.match(text, atom.end)
    if after:
        kind = str(after.lastgroup)
        timed = atom.unit in TIME_UNITS
        if kind == GE or (kind == LE and (timed or "内" not in after[0] or "以" in after[0])):
            comparator = comparator or kind
            reads.append(after.span())
        elif timed and kind in ("before", "after") and not comparator:
            relation = kind
            reads.append(after.span())
    if atom.unit in TIME_UNITS and text[max(0, atom.start - 2) : atom.start] == "提前":
        relation = "before"
    if atom.unit in ("%", "pp", "count", "times") and not relation:
        relation = _period(text, atom)
    if atom.more and not comparator:
        comparator = GT
    plain = Quantity(
        atom.value,
        atom.value,
        atom.unit,
        atom.start,
        reads[-1][1],
        relation=relation,
        reads=tuple(reads),
        word=atom.word,
    )
    if comparator in (LE, LT):
        return replace(plain, low=None, high_open=comparator == LT)
    if comparator in (GE, GT):
        return replace(plain, high=None, low_open=comparator == GT)
    return plain


_PERIODS = (
    ("per hour", r"每个?小时", r"\s*(?:a|per) hour\b|\s*hourly\b"),
    ("per day", r"每?日(?:按|加收|计收)?\s*\Z|每[天日]|日(?:利率|息)", r"\s*(?:a|per) day\b|\s*daily\b"),
    ("per week", r"每个?(?:周|星期)", r"\s*(?:a|per) week\b|\s*weekly\b"),
    ("per month", r"每个?月|月(?:利率|息)", r"\s*(?:a|per) month\b|\s*monthly\b"),
    ("per quarter", r"每个?季度?", r"\s*(?:a|per) quarter\b|\s*quarterly\b"),
    (
        "per year",
        r"每年度?|年化(?:利率)?|年(?:利率|息)",
        r"\s*(?:a|per) (?:year|annum)\b|\s*annually\b",
    ),
)
_PERIOD = tuple(
    (name, re.compile(rf"(?:{before})[^，。；0-9]{{0,8}}\Z"), re.compile(after, re.I))
    for name, before, after in _PERIODS
)


def _period(text: str, atom: Atom) -> str:
    """The period that a share or count is said to be for; '' where none is."""
    lead = text[max(0, atom.start - 16) : atom.start]
    return next((name for name, before, after in _PERIOD if before.search(lead) or after.match(text, atom.end)), "")


# What holds figures and is no quantity: document numbers, clause numbers, item marks.
_NOT_QUANTITIES = re.compile(
    rf"[〔\[【(（]\s*\d{{4}}\s*[〕\]】)）]\s*第?\s*\d+\s*号|第?\s*\d+\s*号(?:文|令|公告|通知)?"
    rf"|第\s*[\d{ZH}]+\s*(?![\d{ZH}]|个?(?:次|季度|届|期|批|轮))[条款项目章节编号类]?(?:之[{ZH}]+)?|[(（]\s*[\d{ZH}]+\s*[)）]"
    r"|\b(?:Article|Art\.?|Section|Sec\.?|Method|Step|Type|Annex|Clause|Paragraph|Item|Chapter|Order|No\.?|Notice|Document)\s*"
    r"(?:No\.?\s*)?\d+(?:[-.]\d+)*(?:\(\w+\))*|(?:(?m:^)|[：:;；])\s*\d{1,2}[.．、](?!\d)",
    re.IGNORECASE,
)


def blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with the spans overwritten by a sign that no pattern reads; the length stays."""
    chars = list(text)
    for start, end in spans:
        chars[start:end] = "\x00" * (end - start)
    return "".join(chars)
