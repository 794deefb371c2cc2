"""Two runs side by side: which measure moved, whether that is more than chance, and which questions changed."""

from __future__ import annotations

from dataclasses import dataclass

from evaluation.measures import MEASURES, Measure
from evaluation.run import Result, Run
from evaluation.statistics import paired_permutation

#: A difference is called significant below this p.
ALPHA = 0.05


@dataclass(frozen=True)
class Change:
    """One measure over the questions that both runs scored: mean difference (second - first) and two-sided p."""

    measure: Measure
    difference: float
    p: float
    questions: int

    @property
    def significant(self) -> bool:
        return self.p < ALPHA and self.difference != 0

    @property
    def better(self) -> bool:
        return self.difference < 0 if self.measure.lower_is_better else self.difference > 0


@dataclass(frozen=True)
class Comparison:
    """`moved` pairs the results whose outcome differs, first run's before second's; `only_*` count questions that
    the other run does not have."""

    changes: tuple[Change, ...]
    moved: tuple[tuple[Result, Result], ...]
    only_first: int
    only_second: int


def compare(first: Run, second: Run) -> Comparison:
    """Compare by question id. Measures of time are compared too, but never called significant by the gate."""
    before = {result.question.id: result for result in first.results}
    after = {result.question.id: result for result in second.results}
    pairs = [(before[name], after[name]) for name in before if name in after]
    clusters = [a.question.group for a, _ in pairs]
    changes = []
    for measure in MEASURES:
        old = [a.scores.get(measure.name) for a, _ in pairs]
        new = [b.scores.get(measure.name) for _, b in pairs]
        count = sum(x is not None and y is not None for x, y in zip(old, new, strict=True))
        if count:
            difference, p = paired_permutation(old, new, clusters, seed=second.record.seed)
            changes.append(Change(measure, difference, p, count))
    moved = tuple((a, b) for a, b in pairs if a.outcome is not b.outcome)
    return Comparison(tuple(changes), moved, len(before) - len(pairs), len(after) - len(pairs))
