"""Sums of regression trees over rows of features, evaluated with numpy, all trees at once.

LightGBM itself (and the pandas and scikit-learn it brings, 100 MB of memory) is needed for training only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Forest:
    """Trees as LightGBM writes them: by node `split_feature`, `threshold` and the places of its children, `left_child`
    at or below the threshold and `right_child` above it; a child below zero is the leaf ~child of `leaf_value`. A tree
    without a node is its first leaf."""

    def __init__(self, trees: Sequence[Mapping[str, ArrayLike]]) -> None:
        read = [{name: np.asarray(values, np.float64) for name, values in tree.items()} for tree in trees]
        nodes = np.cumsum([0, *(len(tree["split_feature"]) for tree in read)])
        leaves = np.cumsum([0, *(len(tree["leaf_value"]) for tree in read)])
        self._feature = np.concatenate([tree["split_feature"] for tree in read]).astype(np.int64)
        self._threshold = np.concatenate([tree["threshold"] for tree in read])
        # A leaf's number within its tree becomes one over all trees, a node's place likewise.
        self._left, self._right = (
            np.concatenate(
                [
                    np.where(tree[side] >= 0, tree[side] + node, ~((~tree[side].astype(np.int64)) + leaf))
                    for tree, node, leaf in zip(read, nodes, leaves, strict=False)
                ]
            ).astype(np.int64)
            for side in ("left_child", "right_child")
        )
        self._value = np.concatenate([tree["leaf_value"] for tree in read])
        self._roots = np.array(
            [
                node if len(tree["split_feature"]) else ~leaf
                for tree, node, leaf in zip(read, nodes, leaves, strict=False)
            ]
        )

    def scores(self, features: NDArray[Any]) -> NDArray[np.float64]:
        """(rows,) float64: the sum of all trees for (rows, features)."""
        rows = np.arange(len(features))[:, None]
        node = np.broadcast_to(self._roots, (len(features), len(self._roots))).copy()
        while (open_ := node >= 0).any():
            at = np.where(open_, node, 0)
            goes_left = features[rows, self._feature[at]] <= self._threshold[at]
            node = np.where(open_, np.where(goes_left, self._left[at], self._right[at]), node)
        return np.asarray(self._value[~node].sum(axis=1))
