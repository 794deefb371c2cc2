"""Questions that a clause answers, in the words of those who ask: a clause is found by them too.

Rules speak in legal words, people ask in everyday ones. `clause_questions/<document>.tsv` holds some questions for
every clause of the shipped corpus, written from the clauses alone (document expansion by queries, Nogueira et al.
2019). They are compared with what is asked and never shown: an answer quotes the clause.

A line is the clause's path in its document, the beginning of the SHA-256 of its text and its questions, with tabs
between: questions for a text that has changed since are left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import PrivateAttr

from corpus.model import Clause, Document
from indexing.embeddings.cache import EmbeddingCache
from indexing.embeddings.provider import ClauseEmbedding, Vectors
from indexing.vectors import VectorIndex

FOLDER = Path(__file__).with_name("clause_questions")
SUFFIX = "_question"  # after an encoder's channel: the question asked beside those that a clause answers
_DIGITS = 8
_COMPONENTS = 128
_EXACT = 512  # clauses whose questions are compared by all components

Held = tuple[tuple[str, ...], ...]  # the questions of the clauses that have some, in order
_MANY = 8
_REMEMBERED: dict[tuple[str, Held], Compared] = {}


class AsQuestions(ClauseEmbedding):
    """An encoder whose passages are questions, so that a cache keeps their vectors apart."""

    _model: ClauseEmbedding = PrivateAttr()

    def __init__(self, model: ClauseEmbedding) -> None:
        super().__init__(
            model_name=model.model_name,
            channel=model.channel,
            fingerprint=f"{model.fingerprint}-questions",
            dimensions=model.dimensions,
            auxiliary=model.auxiliary,
        )
        self._model = model

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._model.queries(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._model.queries(texts)


class ClauseQuestions:
    """The vectors of the questions of an index's clauses, by channel of the encoder. Thread-safe.

    All are compared by their leading components, which is a third of the work, and the nearest few hundred clauses
    anew by all components: what is found is as if every vector had been read.
    """

    def __init__(self, clauses: int, rows: NDArray[np.int64], compared: dict[str, Compared]) -> None:
        """`rows` are the clauses, of `clauses`, that have questions: those that are compared, in their order."""
        self._clauses = clauses
        self.rows = rows
        self._compared = compared

    @property
    def channels(self) -> frozenset[str]:
        """The encoders by which questions are compared."""
        return frozenset(self._compared)

    def scores(self, channel: str, query: Vectors) -> NDArray[np.float32]:
        """Cosine of a question, (dimensions,), with the nearest question of every clause, (clauses,) float32; NaN
        where a clause has none."""
        found = np.full(self._clauses, np.nan, np.float32)
        found[self.rows] = self._compared[channel].scores(query)
        return found


@dataclass(frozen=True)
class Compared:
    """Vectors of the questions of some clauses: all components, the directions in which they are longest,
    (dimensions, components), and the vectors in those."""

    whole: VectorIndex
    basis: Vectors
    leading: VectorIndex

    @classmethod
    def of(cls, vectors: Vectors, starts: NDArray[np.int64]) -> Compared:
        """`vectors` are (questions, dimensions) float32; clause i has those from `starts[i]` to `starts[i + 1]`."""
        whole = VectorIndex(vectors, starts)
        if len(starts) - 1 <= _EXACT:
            return cls(whole, np.eye(vectors.shape[1], dtype=np.float32), whole)
        _, directions = np.linalg.eigh(vectors.T @ vectors)
        basis = np.ascontiguousarray(directions[:, -_COMPONENTS:])
        return cls(whole, basis, VectorIndex(vectors @ basis, starts))

    def scores(self, query: Vectors) -> NDArray[np.float32]:
        """Cosine of a question, (dimensions,), with the nearest question of every clause, (clauses,) float32."""
        near = self.leading.scores(query @ self.basis)
        if len(near) > _EXACT:
            best = np.argpartition(-near, _EXACT)[:_EXACT]
            near[best] = self.whole.scores_at(query[None], best)[0]
        return near


def digest(text: str) -> str:
    """What ties questions to the text they were written for."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


@cache
def questions_of(document: str, folder: Path = FOLDER) -> dict[tuple[str, str], tuple[str, ...]]:
    """The questions of a document's clauses by their path and digest; none where there is no file."""
    file = folder / f"{document}.tsv"
    if not file.exists():
        return {}
    lines = (line.split("\t") for line in file.read_text("utf-8").splitlines())
    return {(path, made_for): tuple(questions) for path, made_for, *questions in lines}


def questions_for(rows: Iterable[tuple[Document, Clause]], folder: Path = FOLDER) -> list[tuple[str, ...]]:
    """The questions of every clause, in order; () where it has none."""
    found = []
    for document, clause in rows:
        known = questions_of(document.id, folder)
        path = str(clause.id).partition("#")[2]
        found.append(known.get((path, digest(clause.text)), ()) if known else ())
    return found


def load_clause_questions(
    rows: Sequence[tuple[Document, Clause]], embedders: Iterable[ClauseEmbedding], cache: EmbeddingCache
) -> ClauseQuestions | None:
    """The questions of these clauses as far as `cache` knows their vectors: nothing is embedded here. None where no
    clause has any. Raises IndexStorageError where the cache cannot be read."""
    return load_vectors(questions_for(rows), embedders, cache)


def load_vectors(
    questions: Sequence[Sequence[str]], embedders: Iterable[ClauseEmbedding], cache: EmbeddingCache
) -> ClauseQuestions | None:
    """The same of questions that are at hand, some or none for each place."""
    having = np.flatnonzero([bool(some) for some in questions])
    held = tuple(tuple(questions[row]) for row in having)
    if not held:
        return None
    found = {embedder.channel: _compared(held, embedder, cache) for embedder in embedders if not embedder.auxiliary}
    compared = {channel: one for channel, one in found.items() if one is not None}
    return ClauseQuestions(len(questions), having, compared) if compared else None


def _compared(held: Held, embedder: ClauseEmbedding, cache: EmbeddingCache) -> Compared | None:
    """What these questions are compared by; None where a vector is not known. The last few are remembered: a new index
    of an imported document holds the same shipped clauses as the one before."""
    key = (embedder.fingerprint, held)
    found = _REMEMBERED.get(key)
    if found is None:
        texts = [text for questions in held for text in questions]
        known = cache.known(AsQuestions(embedder), texts)
        if len(known) < len(set(texts)):
            return None
        matrix = np.stack([known[text] for text in texts]).astype(np.float32)
        found = Compared.of(matrix, np.cumsum([0, *(len(questions) for questions in held)]))
        while len(_REMEMBERED) >= _MANY:
            _REMEMBERED.pop(next(iter(_REMEMBERED)), None)
        _REMEMBERED[key] = found
    return found
