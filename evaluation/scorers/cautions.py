"""Does the answer carry the cautions that its cited clauses call for, and no other of them?"""

from __future__ import annotations

from datetime import date

from corpus.model import Evidence, TextStatus, ValidityStatus
from evaluation.clauses import Clauses
from evaluation.datasets import Question
from evaluation.scorers.citations import cited
from evaluation.systems.system import Reply

JUDGED = ("restated_text", "low_evidence", "not_in_force")


def score(question: Question, reply: Reply, clauses: Clauses) -> dict[str, float | None]:
    """1 when the judged cautions are exactly those called for (and any that the gold names is there); None where
    nothing valid is cited. A record card is made from front matter, so it calls for no caution on its wording."""
    day = question.as_of or date.fromisoformat(reply.answer.as_of)
    called, cards = _called_for(reply, clauses, day), _only_cards(reply)
    if called is None:
        return {"caution_right": None}
    given = {caution.code for caution in reply.answer.cautions}
    judged = given & set(JUDGED)
    if cards:
        judged -= {"restated_text"}
    return {"caution_right": float(judged == called and set(question.cautions) <= given)}


def _only_cards(reply: Reply) -> bool:
    return all(citation.clause_id.endswith("#meta") for citation in cited(reply))


def _called_for(reply: Reply, clauses: Clauses, day: date) -> set[str] | None:
    called: set[str] = set()
    hits = [clauses.quoted(c.clause_id, c.quote, c.start, c.end) for c in cited(reply)]
    if not any(hits):
        return None
    for hit in hits:
        if hit is None:
            continue
        document, clause = hit
        if clause.text_status is TextStatus.RESTATED and clause.id.path != ("meta",):
            called.add("restated_text")
        if clause.evidence in (Evidence.C, Evidence.D):
            called.add("low_evidence")
        if document.status_on(day) not in (ValidityStatus.IN_FORCE, ValidityStatus.UNKNOWN):
            called.add("not_in_force")
    return called
