"""What both evidence models are fitted with: logistic regressions on named features, folds by paraphrase group."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Protocol, TypeVar

import lightgbm
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from app.answering.evidence import ClauseEvidence
from app.answering.model import Logistic, Tree, Trees

FOLDS = 5
_NAMED = 0.95


class Grouped(Protocol):
    """Anything that belongs to a paraphrase group."""

    @property
    def group(self) -> str: ...


class CaseLike(Grouped, Protocol):
    """One part of a question with its judged clauses, and which of them are gold."""

    @property
    def part(self) -> Any: ...
    @property
    def judged(self) -> tuple[ClauseEvidence, ...]: ...
    @property
    def gold(self) -> tuple[bool, ...]: ...


C = TypeVar("C", bound=Grouped)


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


def fit_trees(
    rows: Sequence[dict[str, float]], labels: NDArray[np.bool_], *, rising: Collection[str] = (), count: int = 150
) -> Trees:
    """Gradient-boosted trees; features in `rising` can only speak for a clause. One thread: the same rows give the
    same trees."""
    names = tuple(rows[0])
    table = np.array([[row[name] for name in names] for row in rows])
    options = {
        "objective": "binary", "learning_rate": 0.04, "num_leaves": 10, "min_data_in_leaf": 30, "lambda_l2": 3.0,
        "bagging_fraction": 0.8, "bagging_freq": 1, "feature_fraction": 0.7, "num_threads": 1, "deterministic": True,
        "seed": 0, "verbose": -1, "monotone_constraints": [int(name in rising) for name in names],
    }  # fmt: skip
    booster = lightgbm.train(options, lightgbm.Dataset(table, labels.astype(float)), count)
    return Trees(
        features=names, trees=tuple(_tree(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"])
    )


def _tree(root: dict[str, Any]) -> Tree:
    """LightGBM's nested tree as flat splits and leaves."""
    splits: list[tuple[int, float, int, int]] = []
    leaves: list[float] = []

    def place(node: dict[str, Any]) -> int:
        if "leaf_value" in node:
            leaves.append(round(node["leaf_value"], 5))
            return -len(leaves)
        here = len(splits)
        splits.append((0, 0.0, 0, 0))
        below, above = place(node["left_child"]), place(node["right_child"])
        splits[here] = (node["split_feature"], round(node["threshold"], 6), below, above)
        return here

    place(root)
    return Tree(splits=tuple(splits), leaves=tuple(leaves))


def fit_relevance(cases: Sequence[CaseLike]) -> Logistic:
    """P(a clause is gold), from all candidates that were not named."""
    rows = [dict(item.features) for case in cases for item in case.judged if not item.candidate.named]
    labels = [
        right for case in cases for item, right in zip(case.judged, case.gold, strict=True) if not item.candidate.named
    ]
    return fit_logistic(rows, np.array(labels), 1.0)


def fit_answerable(rows: Sequence[dict[str, float]], labels: NDArray[np.bool_]) -> Logistic:
    """P(an answer would be right), from features of the whole answer."""
    return fit_logistic(rows, labels, 0.05)


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
