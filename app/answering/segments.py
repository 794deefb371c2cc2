"""Segments: the sentences and items of a clause (corpus.sentences) with the document they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.model import Clause, Document
from corpus.sentences import is_item, spans, view

__all__ = ["Segment", "opening", "segments", "sentences", "view"]


@dataclass(frozen=True)
class Segment:
    """The characters [start, end) of `clause.text`: one sentence or one item. `lead` is the span of the sentence that
    introduces a list, where this is an item of it."""

    document: Document
    clause: Clause
    start: int
    end: int
    lead: tuple[int, int] | None = None

    @classmethod
    def whole(cls, document: Document, clause: Clause, language: str) -> Segment:
        """All of a clause in the view for `language`."""
        _, start, end = view(clause, language)
        return cls(document, clause, start, end)

    @property
    def text(self) -> str:
        return self.clause.text[self.start : self.end]

    @property
    def lead_text(self) -> str:
        return self.clause.text[self.lead[0] : self.lead[1]] if self.lead else ""

    @property
    def is_item(self) -> bool:
        return is_item(self.text)


def segments(document: Document, clause: Clause, language: str) -> tuple[Segment, ...]:
    """The segments of a clause in the view for `language`, in order."""
    return tuple(Segment(document, clause, first, last, lead) for first, last, lead in spans(clause, language))


def opening(segment: Segment, siblings: Sequence[Segment]) -> tuple[int, int] | None:
    """The sentence that introduces a list, where the segment is of it; `siblings` are the segments of the clause."""
    leads = (other.lead for other in siblings if other.lead is not None)
    return next((lead for lead in leads if lead[0] <= segment.start < lead[1]), None)


def sentences(document: Document, clause: Clause, language: str) -> Iterator[Segment]:
    """The sentences of a clause, whole: a list of addressees runs over semicolons."""
    sentence: Segment | None = None
    for part in segments(document, clause, language):
        goes_on = sentence is not None and sentence.text.endswith(("；", ";"))
        if sentence is not None and goes_on and "\n" not in clause.text[sentence.end : part.start]:
            sentence = replace(sentence, end=part.end)
            continue
        if sentence is not None:
            yield sentence
        sentence = part
    if sentence is not None:
        yield sentence
