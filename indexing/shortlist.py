"""In a large index a question is scored against a few thousand clauses, not against all.

Every channel brings its best: BM25 from the tokens that few clauses hold, an encoder from 64 leading principal
components of its vectors. The union is scored exactly, with a fixed sample of all clauses beside it for the means and
deviations that fusion needs. docs/decisions says how often that differs from scoring everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from indexing.embeddings.provider import Vectors
from indexing.fusion import EVERY, Sample, Scores
from indexing.lexical import LexicalIndex
from indexing.vectors import VectorIndex

LARGE = 150_000  # clauses from which this pays
_BROUGHT = 1500  # clauses a channel brings, about
_SAMPLE = 2000
_STRIDE = 64  # of the scores among which the least one that is brought is looked up


@dataclass(frozen=True)
class Pool:
    """The clauses a question is scored against: `rows` of the index, rising, their scores by channel (len(rows),)
    float32, and which places of `rows` stand for all clauses."""

    rows: NDArray[np.int64] | slice
    scores: Mapping[str, Scores]
    sample: Sample = field(default_factory=lambda: EVERY)


def shortlist(
    weights: Mapping[str, float],
    lexical: LexicalIndex | None,
    queries: Mapping[str, tuple[VectorIndex, Vectors]],
    allowed: NDArray[np.bool_],
    more: Mapping[str, Scores],
) -> Pool:
    """The best allowed clauses of every channel and their exact scores. `weights` are the question's tokens, `queries`
    its vectors by channel with the index they are held against, `more` scores of all clauses by channel."""
    clauses = len(allowed)
    brought = [np.linspace(0, clauses - 1, min(_SAMPLE, clauses)).astype(np.int64)]
    part, frequent = lexical.rare(weights) if lexical else (np.zeros(clauses, np.float32), {})
    if lexical:
        brought.append(_best(part, allowed))
    for index, vector in queries.values():
        brought.append(_best(index.sketched(vector), allowed))
    brought += [_best(scores, allowed) for scores in more.values()]
    rows = np.unique(np.concatenate(brought))
    scores = {name: values[rows] for name, values in more.items()}
    if lexical:
        scores["lexical"] = part[rows] + lexical.weighted_at(frequent, rows)
    for channel, (index, vector) in queries.items():
        scores[channel] = index.scores_at(vector, rows)
    return Pool(rows, scores, np.searchsorted(rows, brought[0]))


def _best(scores: Scores, allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """About `_BROUGHT` of the best rows: exactly, that many takes ten times as long."""
    held = np.where(allowed, scores, np.float32(-np.inf))
    drawn = held[::_STRIDE]
    drawn = drawn[np.isfinite(drawn)]
    share = _BROUGHT / _STRIDE
    least = np.partition(drawn, len(drawn) - int(share))[len(drawn) - int(share)] if len(drawn) > 4 * share else -np.inf
    found = np.flatnonzero(held >= least) if np.isfinite(least) else np.flatnonzero(np.isfinite(held))
    if len(found) > 4 * _BROUGHT:  # many equal scores, or a filter that leaves few clauses
        found = found[np.argpartition(-held[found], 2 * _BROUGHT)[: 2 * _BROUGHT]]
    return found
