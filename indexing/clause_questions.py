"""Questions that a clause answers, in the words of those who ask: a clause is found by them too.

Rules speak in legal words, people ask in everyday ones. `clause_questions/<document>.tsv` holds some questions for
every clause of the shipped corpus, written from the clauses alone (document expansion by queries, Nogueira et al.
2019). They are compared with what is asked, in a space learned for that (indexing.question_space), and never shown: an
answer quotes the clause.

A line is the clause's path in its document, the beginning of the SHA-256 of its text and its questions, with tabs
between: questions for a text that has changed since are left out.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.model import Clause, Document
from indexing.embeddings.cache import EmbeddingCache
from indexing.embeddings.provider import Vectors
from indexing.question_space import QuestionSpace
from indexing.vectors import blas_threads

FOLDER = Path(__file__).with_name("clause_questions")
_DIGITS = 8

Held = tuple[tuple[str, ...], ...]  # the questions of the clauses that have some, in order
_MANY = 8
_CROWD = 5
_REMEMBERED: dict[tuple[str, Held], Vectors] = {}


@dataclass(frozen=True)
class Near:
    """How near a question is to others: `scores` the cosine with the nearest one of every clause, (clauses,) float32,
    NaN where a clause has none; `crowd` the mean cosine with the five nearest of all."""

    scores: NDArray[np.float32]
    crowd: float


class ClauseQuestions:
    """The questions of an index's clauses as vectors of the question space. Thread-safe."""

    def __init__(self, clauses: int, rows: NDArray[np.int64], matrix: Vectors, starts: NDArray[np.int64]) -> None:
        """`rows` are the clauses, of `clauses`, that have questions: those of `matrix` (questions, dimensions) from
        `starts` of each on."""
        self._clauses = clauses
        self.rows = rows
        self._matrix, self._starts = matrix, starts
        self._recent: dict[bytes, Near] = {}
        self._lock = threading.Lock()

    def near(self, query: Vectors) -> Near:
        """A question, (dimensions,), beside all of these. The last few are remembered: a search asks, then the evidence
        on what was found."""
        key = query.tobytes()
        with self._lock:
            found = self._recent.get(key)
        if found is None:
            with blas_threads(1):  # two wait longer for each other than they work (indexing.vectors)
                cosines = self._matrix @ query
            scores = np.full(self._clauses, np.nan, np.float32)
            scores[self.rows] = np.maximum.reduceat(cosines, self._starts)
            crowd = min(_CROWD, len(cosines))
            found = Near(scores, float(np.partition(cosines, -crowd)[-crowd:].mean()))
            with self._lock:
                self._recent[key] = found
                while len(self._recent) > _MANY:
                    self._recent.pop(next(iter(self._recent)))
        return found


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
    rows: Sequence[tuple[Document, Clause]], space: QuestionSpace, cache: EmbeddingCache
) -> ClauseQuestions | None:
    """The questions of these clauses as far as `cache` knows their vectors: nothing is embedded here. None where no
    clause has any. Raises IndexStorageError where the cache cannot be read."""
    return load_vectors(questions_for(rows), space, cache)


def load_vectors(
    questions: Sequence[Sequence[str]], space: QuestionSpace, cache: EmbeddingCache
) -> ClauseQuestions | None:
    """The same of questions that are at hand, some or none for each place."""
    having = np.flatnonzero([bool(some) for some in questions])
    held = tuple(tuple(questions[row]) for row in having)
    matrix = _matrix(held, space, cache) if held else None
    if matrix is None:
        return None
    starts = np.cumsum([0, *(len(questions) for questions in held[:-1])])
    return ClauseQuestions(len(questions), having, matrix, starts)


def _matrix(held: Held, space: QuestionSpace, cache: EmbeddingCache) -> Vectors | None:
    """The vectors of these questions; None where one is not known. The last few are remembered: a new index of an
    imported document holds the same shipped clauses as the one before."""
    key = (space.fingerprint, held)
    found = _REMEMBERED.get(key)
    if found is None:
        texts = [text for questions in held for text in questions]
        known = cache.known(space, texts)
        if len(known) < len(set(texts)):
            return None
        found = np.stack([known[text] for text in texts]).astype(np.float32)
        while len(_REMEMBERED) >= _MANY:
            _REMEMBERED.pop(next(iter(_REMEMBERED)), None)
        _REMEMBERED[key] = found
    return found
