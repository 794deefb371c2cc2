"""Fits the evidence model (app/answering/model.py) on development questions and fixes its thresholds.

    python -m evaluation.fit_evidence [--out app/answering/evidence_model.json]

Cross-validated by paraphrase group, so that no wording of a question is fitted and judged at once; thresholds come
from the out-of-fold probabilities. The risk is bounded by Learn-then-Test (Angelopoulos et al. 2021): fixed-sequence
testing of thresholds from the strictest down, each with an exact binomial p-value of "more than `risk` of the answers
given are wrong", stopped at the first that is not rejected at `delta`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from app.answering.answer import Status
from app.answering.decide import in_force_first
from app.answering.dialogue import Turn, standalone
from app.answering.evidence import ClauseEvidence, gather
from app.answering.find import Finder, Request
from app.answering.model import EvidenceModel, Logistic, answer_features
from app.answering.question import Scope, read
from app.service import PolicyQA, read_date, read_institution
from app.settings import load_settings
from evaluation.datasets import Question, load_questions
from evaluation.fitting import FOLDS, fit_answerable, fit_relevance, ordered, split

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


def collect(service: PolicyQA, questions: Sequence[Question]) -> list[Case]:
    """Candidates and features of every question that reaches the evidence at all."""
    finder = Finder(service.catalogue, service.retriever, service.resolver, service.settings.top_k)
    cases: list[Case] = []
    for gold in questions:
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


def _answer_rows(cases: Sequence[Case], relevance: Logistic) -> tuple[list[dict[str, float]], NDArray[np.bool_]]:
    rows, labels = [], []
    for case in cases:
        judged, scores, gold = ordered(case, relevance)
        rows.append(answer_features(case.part.question, judged, scores))
        labels.append(gold[0])
    return rows, np.array(labels)


@dataclass(frozen=True)
class Held:
    """Out-of-fold: the confidence that the best clause is right, whether it is, and the relevance of the others."""

    case: Case
    confidence: float
    right: bool
    others: tuple[tuple[float, bool], ...]


def held_out(cases: Sequence[Case], seed: int = 0) -> list[Held]:
    """Every case judged by a model that saw neither it nor a paraphrase of it."""
    found: list[Held] = []
    for train, held in split(cases, seed):
        relevance = fit_relevance(train)
        inner: list[dict[str, float]] = []
        labels: list[bool] = []
        for inner_train, inner_held in split(train, seed + 1):
            rows, right = _answer_rows(inner_held, fit_relevance(inner_train))
            inner += rows
            labels += right.tolist()
        answerable = fit_answerable(inner, np.array(labels))
        for case in held:
            judged, scores, gold = ordered(case, relevance)
            confidence = answerable.probability(answer_features(case.part.question, judged, scores))
            found.append(Held(case, confidence, gold[0], tuple(zip(scores[1:], gold[1:], strict=True))))
    return found


def learn_then_test(held: Sequence[Held], risk: float, delta: float) -> float | None:
    """The lowest threshold whose answers are wrong at most `risk` of the time with confidence 1 - `delta`; None where
    no threshold is."""
    accepted = None
    ordered = sorted(held, key=lambda item: -item.confidence)
    for count in range(20, len(ordered) + 1, 5):
        wrong = sum(not item.right for item in ordered[:count])
        if binom.cdf(wrong, count, risk) > delta:
            break
        accepted = ordered[count - 1].confidence
    return accepted


def balanced(held: Sequence[Held]) -> float:
    """The threshold with the most right decisions: answers that are right, and declines that should be. The latter
    count half as much again: an answer where the material is silent costs more than a decline too many."""
    steps = sorted({round(item.confidence, 3) for item in held})

    def right(step: float) -> float:
        return sum(item.right if item.confidence >= step else 1.5 * (not item.case.answerable) for item in held)

    return max(steps, key=right)


def cite_threshold(held: Sequence[Held], answer_from: float) -> float:
    """Least relevance of a further clause to be cited: the one with the best F1 over gold clauses."""
    answered = [item for item in held if item.confidence >= answer_from and item.case.answerable]

    def f1(step: float) -> float:
        hit = sum(item.right + sum(gold for score, gold in item.others if score >= step) for item in answered)
        said = sum(1 + sum(score >= step for score, _ in item.others) for item in answered)
        groups = sum(max(len(item.case.question.required), 1) for item in answered)
        precision, recall = hit / said, min(hit / groups, 1.0)
        return 2 * precision * recall / (precision + recall) if hit else 0.0

    return max((round(step, 2) for step in np.arange(0.2, 0.95, 0.05)), key=f1)


def curve(held: Sequence[Held]) -> list[dict[str, float]]:
    """Risk and coverage by threshold: share of answerable ones answered, of unanswerable ones declined, and of the
    answers given that are wrong."""
    can = [item for item in held if item.case.answerable]
    cannot = [item for item in held if not item.case.answerable]
    points = []
    for step in (
        0.05,
        0.1,
        0.15,
        0.2,
        0.25,
        0.3,
        0.35,
        0.4,
        0.45,
        0.5,
        0.55,
        0.6,
        0.65,
        0.7,
        0.75,
        0.8,
        0.85,
        0.9,
        0.95,
    ):
        given = [item for item in held if item.confidence >= step]
        points.append(
            {
                "threshold": step,
                "answered": round(sum(item.confidence >= step for item in can) / len(can), 4),
                "declined": round(sum(item.confidence < step for item in cannot) / max(len(cannot), 1), 4),
                "wrong": round(sum(not item.right for item in given) / max(len(given), 1), 4),
            }
        )
    return points


def calibrate(
    service: PolicyQA, questions: Sequence[Question], risk: float = 0.05, delta: float = 0.05
) -> EvidenceModel:
    """The evidence model fitted on `questions`, with its thresholds and the record of how they were found."""
    cases = collect(service, questions)
    held = held_out(cases)
    relevance = fit_relevance(cases)
    rows: list[dict[str, float]] = []
    labels: list[bool] = []
    for train, out in split(cases, 1):
        part, right = _answer_rows(out, fit_relevance(train))
        rows += part
        labels += right.tolist()
    answer_from = balanced(held)
    return EvidenceModel(
        relevance=relevance,
        answerable=fit_answerable(rows, np.array(labels)),
        answer_from=answer_from,
        cite_from=cite_threshold(held, answer_from),
        record={
            "questions": len({case.question.id for case in cases}),
            "groups": len({case.question.group for case in cases}),
            "folds": FOLDS,
            "index": service.retriever.fingerprint,
            "risk": risk,
            "confidence": 1 - delta,
            "threshold_for_risk": learn_then_test(held, risk, delta),
            "best_clause_right": round(float(np.mean([item.right for item in held if item.case.answerable])), 4),
            "curve": curve(held),
        },
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Fit on the development questions and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    arguments = parser.parse_args(argv)
    service = PolicyQA.open(load_settings(), build=True)
    model = calibrate(service, load_questions(split="dev"))
    arguments.out.write_text(json.dumps(model.model_dump(), ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
