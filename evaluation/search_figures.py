"""How well the search finds the clauses of our own development questions: plain, under filters, beside other searches.

    python -m evaluation.search_figures [--folds data/trained/folds] [--baselines]

With --folds every question meets adapters and ranker that did not learn from it. --baselines asks, on the questions
that articles of national laws answer, the law package's own search and a plain llama-index starter too.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from app.service import PolicyQA
from app.settings import load_settings
from corpus.addressees import concerns
from corpus.model import TextStatus
from evaluation.datasets import Kind, Question, load_questions
from evaluation.fit_evidence import unseen
from evaluation.statistics import cluster_weights, mean_figure
from evaluation.systems.law_package import LawPackageSearch
from evaluation.systems.llama_starter import LlamaStarter
from indexing.retriever import EVERYTHING, ClauseRetriever, Filters

_DEPTHS = (1, 5, 10)


@dataclass
class Tally:
    """Of one system on one set: shares of required clauses among the first 1, 5, 10, whether all of several were among
    ten, reciprocal rank, milliseconds."""

    recall: dict[int, list[float]] = field(default_factory=lambda: {depth: [] for depth in _DEPTHS})
    everything: list[float] = field(default_factory=list)
    reciprocal: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)

    def add(self, question: Question, found: Sequence[str], milliseconds: float) -> None:
        for depth in _DEPTHS:
            hit = [bool(set(one) & set(found[:depth])) for one in question.required]
            self.recall[depth].append(float(np.mean(hit)))
        if len(question.required) > 1:
            self.everything.append(float(all(hit)))
        places = [place for place, name in enumerate(found[:10], 1) if name in question.gold]
        self.reciprocal.append(1 / places[0] if places else 0.0)
        self.times.append(milliseconds)
        self.groups.append(question.group)

    def row(self, name: str) -> str:
        weights = cluster_weights(self.groups)
        cells = []
        for values in (*self.recall.values(), self.reciprocal):
            figure = mean_figure(values, weights)
            cells.append(f"{figure.value:.3f} [{figure.low:.2f}, {figure.high:.2f}]" if figure else "–")
        both = f"{np.mean(self.everything):.3f} of {len(self.everything)}" if self.everything else "–"
        p50, p95 = np.percentile(self.times, [50, 95])
        return f"| {name} ({len(self.times)}) | {' | '.join(cells)} | {both} | {p50:.0f} / {p95:.0f} |"


def examine(service: PolicyQA, questions: Sequence[Question], ask: Callable[[Question], ClauseRetriever]) -> str:
    """A Markdown table; hits that a filter forbids are counted below it."""
    tallies: dict[str, Tally] = {}
    broken = 0
    for question in questions:
        for name, filters in _settings(service, question):
            started = time.perf_counter()
            hits = ask(question).search(question.question, 10, filters)
            spent = (time.perf_counter() - started) * 1000
            found = [str(hit.clause.id) for hit in hits]
            tallies.setdefault(name, Tally()).add(question, found, spent)
            for hit in hits:
                bound = hit.clause.addressees or hit.document.addressees
                broken += filters.documents is not None and hit.document.id not in filters.documents
                broken += filters.institution is not None and not concerns(bound, filters.institution)
    rows = [tallies[name].row(name) for name in sorted(tallies)]
    return "\n".join([_HEAD, *rows, "", f"hits that a filter forbids: {broken}"])


def beside(service: PolicyQA, questions: Sequence[Question], ask: Callable[[Question], ClauseRetriever]) -> str:
    """This search, the law package's and the starter's on questions that national laws answer."""
    folder = service.settings.data / "baselines"
    others = (LawPackageSearch.open(service, folder), LlamaStarter.open(service, folder))
    laws = {document.id for document in service.catalogue.documents if document.text_status is TextStatus.COMPILED}
    asked = [one for one in questions if all(name.partition("#")[0] in laws for name in one.gold)]
    tallies: dict[str, Tally] = {}
    for question in asked:
        filters = Filters(as_of=question.as_of)
        started = time.perf_counter()
        hits = ask(question).search(question.question, 10, filters)
        spent = (time.perf_counter() - started) * 1000
        key = f"{question.language}: this search"
        tallies.setdefault(key, Tally()).add(question, [str(hit.clause.id) for hit in hits], spent)
        for system in others:
            started = time.perf_counter()
            ranked = system.reply(question).ranked or ()
            spent = (time.perf_counter() - started) * 1000
            tallies.setdefault(f"{question.language}: {system.name}", Tally()).add(question, ranked, spent)
    return "\n".join([_HEAD, *(tallies[name].row(name) for name in sorted(tallies))])


_HEAD = "| set | R@1 | R@5 | R@10 | MRR@10 | all gold@10 | p50 / p95 ms |\n" + "|---" * 7 + "|"


def _settings(service: PolicyQA, question: Question) -> Iterator[tuple[str, Filters]]:
    """What a question is asked under, each with the name of its row."""
    language = "cross-lingual" if question.kind is Kind.CROSS_LINGUAL else question.language
    yield f"{language}, everything", EVERYTHING if question.as_of is None else Filters(as_of=question.as_of)
    yield f"{language}, documents", Filters(question.as_of, documents=frozenset(_documents(question)))
    if question.as_of is not None:
        yield "as-of date given", Filters(as_of=question.as_of)
    found = service.catalogue.clause(question.required[0][0], question.as_of)
    bound = found.clause.addressees or found.document.addressees
    if bound:
        yield "institution", Filters(question.as_of, institution=min(bound))


def _documents(question: Question) -> set[str]:
    return {name.partition("#")[0] for name in question.gold}


def main(arguments: Sequence[str] | None = None) -> None:
    """Tables on standard output."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.search_figures", description=__doc__)
    parser.add_argument("--folds", type=Path, help="what train_retrieval learned without each fold")
    parser.add_argument("--baselines", action="store_true", help="ask the other searches too")
    given = parser.parse_args(arguments)
    service = PolicyQA.open(load_settings(), build=True)
    held = load_questions(split="dev")
    ask = unseen(service, given.folds) if given.folds else lambda _: service.retriever
    questions = [one for one in held if one.required and one.status != "declined" and not one.history]
    sys.stdout.write(examine(service, questions, ask) + "\n")
    if given.baselines:
        sys.stdout.write("\n" + beside(service, questions, ask) + "\n")


if __name__ == "__main__":
    main()
