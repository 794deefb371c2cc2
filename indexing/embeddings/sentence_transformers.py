"""Any sentence-transformers model, by name or local path; imported only when chosen (it brings PyTorch)."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import PrivateAttr

from indexing.embeddings.provider import ClauseEmbedding, Vectors, clean
from indexing.errors import EmbeddingModelError


class SentenceTransformerEmbedding(ClauseEmbedding):
    """A model that is already on this machine: nothing is fetched. Its own query and passage prompts are used.

    Raises EmbeddingModelError when there is no such model here.
    """

    _model: Any = PrivateAttr()
    _lock: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            model = SentenceTransformer(name, device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            raise EmbeddingModelError(
                f"no sentence-transformers model {name!r} on this machine: give the folder that holds its "
                "modules.json as POLICYQA_EMBEDDING=sentence-transformers:<path>"
            ) from error
        dimensions = model.get_embedding_dimension()
        if dimensions is None:
            raise EmbeddingModelError(f"{name!r} does not say how many dimensions its vectors have; choose another")
        super().__init__(
            model_name=name,
            channel="dense",
            fingerprint=f"sentence-transformers-{_weights_hash(name, model)}",
            dimensions=dimensions,
            embed_batch_size=32,
        )
        self._model = model

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._model.encode_query, texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._model.encode_document, texts)

    def _encode(self, encode: Any, texts: Sequence[str]) -> Vectors:
        with self._lock:
            vectors = encode(
                [clean(text) for text in texts],
                batch_size=self.embed_batch_size,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, np.float32)


def _weights_hash(name: str, model: Any) -> str:
    """Sixteen hex digits over the weight files of a local folder, or over the name and revision of a cached model."""
    digest = hashlib.sha256()
    files = sorted(Path(name).rglob("*.safetensors")) if Path(name).is_dir() else []
    for file in files:
        digest.update(file.read_bytes())
    if not files:
        digest.update(f"{name}@{model.model_card_data.base_model_revision}".encode())
    return digest.hexdigest()[:16]
