"""Quantities as meaning: value, unit and comparator, in Chinese and English.

`find_quantities("处五万元以上五十万元以下罚款")` is one quantity, 50,000 to 500,000 yuan, both ends included.
以上 and 以下 include their number (民法典第一千二百五十九条); 超过, 不足, 不满 do not. Two quantities mean the same
when unit, bounds and the openness of the bounds are equal: 0.2亿元 is 2000万元 is 20 million yuan, and 10个工作日 is
not 10日.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from app.answering.dates import find_days
from app.answering.numerals import BIG, SCALES, chinese_value, fold_numerals, plain_value
from app.answering.quantity_words import (
    AFTER,
    ARABIC,
    BEFORE,
    EN_SCALES,
    GE,
    GT,
    LE,
    LT,
    NUMERAL,
    ORDERED,
    ORDINALS,
    SCALED,
    SHARES,
    SIGNS,
    UNIT,
    UNITS,
    WORD_VALUES,
    WORDS,
    ZH,
)


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


_ATOM = re.compile(
    rf"(?:(?P<parts>百|千|万|[{ZH}]{{1,4}})分之(?P<of>{NUMERAL}|\d+(?:\.\d+)?)"
    rf"|(?<![\d/])(?P<over>\d{{1,2}})/(?P<under>[1-9]\d?)(?![\d/])"
    rf"|\b(?P<few>one|two|three|four|an?)[- ](?P<share>{'|'.join(SHARES)})(?:s\b|(?= (?:of|or|in)\b|[.,;]|\Z))"
    rf"|第(?P<nth>[{ZH}]+|\d{{1,3}})个?(?P<ordered>次|季度|届|期|批|轮)"
    rf"|(?P<halfyear>[上下])半年"
    rf"|\b(?P<enth>{'|'.join(ORDINALS)})(?=(?: [\w'’]+){{0,2}}? (?P<enordered>quarter|half|meeting)\b)"
    rf"|(?P<major>过半数?|半数|一半|\b(?:more than half|(?:a|the|simple) majority"
    rf"|(?<!first )(?<!second )half (?:of|the))\b)"
    rf"|(?P<half>半个?|half an? )(?:{UNIT.replace('P<u', 'P<h')})"
    rf"|\b(?P<halfa>half a) (?P<hscale>million|billion)\b[\s-]?(?:{UNIT.replace('P<u', 'P<m')})?"
    rf"|(?<=\bwithin )an? (?:{UNIT.replace('P<u', 'P<a')})"
    rf"|\b(?P<fold>doubl(?:e[sd]?|ing)|twice|tripl(?:e[sd]?|ing))\b"
    rf"|(?P<cur>{'|'.join(SIGNS)})?\s?(?<![第\d.])(?P<num>{ARABIC})\s?(?P<zscale>[百千万亿]{{1,2}})?(?:\s?(?P<escale>"
    rf"{SCALED})\b)?(?P<more>[多余])?(?P<mid>个半(?=[年月周星小]))?[\s-]?"
    rf"(?:{UNIT})?(?P<and>半(?![年月日天数]))?"
    rf"|(?<![第{ZH}])(?P<zh>{NUMERAL})(?P<zmore>[多余])?(?P<zmid>个半(?=[年月周星小]))?"
    rf"(?:(?:{UNIT.replace('P<u', 'P<z')})(?P<zand>半(?![年月日天数]))?|(?<=[万亿])(?![{ZH}分]))"
    rf"|\b(?:(?P<wcur>{'|'.join(SIGNS)})\s?)?(?P<word>{WORDS})\b"
    rf"[\s-]?(?:{UNIT.replace('P<u', 'P<w')})?)",
    re.IGNORECASE,
)
_RANGE_ZH = re.compile(rf"(?<![第{ZH}])([{ZH}]+)(?=[至到—–~-]{{1,2}}[{ZH}]+(?:个|日|天|年|元|人|倍|户|家|项|次))")
_SPAN_SIGN = re.compile(r"\s*(?:[-—–~～]{1,2}|至|到|to|and)\s*\Z", re.IGNORECASE)

TIME_UNITS = frozenset({"day", "workday", "month", "week", "hour", "minute", "交易日"})


@dataclass(frozen=True)
class _Atom:
    value: Fraction
    unit: str
    start: int
    end: int
    scale: int = 1
    factor: Fraction = Fraction(1)
    more: bool = False
    word: str = ""


def _atoms(text: str) -> list[_Atom]:
    found: list[_Atom] = []
    for match in _ATOM.finditer(text):
        atom = _atom(match)
        if atom is not None:
            found.append(atom)
    return found


def _atom(match: re.Match[str]) -> _Atom | None:
    unit, factor, word = _unit(match)
    more = bool(match["more"] or match["zmore"])
    start, end = match.span()
    while match.string[end - 1] in " -":
        end -= 1
    while match.string[start] == " ":
        start += 1
    shared = _share(match) or _ordinal(match)
    if shared:
        return replace(shared, start=start, end=end)
    scale = 1
    if match["half"]:
        value: Fraction | None = Fraction(1, 2)
    elif match["halfa"]:
        value, scale = Fraction(1, 2), EN_SCALES[match["hscale"].lower()]
    elif match["fold"]:
        value, unit, word = Fraction(3 if match["fold"][:2].lower() == "tr" else 2), "times", "times"
    elif match["num"]:
        value = plain_value(match["num"])
        for char in match["zscale"] or "":
            scale *= {**SCALES, **BIG}[char]
        scale *= EN_SCALES.get((match["escale"] or "").lower(), 1)
    elif match["zh"]:
        numeral = match["zh"]
        while numeral[-1:] in BIG and chinese_value(numeral[:-1]) is not None:
            scale, numeral = scale * BIG[numeral[-1]], numeral[:-1]
        value = chinese_value(numeral)
    elif match["word"]:
        value, scale = _english(match["word"].lower())
        if value * scale == 1 and not unit:
            return None
    else:
        value = Fraction(1)  # within a day
    if value is None:
        return None
    if match["mid"] or match["zmid"] or match["and"] or match["zand"]:
        value += Fraction(1, 2)
    if match["cur"] or match["wcur"]:
        unit = next(name for sign, name in SIGNS.items() if re.match(sign, match["cur"] or match["wcur"], re.I))
    if not unit and scale >= _AMOUNT:
        unit = "amount"
    return _Atom(value * scale * factor, unit, start, end, scale, factor, more, word)


_AMOUNT = 10_000


def _share(match: re.Match[str]) -> _Atom | None:
    """三分之二, 2/3, two thirds, 过半数, 一半 as a share of a hundred."""
    part: Fraction | None
    if match["major"]:
        more = match["major"][0] == "过" or not match["major"].lower().startswith(("半", "一", "half"))
        return _Atom(Fraction(50), "%", 0, 0, more=more)
    if match["parts"]:
        whole = {"百": Fraction(100), "千": Fraction(1000), "万": Fraction(10000)}.get(match["parts"])
        whole, part = whole or chinese_value(match["parts"]), plain_value(match["of"])
    elif match["over"]:
        whole, part = Fraction(match["under"]), Fraction(match["over"])
    elif match["few"]:
        whole, part = Fraction(SHARES[match["share"].lower()]), Fraction(WORD_VALUES.get(match["few"].lower(), 1))
    else:
        return None
    return _Atom(part * 100 / whole, "%", 0, 0) if whole and part is not None else None


def _ordinal(match: re.Match[str]) -> _Atom | None:
    """第一次, 第三季度, 下半年, the second quarter: their number, in a unit of their own."""
    if match["halfyear"]:
        return _Atom(Fraction(1 + (match["halfyear"] == "下")), "半年度", 0, 0)
    if match["enth"]:
        return _Atom(Fraction(ORDINALS.index(match["enth"].lower()) + 1), ORDERED[match["enordered"].lower()], 0, 0)
    value = plain_value(match["nth"]) if match["nth"] else None
    return _Atom(value, f"第{match['ordered']}", 0, 0) if value is not None else None


def _english(words: str) -> tuple[Fraction, int]:
    """The value of English number words and the scale that they end in (two, 1,000,000 for two million)."""
    total = section = Fraction(0)
    scale = 1
    for word in re.findall(r"[a-z]+", words):
        if word not in EN_SCALES:
            section += WORD_VALUES.get(word, 0)
        elif word == "hundred":
            section *= 100
        else:
            scale = EN_SCALES[word]
            total, section = total + section * scale, Fraction(0)
    return (total / scale, scale) if scale > 1 and not section else (total + section, 1)


def _unit(match: re.Match[str]) -> tuple[str, Fraction, str]:
    name = next((name for name in _UNIT_NAMES if match[name]), None)
    if name is None:
        return "", Fraction(1), ""
    _, unit, factor = UNITS[int(name[1:])]
    return unit or match[name], factor, match[name].lower()


_UNIT_NAMES = tuple(name for name in _ATOM.groupindex if name[1:].isdigit())


@lru_cache(maxsize=4096)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of `text` in order. Dates, document numbers, clause numbers and item marks are none."""
    plain = _blank(fold_numerals(text), [(day.start, day.end) for day in find_days(text)])
    plain = without_labels(plain)
    plain = _RANGE_ZH.sub(lambda found: _same_length(found[1]), plain)
    found: list[Quantity] = []
    atoms = _atoms(plain)
    at = 0
    while at < len(atoms):
        joined = _range(plain, atoms[at], atoms[at + 1]) if at + 1 < len(atoms) else None
        read = joined or _single(plain, atoms[at])
        both = _both(plain, found[-1], read) if found else None
        if both:
            found[-1] = both
        elif not (read.unit == "count" and read.low == read.high == 1) or read.word == "次":  # 一个 is an article
            found.append(read)
        at += 2 if joined else 1
    return tuple(found)


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


def _range(text: str, one: _Atom, two: _Atom) -> Quantity | None:
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


def _single(text: str, atom: _Atom) -> Quantity:
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


def _period(text: str, atom: _Atom) -> str:
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


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    """`text` with the spans overwritten by a sign that no pattern reads; the length stays."""
    for start, end in spans:
        text = text[:start] + "\x00" * (end - start) + text[end:]
    return text
