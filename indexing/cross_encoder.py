"""An optional cross-encoder of sentence-transformers that orders the leading hits anew.

Never a default: English ones off the shelf are known to hurt on Chinese statutes, and without a GPU thirty pairs take
seconds. `policyqa eval retrieval` says whether one helps.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexing.errors import EmbeddingModelError

LEADING = 30  # hits that are ordered anew


class CrossEncoder:
    """A model that is already on this machine, by name or folder; imported only when chosen (it brings PyTorch).

    Raises EmbeddingModelError when there is no such model here.
    """

    def __init__(self, name: str) -> None:
        from huggingface_hub import snapshot_download
        from sentence_transformers import CrossEncoder as Model

        try:
            # By its folder: for a name that it does not find, the library asks the hub, whatever it is told.
            folder = name if Path(name).is_dir() else snapshot_download(name, local_files_only=True)
            self._model = Model(folder, device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            raise EmbeddingModelError(
                f"no cross-encoder {name!r} on this machine: give its folder as POLICYQA_CROSS_ENCODER, or unset it"
            ) from error
        self._lock = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts,) float32, higher is better."""
        with self._lock:
            found = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        scores = np.asarray(found, np.float32)
        if scores.ndim != 1:
            raise EmbeddingModelError("this cross-encoder gives several figures a pair; choose one with one score")
        return scores


@lru_cache(maxsize=1)
def load_cross_encoder(name: str) -> CrossEncoder | None:
    """The one that POLICYQA_CROSS_ENCODER names; None for an empty name."""
    return CrossEncoder(name) if name else None
