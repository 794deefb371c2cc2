"""Answers from the gold itself. It shows what a perfect system would score, proves that the gold is consistent with
the corpus (a key fact that its own clauses do not state cannot be answered), and carries the planted faults."""

from __future__ import annotations

from dataclasses import dataclass

from app.answering.answer import Answer, Caution, Decline, DeclineReason, Statement, Status
from app.answering.verify import cite
from corpus.model import Clause, Document, Evidence, TextStatus, ValidityStatus
from evaluation.clauses import Clauses
from evaluation.datasets import Question
from evaluation.systems.quoting import day_of
from evaluation.systems.system import Reply


@dataclass(frozen=True)
class Oracle:
    """Quotes the first clause of every required group, in the version of the day, with the cautions called for."""

    clauses: Clauses
    name: str = "oracle"

    def reply(self, question: Question) -> Reply:
        declines = question.status is Status.DECLINED
        answer = self._declined(question) if declines else self._answered(question)
        ranked = [group[0] for group in question.required] + list(question.acceptable)
        return Reply(answer, ranked=tuple(dict.fromkeys(ranked)), confidence=1.0, latency_ms=1.0)

    def _answered(self, question: Question) -> Answer:
        day = day_of(question)
        hits = [hit for group in question.required if (hit := self.clauses.current(group[0], day)) is not None]
        statements = []
        for document, clause in hits:
            start, end = clause.in_language(question.language) or (0, len(clause.text))
            citation = cite(document, clause, start, end, day)
            statements.append(Statement(text=citation.quote, citations=(citation,)))
        partial = question.status is Status.PARTIAL
        return Answer(
            id=question.id,
            question=question.question,
            language=question.language,
            as_of=day.isoformat(),
            status=question.status,
            statements=tuple(statements),
            cautions=_cautions(question, hits),
            decline=Decline(reason=DeclineReason.DETAIL_NOT_STATED, text="not stated") if partial else None,
        )

    def _declined(self, question: Question) -> Answer:
        return Answer(
            id=question.id,
            question=question.question,
            language=question.language,
            as_of=day_of(question).isoformat(),
            status=Status.DECLINED,
            decline=Decline(reason=question.reason or DeclineReason.NOT_COVERED, text="not stated"),
            nearest=tuple(question.acceptable[:3]),
        )


def _cautions(question: Question, hits: list[tuple[Document, Clause]]) -> tuple[Caution, ...]:
    codes: dict[str, None] = dict.fromkeys(question.cautions)
    for document, clause in hits:
        if clause.text_status is TextStatus.RESTATED and clause.id.path != ("meta",):
            codes["restated_text"] = None
        if clause.evidence in (Evidence.C, Evidence.D):
            codes["low_evidence"] = None
        if document.status_on(day_of(question)) not in (ValidityStatus.IN_FORCE, ValidityStatus.UNKNOWN):
            codes["not_in_force"] = None
    return tuple(Caution(code=code, text=code) for code in codes)
