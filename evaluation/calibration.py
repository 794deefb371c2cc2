"""Is the system sure when it is right? Risk–coverage curve, the area under it, and calibration by bins.

Coverage is the share of all questions that are answered when only answers at least that sure are given; risk is the
share of those that are wrong (El-Yaniv & Wiener 2010; area: Geifman & El-Yaniv 2017, over the coverage reached).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.answering.answer import Status
from evaluation.run import Result, Run
from evaluation.scorers.outcome import Outcome
from evaluation.statistics import Figure, cluster_weights, statistic_figure

BINS = 8


@dataclass(frozen=True)
class Point:
    coverage: float
    risk: float


@dataclass(frozen=True)
class Bin:
    """Answers of like confidence: their mean confidence, the share that is right, and how many they are."""

    confidence: float
    right: float
    count: int


def risk_coverage(run: Run) -> tuple[Point, ...]:
    """The curve, from the surest answer to all that were given; empty where the system states no confidence.

    Answers of equal confidence enter together.
    """
    answers = _answers(run)
    scored = sum(result.outcome is not Outcome.UNSCORED for result in run.results)
    points, wrong = [], 0
    for number, result in enumerate(answers, start=1):
        wrong += result.outcome is Outcome.WRONG
        last = number == len(answers)
        if last or answers[number].confidence != result.confidence:
            points.append(Point(number / scored, wrong / number))
    return tuple(points)


def area(run: Run) -> Figure | None:
    """The mean risk over the coverage reached, with its interval; None without confidence."""
    answers = _answers(run)
    if not answers:
        return None
    wrong = np.array([float(result.outcome is Outcome.WRONG) for result in answers])

    def mean_risk(weights: np.ndarray) -> float:
        seen = np.cumsum(weights)
        risk = np.divide(np.cumsum(weights * wrong), seen, out=np.zeros_like(seen), where=seen > 0)
        return float(weights @ risk / weights.sum()) if weights.sum() else float("nan")

    weights = cluster_weights([result.question.group for result in answers], resamples=500, seed=run.record.seed)
    return statistic_figure(mean_risk, weights, len(answers))


def bins(run: Run) -> tuple[Bin, ...]:
    """Answers in bins of equal size, from the least sure to the surest."""
    answers = _answers(run)[::-1]
    parts = np.array_split(np.arange(len(answers)), min(BINS, len(answers))) if answers else []
    return tuple(
        Bin(
            float(np.mean([answers[n].confidence or 0.0 for n in part])),
            float(np.mean([answers[n].outcome is Outcome.RIGHT for n in part])),
            len(part),
        )
        for part in parts
    )


def _answers(run: Run) -> list[Result]:
    """The answers that were given, the surest first."""
    given = [
        result
        for result in run.results
        if result.answer is not None and result.answer.status is not Status.DECLINED and result.confidence is not None
    ]
    return sorted(given, key=lambda result: -(result.confidence or 0.0))
