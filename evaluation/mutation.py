"""Would the suite notice? Every planted fault in a stored run: does its measure move, does the gate close?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evaluation.clauses import Clauses
from evaluation.compare import compare
from evaluation.faults import FAULTS
from evaluation.gate import Floor, breaches
from evaluation.run import Run
from evaluation.statistics import Figure
from evaluation.summary import summarise

#: The gate has to catch this many of the thirty.
LEAST_CAUGHT = 28


@dataclass(frozen=True)
class Planted:
    """One fault in the run: its measure `before` [low, high] and `after`, whether that is outside of the interval,
    whether the loss is significant (paired permutation), and whether the gate closes."""

    fault: str
    measure: str
    before: float
    low: float
    high: float
    after: float
    moved: bool
    significant: bool
    caught: bool

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def plant_all(
    run: Run, floors: Sequence[Floor], clauses: Clauses, progress: Callable[[int, int], None] | None = None
) -> tuple[Planted, ...]:
    """All faults, one at a time, in a run of any system."""
    figures = summarise(run).figures
    rows = []
    for done, fault in enumerate(FAULTS, start=1):
        faulty = fault.in_run(run, clauses)
        before = figures.get(fault.measure, Figure(0, 0, 0, 0))
        after = summarise(faulty).figures.get(fault.measure, before)
        change = next((c for c in compare(run, faulty).changes if c.measure.name == fault.measure), None)
        rows.append(
            Planted(
                fault.name,
                fault.measure,
                before.value,
                before.low,
                before.high,
                after.value,
                moved=not before.low <= after.value <= before.high,
                significant=change is not None and change.significant and not change.better,
                caught=bool(breaches(faulty, tuple(floors))),
            )
        )
        if progress is not None:
            progress(done, len(FAULTS))
    return tuple(rows)
