"""What both evidence models are fitted with: logistic regressions on named features, folds by paraphrase group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from app.answering.evidence import ClauseEvidence
from app.answering.model import Logistic

FOLDS = 5
_NAMED = 0.95


class CaseLike(Protocol):
    """One part of a question with its judged clauses, which of them are gold, and its paraphrase group."""

    @property
    def part(self) -> Any: ...
    @property
    def judged(self) -> tuple[ClauseEvidence, ...]: ...
    @property
    def gold(self) -> tuple[bool, ...]: ...
    @property
    def group(self) -> str: ...


C = TypeVar("C", bound=CaseLike)


def fit_logistic(rows: Sequence[dict[str, float]], labels: NDArray[np.bool_], strength: float) -> Logistic:
    """A logistic regression on standardised features; `strength` is sklearn's C."""
    names = tuple(rows[0])
    table = np.array([[row[name] for name in names] for row in rows])
    mean, scale = table.mean(0), table.std(0)
    scale[scale < 1e-6] = 1.0
    model = LogisticRegression(C=strength, max_iter=5000).fit((table - mean) / scale, labels)
    rounded = [tuple(round(float(value), 5) for value in values) for values in (mean, scale, model.coef_[0])]
    return Logistic(
        features=names, mean=rounded[0], scale=rounded[1], weights=rounded[2], bias=round(float(model.intercept_[0]), 5)
    )


def fit_relevance(cases: Sequence[CaseLike]) -> Logistic:
    """P(a clause is gold), from all candidates that were not named."""
    rows = [dict(item.features) for case in cases for item in case.judged if not item.candidate.named]
    labels = [
        right for case in cases for item, right in zip(case.judged, case.gold, strict=True) if not item.candidate.named
    ]
    return fit_logistic(rows, np.array(labels), 1.0)


def fit_answerable(rows: Sequence[dict[str, float]], labels: NDArray[np.bool_]) -> Logistic:
    """P(an answer would be right), from features of the whole answer."""
    return fit_logistic(rows, labels, 0.5)


def ordered(case: CaseLike, relevance: Logistic) -> tuple[list[ClauseEvidence], list[float], list[bool]]:
    """A case's clauses, their probabilities and gold flags, most relevant first."""
    scored = [_NAMED if item.candidate.named else relevance.probability(item.features) for item in case.judged]
    order = sorted(range(len(scored)), key=lambda place: -scored[place])
    return [case.judged[i] for i in order], [scored[i] for i in order], [case.gold[i] for i in order]


def split(cases: Sequence[C], seed: int) -> list[tuple[list[C], list[C]]]:
    """(train, held out) folds; a paraphrase group is never in both."""
    groups = [case.group for case in cases]
    folds = GroupKFold(FOLDS, shuffle=True, random_state=seed).split(groups, groups=groups)
    return [([cases[i] for i in train], [cases[i] for i in held]) for train, held in folds]
