"""Answers made of quotes alone: what simple systems and controls say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.answering.answer import Answer, Citation, Decline, DeclineReason, Statement, Status
from app.answering.verify import cite
from corpus.model import Clause, Document
from evaluation.datasets import Question

Span = tuple[Document, Clause, int, int]


def day_of(question: Question) -> date:
    """The as-of date of a question: today where it has none."""
    return question.as_of or date.today()


def quote_spans(question: Question, spans: Iterable[Span]) -> Answer:
    """An answer with one statement a span, which says exactly what it quotes; declined when there is none."""
    statements = []
    for document, clause, start, end in spans:
        citation = cite(document, clause, start, end, day_of(question))
        statements.append(Statement(text=citation.quote, citations=(citation,)))
    return _answer(question, statements)


def quote_clauses(question: Question, clauses: Iterable[tuple[Document, Clause]]) -> Answer:
    """The whole text of each clause, in the question's language where the clause has it."""
    spans = []
    for document, clause in clauses:
        start, end = clause.in_language(question.language) or (0, len(clause.text))
        spans.append((document, clause, start, end))
    return quote_spans(question, spans)


def say_cited(question: Question, text: str, citations: tuple[Citation, ...]) -> Answer:
    """One statement in the system's own words with these citations; declined when there are none."""
    return _answer(question, [Statement(text=text, citations=citations)] if citations else [])


def decline(question: Question, nearest: Iterable[str] = ()) -> Answer:
    return _answer(question, [], tuple(nearest))


def _answer(question: Question, statements: list[Statement], nearest: tuple[str, ...] = ()) -> Answer:
    return Answer(
        id=question.id,
        question=question.question,
        language=question.language,
        as_of=day_of(question).isoformat(),
        status=Status.ANSWERED if statements else Status.DECLINED,
        statements=tuple(statements),
        decline=None if statements else Decline(reason=DeclineReason.NOT_COVERED, text="declined"),
        nearest=nearest,
    )
