"""Human verdicts on answers: stored with who and when, and compared with each other and with the scorers.

Stored as JSON Lines that are only ever appended to; the last verdict of a reviewer on an answer counts. An answer is
told by a hash of what it says, so that a verdict on an older answer is never taken for one on a newer.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import combinations
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.answering.answer import Answer
from evaluation.errors import EvaluationError
from evaluation.run import Result, Run, json_lines
from evaluation.scorers.outcome import Outcome

#: The file in the data folder.
REVIEWS = "reviews.jsonl"


class ReviewFileError(EvaluationError):
    """The store of reviews cannot be read; the text names the file and the line."""


class Judgement(StrEnum):
    """What a person says of an answer. `unsure` counts for no agreement."""

    RIGHT = "right"
    WRONG = "wrong"
    UNSURE = "unsure"


class Review(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    question_id: str
    answer: str  # fingerprint of the answer that was judged
    reviewer: str = Field(min_length=1)
    when: str
    judgement: Judgement
    note: str = ""


@dataclass(frozen=True)
class Agreement:
    """`count` answers judged by both; `observed` is the share judged alike, `kappa` that beyond chance (Cohen 1960),
    None where chance alone would agree always."""

    first: str
    second: str
    count: int
    observed: float
    kappa: float | None


class ReviewStore:
    """Reviews in one file. Safe to append to from several processes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, result: Result, reviewer: str, judgement: Judgement, note: str = "") -> Review:
        """Store a verdict on one result. Raises EvaluationError where there is no answer to judge or no name."""
        if result.answer is None or not reviewer.strip():
            raise EvaluationError("a review needs an answer and the reviewer's name")
        review = Review(
            question_id=result.question.id,
            answer=fingerprint(result.answer),
            reviewer=reviewer.strip(),
            when=datetime.now(UTC).isoformat(timespec="seconds"),
            judgement=judgement,
            note=note,
        )
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(review.model_dump_json() + "\n")
            file.flush()
            os.fsync(file.fileno())
        return review

    def all(self) -> tuple[Review, ...]:
        """Every review in the order of its making; () when none was made. Raises ReviewFileError."""
        if not self.path.exists():
            return ()
        reviews = []
        for number, line in enumerate(json_lines(self.path.read_text(encoding="utf-8")), start=1):
            try:
                reviews.append(Review.model_validate_json(line))
            except ValidationError as error:
                raise ReviewFileError(
                    f"{self.path}, line {number}: is no review; mend or remove the line ({error.error_count()} faults)"
                ) from error
        return tuple(reviews)

    def waiting(self, run: Run, reviewer: str) -> tuple[Result, ...]:
        """The answers of a run that this reviewer has not judged yet, those that the scorers call wrong first."""
        done = {(r.question_id, r.answer) for r in self.all() if r.reviewer == reviewer.strip()}
        waiting = [
            result
            for result in run.results
            if result.answer is not None and (result.question.id, fingerprint(result.answer)) not in done
        ]
        return tuple(sorted(waiting, key=lambda result: result.outcome is Outcome.RIGHT))


def fingerprint(answer: Answer) -> str:
    """16 hex digits of what an answer says and cites; times and the index do not count."""
    said = [answer.status, *(statement.model_dump_json() for statement in answer.statements), *answer.nearest]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def agreements(reviews: Sequence[Review], run: Run | None = None) -> tuple[Agreement, ...]:
    """Agreement of every two reviewers and, with a run, of every reviewer with the scorers."""
    judged: dict[str, dict[tuple[str, str], Judgement]] = {}
    for review in reviews:
        judged.setdefault(review.reviewer, {})[review.question_id, review.answer] = review.judgement
    people = sorted(judged)
    pairs = list(combinations(people, 2))
    if run is not None:
        judged["scorers"] = {
            (result.question.id, fingerprint(result.answer)): _judgement(result.outcome)
            for result in run.results
            if result.answer is not None
        }
        pairs += [(person, "scorers") for person in people]
    found = (_agreement(first, second, judged[first], judged[second]) for first, second in pairs)
    return tuple(agreement for agreement in found if agreement is not None)


def _judgement(outcome: Outcome) -> Judgement:
    return Judgement.RIGHT if outcome is Outcome.RIGHT else Judgement.WRONG


def _agreement(
    first: str,
    second: str,
    one: dict[tuple[str, str], Judgement],
    two: dict[tuple[str, str], Judgement],
) -> Agreement | None:
    both = [(one[key], two[key]) for key in one if key in two and Judgement.UNSURE not in (one[key], two[key])]
    if not both:
        return None
    observed = sum(a is b for a, b in both) / len(both)
    return Agreement(first, second, len(both), observed, kappa(both))


def kappa(pairs: Sequence[tuple[object, object]]) -> float | None:
    """Cohen's kappa (1960) of pairs of verdicts; None without pairs or where chance alone would agree always."""
    if not pairs:
        return None
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(first[value] * second[value] for value in first) / len(pairs) ** 2
    observed = sum(a == b for a, b in pairs) / len(pairs)
    return None if chance == 1 else (observed - chance) / (1 - chance)
