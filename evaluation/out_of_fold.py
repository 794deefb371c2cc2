"""The whole assistant on development questions that nothing of it was fitted on: what new questions can expect.

    python -m evaluation.out_of_fold --folds data/trained/folds --report out/

Every fold of paraphrase groups is answered with the adapters and the ranker that evaluation.train_retrieval learned
without it and with an evidence model fitted on the other folds. Word lists and rules stay what they are: they were
written with the development questions at hand, so this still flatters (evaluation/fresh/ does not).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from app.answering.model import EvidenceModel
from app.service import PolicyQA
from app.settings import load_settings
from evaluation.clauses import Clauses
from evaluation.datasets import Question, development, load_questions
from evaluation.fit_evidence import Per, collect, fitted, unseen
from evaluation.own_questions import at, threshold_for, told, with_
from evaluation.report import card
from evaluation.run import Result, Run, run_system
from evaluation.systems.policy import PolicySystem
from evaluation.train_retrieval import own_folds
from indexing.retriever import ClauseRetriever

_PER: tuple[Per, ...] = ("answers", "questions")


def with_parts(service: PolicyQA, retriever: ClauseRetriever, model: EvidenceModel) -> PolicyQA:
    """The same service that searches with `retriever` and judges with `model`."""
    other = copy(service)
    other.retriever = retriever
    finder = replace(service.responder.finder, retriever=retriever)
    other.responder = replace(service.responder, finder=finder, model=model)
    return other


def run_out_of_fold(
    service: PolicyQA, questions: Sequence[Question], folds: Path, steps: Sequence[float] = (0.0,)
) -> list[Run]:
    """Every question answered by an assistant that was fitted without its group; results in their order. One run for
    each of `steps`, the confidences from which on is answered."""
    of_group, retrievers = own_folds(development()), unseen(service, folds)
    cases = collect(service, development(), retrievers)
    clauses = Clauses.of(service.catalogue.documents)
    found: list[dict[str, Result]] = [{} for _ in steps]
    runs: list[Run] = []
    for fold in sorted(set(of_group.values())):
        held = [question for question in questions if of_group[question.group] == fold]
        model = fitted([case for case in cases if of_group[case.group] != fold], service.retriever.fingerprint)
        assistant = with_parts(service, retrievers(held[0]), model)
        runs = [run_system(PolicySystem(with_(assistant, sure_from=step)), held, clauses) for step in steps]
        for results, run in zip(found, runs, strict=True):
            results |= {result.question.id: result for result in run.results}
    if not runs:
        raise ValueError("no questions")
    records = [run.record.model_copy(update={"questions": len(questions)}) for run in runs]
    ordered = [tuple(results[question.id] for question in questions) for results in found]
    return [Run(record=record, results=results) for record, results in zip(records, ordered, strict=True)]


def thresholds(any_: Run, none: Run) -> str:
    """From which confidence on wrong answers are held to a risk at 95 %, and what is answered then."""
    given, lines = told(any_, none), []
    for risk in (0.05, 0.1, 0.15):
        for per in _PER:
            found = threshold_for(given, risk, 0.05, per)
            kept = f"from {found:.2f} on, {at(given, found)[0]:.1%} of the answerable answered" if found else ""
            lines.append(f"wrong at most {risk:.0%} of {per} at 95 %: {kept or 'no threshold'}")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Answer the development questions out of fold, print the card and keep the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=Path, required=True, help="what train_retrieval learned without each fold")
    parser.add_argument("--report", type=Path, required=True, help="where results.jsonl and record.json go")
    arguments = parser.parse_args(argv)
    service = PolicyQA.open(load_settings(), build=True)
    run, shut = run_out_of_fold(service, load_questions(split="dev"), arguments.folds, (0.0, 1.0))
    run.save(arguments.report)
    Console().print(card(run))
    Console().print(thresholds(run, shut))


if __name__ == "__main__":
    main()
