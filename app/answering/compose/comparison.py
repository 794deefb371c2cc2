"""Comparisons: what each document says, and which items of its list the other lacks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answering.cautions import short_name
from app.answering.compose.addressees import addressee_line, asks_addressees, institution_name
from app.answering.compose.drafts import Draft, of_document
from app.answering.decide import Decision
from app.answering.evidence import ClauseEvidence
from app.answering.question import Question
from app.answering.segments import Segment, opening, segments, sentences
from app.answering.terms import fold
from app.answering.wording import say
from corpus.addressees import concerns
from corpus.model import Document

_RUN = re.compile(r"[。“”\"：:.（）()\n]")  # what ends a list
_ITEM = re.compile(r"[、，,；;]|\band\b|以及|和(?=[^谐])")
_LONGEST_ITEM = 14


def compose_comparison(question: Question, decision: Decision) -> list[Draft]:
    """One draft a document, newest first, then the items found only in one of two; [] where fewer than two
    documents are at hand."""
    if addressed := _addressees(question, decision.spoken_of):
        return addressed
    best: dict[str, ClauseEvidence] = {}
    for item in decision.chosen:
        best.setdefault(item.candidate.document.id, item)
    if len(best) < 2:
        return []
    pair = sorted(best.values(), key=lambda item: item.candidate.document.version, reverse=True)[:2]
    one, other = (_best(item, question.language) for item in pair)
    return _drafts(question, (one, other), (_only(one, other), _only(other, one)))


def _addressees(question: Question, documents: Sequence[Document]) -> list[Draft]:
    """To whom each of two documents is addressed, where it is asked how they differ in that; [] where it is not, or
    one does not tell."""
    if not asks_addressees(question.text) or len(documents) != 2:
        return []
    ordered = sorted(documents, key=lambda document: document.version, reverse=True)
    lines = [line for document in ordered if (line := addressee_line(document, question.language))]
    if len(lines) < len(ordered):
        return []
    kinds = [document.addressees for document in ordered]
    names = [
        sorted(institution_name(kind, question.language) for kind in mine if not concerns(theirs, kind))
        for mine, theirs in (kinds, kinds[::-1])
    ]
    return _drafts(question, lines, names)


def _drafts(question: Question, told: Sequence[Segment], items_only: Sequence[Sequence[str]]) -> list[Draft]:
    """What each of two segments says, and of each the items that only it lists."""
    quoted = [_whole(segment, question.language) for segment in told]
    drafts = [
        Draft(of_document(one.document, " ".join(f"{one.lead_text} {one.text}".split()), question.language), (one,))
        for one in quoted  # an act that a list punishes says nothing without the penalty that opens the list
    ]
    for place, only in enumerate(items_only):
        if only:
            items = (", " if question.language == "en" else "、").join(only)
            name = short_name(told[place].document, question.language)
            drafts.append(Draft(say("only_in", question.language, name=name, items=items), tuple(told)))
    return drafts


def _best(item: ClauseEvidence, language: str) -> Segment:
    """The best segment of a clause; where that opens a list, the item of it that the question speaks of."""
    best = item.best.segment
    lead = opening(best, segments(best.document, best.clause, language))
    spoken = (one.segment for one in item.segments if lead and one.segment.lead == lead and one.own > 0)
    return next(spoken, best)


def _whole(segment: Segment, language: str) -> Segment:
    """The sentence that a segment is a part of: a list of addressees runs over semicolons."""
    whole = sentences(segment.document, segment.clause, language)
    return next((one for one in whole if one.start <= segment.start and segment.end <= one.end), segment)


def _lists(segment: Segment) -> list[list[str]]:
    """The runs of short items between stronger marks."""
    runs = ([piece.strip().removeprefix("各") for piece in _ITEM.split(run)] for run in _RUN.split(fold(segment.text)))
    return [[item for item in _trimmed(run) if 1 < len(item) <= _LONGEST_ITEM] for run in runs]


def _trimmed(run: list[str]) -> list[str]:
    """Without a first or last item that carries the sentence around the list (向外贸、民营、科技、消费等领域倾斜)."""
    inner = max((len(item) for item in run[1:-1]), default=_LONGEST_ITEM)
    return [item for place, item in enumerate(run) if 0 < place < len(run) - 1 or len(item) <= inner + 2]


def _only(one: Segment, other: Segment) -> list[str]:
    """Items of a list in `one` that `other` does not speak of; [] where the two hold no lists of like things."""
    theirs = {item for run in _lists(other) for item in run}
    text = fold(other.text)
    alike = [run for run in _lists(one) if any(item in theirs for item in run)]
    return [item for run in alike for item in run if item not in text]
