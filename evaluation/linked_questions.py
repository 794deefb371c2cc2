"""Questions that need a rule and the article that refers to it: does search give both, does an answer cite both?

    python -m evaluation.linked_questions

The questions are evaluation/closed/linked.yaml and, written later on other pairs of articles, linked-second.yaml and
linked-third.yaml; each is asked with references followed (indexing.linked, app.answering.decide) and without.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np
import yaml

from app.service import PolicyQA
from app.settings import load_settings
from evaluation.statistics import cluster_weights, mean_figure

SETS = tuple(
    Path(__file__).parent / "closed" / name for name in ("linked.yaml", "linked-second.yaml", "linked-third.yaml")
)
_DEPTH = 10


def both(service: PolicyQA, questions: Sequence[tuple[str, frozenset[str]]]) -> list[tuple[bool, bool]]:
    """Of every question whether both clauses are among the first ten found, and whether the answer cites both."""
    out = []
    for question, clauses in questions:
        found = {str(hit.clause.id) for hit in service.search(question, _DEPTH)}
        answer = service.ask(question)
        cited = {citation.clause_id for statement in answer.statements for citation in statement.citations}
        out.append((clauses <= found, clauses <= cited))
    return out


def load(path: Path) -> list[tuple[str, frozenset[str]]]:
    """The questions of a set with their two clauses."""
    return [(one["q"], frozenset(one["clauses"])) for one in yaml.safe_load(path.read_text("utf-8"))]


def main() -> None:
    """A Markdown table for each set on standard output."""
    service = PolicyQA.open(load_settings(), build=True)
    for path in SETS:
        questions = load(path)
        followed = both(service, questions)
        with (
            patch("indexing.retriever.with_linked", lambda rows, *_: np.arange(len(rows))),
            patch("app.answering.decide.linked", lambda *_: False),
        ):
            alone = both(service, questions)
        weights = cluster_weights([str(number) for number in range(len(questions))])
        sys.stdout.write(f"| {path.stem}, {len(questions)} | references left out | followed | difference [95 %] |\n")
        sys.stdout.write("|---|---|---|---|\n")
        for column, name in enumerate(("both among the first ten", "both cited")):
            before, after = ([float(row[column]) for row in rows] for rows in (alone, followed))
            gain = mean_figure([x - y for x, y in zip(after, before, strict=True)], weights)
            told = f"{gain.value:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]" if gain else "–"
            sys.stdout.write(f"| {name} | {np.mean(before):.3f} | {np.mean(after):.3f} | {told} |\n")


if __name__ == "__main__":
    main()
