"""Which of several sentences rules the case that the question puts: nothing agreed or something, more than a year or
less, a large enterprise or a public body. They share every other word, so nearness cannot tell them apart."""

from __future__ import annotations

import re

from app.answering.compose.premise import within
from app.answering.quantities import find_quantities

#: Nothing is agreed, as people say it and as rules do; and something is.
_UNAGREED = re.compile(
    r"(?:没有?|未|忘了?)(?:明确|特别|事先|书面)?(?:约定|写|说|提(?![前供高交醒])|定(?![期金时向价]))"
    r"|(?:约定|写得?)不(?:明|清)"
)
_AGREED = re.compile(r"(?:(?<![没不])有|已|合同里?)(?:约定|写明?)|(?:约定|写)(?:了|好)")
_FOR_AGREED = re.compile(r"(?<!没)有约定的")
#: Who has to pay, as people call it and as a rule on it begins.
_PARTIES = (
    (re.compile(r"大型?企业|大公司|大厂"), re.compile(r"大型企业")),
    (re.compile(r"机关|事业单位|政府(?!性)|公立(?:学校|医院)"), re.compile(r"机关|事业单位")),
)
#: What tells the case in a sentence, before what is ruled for it: 期限1年以上的贷款，….
_CONDITION = re.compile(r"[^，,。；;]*的[^，,。；;]{0,6}(?=[，,])")


def rules_case(asked: str, sentence: str) -> int:
    """1 where the sentence rules the case that the question puts, -1 where it rules another one, else 0."""
    told = (_agreement(asked, sentence), _party(asked, sentence), _figure(asked, sentence))
    return min(told) or max(told)


def _agreement(asked: str, sentence: str) -> int:
    """对逾期利息的利率没有约定的 against 有约定的."""
    unagreed, agreed = _UNAGREED.search(asked), _AGREED.search(asked)
    if bool(unagreed) == bool(agreed):
        return 0
    put = unagreed is not None
    if _UNAGREED.search(sentence):
        return 1 if put else -1
    return (-1 if put else 1) if _FOR_AGREED.search(sentence) else 0


def _party(asked: str, sentence: str) -> int:
    """A rule is on the party that it opens with; told only where the question is about one."""
    put = [rule for name, rule in _PARTIES if name.search(asked)]
    opening = [rule for _, rule in _PARTIES if rule.match(sentence)]
    if len(put) != 1 or len(opening) != 1:
        return 0
    return 1 if put[0] is opening[0] else -1


def _figure(asked: str, sentence: str) -> int:
    """期限1年以上的贷款 for a loan of three years."""
    condition = _CONDITION.match(sentence)
    bounds = [one for one in find_quantities(condition[0]) if one.low != one.high] if condition else []
    if len(bounds) != 1:
        return 0
    put = [one for one in find_quantities(asked) if one.unit == bounds[0].unit and one.low == one.high]
    if len(put) != 1:
        return 0
    return 1 if within(put[0], bounds[0]) else -1
