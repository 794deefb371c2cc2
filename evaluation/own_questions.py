"""`policyqa calibrate`: from which confidence on to answer, or to answer without a caution, redone on a bank's own
questions.

The regressions stay as they are, so that a hundred questions are enough and the threshold is found on questions that
the model never saw, by Learn-then-Test (evaluation.fit_evidence): on the answers themselves, with rules, tables and
several parts, wrong where the score card says so.

    python -m evaluation.own_questions

finds the shipped model's threshold of the caution on the development halves of evaluation/fresh.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from app.answering.answer import Status
from app.answering.model import EvidenceModel, load_model
from app.service import CALIBRATED, PolicyQA
from app.settings import load_settings
from corpus.importing.storage import write
from evaluation.clauses import Clauses
from evaluation.datasets import FRESH, Question, load_questions
from evaluation.errors import EvaluationError
from evaluation.fit_evidence import SHIPPED, Per, curve, learn_then_test
from evaluation.run import Result, Run, run_system
from evaluation.scorers.outcome import Outcome
from evaluation.systems.policy import PolicySystem

FEWEST = 30
#: What becomes of an answer below the threshold, and the threshold of the model that says so.
Then = Literal["decline", "caution"]
_THRESHOLD = {"decline": "sure_from", "caution": "certain_from"}


@dataclass(frozen=True)
class Calibrated:
    """`model` answers from `threshold` on, or without a caution; None where no threshold keeps the risk, and `model` is
    the one in use. The shares are of the answers given, or given without a caution."""

    model: EvidenceModel
    then: Then
    threshold: float | None
    questions: int
    answered: float  # share of answerable questions answered at the threshold in use
    declined: float  # share of unanswerable ones declined
    wrong: float  # share of answers that are wrong

    def text(self, path: Path | None) -> str:
        """What was found, as sentences; `path` is where it was kept."""
        risk, per, confidence = (self.model.record[name] for name in ("risk", "per", "confidence"))
        figures = (
            f"{self.questions} questions: {self.answered:.1%} of the answerable ones answered, {self.declined:.1%} of "
            f"the others declined, {self.wrong:.1%} of the answers wrong"
        )
        if path is None:
            return (
                f"no threshold keeps wrong {per} to {risk:.1%} with {confidence:.0%} confidence on these questions; "
                f"nothing was changed. With the thresholds in use: {figures}. Write more "
                "questions, or accept a greater --risk."
            )
        what = "answers" if self.then == "decline" else "answers without a caution"
        return f"{what} from confidence {self.threshold} on; kept in {path}. {figures}. Restart `policyqa serve`."

    def as_json(self) -> dict[str, object]:
        """Figures and curve, for `--json`."""
        shown = {name: getattr(self, name) for name in ("threshold", "questions", "answered", "declined", "wrong")}
        used = {name: getattr(self.model, name) for name in _THRESHOLD.values()}
        return {**shown, "then": self.then, **used, "curve": self.model.record["curve"]}


def calibrate(
    service: PolicyQA,
    questions: Sequence[Question],
    risk: float,
    confidence: float,
    per: Per = "answers",
    then: Then = "decline",
) -> Calibrated:
    """Find the threshold on the answers themselves, as the score card judges them. Raises EvaluationError where there
    are too few questions to say anything."""
    given = answers(service, questions) if then == "decline" else cautioned(service, questions)
    if len(given) < FEWEST:
        raise EvaluationError(
            f"{len(given)} questions can be judged, at least {FEWEST} are needed: write more, or approve "
            "questions of staff in the desk (docs/evaluation.md)"
        )
    model = service.responder.model
    threshold = threshold_for(given, risk, 1 - confidence, per)
    step = getattr(model, _THRESHOLD[then]) if threshold is None else threshold
    record = {
        "questions": len(given),
        "groups": len({question.group for question in questions}),
        "index": service.retriever.fingerprint,
        "risk": risk,
        "per": per,
        "then": then,
        "confidence": confidence,
        "threshold_for_risk": threshold,
        "curve": curve(given),
        "fitted_on": model.record,
    }
    chosen = model.model_copy(update={_THRESHOLD[then]: step, "record": record})
    return Calibrated(chosen, then, threshold, len(given), *at(given, step))


@dataclass(frozen=True)
class Told:
    """One question's answer: its confidence (1 where no threshold would decline it, 0 where it is declined at every
    one), whether it is not wrong, whether the material answers, and whether an answer was `given` at all."""

    confidence: float
    right: bool
    possible: bool
    given: bool


def answers(service: PolicyQA, questions: Sequence[Question]) -> list[Told]:
    """Every question answered as if any confidence were enough, and once more as if none were."""
    clauses = Clauses.of(service.catalogue.documents)
    runs = (run_system(PolicySystem(with_(service, sure_from=step)), questions, clauses) for step in (0.0, 1.0))
    return told(*runs)


def cautioned(service: PolicyQA, questions: Sequence[Question]) -> list[Told]:
    """Every question answered as if no confidence were enough to go without the caution: what goes without it
    nevertheless, does at every threshold."""
    clauses = Clauses.of(service.catalogue.documents)
    run = run_system(PolicySystem(with_(service, certain_from=1.0)), questions, clauses)
    return [
        _told(one, all(note.code != "unsure" for note in one.answer.cautions))
        for one in run.results
        if one.answer is not None and one.outcome is not Outcome.UNSCORED
    ]


def told(any_: Run, none: Run) -> list[Told]:
    """The answers of a run in which any confidence was enough; what was answered in the run in which `none` was is not
    the confidence's to decline (a clause that the question names, a table that is read off)."""
    found = []
    for one, other in zip(any_.results, none.results, strict=True):
        if one.answer is not None and one.outcome is not Outcome.UNSCORED:
            always = other.answer is not None and other.answer.status is Status.ANSWERED
            found.append(_told(one, always))
    return found


def _told(one: Result, always: bool) -> Told:
    given = one.answer is not None and one.answer.status is not Status.DECLINED
    sure = 1.0 if always else one.confidence or 0.0
    right = not (given and one.outcome is Outcome.WRONG)
    return Told(sure if given else 0.0, right, one.question.status is not Status.DECLINED, given)


def threshold_for(told: Sequence[Told], risk: float, delta: float, per: Per) -> float | None:
    """The lowest threshold that keeps the risk (learn_then_test); declined questions count among those asked only."""
    return learn_then_test([one for one in told if one.given or per == "questions"], risk, delta, per)


def with_(service: PolicyQA, **thresholds: float) -> PolicyQA:
    """The same service with other thresholds of its model."""
    other = copy(service)
    model = service.responder.model.model_copy(update=thresholds)
    other.responder = replace(service.responder, model=model)
    return other


def keep(found: Calibrated, data: Path) -> Path | None:
    """Write the model where `ask` and `serve` look for it; None, and nothing written, where no threshold was found.
    Raises OSError."""
    if found.threshold is None:
        return None
    path = data / CALIBRATED
    write(path, (json.dumps(found.model.model_dump(), ensure_ascii=False, indent=1) + "\n").encode())
    return path


def at(told: Sequence[Told], step: float) -> tuple[float, float, float]:
    """Shares at a threshold: of answerable questions answered, of others declined, of the answers wrong."""
    given = [one for one in told if one.given and one.confidence >= step]
    can, cannot = (sum(one.possible is kind for one in told) for kind in (True, False))
    answered = sum(one.possible for one in given)
    return (
        round(answered / max(can, 1), 4),
        round(1 - (len(given) - answered) / max(cannot, 1), 4),
        round(sum(not one.right for one in given) / max(len(given), 1), 4),
    )


def main() -> None:
    """Find the shipped model's threshold of the caution, write it and print what it keeps."""
    service = PolicyQA.open(load_settings(), build=True)
    service.responder = replace(service.responder, model=load_model())
    found = calibrate(service, load_questions(FRESH, split="dev"), 0.05, 0.95, "questions", "caution")
    if found.threshold is None:
        raise SystemExit(found.text(None))
    kept = ("questions", "groups", "risk", "per", "confidence", "threshold_for_risk", "curve")
    caution = {name: found.model.record[name] for name in kept}
    record = {**load_model().record, "caution": caution}
    model = found.model.model_copy(update={"record": record})
    SHIPPED.write_text(json.dumps(model.model_dump(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    sys.stdout.write(found.text(SHIPPED) + "\n")


if __name__ == "__main__":
    main()
