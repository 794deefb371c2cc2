"""Numerals of statutes and reports: width, and what a Chinese numeral is worth."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

# Full-width forms to ASCII, one character for one, so that spans stay true. ，；：！？ are left: they separate.
_LEFT = {ord(char) for char in "，；：！？"}
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code not in _LEFT} | {0x3000: 0x20, 0x2007: 0x20}


def fold_width(text: str) -> str:
    """Full-width letters, digits and signs as ASCII; the length stays."""
    return text.translate(_WIDTH)


_CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
# 陆 and 伍 are words besides: alone they are figures before a unit of money only.
_CAPITAL_RUN = re.compile(r"[壹贰叁肆伍陆柒捌玖拾佰仟零〇万亿]{2,}|[壹贰叁肆伍陆柒捌玖拾](?=[元圆万亿成倍])")


def fold_numerals(text: str) -> str:
    """Width folded and the numerals of cheques (捌仟万) as plain ones; the length stays."""
    return _CAPITAL_RUN.sub(lambda found: found[0].translate(_CAPITALS), fold_width(text))


DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
SCALES = {"十": 10, "百": 100, "千": 1000}
BIG = {"万": 10**4, "亿": 10**8}
# English words by what they are worth.
NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen"
    " fourteen fifteen sixteen seventeen eighteen nineteen"
).split()


_NUMERAL = re.compile(
    r"(?P<whole>[零〇○一二两三四五六七八九十百千万亿]+)"
    r"(?:点(?P<decimals>[零〇○一二三四五六七八九]+)(?P<big>[万亿]*))?"
)
_LONGEST = 40  # signs of a numeral: what is longer is no amount, and int() refuses it in the end
#: 五六十 is fifty or sixty: two digits side by side before a scale are no one number.
_EITHER = re.compile(r"[一二两三四五六七八九]{2}")
#: 三万五 is 35,000: a digit that follows a scale and ends the numeral counts tenths of it.
_TENTHS = re.compile(r"(?<=([百千万亿]))[一二三四五六七八九]\Z")


@lru_cache(maxsize=4096)
def chinese_value(numeral: str) -> Fraction | None:
    """The value of a Chinese numeral (一百二十万, 二〇二五, 三点五万, 三万五); None where it is none
    (百 alone, 十点二十) or leaves its value open (五六十)."""
    match = _NUMERAL.fullmatch(numeral) if len(numeral) <= _LONGEST else None
    if match is None or not any(char in DIGITS or char == "十" for char in match["whole"]):
        return None
    whole = _whole(match["whole"])
    if whole is None:
        return None
    value = Fraction(whole)
    if decimals := match["decimals"]:
        value += Fraction(_by_digit(decimals), 10 ** len(decimals))
    for char in match["big"] or "":
        value *= BIG[char]
    return value


def _by_digit(numeral: str) -> int:
    return int("".join(str(DIGITS[char]) for char in numeral))


def _whole(numeral: str) -> int | None:
    if len(numeral) > 1 and all(char in DIGITS for char in numeral):
        return _by_digit(numeral)
    if _EITHER.search(numeral):
        return None
    if tenths := _TENTHS.search(numeral):
        return (_whole(numeral[:-1]) or 0) + DIGITS[tenths[0]] * (SCALES | BIG)[tenths[1]] // 10
    total = section = digit = 0
    for char in numeral:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in SCALES:
            section += (digit or (1 if char == "十" else 0)) * SCALES[char]
            digit = 0
        else:
            total = (total + section + digit) * BIG[char] if char == "亿" else total + (section + digit) * BIG[char]
            section = digit = 0
    return total + section + digit


def plain_value(text: str) -> Fraction | None:
    """The value of an Arabic or Chinese numeral, with or without commas; None where it is none."""
    if not text[0].isdigit():
        return chinese_value(text)
    return Fraction(text.replace(",", "")) if len(text) <= _LONGEST else None


#: Digits with Chinese scales more than once, or once and its tenths behind it.
MIXED = r"(?:(?:\d+(?:\.\d+)?[十百千]?[万亿]?(?<=[十百千万亿])){2,}|\d+[万亿][1-9](?=[元，。；？、;?\s]|,(?!\d)|\Z))"
_MIXED_PART = re.compile(r"(\d+(?:\.\d+)?)([十百千]?)([万亿]?)")


def mixed_value(numeral: str) -> Fraction:
    """The value of digits with Chinese scales between them (3千5百万, 1亿2000万, 1亿2)."""
    total = section = Fraction(0)
    if numeral[-1].isdigit():
        return mixed_value(numeral[:-1]) + Fraction(int(numeral[-1]) * BIG[numeral[-2]], 10)
    for number, scale, big in _MIXED_PART.findall(numeral):
        section += Fraction(number) * SCALES.get(scale, 1)
        if big:
            total, section = total + section * BIG[big], Fraction(0)
    return total + section
