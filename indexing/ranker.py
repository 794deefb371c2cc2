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
        inner, every = int(nodes[-1]), int(nodes[-1] + leaves[-1])
        # Places 0 to `inner` are splits and the others leaves, of all trees; a leaf leads to itself, so that all
        # candidates can go down all trees together.
        self._feature = np.zeros(every, np.int32)
        self._threshold = np.full(every, np.inf)
        self._child = np.repeat(np.arange(every, dtype=np.int32), 2)  # right and left of every place
        self._value = np.zeros(every)
        for tree, node, leaf in zip(trees, nodes, leaves, strict=False):
            here = slice(node, node + len(tree["split_feature"]))
            self._feature[here], self._threshold[here] = tree["split_feature"], tree["threshold"]
            for side, name in enumerate(("right_child", "left_child")):
                child = tree[name]  # below zero is a leaf: ~child is its number within the tree
                self._child[2 * node + side : 2 * here.stop + side : 2] = np.where(
                    child >= 0, child + node, inner + leaf + ~child.astype(np.int64)
                )
            self._value[inner + leaf : inner + leaf + len(tree["leaf_value"])] = tree["leaf_value"]
        self._roots = np.array(
            [
                node if len(tree["split_feature"]) else inner + leaf
                for tree, node, leaf in zip(trees, nodes, leaves, strict=False)
            ],
            np.int32,
        )
        self._inner = inner

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
        values = np.ascontiguousarray(features).ravel()
        begins = (np.arange(len(features), dtype=np.int32) * features.shape[1])[:, None]
        node = np.broadcast_to(self._roots, (len(features), len(self._roots)))
        while (node < self._inner).any():
            goes_left = values.take(begins + self._feature.take(node)) <= self._threshold.take(node)
            node = self._child.take(2 * node + goes_left)
        return self._value.take(node).sum(axis=1)


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
