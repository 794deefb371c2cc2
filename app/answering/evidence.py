"""Evidence: the segments that may answer a question, each with what speaks for and against it.

A retrieval score says that a clause is near; it cannot say that the clause answers (docs/answering.md). What can:
does the segment, with its heading and document, speak of every thing the question names, and does it state the
kind of detail asked for?
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.answering.details import figures_asked, states
from app.answering.question import Asks, Question
from app.answering.segments import Segment, segments, view
from app.answering.terms import presence
from corpus.model import Clause, Document

# How much a term counts that is not in the segment itself but in what surrounds it.
_IN_LEAD, _IN_CLAUSE, _IN_HEADING, _IN_TITLE = 0.95, 0.75, 0.8, 0.7


@dataclass(frozen=True)
class Candidate:
    """A clause that retrieval or look-up brought, with its score in [0, 1] and whether the question named it."""

    document: Document
    clause: Clause
    score: float
    named: bool = False


@dataclass(frozen=True)
class Evidence:
    """One segment, judged.

    coverage: share in [0, 1] of the question's term weight that the segment or its surroundings speak of.
    own: the same, counting the segment's own words only. missing: the greatest weight not spoken of at all.
    stated: whether it states a figure of the kind asked for (True when none is asked).
    """

    segment: Segment
    candidate: Candidate
    coverage: float
    own: float
    missing: float
    stated: bool

    @property
    def strength(self) -> float:
        """Order of preference among evidence; not a probability."""
        return 0.45 * self.coverage + 0.25 * self.own + 0.3 * self.candidate.score + 0.12 * self.stated


def gather(question: Question, candidates: Sequence[Candidate]) -> list[Evidence]:
    """Every segment of every candidate judged, strongest first."""
    wanted = figures_asked(question.asks)
    found = [
        _judge(question, wanted, candidate, segment)
        for candidate in candidates
        for segment in segments(candidate.document, candidate.clause, question.language)
    ]
    return sorted(found, key=lambda evidence: -evidence.strength)


def _judge(question: Question, wanted: Iterable[Asks], candidate: Candidate, segment: Segment) -> Evidence:
    clause, document = candidate.clause, candidate.document
    _, start, end = view(clause, question.language)
    around = (
        (segment.lead_text, _IN_LEAD),
        (f"{clause.heading} {clause.heading_en} {clause.gloss.zh} {clause.gloss.en}", _IN_HEADING),
        (clause.text[start:end], _IN_CLAUSE),
        (" ".join((document.title, document.title_en, *document.aliases, *clause.headings)), _IN_TITLE),
    )
    total = own = covered = missing = 0.0
    for term in question.terms:
        total += term.weight
        here = presence(term, segment.text)
        best = max(here, *(share * presence(term, text) for text, share in around if text))
        own += term.weight * here
        covered += term.weight * best
        if best < 0.3:
            missing = max(missing, term.weight)
    asked = list(wanted)
    stated = not asked or any(states(detail, segment.text) for detail in asked)
    scale = total or 1.0
    return Evidence(segment, candidate, covered / scale, own / scale, missing, stated)
