"""Dates and parts of dates in a text, Chinese and English."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from app.answering.numerals import fold_width, plain_value


@dataclass(frozen=True)
class Day:
    """A date or part of one at [start, end). `bound` is 'by' for 前, 至, 截至, before, until; else ''."""

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int
    bound: str = ""

    def states(self, other: Day) -> bool:
        """Whether this date says at least what `other` says: 2025年5月7日 states 2025年5月."""
        mine, theirs = (self.year, self.month, self.day), (other.year, other.month, other.day)
        return self.bound == other.bound and all(b is None or a == b for a, b in zip(mine, theirs, strict=True))


_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join(f"{name}|{name[:3]}\\b\\.?" for name in _MONTHS)
_DAY = re.compile(
    r"(?P<y1>(?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3})\s*年(?!度)(?:\s*(?P<m1>\d{1,2}|[一二三四五六七八九十]{1,3})\s*月)?"
    r"(?:\s*(?P<d1>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日)?"
    r"|(?<!\d)(?P<y2>(?:19|20)\d{2})[-/.](?P<m2>\d{1,2})[-/.](?P<d2>\d{1,2})(?!\d)"
    r"|(?P<m3>\d{1,2}|[一二三四五六七八九十]{1,3})月(?P<d3>\d{1,2}|[一二三四五六七八九十]{1,3})日"
    rf"|\b(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m4>{_MONTH})(?:,?\s+(?P<y4>(?:19|20)\d{{2}}))?\b"
    rf"|\b(?P<m5>{_MONTH})\s+(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y5>(?:19|20)\d{{2}}))?"
    rf"|\b(?P<m6>{_MONTH})\s+(?P<y6>(?:19|20)\d{{2}})\b"
    r"|(?P<y7>(?:19|20)\d{2})年?度"
    r"|\b(?:in|of|year|since|from|until|till|by|before|after|during|the|through|to) (?P<y8>(?:19|20)\d{2})\b"
    r"(?![\d.,]*\d|\s?[%万亿元人个户家]| (?:times|people|persons|staff|yuan|rmb|days|months|million|billion|per))",
    re.IGNORECASE,
)
_BY_BEFORE = re.compile(
    r"(?:截至|截止到?|至|到|直至|不晚于|不迟于|before|until|till|by|no later than|to|through)\s*(?:the end of\s*)?\Z",
    re.I,
)
_BY_AFTER = re.compile(r"\s*(?:[之以]?前|止|为止|到期)")
#: What makes a day the last one of something.
_ENDS = re.compile(r"\s*(?P<of_year>[底末])?(?P<ends>[之以]?前|就?(?:到期|截止|为止|结束|终止|失效))?")
_ENDS_BEFORE = re.compile(
    r"\b(?:end(?:s|ed)?|expired?s?|lapse[sd]?|stops?|runs out)\s+(?:on|in|at|by)?\s*\Z", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def find_days(text: str) -> tuple[Day, ...]:
    """The dates and years of `text` in order: 2025年5月7日, 2025-05-07, 7 May 2025, 2025年."""
    plain = fold_width(text)
    return tuple(day for match in _DAY.finditer(plain) if (day := _day(plain, match)))


def last_days(text: str) -> tuple[Day, ...]:
    """Those dates of `text` until which something lasts, with the 底 or 末 of a year: 到2026年底, ends in May 2026."""
    found = []
    for day in find_days(text):
        after = _ENDS.match(fold_width(text), day.end)
        end = after.end("of_year") if after and after["of_year"] else day.end
        if day.bound or (after and after["ends"]) or _ENDS_BEFORE.search(text[: day.start]):
            found.append(replace(day, end=end, bound="by"))
    return tuple(found)


def _day(text: str, match: re.Match[str]) -> Day | None:
    read = {name[0]: value for name, value in match.groupdict().items() if value}
    month = read.get("m", "")
    if month[:1].isalpha() and month.isascii():
        number: Fraction | None = Fraction([name[:3] for name in _MONTHS].index(month[:3].lower()) + 1)
    else:
        number = plain_value(month) if month else None
    day = plain_value(read["d"]) if "d" in read else None
    year = plain_value(read["y"]) if "y" in read else None
    if (number is not None and not 1 <= number <= 12) or (day is not None and not 1 <= day <= 31):
        return None
    by = _BY_BEFORE.search(text[max(0, match.start() - 20) : match.start()]) or _BY_AFTER.match(text, match.end())
    parts = [int(part) if part is not None else None for part in (year, number, day)]
    return Day(parts[0], parts[1], parts[2], match.start(), match.end(), "by" if by else "")
