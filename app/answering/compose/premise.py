"""What a question takes for granted, held against the clauses: a figure that they do not state or that another document
states, a figure beyond the one that they allow, and figures within a bound."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from app.answering.decide import Decision
from app.answering.evidence import ClauseEvidence, claim_in, claimed
from app.answering.quantities import Quantity, find_quantities
from app.answering.question import Asks, Question
from app.answering.wording import say
from corpus.model import Document

#: The asker says what the rule is and wants it confirmed; other questions state figures of a case.
_CONFIRM = re.compile(
    r"对吗|对不对|对么|是吗|是不是|是这样|没错吧|正确吗|吧[?？]?$|\b(?:right|correct|true|isn't it|is that so)\b",
    re.IGNORECASE,
)


def premise(question: Question, decision: Decision) -> str:
    """The sentence to put before the clauses of an answer, or ''."""
    claims, chosen, spoken_of = claimed(question.text), decision.chosen, decision.spoken_of
    if not claims or not chosen or decision.reason is not None or Asks.YES_NO not in question.asks:
        return ""
    words = question.text[claims[0].start : claims[0].end].strip()
    top = chosen[0].candidate
    if not _CONFIRM.search(question.text):
        return _beyond(claims, words, chosen[0], question.language)
    if not any(claim_in(claims, item.candidate.clause.text) for item in chosen):
        return say("claim_absent", question.language, claim=words)
    named = [document for document in spoken_of if document.id != top.document.id]
    if named and len(named) == len(spoken_of) and not any(claim_in(claims, clause.text) for d in named for clause in d):
        return say("claim_elsewhere", question.language, claim=words, named=_name(named[0], question.language))
    return ""


def _name(document: Document, language: str) -> str:
    if language == "en":
        return document.title_en or document.number or document.title
    return document.number or f"《{document.title}》"


def _beyond(claims: Sequence[Quantity], words: str, item: ClauseEvidence, language: str) -> str:
    """Where the sentence states one bound in the unit of the one figure of the question, and the figure is beyond."""
    segment = item.best.segment
    stated = [quantity for quantity in find_quantities(segment.text) if quantity.unit == claims[0].unit]
    if len(claims) != 1 or len(stated) != 1 or claims[0].low != claims[0].high or claims[0].low is None:
        return ""
    value, bound = claims[0].low, stated[0]
    limit = segment.text[bound.reads[0][0] : bound.end]
    if bound.high is not None and bound.low != bound.high and value > bound.high:
        return say("claim_above", language, claim=words, limit=limit)
    if bound.low is not None and bound.low != bound.high and value < bound.low:
        return say("claim_below", language, claim=words, limit=limit)
    return ""


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
