"""Does the search bring the gold clauses, and how high? On the system's own ranking, apart from its answer."""

from __future__ import annotations

import math

from app.answering.answer import Status
from evaluation.clauses import Clauses
from evaluation.datasets import Question
from evaluation.systems.system import Reply

CUTOFFS = (1, 5, 10)


def score(question: Question, reply: Reply, clauses: Clauses) -> dict[str, float | None]:
    """None where the system offers no search or the question is to be declined.

    `recall_at_k` is the share of required groups met in the first k; `all_gold_at_10` whether all are; `mrr` looks
    for the first clause of any required group, `ndcg_at_10` gives a gain of 1 to each group once (Järvelin &
    Kekäläinen 2002, binary gains).
    """
    names = ("recall_at_1", "recall_at_5", "recall_at_10", "all_gold_at_10", "mrr", "ndcg_at_10")
    if reply.ranked is None or question.status is Status.DECLINED:
        return dict.fromkeys(names)
    groups = [clauses.canonicals(group) for group in question.required]
    ranked = [clauses.canonical(clause_id) for clause_id in reply.ranked]
    places = [next((n for n, name in enumerate(ranked, start=1) if name in group), None) for group in groups]
    found = sorted(place for place in places if place is not None)
    ideal = sum(1 / math.log2(n + 1) for n in range(1, min(len(groups), 10) + 1))
    scores: dict[str, float | None] = {
        f"recall_at_{k}": sum(place <= k for place in found) / len(groups) for k in CUTOFFS
    }
    scores["all_gold_at_10"] = float(sum(place <= 10 for place in found) == len(groups))
    scores["mrr"] = 1 / found[0] if found else 0.0
    scores["ndcg_at_10"] = sum(1 / math.log2(place + 1) for place in found if place <= 10) / ideal
    return scores
