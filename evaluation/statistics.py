"""Intervals and tests that respect paraphrases: the cluster is drawn, not the question.

Paraphrases of one need succeed and fail together, so treating them as independent would make every interval too
narrow. References: Efron & Tibshirani, An Introduction to the Bootstrap (percentile interval); Miller, Adding
Error Bars to Evals, 2024 (clustered questions).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

RESAMPLES = 2000


@dataclass(frozen=True)
class Figure:
    """A measure over `count` scored questions: the value and its 95 % interval [low, high]."""

    value: float
    low: float
    high: float
    count: int


def cluster_weights(clusters: Sequence[str], *, resamples: int = RESAMPLES, seed: int = 0) -> np.ndarray:
    """(resamples, n) float64: how often each question counts when clusters are drawn with replacement."""
    _, index = np.unique(np.asarray(clusters), return_inverse=True)
    count = int(index.max()) + 1
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=resamples)
    return drawn[:, index].astype(float)


def mean_figure(values: Sequence[float | None], weights: np.ndarray) -> Figure | None:
    """The mean of the scored values with its interval; None when nothing is scored."""
    return _ratio(*_columns(values), weights)


def share_figure(values: Sequence[float | None], weights: np.ndarray) -> Figure | None:
    """The mean of shares from 0 to 1. Where all are 0 or all are 1 there is nothing to draw from, and the interval is
    the exact one of so many clusters (Clopper & Pearson 1934): three of three is 29 % to 100 %."""
    figure = mean_figure(values, weights)
    if figure is None or figure.value not in (0.0, 1.0):
        return figure
    scored = np.array([value is not None for value in values])
    clusters = len({column.tobytes() for column in weights.T[scored]})  # a cluster is drawn as one
    edge = 0.025 ** (1 / clusters)
    return replace(figure, low=edge) if figure.value else replace(figure, high=1 - edge)


def balanced_figure(
    first: Sequence[float | None], second: Sequence[float | None], weights: np.ndarray
) -> Figure | None:
    """The mean of two means (two classes of question, each counting half); None unless both have questions."""
    (a, a_mask), (b, b_mask) = _columns(first), _columns(second)
    if not a_mask.any() or not b_mask.any():
        return None
    value = (a.sum() / a_mask.sum() + b.sum() / b_mask.sum()) / 2
    drawn = (_divide(weights @ a, weights @ a_mask) + _divide(weights @ b, weights @ b_mask)) / 2
    return _figure(value, drawn, int(a_mask.sum() + b_mask.sum()))


def statistic_figure(statistic: Callable[[np.ndarray], float], weights: np.ndarray, count: int) -> Figure:
    """Any statistic of the question weights (n,), with its interval. Slower: one call a resample."""
    drawn = np.array([statistic(row) for row in weights])
    return _figure(statistic(np.ones(weights.shape[1])), drawn, count)


def paired_permutation(
    first: Sequence[float | None], second: Sequence[float | None], clusters: Sequence[str], *, seed: int = 0
) -> tuple[float, float]:
    """(mean difference second - first, two-sided p) over questions scored in both; whole clusters change sign.

    p is (1 + as extreme) / (1 + drawn), so it is never 0.
    """
    rows = [(b - a, c) for a, b, c in zip(first, second, clusters, strict=True) if a is not None and b is not None]
    if not rows:
        return 0.0, 1.0
    differences = np.array([row[0] for row in rows])
    _, index = np.unique(np.array([row[1] for row in rows]), return_inverse=True)
    sums = np.bincount(index, weights=differences)
    observed = sums.sum() / len(rows)
    signs = np.random.default_rng(seed).choice((-1.0, 1.0), size=(RESAMPLES, len(sums)))
    extreme = np.abs(signs @ sums / len(rows)) >= abs(observed) - 1e-12
    return float(observed), float((1 + extreme.sum()) / (1 + RESAMPLES))


def _columns(values: Sequence[float | None]) -> tuple[np.ndarray, np.ndarray]:
    mask = np.array([value is not None for value in values], dtype=float)
    return np.array([0.0 if value is None else value for value in values], dtype=float), mask


def _ratio(values: np.ndarray, mask: np.ndarray, weights: np.ndarray) -> Figure | None:
    if not mask.any():
        return None
    return _figure(values.sum() / mask.sum(), _divide(weights @ values, weights @ mask), int(mask.sum()))


def _divide(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)


def _figure(value: float, drawn: np.ndarray, count: int) -> Figure:
    drawn = drawn[~np.isnan(drawn)]
    low, high = np.percentile(drawn, [2.5, 97.5]) if len(drawn) else (value, value)
    return Figure(float(value), float(low), float(high), count)
