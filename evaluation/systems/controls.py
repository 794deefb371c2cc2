"""Trivial answerers. A measure that one of them wins measures nothing; the report says so loudly."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evaluation.datasets import Question
from evaluation.systems.quoting import decline, quote_clauses
from evaluation.systems.system import Reply, System

if TYPE_CHECKING:
    from app.service import PolicyQA
    from indexing.retriever import Hit

TOP = 10


def _search(service: PolicyQA, question: Question, documents: Sequence[str] | None = None) -> Sequence[Hit]:
    return service.search(
        question.question, TOP, as_of=question.as_of, institution=question.institution, documents=documents
    )


def _ranked(hits: Sequence[Hit]) -> tuple[str, ...]:
    return tuple(str(hit.clause.id) for hit in hits)


@dataclass(frozen=True)
class CopyTopOne:
    """Quotes the whole first clause that the search brings, whatever was asked."""

    service: PolicyQA
    name: str = "copy-top-1"

    def reply(self, question: Question) -> Reply:
        hits = _search(self.service, question)
        answer = quote_clauses(question, [(hit.document, hit.clause) for hit in hits[:1]])
        return Reply(answer, _ranked(hits))


@dataclass(frozen=True)
class CiteEverything:
    """Quotes all ten clauses that the search brings."""

    service: PolicyQA
    name: str = "cite-everything"

    def reply(self, question: Question) -> Reply:
        hits = _search(self.service, question)
        return Reply(quote_clauses(question, [(hit.document, hit.clause) for hit in hits]), _ranked(hits))


@dataclass(frozen=True)
class DeclineEverything:
    """Never answers, and names the nearest clauses."""

    service: PolicyQA
    name: str = "decline-everything"

    def reply(self, question: Question) -> Reply:
        hits = _search(self.service, question)
        return Reply(decline(question, _ranked(hits)[:3]), _ranked(hits))


@dataclass(frozen=True)
class RandomClause:
    """Quotes a clause drawn by the question's id, so that it repeats."""

    service: PolicyQA
    seed: int = 0
    name: str = "random-clause"

    def reply(self, question: Question) -> Reply:
        draw = random.Random(f"{self.seed}:{question.id}")
        document = draw.choice(self.service.catalogue.documents)
        return Reply(quote_clauses(question, [(document, draw.choice(document.clauses))]))


@dataclass(frozen=True)
class LastYearsDocument:
    """Answers everything from documents that a later one replaces, as if they still held."""

    service: PolicyQA
    name: str = "last-years-document"
    replaced: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        documents = self.service.catalogue.documents
        numbers = {name for document in documents for name in document.validity.supersedes}
        old = tuple(d.id for d in documents if d.validity.superseded_by or {d.id, d.number} & numbers)
        object.__setattr__(self, "replaced", tuple(dict.fromkeys(old)))

    def reply(self, question: Question) -> Reply:
        hits = _search(self.service, question, self.replaced) if self.replaced else []
        return Reply(quote_clauses(question, [(hit.document, hit.clause) for hit in hits[:1]]), _ranked(hits))


def controls(service: PolicyQA, *, seed: int = 0) -> tuple[System, ...]:
    """Every control over one service."""
    return (
        CopyTopOne(service),
        CiteEverything(service),
        DeclineEverything(service),
        RandomClause(service, seed),
        LastYearsDocument(service),
    )
