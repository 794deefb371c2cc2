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

    def __init__(self, clauses: int, rows: NDArray[np.int64], vectors: dict[str, VectorIndex]) -> None:
        """`rows` are the clauses, of `clauses`, that have questions: those that a VectorIndex holds, in its order."""
        self._clauses = clauses
        self.rows = rows
        self._vectors = vectors
        self._leading = {channel: _leading(index) for channel, index in vectors.items()}

    @property
    def channels(self) -> frozenset[str]:
        """The encoders by which questions are compared."""
        return frozenset(self._vectors)

    def scores(self, channel: str, query: Vectors) -> NDArray[np.float32]:
        """Cosine of a question, (dimensions,), with the nearest question of every clause, (clauses,) float32; NaN
        where a clause has none."""
        index, (basis, leading) = self._vectors[channel], self._leading[channel]
        near = leading.scores(query @ basis)
        if len(near) > _EXACT:
            best = np.argpartition(-near, _EXACT)[:_EXACT]
            near[best] = index.scores_at(query[None], best)[0]
        found = np.full(self._clauses, np.nan, np.float32)
        found[self.rows] = near
        return found


def _leading(index: VectorIndex) -> tuple[Vectors, VectorIndex]:
    """The directions in which the vectors of an index are longest, (dimensions, components), and the index in them."""
    matrix = np.asarray(index.matrix)
    if len(index.starts) - 1 <= _EXACT:
        return np.eye(matrix.shape[1], dtype=np.float32), index
    _, directions = np.linalg.eigh(matrix.T @ matrix)
    basis = np.ascontiguousarray(directions[:, -_COMPONENTS:])
    return basis, VectorIndex(matrix @ basis, index.starts)


def digest(text: str) -> str:
    """What ties questions to the text they were written for."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


@cache
def questions_of(document: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """The questions of a document's clauses by their path and digest; none where there is no file."""
    file = FOLDER / f"{document}.tsv"
    if not file.exists():
        return {}
    lines = (line.split("\t") for line in file.read_text("utf-8").splitlines())
    return {(path, made_for): tuple(questions) for path, made_for, *questions in lines}


def questions_for(rows: Iterable[tuple[Document, Clause]]) -> list[tuple[str, ...]]:
    """The questions of every clause, in order; () where it has none."""
    found = []
    for document, clause in rows:
        known = questions_of(document.id)
        path = str(clause.id).partition("#")[2]
        found.append(known.get((path, digest(clause.text)), ()) if known else ())
    return found


def load_clause_questions(
    rows: Sequence[tuple[Document, Clause]], embedders: Iterable[ClauseEmbedding], cache: EmbeddingCache
) -> ClauseQuestions | None:
    """The questions of these clauses as far as `cache` knows their vectors: nothing is embedded here. None where no
    clause has any. Raises IndexStorageError where the cache cannot be read."""
    questions = questions_for(rows)
    having = np.flatnonzero([bool(some) for some in questions])
    texts = [text for row in having for text in questions[row]]
    if not texts:
        return None
    starts = np.cumsum([0, *(len(questions[row]) for row in having)])
    vectors = {}
    for embedder in embedders:
        known = {} if embedder.auxiliary else cache.known(AsQuestions(embedder), texts)
        if len(known) == len(set(texts)):
            matrix = np.stack([known[text] for text in texts]).astype(np.float32)
            vectors[embedder.channel] = VectorIndex(matrix, starts)
    return ClauseQuestions(len(questions), having, vectors) if vectors else None
