"""One ranking of clauses that speak the question's language and clauses that do not.

An English question meets clauses in English, in both languages and, most of them, in Chinese only. A clause is held to
the words of the language it speaks: as a share of what the question could score at best, the English words and their
Chinese are comparable. Most encoders put every text in the question's language nearer than any in another, so their
cosines count from the mean of each language (docs/decisions/2026-11-24-cross-lingual.md); not those of a question that
an adapter has turned, which learned on both.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from indexing.fusion import EVERY, SUFFIX, Sample, Scores, standardised, top, with_questions
from indexing.question_space import CHANNEL as QUESTION

WEIGHTS = {"spoken": 0.4, "e5": 0.3, "use": 0.3, "dense": 0.6}
_ALIGNED = frozenset({"use"})  # trained to put both languages into one space: its cosines are comparable as they are
_IN_TRANSLATION = 0.6  # what the Chinese of a clause in both languages adds


def fuse_across(
    channels: Mapping[str, Scores],
    english: NDArray[np.bool_],
    ceiling: float,
    depth: int,
    sample: Sample = EVERY,
) -> tuple[NDArray[np.int64], Scores]:
    """Candidate rows, best first, and their scores in [0, 1], as `fusion.fuse` gives them.

    `channels` are (clauses,) float32 with -inf at clauses that a filter excludes: `lexical` (BM25), `bilingual` (a
    share in [0, 1]) and cosines. `english` tells which clauses speak English, `ceiling` the best BM25 to be had.
    """
    share = channels["lexical"] / max(ceiling, 1e-6)
    translated = channels["bilingual"]
    held = {"spoken": np.where(english, share + _IN_TRANSLATION * translated, translated)}
    for name, scores in channels.items():
        if name not in ("lexical", "bilingual", QUESTION):
            aligned = name in _ALIGNED or name.endswith(SUFFIX)
            held[name] = scores if aligned else _centred(scores, english, sample)
    weights = {name: WEIGHTS.get(name.removesuffix(SUFFIX), 0.5) for name in held}
    total = sum(weights.values())
    fused = sum((weights[name] / total * standardised(scores, sample) for name, scores in held.items()), np.float32(0))
    fused = with_questions(np.asarray(fused, np.float32), channels, sample)
    rows = top(fused, depth)
    if not len(rows):
        return rows, np.zeros(0, np.float32)
    best, least = fused[rows[0]], fused[rows[-1]]
    return rows, ((fused[rows] - least) / max(best - least, 1e-6)).astype(np.float32)


def _centred(scores: Scores, english: NDArray[np.bool_], sample: Sample) -> Scores:
    """Less the mean of the clauses in the same language that a filter allows."""
    out = scores.copy()
    for language in (english, ~english):
        drawn = scores[sample][(language & np.isfinite(scores))[sample]]
        if len(drawn):
            out[language] -= drawn.mean()
    return out
