"""The learned ranker: a few hundred small trees over the features of indexing.features, read from LightGBM's own text.

Trees are evaluated with numpy: LightGBM itself (and the pandas and scikit-learn it brings, 100 MB of memory) is
needed for training only.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexing.errors import IndexingError
from indexing.features import NAMES

SHIPPED = Path(__file__).with_name("ranker.txt")
OWN = "ranker.txt"


class Ranker:
    """Scores of candidates of one question; higher is better, and not comparable between questions."""

    def __init__(self, trees: list[dict[str, NDArray[np.float64]]]) -> None:
        """`trees` as `load` reads them."""
        nodes = np.cumsum([0, *(len(tree["split_feature"]) for tree in trees)])
        leaves = np.cumsum([0, *(len(tree["leaf_value"]) for tree in trees)])
        self._feature = np.concatenate([tree["split_feature"] for tree in trees]).astype(np.int64)
        self._threshold = np.concatenate([tree["threshold"] for tree in trees])
        # A child below zero is a leaf, ~leaf its number within the tree; here numbers run over all trees.
        self._left, self._right = (
            np.concatenate(
                [
                    np.where(tree[side] >= 0, tree[side] + node, ~((~tree[side].astype(np.int64)) + leaf))
                    for tree, node, leaf in zip(trees, nodes, leaves, strict=False)
                ]
            ).astype(np.int64)
            for side in ("left_child", "right_child")
        )
        self._value = np.concatenate([tree["leaf_value"] for tree in trees])
        self._roots = np.array(
            [
                node if len(tree["split_feature"]) else ~leaf
                for tree, node, leaf in zip(trees, nodes, leaves, strict=False)
            ]
        )

    @classmethod
    def load(cls, file: Path) -> Ranker:
        """Read a model in LightGBM's text format. Raises IndexingError when it was trained on other features."""
        try:
            head, *blocks = file.read_text("utf-8").split("\nTree=")
            names = next(line for line in head.splitlines() if line.startswith("feature_names=")).split("=")[1].split()
            if tuple(names) != NAMES:
                raise IndexingError(
                    f"{file}: was trained on other features; train it again with `policyqa train-ranker`"
                )
            trees = [_tree(block.split("\nend of trees")[0]) for block in blocks]
        except (OSError, ValueError, KeyError, StopIteration) as error:
            raise IndexingError(f"{file}: no ranker model ({error}); train one with `policyqa train-ranker`") from error
        return cls(trees)

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """(candidates,) float64 for (candidates, len(NAMES)) features."""
        rows = np.arange(len(features))[:, None]
        node = np.broadcast_to(self._roots, (len(features), len(self._roots))).copy()
        while (open_ := node >= 0).any():
            at = np.where(open_, node, 0)
            goes_left = features[rows, self._feature[at]] <= self._threshold[at]
            node = np.where(open_, np.where(goes_left, self._left[at], self._right[at]), node)
        return self._value[~node].sum(axis=1)


def open_ranker(data: Path) -> Ranker | None:
    """A bank's own ranker in its data folder (`policyqa train-ranker`), else the shipped one, else none.

    Raises IndexingError when the file is none.
    """
    for file in (data / OWN, SHIPPED):
        if file.exists():
            return _load(file, file.stat().st_mtime_ns)
    return None


@lru_cache(maxsize=4)
def _load(file: Path, _changed: int) -> Ranker:
    return Ranker.load(file)


def _tree(block: str) -> dict[str, NDArray[np.float64]]:
    fields = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
    names = ("split_feature", "threshold", "left_child", "right_child", "leaf_value")
    return {name: np.array(fields.get(name, "").split(), np.float64) for name in names}
