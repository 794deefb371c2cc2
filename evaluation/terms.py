"""Where a term stands in a text as a term, and not as a part of another word, number or title."""

from __future__ import annotations

import re
from functools import lru_cache

from app.answering.numerals import fold_width
from app.answering.quantity_words import ZH
from app.answering.terms import words_of

_TOKEN = re.compile(rf"[a-z]+|\d+|[{ZH}]+|[^\sa-z\d{ZH}]")
_LAW = re.compile(r"(?:法|条例|办法|细则|规定|规则|准则)\s*\Z")  # names that are the tails of longer names
_NUMERAL = rf"[\d{ZH}半]"


def mentions_term(term: str, text: str) -> bool:
    """Whether `text` holds the term, in any width, case and spacing, English in the plural too. 保险法 does not stand
    in 社会保险法, bank not in banking, 5日 neither in 15日 nor in 第5日, 一年 not in 一年半."""
    plain = fold_width(text).lower()
    law = _LAW.search(term)
    return any(not law or not _across_words(plain, *found.span()) for found in _pattern(term).finditer(plain))


@lru_cache(maxsize=4096)
def _pattern(term: str) -> re.Pattern[str]:
    tokens = _TOKEN.findall(fold_width(term).lower())
    first, last = tokens[0], tokens[-1]
    before, after = "", ""
    if first[0].isascii() and first.isalpha():
        before = r"(?<![a-z])"
    elif re.match(_NUMERAL, first):
        before = rf"(?<![\d{ZH}])(?<!\d[.,/])" + ("" if last == "号" else "(?<!第)")
        after = "(?!半)"
    if last.isascii() and last.isalpha():
        last = rf"(?:{last}s?|{last}es|{last[:-1]}ies)" if last.endswith("y") else rf"{last}(?:e?s)?"
        after += r"(?![a-z])"
    else:
        last = re.escape(last)
        if re.fullmatch(f"{_NUMERAL}+", tokens[-1]):
            after += rf"(?!{_NUMERAL}|[.,]\d)"
    return re.compile(before + r"\s*".join([*map(re.escape, tokens[:-1]), last]) + after)


def _across_words(text: str, start: int, end: int) -> bool:
    """Whether the characters begin inside one Chinese word and end in another."""
    at = 0
    for word in words_of(text):
        if at < start < at + len(word) < end:
            return True
        at += len(word)
    return False
