"""The questions that come with the clauses of one index, those that they answer and those left open, beside what is
asked: how near it is to which."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus.model import Clause, Document
from indexing.clause_questions import load_clause_questions
from indexing.embeddings.cache import EmbeddingCache
from indexing.fusion import Scores
from indexing.open_questions import load_open_questions
from indexing.question_space import CHANNEL, QuestionSpace


class KnownQuestions:
    """Thread-safe. `answered` tells which clauses come with questions that they answer, (clauses,) bool."""

    def __init__(
        self, rows: Sequence[tuple[Document, Clause]], keys: Sequence[str], space: QuestionSpace | None
    ) -> None:
        """The clauses of an index and their keys; without a `space` nothing is known. Raises IndexStorageError where
        the shipped vectors cannot be read."""
        shipped = EmbeddingCache(None)
        self._space = space
        self._answered = load_clause_questions(rows, space, shipped) if space else None
        self._open = load_open_questions(rows, space, shipped) if space else None
        having = [questions.rows for questions in (self._answered, self._open) if questions]
        self._place = {keys[row]: row for some in having for row in some[some < len(keys)].tolist()}
        self.answered = np.zeros(len(rows), bool)
        self.answered[self._answered.rows if self._answered else []] = True

    def scores(self, query: str) -> dict[str, Scores]:
        """Cosine of a question with the nearest one that each clause answers, (clauses,) float32, NaN where a clause
        has none, as a channel of the search; no channel where nothing is known."""
        if self._answered is None or self._space is None:
            return {}
        return {CHANNEL: self._answered.near(self._space.query(query)).scores}

    def asked_of(self, query: str, keys: Sequence[str]) -> list[float]:
        """The same of these clauses; NaN where one has none."""
        scores = self.scores(query).get(CHANNEL)
        if scores is None:
            return [np.nan] * len(keys)
        return [float(scores[self._place[key]]) if key in self._place else np.nan for key in keys]

    def left_open(self, query: str, keys: Sequence[str]) -> list[dict[str, float]]:
        """For each of these clauses how near a question is to one that the shipped corpus leaves open: `open` of all of
        them, `own_open` of the clause's own, as far as there are any (indexing.open_questions), and `open_crowd`, how
        much nearer the nearest five are than the nearest five that are answered."""
        if self._open is None or self._answered is None or self._space is None:
            return [{} for _ in keys]
        places = [self._place.get(key, -1) for key in keys]
        vector = self._space.query(query)
        near = self._open.nearest(vector, places)
        of_all = {"open": near.of_all, "open_crowd": near.crowd - self._answered.near(vector).crowd}
        return [of_all | ({"own_open": near.of_rows[row]} if row in near.of_rows else {}) for row in places]
