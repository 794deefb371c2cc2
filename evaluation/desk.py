"""What the compliance desk uses of the evaluation: approving questions, judging answers, agreement.

`app.web.desk.gold` states the form; the server finds this by its name, since the app imports nothing of the evaluation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.answering.answer import Answer
from corpus.model import Document
from evaluation import approval
from evaluation.clauses import Clauses
from evaluation.review import REVIEWS, Agreement, Judgement, ReviewStore, agreements, fingerprint
from evaluation.run import Result, Run, load_run

EVALUATIONS = "evaluations"


@dataclass(frozen=True)
class Waiting:
    """One stored answer for a person to judge; the gold is not part of it."""

    question_id: str
    question: str
    history: tuple[str, ...]
    answer: Answer
    fingerprint: str
    left: int


@dataclass(frozen=True)
class EvaluationDesk:
    """Works on the data folder. Raises EvaluationError with what to mend."""

    data: Path
    kinds: tuple[str, ...] = approval.KINDS
    statuses: tuple[str, ...] = approval.STATUSES
    judgements: tuple[str, ...] = tuple(Judgement)

    def approve(self, fields: Mapping[str, str], documents: Iterable[Document]) -> str:
        """Store a filled-in form as a gold question; the name of its file."""
        return str(approval.approve(fields, Clauses.of(documents), self.data))

    def approved(self) -> frozenset[str]:
        """The wordings approved so far."""
        return approval.approved(self.data)

    def runs(self) -> tuple[str, ...]:
        """The names of stored runs, the latest first."""
        records = sorted(
            (self.data / EVALUATIONS).glob("*/record.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True
        )
        return tuple(path.parent.name for path in records)

    def next_answer(self, run: str, reviewer: str) -> Waiting | None:
        """The next answer of a run that this reviewer has not judged, those the scorers call wrong first."""
        waiting = self._store.waiting(self._run(run), reviewer)
        if not waiting or waiting[0].answer is None:
            return None
        question, answer = waiting[0].question, waiting[0].answer
        return Waiting(question.id, question.question, question.history, answer, fingerprint(answer), len(waiting))

    def judge(self, run: str, reviewer: str, question_id: str, judgement: str, note: str = "") -> None:
        """Keep a verdict with who and when."""
        self._store.add(self._result(run, question_id), reviewer, Judgement(judgement), note)

    def agreement(self, run: str) -> tuple[Agreement, ...]:
        """Agreement of every two reviewers, and of each with the scorers."""
        return agreements(self._store.all(), self._run(run))

    @property
    def _store(self) -> ReviewStore:
        return ReviewStore(self.data / REVIEWS)

    def _run(self, name: str) -> Run:
        folder = self.data / EVALUATIONS / Path(name).name
        record = folder / "record.json"
        return _loaded(folder, record.stat().st_mtime_ns if record.exists() else 0)

    def _result(self, run: str, question_id: str) -> Result:
        return next(result for result in self._run(run).results if result.question.id == question_id)


@lru_cache(maxsize=2)
def _loaded(folder: Path, changed: int) -> Run:
    del changed  # part of the key: a run that was made anew is read anew
    return load_run(folder)


def open_desk(data: Path) -> EvaluationDesk:
    """The desk's side of the evaluation over one data folder."""
    return EvaluationDesk(data)
