"""A small sample for `make test`: whole clusters, every kind in proportion, always the same."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

from evaluation.datasets import Question

SIZE = 160


def stratified(questions: Sequence[Question], size: int = SIZE) -> tuple[Question, ...]:
    """About `size` questions in file order. Of each cluster two wordings at most are taken (one a language where
    there are two), and every kind is there as long as it has questions."""
    clusters: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        clusters[question.group].append(question)
    strata: dict[str, list[list[Question]]] = defaultdict(list)
    for group in sorted(clusters, key=lambda name: hashlib.sha256(name.encode()).hexdigest()):
        strata[clusters[group][-1].kind.value].append(_few(clusters[group]))
    chosen: set[str] = set()
    whole = sum(len(cluster) for part in strata.values() for cluster in part)
    for part in strata.values():
        wanted = max(2.0, size * sum(len(cluster) for cluster in part) / max(whole, 1))
        taken = 0
        for cluster in part:
            if taken >= wanted:
                break
            taken += len(cluster)
            chosen.update(question.id for question in cluster)
    return tuple(question for question in questions if question.id in chosen)


def _few(cluster: list[Question]) -> list[Question]:
    other = next((q for q in cluster if q.language != cluster[0].language), None)
    return [cluster[0], other] if other is not None else cluster[:2]
