"""Fits the models for closed evidence (app/answering/closed.py) and writes app/answering/closed_models.json.

    python -m evaluation.fit_closed [OBLIQA_DEV STARD_TRAIN]

Three forms of passages, each with its own model and its own cases (evaluation/closed_cases.py):

* `en`: our own cross-referenced questions (evaluation/closed/crossref.yaml) and those of ObliQA's development split,
  each with what BM25 finds; measured on these, and on drawn passages for the questions with two gold ones;
* `zh_provisions`: questions of STARD's training split, and our own development questions in Chinese;
* `zh_reports`: evaluation/closed/news.yaml, reports.yaml and fragments.yaml, passages in the manner of news and
  encyclopedias, which the shipped reader has not seen (evaluation.train_reader); fragments-check.yaml and
  reading-check.yaml, by other hands, are measured on alone.

Without the two benchmarks the first two models stay as they are.

Every question comes with its passages, and with others alone, which then have to be declined. Figures are out of fold
by question group (reports: by topic), and a declined question has found nothing.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.answering.decide import how_many
from app.answering.model import ClosedModel, Logistic, Trees, load_closed_models
from app.service import open_catalogue, open_retriever
from app.settings import load_settings
from evaluation.beir_folder import BeirFolder, read_beir
from evaluation.closed_cases import CHECK, FRAGMENTS, LONG, READING_CHECK, SHORT, Case, Cases
from evaluation.fitting import fit_logistic, fit_trees, split
from evaluation.retrieved_cases import Retrieval, published_shares
from evaluation.statistics import cluster_weights, statistic_figure

SHIPPED = Path(__file__).parents[1] / "app" / "answering" / "closed_models.json"
_ANSWERED, _ANSWERED_RULES = 0.96, 0.98
_BETAS = tuple(round(0.6 + 0.02 * step, 2) for step in range(121))
_NAMES = ("precision", "recall", "f1")
_OWN_COUNT = 4  # how often each question of ours counts: there are few, and they are of the kind that is asked
Fit = Callable[[Sequence[dict[str, float]], np.ndarray], Logistic | Trees]
#: Features of which more can only speak for a passage. Unbound trees learn how the negatives were drawn.
_RISING = frozenset(
    "lexical_z background_z e5_z use_z e5_sentence_z use_sentence_z fused fused_gap e5 use e5_sentence use_sentence "
    "e5_gap use_gap covered covered_gap sentence sentence_gap own_words own_words_gap own_sentence stating stating_gap "
    "states pairs numbers_same year adds".split()
)
_REPORTS = (
    "covered sentence missing missing_share own_words own_sentence unspoken pairs numbers_same numbers_other year "
    "states stating e5 use e5_sentence use_sentence lexical covered_gap sentence_gap own_words_gap stating_gap e5_gap "
    "use_gap asks_when asks_number read read_gap"
).split()


def trees(rows: Sequence[dict[str, float]], labels: np.ndarray) -> Trees:
    """Gradient-boosted trees, monotone where more can only help."""
    return fit_trees(rows, labels, rising=_RISING)


def weighted_sum(rows: Sequence[dict[str, float]], labels: np.ndarray) -> Logistic:
    """A logistic regression on what does not depend on how many passages there are."""
    return fit_logistic([{name: row[name] for name in _REPORTS} for row in rows], labels, 0.1)


def _rows(cases: Sequence[Case]) -> tuple[list[dict[str, float]], np.ndarray]:
    return [row for case in cases for row in case.rows], np.array([right for case in cases for right in case.gold])


def held_out(train: Sequence[Case], tested: Sequence[Case], fit: Fit) -> list[tuple[Case, np.ndarray]]:
    """The tested cases, in their order, with the probabilities of their passages from a model that saw none of their
    group."""
    scores: dict[int, np.ndarray] = {}
    for _, held in split([*train, *tested], 0):
        groups = {case.group for case in held}
        model = fit(*_rows([case for case in train if case.group not in groups]))
        for place, case in enumerate(tested):
            if case.group in groups:
                scores[place] = np.array(model.probabilities(case.rows))
    return [(case, scores[place]) for place, case in enumerate(tested)]


def cited(scores: np.ndarray, case: Case, beta: float, answer_from: float) -> tuple[float, float, float]:
    """Precision, recall and F1 of what is cited of one answerable case; nothing is found where it is declined."""
    order = np.argsort(-scores, kind="stable")
    if scores[order[0]] < answer_from:
        return 0.0, 0.0, 0.0
    kept = order[: how_many([float(scores[i]) for i in order], beta)]
    hits = sum(case.gold[i] for i in kept)
    return hits / len(kept), hits / case.wanted, 2 * hits / (len(kept) + case.wanted)


def controls(cases: Sequence[Case], shares: np.ndarray | None = None) -> dict[str, list[float]]:
    """What no model gets: mean precision and recall of BM25's first one and two (over the given passages), of the fused
    score's, and of citing everything; (n,) `shares` weigh the answerable cases."""
    able = [case for case in cases if case.wanted]

    def mean(name: str, count: int) -> list[float]:
        found = []
        for case in able:
            kept = np.argsort([-row[name] for row in case.rows], kind="stable")[:count]
            hits = sum(case.gold[i] for i in kept)
            found.append((hits / len(kept), hits / case.wanted))
        return [round(float(value), 4) for value in np.average(found, axis=0, weights=shares)]

    return {
        "bm25_top1": mean("lexical", 1),
        "bm25_top2": mean("lexical", 2),
        "fused_top1": mean("fused", 1),
        "fused_top2": mean("fused", 2),
        "everything": mean("fused", 10**6),
    }


@dataclass(frozen=True)
class Composition:
    """Cases that a model is measured on, answerable ones and noise, and how much each answerable one counts."""

    cases: Sequence[Case]
    shares: np.ndarray | None = None


def _figure(values: Sequence[float], groups: Sequence[str], shares: np.ndarray | None = None) -> list[float]:
    """[mean, low, high] with a 95 % interval, drawn over groups; (n,) `shares` weigh the values."""
    given = np.ones(len(values)) if shares is None else shares
    column = np.asarray(values)
    found = statistic_figure(
        lambda weights: float(weights * given @ column / (weights @ given)), cluster_weights(groups), len(values)
    )
    return [round(value, 4) for value in (found.value, found.low, found.high)]


def measured(
    held: Sequence[tuple[Case, np.ndarray]], beta: float, answer_from: float, shares: np.ndarray | None = None
) -> dict[str, list[float]]:
    """Precision, recall and F1 on the answerable cases and the share of noise declined, each with its interval: at the
    threshold, and at the one that answers 95 % of these."""
    able = [(case, scores) for case, scores in held if case.wanted]
    noise = [(case, scores) for case, scores in held if not case.wanted]
    groups = [case.group for case, _ in able]
    columns = zip(*(cited(scores, case, beta, answer_from) for case, scores in able), strict=True)
    at_95 = float(np.sort([scores.max() for _, scores in able])[int(0.05 * len(able))])
    return {
        **{name: _figure(column, groups, shares) for name, column in zip(_NAMES, columns, strict=True)},
        "answered": _figure([float(scores.max() >= answer_from) for _, scores in able], groups, shares),
        **{
            name: _figure([float(scores.max() < least) for _, scores in noise], [case.group for case, _ in noise])
            for name, least in (("noise_declined", answer_from), ("noise_declined_at_95", at_95))
            if noise
        },
    }


def fitted(train: Sequence[Case], compositions: Mapping[str, Composition], fit: Fit, answered: float) -> ClosedModel:
    """The model on all of `train`. The threshold answers so many of the answerable cases of the first composition, the
    beta is the one with which the lesser of precision and recall is greatest there: each has a bar."""
    found = {name: (held_out(train, one.cases, fit), one.shares) for name, one in compositions.items()}
    held, shares = next(iter(found.values()))
    best = np.sort([scores.max() for case, scores in held if case.wanted])
    threshold = round(float(best[int((1 - answered) * len(best))]), 4)

    def lesser(beta: float) -> float:
        figures = [cited(scores, case, beta, threshold)[:2] for case, scores in held if case.wanted]
        return float(np.average(figures, axis=0, weights=shares).min())

    beta = max(_BETAS, key=lesser)
    return ClosedModel(
        relevance=fit(*_rows(train)),
        answer_from=threshold,
        beta=beta,
        record={
            name: {
                "questions": len({case.question for case in compositions[name].cases}),
                **measured(one, beta, threshold, weights),
                "controls": controls(compositions[name].cases, weights),
            }
            for name, (one, weights) in found.items()
        },
    )


def english(make: Cases, folder: BeirFolder) -> ClosedModel:
    """The model for English rules, fitted on what a search gives; drawn passages are another situation and harder."""
    search = Retrieval(folder)
    own, several = search.cross_referenced(), search.judged(2, 9)
    ours, noise = (make.retrieved(own, search.texts, noise=noise) for noise in (False, True))
    judged = make.retrieved(several, search.texts)
    asked = {one.question: one for one in own}
    compositions = {
        "as_published": Composition([*ours, *noise], published_shares([asked[case.question] for case in ours])),
        "found": Composition([*ours, *noise]),
        "found_obliqa": Composition([case for case in judged if case.wanted == 2]),
        "drawn_obliqa": Composition(make.drawn(folder, golds=(2,))),
    }
    return fitted([*_OWN_COUNT * ours, *noise, *judged], compositions, trees, _ANSWERED_RULES)


def main(argv: Sequence[str] | None = None) -> None:
    """Make the cases, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmarks", type=Path, nargs="*", help="development split of ObliQA, training split of STARD")
    parser.add_argument("--limit", type=int, default=300, help="questions of STARD")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    arguments = parser.parse_args(argv)
    settings = load_settings()
    catalogue = open_catalogue(settings)
    make = Cases(open_retriever(settings, catalogue, build=True), settings.data / "embeddings")
    found: dict[str, ClosedModel] = dict(load_closed_models())
    if arguments.benchmarks:
        obliqa, stard = map(read_beir, arguments.benchmarks)
        statutes = make.drawn(stard, limit=arguments.limit) + make.own(catalogue)
        found["en"] = english(make, obliqa)
        found["zh_provisions"] = fitted(statutes, {"drawn": Composition(statutes)}, trees, _ANSWERED)
    short, long, fragments = (make.reports(file) for file in (SHORT, LONG, FRAGMENTS))
    reports = [*short, *long, *fragments]
    kinds = {"drawn": reports, "short": short, "long": long, "fragments": fragments}
    kinds |= {"check": make.reports(CHECK), "reading_check": make.reports(READING_CHECK)}
    found["zh_reports"] = fitted(
        reports, {name: Composition(cases) for name, cases in kinds.items()}, weighted_sum, _ANSWERED
    )
    dumped = {form: model.model_dump() for form, model in found.items()}
    arguments.out.write_text(json.dumps(dumped, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
