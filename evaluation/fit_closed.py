"""Fits the models for closed evidence (app/answering/closed.py) and writes app/answering/closed_models.json.

    python -m evaluation.fit_closed OBLIQA_DEV STARD_TRAIN

Three forms of passages, each with its own model and its own cases (evaluation/closed_cases.py):

* `en`: questions of ObliQA's development split with exactly two gold passages;
* `zh_provisions`: questions of STARD's training split, and our own development questions in Chinese;
* `zh_reports`: evaluation/closed/news.yaml, passages in the manner of news and encyclopedias.

Every question comes with its gold among others, and with others alone, which then have to be declined. Figures are out
of fold by question group (reports: by topic); the threshold keeps 96 % of the answerable ones answered.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from app.answering.decide import how_many
from app.answering.model import ClosedModel, Logistic, Trees
from app.service import open_catalogue, open_retriever
from app.settings import load_settings
from evaluation.closed_cases import Case, Cases
from evaluation.fitting import fit_logistic, fit_trees, split

SHIPPED = Path(__file__).parents[1] / "app" / "answering" / "closed_models.json"
_ANSWERED = 0.96
_BETAS = (0.8, 1.0, 1.2, 1.4, 1.6)
Fit = Callable[[Sequence[dict[str, float]], np.ndarray], Logistic | Trees]
#: Features of which more can only speak for a passage. Unbound trees learn how the negatives were drawn.
_RISING = frozenset(
    "lexical_z background_z e5_z use_z e5_sentence_z use_sentence_z fused fused_gap e5 use e5_sentence use_sentence "
    "e5_gap use_gap covered covered_gap sentence sentence_gap own_words own_words_gap own_sentence stating stating_gap "
    "states pairs numbers_same adds".split()
)
_REPORTS = (
    "covered sentence missing missing_share own_words own_sentence unspoken pairs numbers_same numbers_other states "
    "stating e5 use e5_sentence use_sentence lexical covered_gap sentence_gap own_words_gap stating_gap e5_gap use_gap "
    "asks_when asks_number"
).split()


def trees(rows: Sequence[dict[str, float]], labels: np.ndarray) -> Trees:
    """Gradient-boosted trees, monotone where more can only help."""
    return fit_trees(rows, labels, rising=_RISING)


def weighted_sum(rows: Sequence[dict[str, float]], labels: np.ndarray) -> Logistic:
    """A logistic regression on what does not depend on how many passages there are."""
    return fit_logistic([{name: row[name] for name in _REPORTS} for row in rows], labels, 0.1)


def _rows(cases: Sequence[Case]) -> tuple[list[dict[str, float]], np.ndarray]:
    return [row for case in cases for row in case.rows], np.array([right for case in cases for right in case.gold])


def held_out(cases: Sequence[Case], fit: Fit) -> list[tuple[Case, np.ndarray]]:
    """Every case with the probabilities of its passages from a model that saw neither it nor its group."""
    found = []
    for train, held in split(cases, 0):
        model = fit(*_rows(train))
        found += [(case, np.array([model.probability(row) for row in case.rows])) for case in held]
    return found


def cited(scores: np.ndarray, gold: Sequence[bool], beta: float) -> tuple[float, float, float]:
    """Precision, recall and F1 of what is cited of one answerable case."""
    order = np.argsort(-scores)
    kept = order[: how_many([float(scores[i]) for i in order], beta)]
    hits = sum(gold[i] for i in kept)
    return hits / len(kept), hits / sum(gold), 2 * hits / (len(kept) + sum(gold))


def controls(cases: Sequence[Case]) -> dict[str, float]:
    """What no model gets: mean F1 of BM25's first one and two, of the fused score's, and of citing everything."""
    able = [case for case in cases if any(case.gold)]

    def f1(pick: Callable[[Case], Sequence[int]]) -> float:
        def one(case: Case) -> float:
            kept = pick(case)
            return 2 * sum(case.gold[i] for i in kept) / (len(kept) + sum(case.gold))

        return round(float(np.mean([one(case) for case in able])), 4)

    def best(name: str, count: int) -> Callable[[Case], Sequence[int]]:
        return lambda case: np.argsort([-row[name] for row in case.rows], kind="stable")[:count].tolist()

    return {
        "bm25_top1": f1(best("lexical", 1)),
        "bm25_top2": f1(best("lexical", 2)),
        "fused_top1": f1(best("fused", 1)),
        "fused_top2": f1(best("fused", 2)),
        "everything": f1(lambda case: range(len(case.gold))),
    }


def interval(values: np.ndarray, groups: Sequence[str], draws: int = 2000) -> tuple[np.ndarray, np.ndarray]:
    """95 % bootstrap bounds of the column means of (n, k) `values`, drawn over groups."""
    rng = np.random.default_rng(0)
    places: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        places.setdefault(group, []).append(place)
    sums = np.array([values[rows].sum(0) for rows in places.values()])
    counts = np.array([len(rows) for rows in places.values()])
    drawn = rng.integers(0, len(counts), (draws, len(counts)))
    means = sums[drawn].sum(1) / counts[drawn].sum(1)[:, None]
    return np.percentile(means, 2.5, axis=0), np.percentile(means, 97.5, axis=0)


def _noise_interval(held: Sequence[tuple[Case, np.ndarray]], threshold: float) -> list[float]:
    noise = [(case.group, float(scores.max() < threshold)) for case, scores in held if not any(case.gold)]
    low, high = interval(np.array([[declined] for _, declined in noise]), [group for group, _ in noise])
    return [round(float(low[0]), 4), round(float(high[0]), 4)]


def fitted(cases: Sequence[Case], fit: Fit) -> ClosedModel:
    """The model on all cases, with thresholds and figures from out-of-fold probabilities."""
    held = held_out(cases, fit)
    able = [(case, scores) for case, scores in held if any(case.gold)]
    noise = np.array([scores.max() for case, scores in held if not any(case.gold)])
    best = np.sort([scores.max() for _, scores in able])
    threshold = float(best[int((1 - _ANSWERED) * len(best))])
    at = {beta: np.mean([cited(scores, case.gold, beta) for case, scores in able], 0) for beta in _BETAS}
    beta = max(_BETAS, key=lambda value: min(at[value][:2]))  # precision and recall have a bar each
    names = ("precision", "recall", "f1")
    figures = [cited(scores, case.gold, beta) for case, scores in able]
    groups = [case.group for case, _ in able]
    low, high = interval(np.array(figures), groups)
    at_95 = float(best[int(0.05 * len(best))])
    return ClosedModel(
        relevance=fit(*_rows(cases)),
        answer_from=round(threshold, 4),
        beta=beta,
        record={
            "cases": len(cases),
            "groups": len({case.group for case in cases}),
            "noise_declined_at_95": round(float(np.mean(noise < at_95)), 4),
            "noise_declined": round(float(np.mean(noise < threshold)), 4),
            "answered": _ANSWERED,
            **dict(zip(names, (round(float(value), 4) for value in at[beta]), strict=True)),
            "intervals": {
                **{name: [round(float(low[i]), 4), round(float(high[i]), 4)] for i, name in enumerate(names)},
                "noise_declined_at_95": _noise_interval(held, at_95),
            },
            "controls": controls(cases),
        },
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Make the cases, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("obliqa", type=Path)
    parser.add_argument("stard", type=Path)
    parser.add_argument("--limit", type=int, default=300, help="questions of STARD")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    arguments = parser.parse_args(argv)
    settings = load_settings()
    catalogue = open_catalogue(settings)
    make = Cases(open_retriever(settings, catalogue, build=True), settings.data / "embeddings")
    found = {
        "en": fitted(make.beir(arguments.obliqa, only_pairs=True), trees),
        "zh_provisions": fitted(make.beir(arguments.stard, limit=arguments.limit) + make.own(catalogue), trees),
        "zh_reports": fitted(make.reports(), weighted_sum),
    }
    dumped = {form: model.model_dump() for form, model in found.items()}
    arguments.out.write_text(json.dumps(dumped, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
