"""Questions that the shipped corpus leaves open: they sound as if a clause answered them, and none does.

`open_questions/<document>.tsv` holds them for the clauses that speak of the matter and do not state what is asked (as
indexing.clause_questions holds those that they answer), `open_questions/unheld.tsv` for what stands in documents that
the corpus does not hold, nor can: a topic and its questions, with tabs between. Both were written from the corpus
alone. They are compared with what is asked and never shown; what they tell is about the shipped clauses only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.model import Clause, Document
from indexing.clause_questions import ClauseQuestions, load_vectors, questions_for
from indexing.embeddings.cache import EmbeddingCache
from indexing.embeddings.provider import Vectors
from indexing.question_space import QuestionSpace

FOLDER = Path(__file__).with_name("open_questions")
_UNHELD = FOLDER / "unheld.tsv"


@dataclass(frozen=True)
class Nearest:
    """Cosines with the nearest question left open: of all, by row with those of single clauses, and the mean of the
    five nearest."""

    of_all: float
    of_rows: Mapping[int, float]
    crowd: float


class OpenQuestions:
    """The questions left open as vectors of the question space. Thread-safe."""

    def __init__(self, vectors: ClauseQuestions) -> None:
        """`vectors` has a place for each of the index's clauses and, after them, for each topic."""
        self._vectors = vectors

    @property
    def rows(self) -> NDArray[np.int64]:
        """The places that have some: of clauses, then of topics."""
        return self._vectors.rows

    def nearest(self, query: Vectors, rows: Sequence[int]) -> Nearest:
        """How near a question, (dimensions,), is to those left open, and to those of the clauses `rows` (-1: none)."""
        near = self._vectors.near(query)
        own = {row: float(near.scores[row]) for row in rows if row >= 0 and np.isfinite(near.scores[row])}
        return Nearest(float(np.nanmax(near.scores)), own, near.crowd)


@cache
def unheld() -> list[tuple[str, ...]]:
    """The questions of every topic that no document of the corpus rules."""
    lines = _UNHELD.read_text("utf-8").splitlines() if _UNHELD.exists() else []
    return [tuple(line.split("\t")[1:]) for line in lines]


def open_texts(rows: Iterable[tuple[Document, Clause]]) -> list[str]:
    """Every question that these clauses, or all documents together, leave open."""
    return [text for questions in (*questions_for(rows, FOLDER), *unheld()) for text in questions]


def load_open_questions(
    rows: Sequence[tuple[Document, Clause]], space: QuestionSpace, cache: EmbeddingCache
) -> OpenQuestions | None:
    """The questions that these clauses leave open, with those of topics, as far as `cache` knows their vectors. None
    where no clause has any. Raises IndexStorageError where the cache cannot be read."""
    of_clauses = questions_for(rows, FOLDER)
    if not any(of_clauses):
        return None
    found = load_vectors([*of_clauses, *unheld()], space, cache)
    return OpenQuestions(found) if found else None
