"""The evidence model: two small logistic regressions over named features, read from evidence_model.json.

`relevance` is the probability that a clause is one to cite for the question; `answerable` the probability that an
answer from the best clauses would be right. Both were fitted on development questions (evaluation/calibrate.py), which
also fixed the thresholds and recorded the figures behind them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.answering.evidence import ClauseEvidence
from app.answering.question import Asks, Question


class Logistic(BaseModel):
    """P = 1 / (1 + exp(-(bias + sum w * (x - mean) / scale))), over features by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    features: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def probability(self, features: Mapping[str, float]) -> float:
        """The probability for one set of features. Raises KeyError where one is absent."""
        terms = zip(self.features, self.mean, self.scale, self.weights, strict=True)
        logit = self.bias + sum(weight * (features[name] - mean) / scale for name, mean, scale, weight in terms)
        return 1.0 / (1.0 + math.exp(-max(min(logit, 40.0), -40.0)))


class EvidenceModel(BaseModel):
    """Both regressions, the thresholds that decide, and the record of how they were found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    relevance: Logistic
    answerable: Logistic
    answer_from: float = Field(ge=0, le=1)
    cite_from: float = Field(ge=0, le=1)
    selection: Literal["threshold", "expected_f1"] = "threshold"
    record: dict[str, object] = Field(default_factory=dict)


@cache
def load_model(name: Literal["evidence", "closed"] = "evidence", path: Path | None = None) -> EvidenceModel:
    """The shipped model (`closed` is for given passages), or one that a calibration wrote to `path`. Raises
    ValidationError where it is not one."""
    if path is not None:
        return EvidenceModel.model_validate_json(path.read_text("utf-8"))
    shipped = resources.files("app.answering").joinpath(f"{name}_model.json")
    return EvidenceModel.model_validate_json(shipped.read_text("utf-8"))


def answer_features(
    question: Question, judged: Sequence[ClauseEvidence], relevance: Sequence[float]
) -> dict[str, float]:
    """Features of the whole answer: those of the most relevant clause, and how the others stand to it.

    `judged` is sorted by `relevance`, greatest first, and not empty.
    """
    top = judged[0].features
    rest = list(relevance[1:])
    kept = (
        "coverage",
        "own",
        "missing",
        "stated",
        "figure_own",
        "figure_coverage",
        "claim_met",
        "claim_unmet",
        "coverage_gap",
        "unstated",
        "denied",
        "unbound",
        "other_year",
        "e5",
        "use",
        "seg_e5",
        "seg_use",
        "seg_e5_gap",
        "seg_use_gap",
        "translated",
    )
    return {
        **{name: top[name] for name in kept},
        "relevance": _logit(relevance[0]),
        "second": _logit(rest[0]) if rest else _logit(0.0),
        "mass": sum(relevance[:5]),
        "most_coverage": max(item.features["coverage"] for item in judged),
        "any_denied": float(any(item.features["denied"] for item in judged[:3])),
        "spoken_of": top["spoken_of"],
        "unspoken_of": top["unspoken_of"],
        "named": float(judged[0].candidate.named),
        "yes_no": float(Asks.YES_NO in question.asks),
        "figure": float(bool(top["stated"] or top["unstated"])),
        "short": top["short"],
    }


def _logit(probability: float) -> float:
    clipped = min(max(probability, 1e-3), 1 - 1e-3)
    return math.log(clipped / (1 - clipped))
