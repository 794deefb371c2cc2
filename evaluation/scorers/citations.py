"""Are the cited clauses real, word for word, in force, and the right ones?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.answering.answer import Citation, Status
from evaluation.clauses import Clauses
from evaluation.datasets import Question
from evaluation.systems.system import Reply


def cited(reply: Reply) -> list[Citation]:
    """Every citation of the answer, in order."""
    return [citation for statement in reply.answer.statements for citation in statement.citations]


def score(question: Question, reply: Reply, clauses: Clauses) -> dict[str, float | None]:
    """Precision, recall and F1 count clauses, not citations: citing one clause twice is citing it once.

    A declined answer to an answerable question has recall and F1 0 and no precision. For a question that must be
    declined only `nearest_right` looks at clauses. `several_cited`: of questions that need several clauses, those whose
    clauses are all cited.
    """
    # The day asked about counts: an answer as of another day must not pass for one as of that day.
    day = question.as_of or date.fromisoformat(reply.answer.as_of)
    return {**_sound(cited(reply), day, clauses), **_right(question, reply, clauses)}


def _sound(citations: Sequence[Citation], day: date, clauses: Clauses) -> dict[str, float | None]:
    if not citations:
        return {"citation_exists": None, "quote_valid": None, "in_force": None}
    valid, in_force = 0, 0
    for citation in citations:
        hit = clauses.quoted(citation.clause_id, citation.quote, citation.start, citation.end)
        valid += hit is not None
        # A version that is not law on that day may be shown, but never as if it were.
        in_force += hit is not None and (
            clauses.in_force(hit[0], day) or citation.validity not in ("in_force", "unknown")
        )
    count = len(citations)
    return {
        "citation_exists": sum(bool(clauses.found(c.clause_id)) for c in citations) / count,
        "quote_valid": valid / count,
        "in_force": in_force / count,
    }


def _right(question: Question, reply: Reply, clauses: Clauses) -> dict[str, float | None]:
    names = {clauses.canonical(citation.clause_id) for citation in cited(reply)}
    gold, forbidden = clauses.canonicals(question.gold), clauses.canonicals(question.forbidden)
    scores: dict[str, float | None] = {
        "forbidden_cited": float(bool(names & forbidden)) if forbidden else None,
        "nearest_right": None,
        "document_right": None,
        "clause_right": None,
        "citation_precision": None,
        "citation_recall": None,
        "citation_f1": None,
        "several_cited": None,
    }
    if question.status is Status.DECLINED:
        if gold and reply.answer.status is Status.DECLINED:
            scores["nearest_right"] = float(bool(clauses.canonicals(reply.answer.nearest) & gold))
        return scores
    groups = [clauses.canonicals(group) for group in question.required]
    recall = sum(bool(group & names) for group in groups) / len(groups)
    precision = len(names & gold) / len(names) if names else None
    scores["citation_recall"] = recall
    scores["citation_precision"] = precision
    scores["citation_f1"] = 2 * precision * recall / (precision + recall) if precision and recall else 0.0
    scores["several_cited"] = float(recall == 1) if len(groups) > 1 else None
    scores["clause_right"] = float(recall > 0)
    scores["document_right"] = float(bool({_document(n) for n in names} & {_document(c) for g in groups for c in g}))
    return scores


def _document(clause_id: str) -> str:
    return clause_id.partition("#")[0]
