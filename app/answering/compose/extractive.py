"""The default composer: the words of clauses that answer, picked and put in order; no model, nothing invented."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answering.cautions import label_of
from app.answering.compose.drafts import Draft
from app.answering.evidence import ClauseEvidence
from app.answering.question import Asks, Question
from app.answering.segments import Segment, segments, view
from app.answering.wording import say

# How far below a clause's best segment another may be and still be worth saying.
_FURTHER = 0.25
_LONGEST_LIST = 700
_LONGEST_WHOLE = 400
_PER_CLAUSE = 2
#: A yes or no is said only where the sentence itself speaks of this much of the question.
SURE = 0.5
#: Below this share of the question a named clause has no sentence that stands out, and is quoted whole.
_SPEAKS = 0.35
_WIDE = frozenset({Asks.LIST, Asks.PROCEDURE, Asks.COMPARISON, Asks.PENALTY})


def compose(question: Question, chosen: Sequence[ClauseEvidence], most: int) -> list[Draft]:
    """At most `most` drafts from clauses that were judged to answer, most relevant first."""
    drafts: list[Draft] = []
    for picked in _pick(question, chosen, most):
        sure = not drafts and chosen[0].best.own >= SURE
        lead = verdict(question, picked) if sure else ""
        drafts.append(Draft(lead + _words(question, picked), (picked,)))
    return drafts


def _pick(question: Question, chosen: Sequence[ClauseEvidence], most: int) -> list[Segment]:
    """The best segments of each clause: first every clause's best, then what else is nearly as good."""
    wide = bool(question.asks & _WIDE)
    first: list[Segment] = []
    further: list[Segment] = []
    for item in chosen:
        if item.candidate.named and item.best.own < _SPEAKS:
            first.append(_whole(item.best.segment, question.language))
            continue
        for place, evidence in enumerate(item.segments[:_PER_CLAUSE]):
            if place and evidence.strength < item.best.strength - _FURTHER:
                break
            segment = _whole_list(evidence.segment, question.language) if wide else evidence.segment
            (further if place else first).append(segment)
    picked: list[Segment] = []
    for segment in (*first, *further):
        if len(picked) < most and not any(_overlap(segment, other) for other in picked):
            picked.append(segment)
    return picked


def _whole(segment: Segment, language: str) -> Segment:
    """The whole clause in the reader's language where it is short enough, else the segment."""
    _, start, end = view(segment.clause, language)
    if end - start > _LONGEST_WHOLE:
        return segment
    return Segment(segment.document, segment.clause, start, end)


def _whole_list(segment: Segment, language: str) -> Segment:
    """The list that a segment introduces or belongs to, as one span, where it is short enough to read."""
    siblings = segments(segment.document, segment.clause, language)
    lead = segment.lead or ((segment.start, segment.end) if segment.text.rstrip().endswith(("：", ":")) else None)
    if lead is None:
        return segment
    items = [other for other in siblings if other.lead == lead]
    if not items or items[-1].end - lead[0] > _LONGEST_LIST:
        return segment
    return Segment(segment.document, segment.clause, lead[0], items[-1].end)


def _overlap(one: Segment, other: Segment) -> bool:
    same = one.clause is other.clause
    return same and one.start < other.end and other.start < one.end


def _words(question: Question, segment: Segment) -> str:
    quote = re.sub(r"\s*\n\s*", " ", segment.text).strip()
    if segment.lead is not None:
        quote = f"{segment.lead_text.strip()} {quote}"
    if question.language == "en" and re.search(r"[\u3400-\u9fff]", quote):
        gloss = segment.clause.gloss.en
        return say("quoted", "en", label=label_of(segment, "en"), quote=quote) + (
            say("summary", "en", quote="", gloss=gloss) if gloss else ""
        )
    return re.sub(r"[；;]$", "。" if question.language == "zh" else ".", quote)


_FORBIDS = re.compile(r"不得|禁止|严禁|不可以|must not|may not|shall not|barred|prohibited|not allowed|cannot")
_ALLOWS = re.compile(r"可以|可(?=[参申按对在不])|允许|有权|\bmay\b(?! not)|\bcan\b|allowed|permitted")
_REQUIRES = re.compile(r"应当|必须|须|应(?=[当在按向将由依])|\bmust\b(?! not)|\bshall\b(?! not)|required")
_UNLESS = re.compile(
    r"除.{1,40}外|未经|经.{1,20}(?:批准|同意)|unless|except|without (?:the )?(?:consent|approval)|provided that"
)
_ASKS_LEAVE = re.compile(
    r"能不能|可不可以|能否|可否|可以|能.{0,20}吗|行不行|\b(?:can|may|could|allowed|permitted)\b", re.IGNORECASE
)
_ASKS_DUTY = re.compile(
    r"必须|需不需要|需要|要不要|是否应|应不应|\b(?:must|have to|required|need to|shall)\b", re.IGNORECASE
)
_ASKS_NOT = re.compile(r"(?:可以|能)不(?!能)|不.{0,6}(?:可以|行)吗")


def verdict(question: Question, segment: Segment) -> str:
    """可以/不可以/需要/视情况 before the words, only where the words themselves decide it; else ''."""
    if Asks.YES_NO not in question.asks or question.asks & {Asks.COMPARISON, Asks.WHO}:
        return ""
    words = f"{segment.lead_text} {segment.text}"
    leave, duty = _ASKS_LEAVE.search(question.text), _ASKS_DUTY.search(question.text)
    if leave and not _ASKS_NOT.search(question.text):
        if _FORBIDS.search(words):
            return say("no_except" if _UNLESS.search(words) else "no", question.language)
        if _ALLOWS.search(words):
            return say("depends" if _UNLESS.search(words) else "yes", question.language)
        return ""
    if leave and _REQUIRES.search(words):
        return say("no", question.language)
    if duty and _REQUIRES.search(words) and not _FORBIDS.search(words):
        return say("required", question.language)
    return ""
