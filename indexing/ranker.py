"""The learned ranker: a few hundred small trees over indexing.features, read from LightGBM's own text."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexing.errors import IndexingError, OtherFeaturesError
from indexing.features import NAMES
from indexing.trees import Forest

SHIPPED = Path(__file__).with_name("ranker.txt")
OWN = "ranker.txt"
_log = logging.getLogger(__name__)


class Ranker(Forest):
    """Scores of candidates of one question; higher is better, and not comparable between questions."""

    @classmethod
    def load(cls, file: Path) -> Ranker:
        """Read a model in LightGBM's text format, which may know some of indexing.features only. Raises
        OtherFeaturesError when it was trained on others."""
        try:
            _, *blocks = file.read_text("utf-8").split("\nTree=")
            names = feature_names(file)
            if not set(names) <= set(NAMES):
                raise OtherFeaturesError(
                    f"{file}: was trained on other features; train it again with `policyqa train-ranker`"
                )
            place = np.array([NAMES.index(name) for name in names], np.int64)
            trees = [_tree(block.split("\nend of trees")[0], place) for block in blocks]
        except (OSError, ValueError, KeyError) as error:
            raise IndexingError(f"{file}: no ranker model ({error}); train one with `policyqa train-ranker`") from error
        return cls(trees)


def open_ranker(data: Path) -> Ranker | None:
    """A bank's own ranker in its data folder (`policyqa train-ranker`), else the shipped one, else none. One that was
    trained for another version is logged and left aside.

    Raises IndexingError when the file is none.
    """
    own = data / OWN
    if own.exists():
        try:
            return _load(own, own.stat().st_mtime_ns)
        except OtherFeaturesError as error:
            _log.error("%s; the shipped one is used", error)
    return _load(SHIPPED, SHIPPED.stat().st_mtime_ns) if SHIPPED.exists() else None


@lru_cache(maxsize=4)
def _load(file: Path, _changed: int) -> Ranker:
    return Ranker.load(file)


def feature_names(file: Path) -> list[str]:
    """The features that a model in LightGBM's text format was trained on, in its order. Raises OSError or
    ValueError."""
    head = file.read_text("utf-8").partition("\nTree=")[0]
    named = [line.partition("=")[2].split() for line in head.splitlines() if line.startswith("feature_names=")]
    if not named:
        raise ValueError("it names no features")
    return named[0]


def _tree(block: str, place: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """One tree, its features by their place among indexing.features."""
    fields = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
    names = ("split_feature", "threshold", "left_child", "right_child", "leaf_value")
    tree = {name: np.array(fields.get(name, "").split(), np.float64) for name in names}
    return tree | {"split_feature": place[tree["split_feature"].astype(np.int64)].astype(np.float64)}
