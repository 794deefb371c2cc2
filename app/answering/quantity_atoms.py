"""Figures as they stand in a text: a number with its scale and unit, before comparators and ranges are read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from app.answering.numerals import BIG, MIXED, SCALES, chinese_value, mixed_value, plain_value
from app.answering.quantity_words import (
    ARABIC,
    EN_SCALES,
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

#: 3个亿 is 3亿; 10个亿级项目 are ten.
_EACH = r"(?:个(?=[多余来]?[万亿](?!级)))?"
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
    rf"|(?P<cur>{'|'.join(SIGNS)})?\s?(?<![第\d.])(?:(?P<mixed>{MIXED})|(?P<num>{ARABIC}))\s?{_EACH}"
    rf"(?P<zscale>[百千万亿]{{1,2}})?(?:\s?(?P<escale>{SCALED})\b)?(?P<more>[多余]|来(?![自源]))?(?P<big>(?<=[多余来])[万亿])?(?P<mid>个半(?=[年月周星小]))?[\s-]?"
    rf"(?:{UNIT})?(?P<and>半(?![年月日天数]))?"
    rf"|(?<![第{ZH}])(?P<zh>{NUMERAL}){_EACH}(?P<zmore>[多余]|来(?![自源]))?(?P<zbig>(?<=[个多余来])[万亿])?(?P<zmid>个半(?=[年月周星小]))?"
    rf"(?:(?:{UNIT.replace('P<u', 'P<z')})(?P<zand>半(?![年月日天数]))?"
    rf"|(?<=[万亿])(?![{ZH}分])|(?<=[万亿][二三四五六七八九])(?=[，。；？、,;?\s]|\Z))"
    rf"|\b(?:(?P<wcur>{'|'.join(SIGNS)})\s?)?(?P<word>{WORDS})\b"
    rf"[\s-]?(?:{UNIT.replace('P<u', 'P<w')})?)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Atom:
    """One figure as written at [start, end): its value in its unit, and what it was multiplied by to get there; `more`
    where it is more than that (三百多, 过半数), `word` the unit as written."""

    value: Fraction
    unit: str
    start: int
    end: int
    scale: int = 1
    factor: Fraction = Fraction(1)
    more: bool = False
    word: str = ""


def find_atoms(text: str) -> list[Atom]:
    """The figures of `text`, which has its numerals folded, in order."""
    found: list[Atom] = []
    for match in _ATOM.finditer(text):
        atom = _atom(match)
        if atom is not None:
            found.append(atom)
    return found


def _atom(match: re.Match[str]) -> Atom | None:
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
        for char in (match["zscale"] or "") + (match["big"] or ""):
            scale *= {**SCALES, **BIG}[char]
        scale *= EN_SCALES.get((match["escale"] or "").lower(), 1)
    elif match["mixed"]:
        scale = max(BIG.get(char, 1) for char in match["mixed"][-2:])
        value = mixed_value(match["mixed"]) / scale
    elif match["zh"]:
        numeral = match["zh"]
        while numeral[-1:] in BIG and chinese_value(numeral[:-1]) is not None:
            scale, numeral = scale * BIG[numeral[-1]], numeral[:-1]
        value, scale = chinese_value(numeral), scale * BIG.get(match["zbig"], 1)
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
    return Atom(value * scale * factor, unit, start, end, scale, factor, more, word)


_AMOUNT = 10_000


def _share(match: re.Match[str]) -> Atom | None:
    """三分之二, 2/3, two thirds, 过半数, 一半 as a share of a hundred."""
    part: Fraction | None
    if match["major"]:
        more = match["major"][0] == "过" or not match["major"].lower().startswith(("半", "一", "half"))
        return Atom(Fraction(50), "%", 0, 0, more=more)
    if match["parts"]:
        whole = {"百": Fraction(100), "千": Fraction(1000), "万": Fraction(10000)}.get(match["parts"])
        whole, part = whole or chinese_value(match["parts"]), plain_value(match["of"])
    elif match["over"]:
        whole, part = Fraction(match["under"]), Fraction(match["over"])
    elif match["few"]:
        whole, part = Fraction(SHARES[match["share"].lower()]), Fraction(WORD_VALUES.get(match["few"].lower(), 1))
    else:
        return None
    return Atom(part * 100 / whole, "%", 0, 0) if whole and part is not None else None


def _ordinal(match: re.Match[str]) -> Atom | None:
    """第一次, 第三季度, 下半年, the second quarter: their number, in a unit of their own."""
    if match["halfyear"]:
        return Atom(Fraction(1 + (match["halfyear"] == "下")), "半年度", 0, 0)
    if match["enth"]:
        return Atom(Fraction(ORDINALS.index(match["enth"].lower()) + 1), ORDERED[match["enordered"].lower()], 0, 0)
    value = plain_value(match["nth"]) if match["nth"] else None
    return Atom(value, f"第{match['ordered']}", 0, 0) if value is not None else None


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
