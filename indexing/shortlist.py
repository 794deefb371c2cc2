"""In a large index a question is scored against a few thousand clauses, not against all.

Every channel brings its best: BM25 from the tokens that few clauses hold, an encoder from sketches of its vectors
(indexing.sketch). The union is scored exactly, with a fixed sample of all clauses beside it for the means and
deviations that fusion needs. docs/measurements.md says how often that differs from scoring everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from indexing.embeddings.provider import Vectors
from indexing.fusion import EVERY, Sample, Scores
from indexing.lexical import LexicalIndex
from indexing.vectors import VectorIndex

LARGE = 150_000  # clauses from which this pays
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


def shortlist(
    weights: Mapping[str, float],
    lexical: LexicalIndex | None,
    queries: Sequence[tuple[VectorIndex, Mapping[str, Vectors]]],
    allowed: NDArray[np.bool_],
    more: Mapping[str, Scores],
) -> Pool:
    """The best allowed clauses of every channel and their exact scores. `weights` are the question's tokens, `queries`
    its vectors by channel beside the index they are held against, `more` scores of all clauses by channel."""
    clauses = len(allowed)
    drawn = np.linspace(0, clauses - 1, min(_SAMPLE, clauses)).astype(np.int64)
    part, frequent = lexical.rare(weights) if lexical else (np.zeros(clauses, np.float32), {})
    together = [(index, np.stack(list(vectors.values()))) for index, vectors in queries]
    taken = np.zeros(clauses, bool)
    taken[drawn] = True
    if np.count_nonzero(allowed) <= _FEW * _BROUGHT:
        taken |= allowed
    else:
        for scores in ([part] if lexical else []) + list(more.values()):
            taken[_best(scores, allowed)] = True
        for index, vectors in together:
            for near in index.sketched(vectors):
                taken[_best(near, allowed)] = True
    rows = np.flatnonzero(taken)
    held = {name: values[rows] for name, values in more.items()}
    if lexical:
        held["lexical"] = part[rows] + lexical.weighted_at(frequent, rows)
    for (index, vectors), (_, names) in zip(together, queries, strict=True):
        held |= dict(zip(names, index.scores_at(vectors, rows), strict=True))
    return Pool(rows, held, np.searchsorted(rows, drawn))


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
