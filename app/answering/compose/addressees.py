"""Whom a document is addressed to, and what it says of one kind of institution."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answering.compose.drafts import Draft
from app.answering.compose.record import RECORD
from app.answering.evidence import institutions_named
from app.answering.question import Asks, Question
from app.answering.segments import Segment, segments, sentences
from app.answering.terms import fold
from app.answering.wording import say
from corpus.addressees import GROUP_NAMES, GROUPS, INSTITUTIONS, concerns
from corpus.model import Document

_ASKED = re.compile(
    r"主送|发给|点名|管不管|管得?着|管我们|适不适用|适用(于|对象|范围)?|约束|针对"
    r"|addressee|addressed to|appl(y|ies) to|bind|cover(s|ed)?\b|subject to"
)
_REQUIRED = re.compile(
    r"对.{1,14}?(?:有|提出?)了?(?:什么|哪些|何|怎样的?).{0,6}(?:要求|规定)|要求.{2,14}(?:做什么|做哪些|怎么做)"
    r"|what .{0,40}(?:require|expect|demand|ask)(?:s|ed)?\b.{0,30}\bof\b|requirements? (?:for|on) "
    r"|what (?:must|should|does) .{0,60}(?:do|require)"
)
_LEAST_NAMES = 3
_MOST_CLAUSES, _MOST_REQUIRED = 2, 5


def compose_addressees(question: Question, document: Document, institution: str | None) -> list[Draft]:
    """Where it is asked what a document requires of an institution, the sentences that speak of it by name. Else the
    words that name the addressees, led by whether the institution asked about is among them, then the
    sentences that speak of it by name; [] where this is not what is asked or the document does not list any."""
    clauses = [clause for clause in document if clause.id.path != RECORD]
    every = [segment for clause in clauses for segment in segments(document, clause, question.language)]
    whole = (sentence for clause in clauses for sentence in sentences(document, clause, question.language))
    listing = max(whole, key=_names, default=None)
    if _REQUIRED.search(fold(question.text)):
        asked = sorted(institutions_named(question.text))
        demands = [segment for segment in every if listing is None or segment.clause is not listing.clause]
        return _spoken(demands, asked[0], _MOST_REQUIRED) if asked else []
    if not (_ASKED.search(fold(question.text)) and question.asks & {Asks.WHO, Asks.YES_NO}):
        return []
    if listing is None or _names(listing) < _LEAST_NAMES:
        return []
    named = institutions_named(question.text) or (frozenset({institution}) if institution else frozenset())
    if not named:
        return [Draft(_text(listing), (listing,))]
    who = sorted(named)[0]
    direct = concerns(document.addressees, who) if document.addressees else False
    name = (INSTITUTIONS.get(who) or GROUP_NAMES[who])[question.language == "en"]
    lead = say("addressed" if direct else "not_addressed", question.language, institution=name)
    space = " " if question.language == "en" else ""
    drafts = [Draft(f"{lead}{space}{_text(listing)}", (listing,))]
    return drafts + _spoken([segment for segment in every if not _inside(segment, listing)], who, _MOST_CLAUSES)


def _spoken(every: Sequence[Segment], who: str, most: int) -> list[Draft]:
    """The first sentences that speak of an institution by name."""
    spoken = [segment for segment in every if _speaks_of(segment, who)]
    return [Draft(_text(segment), (segment,)) for segment in spoken[:most]]


def _inside(segment: Segment, line: Segment) -> bool:
    return segment.clause is line.clause and line.start <= segment.start and segment.end <= line.end


def _names(segment: Segment) -> int:
    return len(institutions_named(segment.text))


def _speaks_of(segment: Segment, who: str) -> bool:
    """Whether a sentence names the institution, or a group of local institutions that it belongs to."""
    wider = {who, *(group for group in ("local_bank",) if who in GROUPS[group])}
    return bool(institutions_named(segment.text) & wider) and concerns(segment.clause.addressees, who)


def _text(segment: Segment) -> str:
    return " ".join(segment.text.split())
