"""What a question takes for granted, held against the clauses: a figure that they do not state, or state of something
else, or that another document states, a figure beyond the one that they allow, another last day, and figures within a
bound."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from app.answering.cautions import document_name
from app.answering.dates import find_days, last_days
from app.answering.decide import Decision
from app.answering.evidence import ClauseEvidence, claim_in, claim_words, claimed, in_unit
from app.answering.quantities import Quantity, find_quantities
from app.answering.question import Asks, Question
from app.answering.segments import Segment
from app.answering.wording import say

#: A yes, a no or another figure is said only where the sentence itself speaks of this much of the question.
SURE = 0.5
#: The asker says what the rule is and wants it confirmed; other questions state figures of a case.
_CONFIRM = re.compile(
    r"对吗|对不对|对么|是吗|是不是|是这样|没错吧|正确吗|吧[?？]?$|\b(?:right|correct|true|isn't it|is that so)\b",
    re.IGNORECASE,
)
#: The same said as the rule's own figure (额度是1000万元吗), where nobody asks for leave.
_STATED = re.compile(
    r"(?:是|为|规定|要求|到|罚|达到|不[低高少多]于|不能[低高少多]于|不能?超过|至少|最[多高低少])[^，。？?]{0,8}[\d一二三四五六七八九十百千万][^，。？?]{0,12}吗"
)
_LEAVE = re.compile(r"可以|(?<!不)能|允许|需要|必须|应")
#: What is counted that a rule may set a bound to.
_TIMES = frozenset({"次", "笔", "家", "户"})
#: 从业人员不足2000人，或者营业收入不足100000万元: who is beyond the one may be within the other.
_EITHER = re.compile(r"或|\bor\b")


def premise(question: Question, decision: Decision, quoted: Segment) -> str:
    """The sentence to put before the clauses of an answer, the first words of which are `quoted`; or ''."""
    stated = None if _LEAVE.search(question.text) else _STATED.search(question.text)
    claims, chosen, spoken_of = _claims(question.text, stated), decision.chosen, decision.spoken_of
    if decision.reason is not None or Asks.YES_NO not in question.asks:
        return ""
    if not claims:
        return _other_day(question, quoted)
    words, top = claim_words(claims, question.text), chosen[0]
    named = [document for document in spoken_of if document.id != top.candidate.document.id]
    if named and len(named) == len(spoken_of) and not any(claim_in(claims, clause.text) for d in named for clause in d):
        return say("claim_elsewhere", question.language, claim=words, named=document_name(named[0], question.language))
    sure = top.best.own >= SURE
    if not _CONFIRM.search(question.text) and not stated:
        return _beyond(claims, words, quoted, question.language) if sure else ""
    if not any(claim_in(claims, item.candidate.clause.text) for item in chosen):
        other = _other(question, claims, chosen, quoted) if sure else ""
        return other or say("claim_absent", question.language, claim=words)
    return _other(question, claims, chosen, quoted) if sure else ""


def _claims(text: str, stated: re.Match[str] | None) -> tuple[Quantity, ...]:
    """The figures that the question puts forward; where one is said as the rule's own (一年不能超过2次) that one, which
    may be how many times."""
    told, figures = claimed(text), find_quantities(text) if stated else ()
    own = (one for one in figures if stated and stated.start() <= one.start < stated.end())
    return tuple(one for one in own if one.word in _TIMES or one in told) or told


def _one_each(claims: Sequence[Quantity], words: str) -> tuple[Quantity, Quantity] | None:
    """The one figure of a question and the one that `words` state in its unit; None where there are more."""
    stated = in_unit(claims, words)
    return (claims[0], stated[0]) if len(claims) == len(stated) == 1 else None


def _beyond(claims: Sequence[Quantity], words: str, quoted: Segment, language: str) -> str:
    """Where the words quoted state one bound, and the one figure of the question is beyond it."""
    pair = _one_each(claims, quoted.text)
    if pair is None or (_EITHER.search(quoted.text) and len(find_quantities(quoted.text)) > 1):
        return ""
    figure, bound = pair
    if figure.low is None or figure.low != figure.high or bound.low == bound.high or within(figure, bound):
        return ""
    above = bound.high is not None and figure.low >= bound.high
    limit = quoted.text[bound.reads[0][0] : bound.end]
    return say("claim_above" if above else "claim_below", language, claim=words, limit=limit)


def _other(question: Question, claims: Sequence[Quantity], chosen: Sequence[ClauseEvidence], quoted: Segment) -> str:
    """Where the words quoted state one figure and it is not the one of the question, which the clauses state of
    something else: no sentence that does speaks as much of what is asked."""
    pair = _one_each(claims, quoted.text)
    if pair is None:
        return ""
    claim, stated = pair
    if claim_in(claims, quoted.text):
        if not opposed(claim, stated):
            return ""
    elif any(
        evidence.own >= chosen[0].best.own and claim_in(claims, evidence.segment.text)
        for item in chosen
        for evidence in item.segments
    ):
        return ""
    words = question.text[claim.reads[0][0] : claim.end].strip()
    limit = quoted.text[stated.reads[0][0] : stated.end]
    return say("claim_other", question.language, claim=words, limit=limit)


def _other_day(question: Question, quoted: Segment) -> str:
    """Where the question takes one day for the last and the words quoted state another."""
    asked, stated = last_days(question.text), [day for day in find_days(quoted.text) if day.bound and day.year]
    if len(asked) != 1 or len(stated) != 1 or asked[0].year is None or _LEAVE.search(question.text):
        return ""
    (claim,), (limit,) = asked, stated
    if replace(limit, bound="").states(replace(claim, bound="")):
        return ""
    words, limit_words = question.text[claim.start : claim.end], quoted.text[limit.start : limit.end]
    return say("claim_other", question.language, claim=words.strip(), limit=limit_words.strip())


def opposed(one: Quantity, other: Quantity) -> bool:
    """Whether one is bounded from above where the other is from below: 不高于8% and 不低于8%."""

    def meet(upper: Quantity, lower: Quantity) -> bool:
        ends = upper.low is None and lower.high is None and upper.high is not None and upper.high == lower.low
        return ends and not (upper.high_open or lower.low_open)

    return meet(one, other) or meet(other, one)


def bounded(text: str, words: str) -> list[tuple[Quantity, Quantity]]:
    """Each figure of `text` with each bound that `words` state in its unit."""
    bounds = [bound for bound in find_quantities(words) if bound.unit and bound.low != bound.high]
    return [(figure, bound) for figure in find_quantities(text) for bound in bounds if bound.unit == figure.unit]


def within(figure: Quantity, bound: Quantity) -> bool:
    """Whether every value of the figure keeps to the bound: 9倍 keeps to 不得超过10倍, 超过10倍 does not."""
    reaches = (figure.low, bound.low, figure.low_open, bound.low_open)
    return _inside(*reaches, 1) and _inside(figure.high, bound.high, figure.high_open, bound.high_open, -1)


def _inside(value: Fraction | None, end: Fraction | None, value_open: bool, end_open: bool, sign: int) -> bool:
    """Whether one end of a figure is on the inner side of that end of a bound; `sign` is -1 for the upper end."""
    if end is None or value is None:
        return end is None
    return sign * value > sign * end or (value == end and (value_open or not end_open))
