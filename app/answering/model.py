"""The evidence model: small logistic regressions over named features, read from evidence_model.json, and the models for
given passages. All were fitted on development questions (evaluation/fit_evidence.py, fit_closed.py), which also fixed
the thresholds and recorded the figures behind them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from app.answering.evidence import ClauseEvidence
from app.answering.question import Asks, Question
from indexing.trees import Forest

#: What an answerable question has as a rule, where none is known to be left open: nearness to the nearest one, how far
#: that is behind the nearest answered one, how far the nearest five are, and how far the best clause's own is.
_OPEN = {"open": 0.55, "open_gap": -0.11, "open_crowd": -0.1, "own_open_gap": -0.2}
_SPLIT = ("split_feature", "threshold", "left_child", "right_child")


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

    def probabilities(self, rows: Sequence[Mapping[str, float]]) -> list[float]:
        """Those of several sets."""
        return [self.probability(row) for row in rows]


class Tree(BaseModel):
    """One tree: splits (feature, threshold, where to go at or below it, where above it), as indexing.trees reads them:
    a negative place -1 - i is leaf i."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    splits: tuple[tuple[int, float, int, int], ...]
    leaves: tuple[float, ...]


class Trees(BaseModel):
    """P = 1 / (1 + exp(-sum of the trees)), over features by name (gradient boosting as LightGBM fits it)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    features: tuple[str, ...]
    trees: tuple[Tree, ...]

    @cached_property
    def forest(self) -> Forest:
        """The trees, to be evaluated."""
        trees = []
        for tree in self.trees:
            columns = zip(*tree.splits, strict=True) if tree.splits else ((), (), (), ())
            trees.append({**dict(zip(_SPLIT, columns, strict=True)), "leaf_value": tree.leaves})
        return Forest(trees)

    def probability(self, features: Mapping[str, float]) -> float:
        """The probability for one set of features. Raises KeyError where one is absent."""
        return self.probabilities([features])[0]

    def probabilities(self, rows: Sequence[Mapping[str, float]]) -> list[float]:
        """Those of several sets, at once."""
        table = np.array([[row[name] for name in self.features] for row in rows]).reshape(-1, len(self.features))
        logits = np.clip(self.forest.scores(table), -40.0, 40.0)
        return [float(value) for value in 1.0 / (1.0 + np.exp(-logits))]


class EvidenceModel(BaseModel):
    """The regressions, the thresholds that decide, and the record of how they were found.

    `relevance` tells whether a clause is one to cite, `answerable` whether the material answers the question at all,
    `right` whether the best clause is the right one. There is an answer from `answer_from` of the second and
    `sure_from` of the third on; the third is the confidence of an answer, which below `certain_from` is called unsure.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    relevance: Logistic | Trees
    answerable: Logistic
    right: Logistic
    answer_from: float = Field(ge=0, le=1)
    sure_from: float = Field(0.0, ge=0, le=1)
    certain_from: float = Field(0.0, ge=0, le=1)
    cite_from: float = Field(ge=0, le=1)
    record: dict[str, object] = Field(default_factory=dict)

    @property
    def inputs(self) -> frozenset[str]:
        """The names of all features that it reads."""
        return frozenset({*self.relevance.features, *self.answerable.features, *self.right.features})


class ClosedModel(BaseModel):
    """For given passages of one form: the probability that a passage answers, from which probability of the best one
    on there is an answer, and how much more a missed passage counts than a needless one (the beta of F-beta)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    relevance: Logistic | Trees
    answer_from: float = Field(ge=0, le=1)
    beta: float = Field(gt=0)
    record: dict[str, object] = Field(default_factory=dict)


#: What passages look like: English ones, Chinese articles of law, other Chinese texts.
Form = Literal["en", "zh_provisions", "zh_reports"]


@cache
def load_closed_models() -> Mapping[Form, ClosedModel]:
    """The shipped models for given passages."""
    text = resources.files("app.answering").joinpath("closed_models.json").read_text("utf-8")
    return TypeAdapter(dict[Form, ClosedModel]).validate_json(text)


def load_model(path: Path | None = None) -> EvidenceModel:
    """The shipped model, or one that a calibration wrote to `path`. Raises ValidationError where it is not one."""
    shipped = resources.files("app.answering").joinpath("evidence_model.json")
    return EvidenceModel.model_validate_json((path or shipped).read_text("utf-8"))


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
        "e5_adapted",
        "use_adapted",
        "e5_adapted_gap",
        "use_adapted_gap",
        "seg_e5",
        "seg_use",
        "seg_e5_gap",
        "seg_use_gap",
        "asked",
        "asked_gap",
        "asked_coverage",
        "asked_missing",
        "unasked",
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
        **_open(judged),
    }


def _open(judged: Sequence[ClauseEvidence]) -> dict[str, float]:
    """How near the question is to one that the corpus leaves open (indexing.open_questions), how much nearer than to
    one that is answered, and the same of those that the best clause leaves open. Of a clause that is not the shipped
    corpus's they tell nothing."""
    top = judged[0]
    channels = {} if top.features["unasked"] else top.candidate.channels
    found = dict(_OPEN)
    if "open" in channels:
        found["open"], found["open_crowd"] = channels["open"], channels["open_crowd"]
        found["open_gap"] = channels["open"] - max(item.features["asked"] for item in judged)
    if "own_open" in channels:
        found["own_open_gap"] = channels["own_open"] - top.features["asked"]
    return found


def _logit(probability: float) -> float:
    clipped = min(max(probability, 1e-3), 1 - 1e-3)
    return math.log(clipped / (1 - clipped))
