"""How near a question is to single sentences: a clause may be far from a question that one sentence of it answers.

Sentences are embedded when the index is built and kept in the embedding cache; a question only looks them up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from corpus.sentences import sentence_texts
from indexing.embeddings.cache import EmbeddingCache
from indexing.embeddings.provider import ClauseEmbedding
from indexing.source import ClauseSource

#: Cosines by channel of every text asked for, in its order; a channel is absent where the text was never embedded.
Cosines = Callable[[str, Sequence[str]], Sequence[Mapping[str, float]]]


def texts_of(source: ClauseSource) -> list[str]:
    """Every sentence of every clause once, in order."""
    return list(
        dict.fromkeys(text for document in source.documents for clause in document for text in sentence_texts(clause))
    )


class SentenceVectors:
    """Cosines of questions with sentences. Thread-safe; writes nothing."""

    def __init__(self, cache: EmbeddingCache, embedders: Iterable[ClauseEmbedding]) -> None:
        self._cache = cache
        self._embedders = tuple(embedder for embedder in embedders if not embedder.auxiliary)

    def cosines(self, question: str, texts: Sequence[str]) -> list[dict[str, float]]:
        """See `Cosines`. Raises IndexStorageError where the cache cannot be read."""
        found: list[dict[str, float]] = [{} for _ in texts]
        for embedder in self._embedders:
            known = self._cache.known(embedder, texts)
            query = embedder.query(question)
            for place, text in enumerate(texts):
                if text in known:
                    found[place][embedder.channel] = float(known[text] @ query)
        return found
