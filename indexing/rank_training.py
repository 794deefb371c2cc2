"""Trains the ranker from questions whose clauses are known, and says whether it helps before anyone uses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.importing.storage import write
from indexing.embeddings.cache import Progress
from indexing.errors import IndexingError
from indexing.features import NAMES
from indexing.ranker import Ranker, feature_names
from indexing.retriever import CANDIDATES, EVERYTHING, ClauseRetriever, Filters

ROUNDS = 300
FURTHER = 60  # trees added to a model that is there already
PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 20,
    "num_leaves": 7,
    "learning_rate": 0.05,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.6,
    "lambda_l2": 5.0,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 2,
    "verbosity": -1,
}
FOLDS = 5
# Candidates of a question that it learns from, fewer than it orders: with those further down among its lessons it does
# better there and worse at the top (docs/ranker.md).
_LEARNT = 200
_FEWEST = 50  # questions; with fewer the gain's interval says nothing


@dataclass(frozen=True)
class Example:
    """A question, the keys or ids of the clauses that answer it, and what it is asked under."""

    question: str
    clauses: frozenset[str]
    filters: Filters = EVERYTHING

    def answered_by(self, key: str) -> bool:
        """Whether the clause of this key, of whatever version, is one of `clauses`."""
        return key in self.clauses or key.partition("@")[0] in self.clauses


@dataclass(frozen=True)
class Lessons:
    """Of every question the candidates as retrieval gives them: features (questions, candidates, len(NAMES)), NaN
    beyond the last candidate; labels (questions, candidates) 1, 0, or -1 there; and how many clauses were right."""

    features: NDArray[np.float32]
    labels: NDArray[np.int8]
    right: NDArray[np.int64]


@dataclass(frozen=True)
class RankerReport:
    """Recall@10 and reciprocal rank before and with the trained ranker, cross-validated by question; `gain` is the mean
    difference of their average and [low, high] its 95 % bootstrap interval. `kept` tells whether the model was
    written."""

    questions: int
    before: dict[str, float]
    after: dict[str, float]
    gain: float
    low: float
    high: float
    kept: bool


def collect(retriever: ClauseRetriever, examples: Sequence[Example], progress: Progress | None = None) -> Lessons:
    """Ask every question and keep the features of its candidates."""
    features = np.full((len(examples), CANDIDATES, len(NAMES)), np.nan, np.float32)
    labels = np.full((len(examples), CANDIDATES), -1, np.int8)
    for number, example in enumerate(examples):
        found = retriever.candidates(example.question, CANDIDATES, example.filters)
        features[number, : len(found.keys)] = found.features
        labels[number, : len(found.keys)] = [example.answered_by(key) for key in found.keys]
        if progress:
            progress("asking", number + 1, len(examples))
    return Lessons(features, labels, np.array([len(example.clauses) for example in examples]))


def train(candidates: Lessons, base: Path | None = None) -> Any:
    """A LightGBM model over all these questions (lambdarank, ties broken by the fused order); with `base` that model
    and a few trees more, for few questions of one's own."""
    import lightgbm

    names = _names(base)
    columns = _columns(names)
    features, labels = candidates.features[:, :_LEARNT, columns], candidates.labels[:, :_LEARNT]
    useful = (labels > 0).any(axis=1)
    held = labels[useful] >= 0
    data = lightgbm.Dataset(
        features[useful][held],
        labels[useful][held],
        group=held.sum(axis=1),
        feature_name=names,
    )
    return lightgbm.train(PARAMETERS, data, FURTHER if base else ROUNDS, init_model=str(base) if base else None)


def _names(base: Path | None) -> list[str]:
    """The features that are learned from: those of the model that training goes on from, or all."""
    return feature_names(base) if base else list(NAMES)


def _columns(names: Sequence[str]) -> list[int]:
    return [NAMES.index(name) for name in names]


def folds_of(questions: int, seed: int = 0) -> NDArray[np.int64]:
    """The fold, 0 to 4, of every question."""
    return np.random.default_rng(seed).permutation(questions) % FOLDS


def cross_validate(
    candidates: Lessons, fold: NDArray[np.int64], base: Path | None = None, folder: Path | None = None
) -> NDArray[np.float64]:
    """Scores of every candidate by a model that has not seen its question's fold, (questions, candidates) float64. The
    models are kept as `<folder>/<fold>/ranker.txt`."""
    scores = np.full(candidates.labels.shape, -np.inf)
    for number in range(FOLDS):
        out = fold == number
        model = train(Lessons(candidates.features[~out], candidates.labels[~out], candidates.right[~out]), base)
        held = candidates.labels[out] >= 0
        block = np.full(held.shape, -np.inf)
        block[held] = model.predict(candidates.features[out][held][:, _columns(_names(base))])
        scores[out] = block
        if folder:
            (folder / str(number) / "ranker.txt").write_text(model.model_to_string(), "utf-8")
    return scores


def measures(labels: NDArray[np.int8], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """(questions, 2): Recall@10 and reciprocal rank within ten, of candidates in their order."""
    first = labels[:, :10] > 0
    recall = first.sum(axis=1) / np.maximum(right, 1)
    ranks = np.where(first.any(axis=1), 1 / (first.argmax(axis=1) + 1), 0.0)
    return np.stack([recall, ranks], axis=1)


def train_ranker(candidates: Lessons, out: Path, base: Path | None = None) -> RankerReport:
    """Train, and write `out` only where the cross-validated gain's interval is above zero. `base` is the ranker in use,
    over which the gain is measured and on which training goes on; without one, the fused order.

    Raises IndexingError with fewer than fifty questions.
    """
    if len(candidates.labels) < _FEWEST:
        raise IndexingError(
            f"{len(candidates.labels)} questions are too few to train a ranker: give at least {_FEWEST}"
        )
    before = measures(
        _ordered(candidates, ranked(candidates, Ranker.load(base))) if base else candidates.labels, candidates.right
    )
    fold = folds_of(len(candidates.labels))
    after = measures(_ordered(candidates, cross_validate(candidates, fold, base)), candidates.right)
    difference = (after - before).mean(axis=1)
    drawn = np.random.default_rng(0).integers(0, len(difference), (2000, len(difference)))
    low, high = np.percentile(difference[drawn].mean(axis=1), [2.5, 97.5])
    if low > 0:
        write(out, train(candidates, base).model_to_string().encode())
    names = ("R@10", "RR@10")
    return RankerReport(
        len(difference),
        dict(zip(names, map(float, before.mean(axis=0)), strict=True)),
        dict(zip(names, map(float, after.mean(axis=0)), strict=True)),
        float(difference.mean()),
        float(low),
        float(high),
        bool(low > 0),
    )


def _ordered(candidates: Lessons, scores: NDArray[np.float64]) -> NDArray[np.int8]:
    return np.take_along_axis(candidates.labels, np.argsort(-scores, axis=1, kind="stable"), axis=1)


def ranked(candidates: Lessons, ranker: Ranker) -> NDArray[np.float64]:
    """Scores of every candidate by a ranker, (questions, candidates) float64."""
    held = candidates.labels >= 0
    scores = np.full(held.shape, -np.inf)
    scores[held] = ranker.scores(candidates.features[held])
    return scores
