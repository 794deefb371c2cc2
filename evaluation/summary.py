"""The figures of a run: every measure with its interval, as a whole and by kind, language or document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evaluation.measures import MEASURES
from evaluation.run import Result, Run
from evaluation.scorers.outcome import Outcome
from evaluation.statistics import Figure, balanced_figure, cluster_weights, mean_figure, share_figure


@dataclass(frozen=True)
class Summary:
    """`figures` by measure name; a measure nothing was scored for is absent. `outcomes` counts questions."""

    figures: dict[str, Figure]
    outcomes: dict[Outcome, int]
    questions: int


def summarise(run: Run) -> Summary:
    """Every measure over the run; intervals are drawn with the run's seed, so they repeat."""
    figures: dict[str, Figure] = {}
    if not run.results:
        return Summary(figures, dict.fromkeys(Outcome, 0), 0)
    weights = cluster_weights(run.clusters, seed=run.record.seed)
    for measure in MEASURES:
        if measure.name == "balanced_status":
            figure = balanced_figure(_answered(run), _negated(run.values("over_answering")), weights)
        else:
            figure = (share_figure if measure.percent else mean_figure)(run.values(measure.name), weights)
        if figure is not None:
            figures[measure.name] = figure
    outcomes = {value: sum(result.outcome is value for result in run.results) for value in Outcome}
    return Summary(figures, outcomes, len(run.results))


def by(run: Run, key: Callable[[Result], str]) -> dict[str, Summary]:
    """A summary for every value of `key`, in order of first appearance."""
    parts: dict[str, list[Result]] = {}
    for result in run.results:
        parts.setdefault(key(result), []).append(result)
    return {name: summarise(run.model_copy(update={"results": tuple(part)})) for name, part in parts.items()}


def _answered(run: Run) -> list[float | None]:
    return _negated(run.values("over_refusal"))


def _negated(values: list[float | None]) -> list[float | None]:
    return [None if value is None else 1.0 - value for value in values]
