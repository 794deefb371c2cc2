"""Several channels' scores made one.

Linear fusion of scores beats rank fusion on both shared sets (docs/decisions). A channel is brought to [0, 1] between
the score of its own candidate number `DEPTH` and its best, so that a channel that sees no difference adds none.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

DEPTH = 200  # candidates a channel brings
# By language of the question. Multilingual e5 is strong within a language, the Universal Sentence Encoder across; the
# bilingual glossary brings English questions to clauses that exist in Chinese only.
WEIGHTS: dict[str, dict[str, float]] = {
    "zh": {"lexical": 0.45, "e5": 0.40, "use": 0.15, "dense": 0.55},
    "en": {"lexical": 0.40, "bilingual": 0.80, "e5": 0.40, "use": 0.20, "dense": 0.60},
}

Scores = NDArray[np.float32]


def top(scores: Scores, count: int) -> NDArray[np.int64]:
    """Rows of the `count` best scores, best first, equal scores in row order; -inf is never among them."""
    count = min(count, len(scores))
    rows = np.argpartition(-scores, count - 1)[:count] if count < len(scores) else np.arange(len(scores))
    rows = rows[np.isfinite(scores[rows])]
    return rows[np.lexsort((rows, -scores[rows]))]


def fuse(channels: Mapping[str, Scores], language: str, depth: int = DEPTH) -> tuple[NDArray[np.int64], Scores]:
    """Candidate rows, best first, and their fused scores.

    Every channel is (clauses,) float32 with -inf at clauses that a filter excludes. Weights of the channels at hand
    are scaled to sum to one, so the score is in [0, 1] whichever channels there are.
    """
    weights = {name: WEIGHTS[language].get(name, 0.5) for name in channels}
    total = sum(weights.values())
    best = {name: top(scores, depth) for name, scores in channels.items()}
    rows = np.unique(np.concatenate(list(best.values()))) if best else np.zeros(0, np.int64)
    fused = np.zeros(len(rows), np.float32)
    for name, scores in channels.items():
        if not len(best[name]):
            continue
        highest, lowest = float(scores[best[name][0]]), float(scores[best[name][-1]])
        if highest > lowest:
            fused += weights[name] / total * np.clip((scores[rows] - lowest) / (highest - lowest), 0.0, 1.0)
    order = np.lexsort((rows, -fused))
    return rows[order], fused[order]
