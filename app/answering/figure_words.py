"""The words that phrases of "not stated" lists have for a figure (净增金额, time limit for approval), which a question
for the figure says in others (净增多少亿, how many days)."""

from __future__ import annotations

import re

from app.answering.question import Asks

#: A phrase with one of these is about a figure.
_WORDS = re.compile(
    r"百分比|百分点|基点|数值|幅度|比例|占比|权重|金额|数量|户数|降幅|时限|频率|增速|点数"
    r"|\b(?:percentage|basis points|figure|amount|share|rate|number|frequency|time limit|deadline|weight|cut|increase"
    r"|spread)"
)
#: Words for the figure itself, which asking for one says: any, or one of that kind.
_ANY = re.compile(r"数值|\bfigure for\b")
_OF_KIND = {
    Asks.AMOUNT: re.compile(r"金额|\bin yuan\b"),
    Asks.COUNT: re.compile(r"数量|\bnumber of\b"),
    Asks.DURATION: re.compile(r"时限|频率|\btime limit for\b|\bfrequency\b"),
}


def words_for_figure(phrase: str) -> list[str]:
    """The words of a phrase that tell that it is about a figure."""
    return _WORDS.findall(phrase)


def without_figure(phrase: str, asked: frozenset[Asks]) -> str:
    """What a figure that is not stated would be of: the phrase without its words for one of the kinds `asked`."""
    bare = _ANY.sub("", phrase) if asked else phrase
    for kind, words in _OF_KIND.items():
        bare = words.sub("", bare) if kind in asked else bare
    return bare
