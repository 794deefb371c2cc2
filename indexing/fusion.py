"""Several channels' scores made one.

Linear fusion of scores beats rank fusion on both shared sets (docs/decisions). A channel is brought to [0, 1] between
the score of its own candidate number `DEPTH` and its best, so that a channel that sees no difference adds none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from indexing.question_space import CHANNEL as QUESTION

# By language of the question. Multilingual e5 is strong within a language, the more so tuned, the Universal Sentence
# Encoder across; the bilingual glossary brings English questions to clauses that exist in Chinese only.
WEIGHTS: dict[str, dict[str, float]] = {
    "zh": {"lexical": 0.45, "e5": 0.40, "e5_tuned": 0.40, "use": 0.15, "dense": 0.55},
    "en": {"lexical": 0.40, "bilingual": 0.80, "e5": 0.40, "e5_tuned": 0.40, "use": 0.20, "dense": 0.60},
}
#: Of the questions that a clause answers (indexing.clause_questions) beside what it says, which counts one.
QUESTION_WEIGHT = 1.1

DEPTH = 800  # candidates a search looks at

SUFFIX = "_adapted"  # after a channel's name: the same clauses met by the adapted question

Scores = NDArray[np.float32]
Sample = NDArray[np.int64] | slice  # the rows that stand for all clauses where a mean is taken
EVERY = slice(None)


def top(scores: Scores, count: int) -> NDArray[np.int64]:
    """Rows of the `count` best scores, best first, equal scores in row order; -inf is never among them."""
    count = min(count, len(scores))
    rows = np.argpartition(-scores, count - 1)[:count] if count < len(scores) else np.arange(len(scores))
    rows = rows[np.isfinite(scores[rows])]
    return rows[np.lexsort((rows, -scores[rows]))]


def fuse(
    channels: Mapping[str, Scores], language: str, depth: int = DEPTH, sample: Sample = EVERY
) -> tuple[NDArray[np.int64], Scores]:
    """The `depth` best rows, best first, and their fused scores in [0, 1].

    Every channel is (clauses,) float32 with -inf at clauses that a filter excludes. The best candidate has 1 and the
    last 0: scores of two questions cannot be compared.
    """
    fused = weighted_mean(channels, language, sample)
    rows = top(fused, depth)
    return rows, unit_range(fused[rows])


def standardised(scores: Scores, sample: Sample = EVERY) -> Scores:
    """Scores in standard deviations from their mean over the clauses of `sample` that a filter allows; -inf stays."""
    finite = scores[sample]
    finite = finite[np.isfinite(finite)]
    if not len(finite):
        return scores
    return ((scores - finite.mean()) / max(float(finite.std()), 1e-6)).astype(np.float32)


def weighted_mean(channels: Mapping[str, Scores], language: str, sample: Sample = EVERY) -> Scores:
    """One score of every clause, (clauses,) float32: the mean of the standardised channels, weighted by language.
    Weights of the channels at hand are scaled to sum to one; an adapted channel stands in for its plain one."""
    weights = {
        name: WEIGHTS[language].get(name.removesuffix(SUFFIX), 0.5) for name in counted(channels) if name != QUESTION
    }
    total = sum(weights.values())
    parts = (
        weights[name] / total * standardised(scores, sample) for name, scores in channels.items() if name in weights
    )
    return with_questions(np.asarray(sum(parts, np.float32(0)), np.float32), channels, sample)


def with_questions(fused: Scores, channels: Mapping[str, Scores], sample: Sample = EVERY) -> Scores:
    """`fused` with the channel of questions weighed in; a clause that has no questions keeps its place among the
    others, as if they spoke of it as much as the clause does."""
    if QUESTION not in channels:
        return fused
    own = standardised(fused, sample)
    share = QUESTION_WEIGHT / (1 + QUESTION_WEIGHT)
    return np.asarray((1 - share) * own + share * filled(channels[QUESTION], own, sample), np.float32)


def filled(scores: Scores, own: Scores, sample: Sample = EVERY) -> Scores:
    """A channel of questions standardised, and `own` where a clause has none."""
    found = standardised(scores, sample)
    return np.where(np.isnan(found), own, found)


def counted(channels: Collection[str]) -> list[str]:
    """The channels that fusion counts."""
    return [name for name in channels if name + SUFFIX not in channels]


def unit_range(scores: Scores) -> Scores:
    """Scores brought to [0, 1]; all 1 where they do not differ."""
    if not len(scores):
        return scores
    best, least = scores.max(), scores.min()
    return ((scores - least) / (best - least) if best > least else np.ones_like(scores)).astype(np.float32)
