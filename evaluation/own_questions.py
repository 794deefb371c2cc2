"""`policyqa calibrate`: from which confidence on to answer, redone on a bank's own questions.

The regressions stay as they are, so that a hundred questions are enough and the threshold is found on questions that
the model never saw, by Learn-then-Test (evaluation.fit_evidence).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.answering.model import EvidenceModel
from app.service import CALIBRATED, PolicyQA
from corpus.importing.storage import write
from evaluation.datasets import Question
from evaluation.errors import EvaluationError
from evaluation.fit_evidence import Held, Per, collect, curve, judged_by, learn_then_test

FEWEST = 30


@dataclass(frozen=True)
class Calibrated:
    """`model` answers from `threshold` on; None where no threshold keeps the risk, and `model` is the one in use."""

    model: EvidenceModel
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
        return (
            f"answers from confidence {self.model.sure_from} on; kept in {path}. {figures}. Restart `policyqa serve`."
        )

    def as_json(self) -> dict[str, object]:
        """Figures and curve, for `--json`."""
        shown = {name: getattr(self, name) for name in ("threshold", "questions", "answered", "declined", "wrong")}
        return {**shown, "sure_from": self.model.sure_from, "curve": self.model.record["curve"]}


def calibrate(
    service: PolicyQA, questions: Sequence[Question], risk: float, confidence: float, per: Per = "answers"
) -> Calibrated:
    """Find the threshold. Raises EvaluationError where there are too few questions to say anything."""
    cases = collect(service, questions)
    if len(cases) < FEWEST:
        raise EvaluationError(
            f"{len(cases)} questions reach the evidence, at least {FEWEST} are needed: write more, or approve "
            "questions of staff in the desk (docs/evaluation.md)"
        )
    model = service.responder.model
    judged = list(judged_by(cases, model.relevance, model.answerable, model.right))
    threshold = learn_then_test(judged, risk, 1 - confidence, per)
    step = model.sure_from if threshold is None else round(threshold, 4)
    record = {
        "questions": len({case.question.id for case in cases}),
        "groups": len({case.group for case in cases}),
        "index": service.retriever.fingerprint,
        "risk": risk,
        "per": per,
        "confidence": confidence,
        "threshold_for_risk": threshold,
        "curve": curve(judged),
        "fitted_on": model.record,
    }
    chosen = model.model_copy(update={"sure_from": step, "record": record})
    return Calibrated(chosen, threshold, len(cases), *_at(judged, model.answer_from, step))


def keep(found: Calibrated, data: Path) -> Path | None:
    """Write the model where `ask` and `serve` look for it; None, and nothing written, where no threshold was found.
    Raises OSError."""
    if found.threshold is None:
        return None
    path = data / CALIBRATED
    write(path, (json.dumps(found.model.model_dump(), ensure_ascii=False, indent=1) + "\n").encode())
    return path


def _at(held: Sequence[Held], answer_from: float, sure_from: float) -> tuple[float, float, float]:
    given = [item for item in held if item.answerable >= answer_from and item.confidence >= sure_from]
    can, cannot = (sum(item.case.answerable is kind for item in held) for kind in (True, False))
    answered = sum(item.case.answerable for item in given)
    return (
        round(answered / max(can, 1), 4),
        round(1 - (len(given) - answered) / max(cannot, 1), 4),
        round(sum(not item.right for item in given) / max(len(given), 1), 4),
    )
