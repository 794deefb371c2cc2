"""In a large index a question is scored against a few thousand clauses, not against all.

Every channel brings its best: BM25 from the tokens that few clauses hold, an encoder from sketches of its vectors
(indexing.sketch). The union is scored exactly, with a fixed sample of all clauses beside it for the means and
deviations that fusion needs. docs/measurements.md says how often that differs from scoring everything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from indexing.embeddings.provider import Vectors
from indexing.features import REACH
from indexing.fusion import EVERY, Sample, Scores
from indexing.lexical import LexicalIndex
from indexing.vectors import VectorIndex

LARGE = 80_000  # clauses from which this pays
_BROUGHT = 800  # clauses a channel brings, about
_FEW = 8  # a filter that leaves so many times as many is narrow: all that it leaves are scored
_SAMPLE = 2000
_STRIDE = 32  # of the scores among which the least one that is brought is looked up


@dataclass(frozen=True)
class Pool:
    """The clauses a question is scored against: `rows` of the index, rising, their scores by channel (len(rows),)
    float32, and which places of `rows` stand for all clauses."""

    rows: NDArray[np.int64] | slice
    scores: Mapping[str, Scores]
    sample: Sample = field(default_factory=lambda: EVERY)


class Shortlist:
    """What one question is scored by: `weights` are its tokens, `queries` its vectors by channel beside the index they
    are held against, `more` scores of all clauses by channel; `allowed` is what filters let through."""

    def __init__(
        self,
        weights: Mapping[str, float],
        lexical: LexicalIndex | None,
        queries: Sequence[tuple[VectorIndex, Mapping[str, Vectors]]],
        more: Mapping[str, Scores],
        allowed: NDArray[np.bool_],
    ) -> None:
        self._allowed = allowed
        self._lexical = lexical
        self._queries = queries
        self._more = more
        self._part, self._frequent = lexical.rare(weights) if lexical else (np.zeros(len(allowed), np.float32), {})

    def pool(self, leading: Collection[str]) -> Pool:
        """The best allowed clauses of BM25, of `more` and of the `leading` channels of vectors, and a sample."""
        allowed, clauses = self._allowed, len(self._allowed)
        drawn = np.linspace(0, clauses - 1, min(_SAMPLE, clauses)).astype(np.int64)
        taken = np.zeros(clauses, bool)
        taken[drawn] = True
        if np.count_nonzero(allowed) <= _FEW * _BROUGHT:
            taken |= allowed
        else:
            for scores in ([self._part] if self._lexical else []) + list(self._more.values()):
                taken[_best(np.where(np.isnan(scores), np.float32(-np.inf), scores), allowed)] = True
            for index, vectors in self._queries:
                for near in index.sketched(np.stack([vectors[name] for name in vectors if name in leading])):
                    taken[_best(near, allowed)] = True
        rows = np.flatnonzero(taken)
        return Pool(rows, self._scores(rows), np.searchsorted(rows, drawn))

    def beside(self, pool: Pool, places: NDArray[np.int64]) -> Pool:
        """`pool` with the clauses before and after those at `places`, by which the ranker judges them too."""
        known = np.arange(len(self._allowed))[pool.rows]
        near = np.unique(known[places][:, None] + np.arange(-REACH, REACH + 1))
        near = near[(near >= 0) & (near < len(self._allowed))]
        new = np.setdiff1d(near, known, assume_unique=True)
        rows, scores = np.concatenate([known, new]), self._scores(new)
        order = np.argsort(rows)
        return Pool(
            rows[order],
            {name: np.concatenate([held, scores[name]])[order] for name, held in pool.scores.items()},
            np.searchsorted(rows[order], known[pool.sample]),
        )

    def _scores(self, rows: NDArray[np.int64]) -> dict[str, Scores]:
        """Exact scores of some clauses by channel."""
        held = {name: values[rows] for name, values in self._more.items()}
        if self._lexical:
            held["lexical"] = self._part[rows] + self._lexical.weighted_at(self._frequent, rows)
        for index, vectors in self._queries:
            held |= dict(zip(vectors, index.scores_at(np.stack(list(vectors.values())), rows), strict=True))
        return held


def _best(scores: Scores, allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """About `_BROUGHT` of the best rows: exactly, that many takes ten times as long."""
    drawn = scores[::_STRIDE][allowed[::_STRIDE]]
    place = len(drawn) - max(1, _BROUGHT // _STRIDE)
    least = np.partition(drawn, place)[place] if place > 0 else -np.inf
    found = np.flatnonzero(scores >= least)
    found = found[allowed[found]]
    if len(found) > 4 * _BROUGHT:  # many equal scores: most clauses hold none of the words
        found = found[scores[found] > least]
    if len(found) > 4 * _BROUGHT:
        found = found[np.argpartition(-scores[found], 2 * _BROUGHT)[: 2 * _BROUGHT]]
    return found
