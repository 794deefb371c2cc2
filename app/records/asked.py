"""Every question asked, with the status and the clauses of its answer."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from itertools import chain

from sqlalchemy import Engine

from app.answering.answer import Answer, Statement
from app.errors import RecordsError
from app.records.database import AnswerRow, committed, now

_log = logging.getLogger("policyqa.records")


class AskedLog:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def record(self, answer: Answer, *, channel: str, institution: str = "") -> None:
        """Remember one answer; the same id again replaces it. Whoever asked gets the answer even where it cannot be
        recorded; then the log says so."""
        clauses = dict.fromkeys(c.clause_id for statement in answer.statements for c in statement.citations)
        row = AnswerRow(
            id=answer.id,
            at=now(),
            channel=channel,
            question=answer.question,
            language=answer.language,
            as_of=answer.as_of,
            institution=institution,
            status=answer.status,
            reason=answer.decline.reason if answer.decline else "",
            clauses=list(clauses),
            nearest=list(answer.nearest),
            index=answer.index,
        )
        try:
            committed(self.engine, lambda session: session.merge(row))
        except RecordsError as error:
            _log.error("the answer %s was given and not recorded: %s", answer.id, error)

    def following(
        self, steps: Iterator[Statement | Answer], *, channel: str, institution: str = ""
    ) -> Iterator[Statement | Answer]:
        """The same steps, the answer recorded as it passes. The first step is waited for at the call, so that a
        question which cannot be answered at all fails before anything is sent."""
        return self._passing(chain([next(steps)], steps), channel, institution)

    def _passing(
        self, steps: Iterable[Statement | Answer], channel: str, institution: str
    ) -> Iterator[Statement | Answer]:
        for step in steps:
            if isinstance(step, Answer):
                self.record(step, channel=channel, institution=institution)
            yield step
