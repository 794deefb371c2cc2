"""Trees give what LightGBM gives."""

from __future__ import annotations

import lightgbm
import numpy as np
import pytest

from evaluation.fitting import fit_trees
from indexing.trees import Forest


def test_fitted_trees_give_the_probabilities_of_lightgbm():
    rng = np.random.default_rng(0)
    table = rng.normal(0, 1, (400, 3))
    labels = table[:, 0] + table[:, 1] ** 2 > 0.5
    rows = [dict(zip("abc", map(float, row), strict=True)) for row in table]
    trees = fit_trees(rows, labels)
    right = (np.array(trees.probabilities(rows)) > 0.5) == labels
    assert right.mean() > 0.95
    assert trees.probability(rows[7]) == trees.probabilities(rows)[7]


def test_a_booster_s_own_text_is_read_alike():
    rng = np.random.default_rng(1)
    table, labels = rng.normal(0, 1, (300, 2)), rng.integers(0, 2, 300)
    booster = lightgbm.train(
        {"objective": "regression", "verbose": -1, "num_threads": 1}, lightgbm.Dataset(table, labels), 5
    )
    np.testing.assert_allclose(_forest(booster).scores(table), booster.predict(table), atol=1e-12)


def _forest(booster: lightgbm.Booster) -> Forest:
    blocks = [block.split("\nend of trees")[0] for block in booster.model_to_string().split("\nTree=")[1:]]
    names = ("split_feature", "threshold", "left_child", "right_child", "leaf_value")
    fields = [dict(line.split("=", 1) for line in block.splitlines() if "=" in line) for block in blocks]
    return Forest([{name: np.array(one[name].split(), float) for name in names} for one in fields])


def test_a_tree_without_a_split_is_its_leaf():
    empty = dict.fromkeys(("split_feature", "threshold", "left_child", "right_child"), ())
    split = {
        "split_feature": [1],
        "threshold": [0.5],
        "left_child": [-1],
        "right_child": [-2],
        "leaf_value": [1.0, 2.0],
    }
    forest = Forest([{**empty, "leaf_value": [10.0]}, split])
    assert forest.scores(np.array([[9.0, 0.5], [9.0, 0.6]])).tolist() == [11.0, 12.0]


@pytest.mark.parametrize("leaves", [2, 7, 8, 9, 31, 64])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_trees_of_any_size_give_what_lightgbm_gives(leaves, kind):
    rng = np.random.default_rng(leaves)
    table = rng.integers(0, 50, (3000, 4)).astype(kind) / 7  # many values stand on a threshold
    parameters = {"objective": "regression", "verbose": -1, "num_threads": 1, "num_leaves": leaves, "min_data": 5}
    booster = lightgbm.train(parameters, lightgbm.Dataset(table, rng.normal(size=3000)), 8)
    np.testing.assert_allclose(_forest(booster).scores(table), booster.predict(table), atol=1e-12)
