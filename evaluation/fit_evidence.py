"""Fits the evidence model (app/answering/model.py) on development questions and fixes its thresholds.

    python -m evaluation.fit_evidence [--out app/answering/evidence_model.json] [--folds data/trained/folds]

The questions are those of evaluation/questions and of evaluation/fresh, the development half of each. Cross-validated
by paraphrase group, so that no wording of a question is fitted and judged at once; thresholds come from the
out-of-fold probabilities. The risk is bounded by Learn-then-Test (Angelopoulos et al. 2021): fixed-sequence testing of
thresholds fixed beforehand from the strictest down, each with an exact binomial p-value of "more than `risk` of the
answers given are wrong", stopped at the first that is not rejected at `delta`.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from scipy.stats import binom

from app.answering.answer import Status
from app.answering.decide import in_force_first
from app.answering.dialogue import Turn, standalone
from app.answering.evidence import ClauseEvidence, gather
from app.answering.find import Finder, Request
from app.answering.lacking import lacking
from app.answering.model import EvidenceModel, Logistic, Trees, answer_features
from app.answering.question import Scope, read
from app.service import PolicyQA, read_date, read_institution
from app.settings import load_settings
from evaluation.datasets import Question, development
from evaluation.fitting import FOLDS, fit_answerable, fit_relevance, ordered, split
from evaluation.train_retrieval import TUNED, own_folds
from indexing.embeddings import load_embedders
from indexing.embeddings.adapter import load_adapters
from indexing.embeddings.cache import EmbeddingCache
from indexing.embeddings.tuned import TunedE5
from indexing.ranker import Ranker
from indexing.retriever import ClauseRetriever
from indexing.snapshot import NO_CHROMA, build

#: What a risk is a share of: the answers given, or all questions asked.
Per = Literal["answers", "questions"]
THRESHOLDS = tuple(round(0.95 - 0.05 * count, 2) for count in range(19))
_MANY = 3  # times the answers without an error that would show something
_ANSWERED = 0.92  # of the answerable questions that the model decides: about where most are right, answered or declined
SHIPPED = Path(__file__).parents[1] / "app" / "answering" / "evidence_model.json"


@dataclass(frozen=True)
class Case:
    """One part of one gold question: its judged clauses, and which of them are gold."""

    question: Question
    part: Any
    judged: tuple[ClauseEvidence, ...]
    gold: tuple[bool, ...]

    @property
    def group(self) -> str:
        return self.question.group

    @property
    def answerable(self) -> bool:
        return self.question.status is not Status.DECLINED


Retrievers = Callable[[Question], ClauseRetriever]


def unseen(service: PolicyQA, folds: Path) -> Retrievers:
    """For each development question the retriever with the adapters and the ranker that evaluation.train_retrieval
    trained without its paraphrase group; with the shipped ones the fit would see better retrieval than it will meet.

    Raises IndexingError or EmbeddingModelError where a fold's file is missing or broken."""
    of_group = own_folds(development())
    retrievers = []
    for fold in sorted(set(of_group.values())):
        home = folds / str(fold)
        embedders = load_embedders("bundled")
        if (home / TUNED).exists():
            embedders = (*embedders, TunedE5(home / TUNED))
        snapshot = build(
            service.catalogue,
            service.settings.data / "folds" / embedders[-1].fingerprint,
            embedders,
            cache=EmbeddingCache(service.settings.data / "embeddings"),
            chroma=NO_CHROMA,
        )
        adapters = load_adapters(embedders, home / "adapters")
        ranker = Ranker.load(home / "ranker.txt")
        retrievers.append(ClauseRetriever(snapshot, service.catalogue, embedders, ranker=ranker, adapters=adapters))
    return lambda question: retrievers[of_group[question.group]]


def collect(service: PolicyQA, questions: Sequence[Question], retrievers: Retrievers | None = None) -> list[Case]:
    """Candidates and features of every question that reaches the evidence at all."""
    cases: list[Case] = []
    for gold in questions:
        retriever = retrievers(gold) if retrievers else service.retriever
        finder = Finder(service.catalogue, retriever, service.resolver, service.settings.top_k)
        alone = standalone(gold.question, [Turn(text) for text in gold.history])
        question = read(alone.text, gold.language)
        if question.scope is not Scope.REGULATION:
            continue
        request = Request(
            gold.question, alone, read_date(gold.as_of), read_institution(gold.institution), language=gold.language
        )
        for part in finder.find(question, request):
            judged = tuple(
                in_force_first(
                    gather(part.question, part.candidates, part.documents, service.responder.cosines),
                    request.as_of,
                    part.documents,
                )
            )
            if judged:
                right = tuple(
                    gold.status is not Status.DECLINED and str(item.candidate.clause.id) in gold.gold for item in judged
                )
                cases.append(Case(gold, part, judged, right))
    return cases


@dataclass(frozen=True)
class Row:
    """Features of the whole answer of a case, whether its best clause is right, whether it is answerable, and whether
    that is left to the model: no rule of app.answering.decide answers or declines it before."""

    features: dict[str, float]
    right: bool
    answerable: bool
    open: bool


def _row(case: Case, judged: Sequence[ClauseEvidence], scores: Sequence[float], gold: Sequence[bool]) -> Row:
    """`judged`, `scores` and `gold` as `ordered` gives them."""
    decided = judged[0].candidate.named or lacking(case.part, judged, scores) is not None
    features = answer_features(case.part.question, judged, scores)
    return Row(features, gold[0], case.answerable, not decided)


def _out_of_fold(cases: Sequence[Case], seed: int) -> list[Row]:
    """The rows of cases from relevance that saw none of the cases it judges."""
    return [_row(case, *ordered(case, relevance)) for relevance, held in _judged(cases, seed) for case in held]


def _judged(cases: Sequence[Case], seed: int) -> Iterator[tuple[Logistic, list[Case]]]:
    for train, held in split(cases, seed):
        yield fit_relevance(train), held


def _regressions(rows: Sequence[Row]) -> tuple[Logistic, Logistic]:
    """P(the material answers), from the rows that are left to it (from all where rules leave one kind only), and P(the
    best clause is right)."""
    left = [row for row in rows if row.open]
    left = left if len({row.answerable for row in left}) > 1 else rows
    answerable = fit_answerable([row.features for row in left], np.array([row.answerable for row in left]))
    return answerable, fit_answerable([row.features for row in rows], np.array([row.right for row in rows]))


@dataclass(frozen=True)
class Held:
    """Out-of-fold: the probability that the material answers, that the best clause is right (the confidence), whether
    it is, the relevance of the others, and whether the model decides (Row.open)."""

    case: Case
    answerable: float
    confidence: float
    right: bool
    others: tuple[tuple[float, bool], ...]
    open: bool = True

    @property
    def possible(self) -> bool:
        """Whether the material answers the question."""
        return self.case.answerable


def held_out(cases: Sequence[Case], seed: int = 0) -> list[Held]:
    """Every case judged by a model that saw neither it nor a paraphrase of it."""
    found: list[Held] = []
    for train, held in split(cases, seed):
        relevance = fit_relevance(train)
        found += judged_by(held, relevance, *_regressions(_out_of_fold(train, seed + 1)))
    return found


def judged_by(
    cases: Sequence[Case], relevance: Logistic | Trees, answerable: Logistic, right: Logistic
) -> Iterator[Held]:
    """Cases as a model sees them."""
    for case in cases:
        judged, scores, gold = ordered(case, relevance)
        row = _row(case, judged, scores, gold)
        others = tuple(zip(scores[1:], gold[1:], strict=True))
        able, confidence = answerable.probability(row.features), right.probability(row.features)
        yield Held(case, able, confidence, row.right, others, row.open)


class Judged(Protocol):
    """What a threshold is found on: how sure it is, whether it is right, and whether the material answers."""

    @property
    def confidence(self) -> float: ...
    @property
    def right(self) -> bool: ...
    @property
    def possible(self) -> bool: ...


def learn_then_test(held: Sequence[Judged], risk: float, delta: float, per: Per = "answers") -> float | None:
    """The lowest of the thresholds .95, .90 … .05 at which wrong answers are at most `risk` of the answers given (or of
    the questions asked) with confidence 1 - `delta`; None where no threshold is.

    The thresholds are fixed beforehand. To show anything, some answers are needed of which none is wrong: with 5 % and
    95 % that is 59. The first threshold tested is the strictest that leaves three times as many, so that one wrong
    answer does not end the search, or as many where there are no more.
    """
    accepted = None
    fewest = math.ceil(math.log(delta) / math.log(1 - risk)) if per == "answers" else 1
    if len(held) >= _MANY * fewest:
        fewest *= _MANY
    for step in THRESHOLDS:
        given = [item for item in held if item.confidence >= step]
        if len(given) < fewest:
            continue
        wrong = sum(not item.right for item in given)
        if binom.cdf(wrong, len(given) if per == "answers" else len(held), risk) > delta:
            break
        accepted = step
    return accepted


def balanced(held: Sequence[Held], answered: float = _ANSWERED) -> float:
    """The threshold of `answerable` that keeps a share `answered` of the answerable questions it decides answered. (.95
    until 2026-11-29; out of fold .92 declines more without an answer than it loses right answers.)"""
    able = sorted(item.answerable for item in held if item.case.answerable and item.open)
    if not able:
        return 0.0
    return round(able[int((1 - answered) * len(able))], 4)


def cite_threshold(held: Sequence[Held], answer_from: float) -> float:
    """Least relevance of a further clause to be cited: the one with the best F1 over gold clauses."""
    answered = [item for item in held if item.answerable >= answer_from and item.case.answerable]

    def f1(step: float) -> float:
        hit = sum(item.right + sum(gold for score, gold in item.others if score >= step) for item in answered)
        said = sum(1 + sum(score >= step for score, _ in item.others) for item in answered)
        groups = sum(max(len(item.case.question.required), 1) for item in answered)
        precision, recall = hit / said, min(hit / groups, 1.0)
        return 2 * precision * recall / (precision + recall) if hit else 0.0

    return max((round(step, 2) for step in np.arange(0.2, 0.95, 0.05)), key=f1)


def curve(held: Sequence[Judged], of: Callable[[Any], float] = lambda item: item.confidence) -> list[dict[str, float]]:
    """Risk and coverage by threshold of the confidence, or of what `of` gives: share of answerable questions answered,
    of unanswerable ones declined, and of the answers given that are wrong."""
    can = [item for item in held if item.possible]
    cannot = [item for item in held if not item.possible]
    points = []
    for step in reversed(THRESHOLDS):
        given = [item for item in held if of(item) >= step]
        points.append(
            {
                "threshold": step,
                "answered": round(sum(of(item) >= step for item in can) / max(len(can), 1), 4),
                "declined": round(sum(of(item) < step for item in cannot) / max(len(cannot), 1), 4),
                "wrong": round(sum(not item.right for item in given) / max(len(given), 1), 4),
            }
        )
    return points


def calibrate(
    service: PolicyQA,
    questions: Sequence[Question],
    risk: float = 0.05,
    delta: float = 0.05,
    retrievers: Retrievers | None = None,
) -> EvidenceModel:
    """The evidence model fitted on `questions`, with its thresholds and the record of how they were found."""
    return fitted(collect(service, questions, retrievers), service.retriever.fingerprint, risk, delta)


def fitted(cases: Sequence[Case], index: str, risk: float = 0.05, delta: float = 0.05) -> EvidenceModel:
    """The evidence model of these cases; `index` is the fingerprint of the index behind them."""
    held = held_out(cases)
    answerable, right = _regressions(_out_of_fold(cases, 1))
    answer_from = balanced(held)
    return EvidenceModel(
        relevance=fit_relevance(cases),
        answerable=answerable,
        right=right,
        answer_from=answer_from,
        cite_from=cite_threshold(held, answer_from),
        record={
            "questions": len({case.question.id for case in cases}),
            "groups": len({case.question.group for case in cases}),
            "folds": FOLDS,
            "index": index,
            "risk": risk,
            "confidence": 1 - delta,
            "threshold_for_risk": learn_then_test(held, risk, delta),
            "threshold_for_risk_of_questions": learn_then_test(held, risk, delta, "questions"),
            "best_clause_right": round(float(np.mean([item.right for item in held if item.case.answerable])), 4),
            "curve": curve(held),
            "curve_of_answerable": curve(held, lambda item: item.answerable),
        },
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Fit on the development questions and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--folds", type=Path, help="what train_retrieval learned without each fold")
    arguments = parser.parse_args(argv)
    service = PolicyQA.open(load_settings(), build=True)
    retrievers = unseen(service, arguments.folds) if arguments.folds else None
    model = fitted(collect(service, development(), retrievers), service.retriever.fingerprint)
    arguments.out.write_text(json.dumps(model.model_dump(), ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
