"""Does the quoted text state what the statement says? Checked by the verifier, on the quotes alone."""

from __future__ import annotations

from app.answering.verify import supports
from evaluation.clauses import Clauses
from evaluation.datasets import Question
from evaluation.systems.system import Reply


def score(question: Question, reply: Reply, clauses: Clauses) -> dict[str, float | None]:
    """The share of statements that their own valid quotes support; None where nothing is stated.

    A quote that is not word for word supports nothing; a statement that is its quote is supported by it. Otherwise
    the verifier's own rules apply, so this measures systems against those rules; `fact_recall` does not depend on
    them.
    """
    statements = reply.answer.statements
    if not statements:
        return {"statement_supported": None}
    supported = 0
    for statement in statements:
        quotes = [
            citation.quote
            for citation in statement.citations
            if clauses.quoted(citation.clause_id, citation.quote, citation.start, citation.end)
        ]
        evidence = "\n".join(quotes)
        said = statement.text.strip()
        same = any(said == quote.strip() for quote in quotes)
        supported += same or (bool(quotes) and supports(said, evidence, given=question.question).ok)
    return {"statement_supported": supported / len(statements)}
