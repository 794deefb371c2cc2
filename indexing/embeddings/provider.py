"""What every embedding model promises, on top of llama-index's own interface."""

from __future__ import annotations

import asyncio
import threading
from abc import abstractmethod
from collections.abc import Callable, Sequence

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray
from pydantic import PrivateAttr

LONGEST = 2000  # characters of a question that are read: an encoder takes 512 tokens, or as many windows as there are
_REMEMBERED = 32  # questions
Vectors = NDArray[np.float32]


def clean(text: str) -> str:
    """`text` as the C tokenizers take it: no NUL, no lone surrogate, never empty."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").strip() or " "


class ClauseEmbedding(BaseEmbedding):
    """A llama-index embedding that also speaks arrays.

    `channel` names its score in a Hit. `fingerprint` changes whenever the same text could get another vector:
    an index or a cache made under another fingerprint is never mixed with this one. An `auxiliary` model takes part in
    finding clauses in the question's language and in nothing else.
    """

    channel: str
    fingerprint: str
    dimensions: int
    auxiliary: bool = False
    _recent: dict[str, Vectors] = PrivateAttr(default_factory=dict)
    _remembering: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @abstractmethod
    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions: (n, dimensions) float32, L2-normalised."""

    @abstractmethod
    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed clauses: (n, dimensions) float32, L2-normalised. Callers may use threads."""

    def bulk(self, count: int) -> Callable[[Sequence[str]], Vectors]:
        """What embeds passages best where there are `count` of them: the same vectors as `passages`."""
        return self.passages

    def bulk_queries(self, count: int) -> Callable[[Sequence[str]], Vectors]:
        """The same for questions."""
        return self.queries

    def query(self, text: str) -> Vectors:
        """Embed one question, as far as it is read: (dimensions,) float32, L2-normalised. The last few are remembered:
        one question is compared with clauses and then with their sentences."""
        text = text.strip()[:LONGEST]
        with self._remembering:
            vector = self._recent.get(text)
        if vector is None:
            vector = self.queries([text])[0]
            with self._remembering:
                self._recent[text] = vector
                while len(self._recent) > _REMEMBERED:
                    self._recent.pop(next(iter(self._recent)))
        return vector

    def forget(self) -> None:
        """Forget the questions remembered: the next one is embedded anew, as a measurement wants it."""
        with self._remembering:
            self._recent.clear()

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(value) for value in self.query(query)]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(value) for value in vector] for vector in self.passages(texts)]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)
