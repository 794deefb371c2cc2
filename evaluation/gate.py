"""The gate: floors that a run must not fall significantly below.

A floor is broken when the whole 95 % interval lies on the wrong side of it: chance alone does not close the gate,
and a small subset closes it only for a large fall. `must` floors are for proof, where one failure is one too many:
they are compared with the value itself.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from evaluation.datasets import Kind
from evaluation.errors import EvaluationError
from evaluation.measures import BY_NAME
from evaluation.run import Run
from evaluation.statistics import Figure
from evaluation.summary import Summary, summarise

GATE = Path(__file__).with_name("gate.toml")
#: Proof: one failure is one too many, so the value itself is compared.
PROOF = ("quote_valid", "citation_exists", "in_force", "caution_right", "statement_supported")
#: Where a fault of one kind of question would drown in the whole.
BY_KIND = (("dialogue", "over_refusal"),)
SLACK = 0.005


class GateFileError(EvaluationError):
    """The gate file is not as it should be; the text names the entry."""


class Floor(BaseModel):
    """`floor` is a share (0.95); for a lower-is-better measure it is the ceiling. `kind` limits it to one kind of
    question, `language` to one language; with `least` it holds from so many scored questions on, so that a small
    sample is not measured by a fine one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    measure: str
    floor: float
    kind: str = ""
    language: str = ""
    must: bool = False
    least: int = 0


@dataclass(frozen=True)
class Breach:
    """A floor that the run fell below."""

    floor: Floor
    value: float
    low: float
    high: float

    def __str__(self) -> str:
        where = "".join(f" ({part})" for part in (self.floor.kind, self.floor.language) if part)
        sign = "above its ceiling" if BY_NAME[self.floor.measure].lower_is_better else "below its floor"
        return (
            f"{self.floor.measure}{where}: {self.value:.3f} [{self.low:.3f}, {self.high:.3f}] is {sign}"
            f" {self.floor.floor:.3f}"
        )


def read_gate(path: Path = GATE) -> tuple[Floor, ...]:
    """The floors of a TOML file (`[[floor]]` tables). Raises GateFileError."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        floors = tuple(Floor.model_validate(entry) for entry in raw["floor"])
    except OSError as error:
        raise GateFileError(f"{path}: cannot be read ({error.strerror}); check the name") from error
    except (ValueError, KeyError, TypeError) as error:
        raise GateFileError(f"{path.name}: is not a gate file of [[floor]] tables: {error}") from error
    if not floors:
        raise GateFileError(f"{path.name}: has no [[floor]] table, so any run would pass")
    for floor in floors:
        _check(floor, path.name)
    return floors


def _check(floor: Floor, name: str) -> None:
    """A floor that no run could break is a mistake. Raises GateFileError."""
    if floor.measure not in BY_NAME:
        raise GateFileError(f"{name}: no measure is called {floor.measure!r} (evaluation/measures.py lists them)")
    if floor.kind not in ("", *Kind) or floor.language not in ("", "zh", "en"):
        raise GateFileError(
            f"{name}, {floor.measure}: no question is of kind {floor.kind!r} and language {floor.language!r}"
        )
    if BY_NAME[floor.measure].percent and not 0 <= floor.floor <= 1:
        raise GateFileError(f"{name}, {floor.measure}: floor {floor.floor:g} is no share; write 95 % as 0.95")


def breaches(run: Run, floors: tuple[Floor, ...]) -> list[Breach]:
    """The floors that `run` breaks; a floor for which nothing was scored is not broken."""
    parts = {part: summarise(_part(run, *part)) for part in {(floor.kind, floor.language) for floor in floors}}
    found = (_breach(floor, parts[floor.kind, floor.language]) for floor in floors)
    return [breach for breach in found if breach is not None]


def calibrate(run: Run) -> tuple[Floor, ...]:
    """Floors that a run which is no worse passes and one that is clearly worse does not: the near end of every
    measure's interval (time apart; the value itself where it is 0 or 1), the same for the kinds of `BY_KIND`, and, for
    what is proof, the value itself: 1 where it is 1, else a slack below it, in runs as large as this."""
    floors = [_floor(name, figure) for name, figure in summarise(run).figures.items() if BY_NAME[name].percent]
    for kind, measure in BY_KIND:
        figure = summarise(_part(run, kind, "")).figures.get(measure)
        floors += [_floor(measure, figure, kind)] if figure is not None else []
    figures = summarise(run).figures
    for name in PROOF:
        if name in figures:
            value, count = figures[name].value, figures[name].count
            whole = value == 1.0
            floors.append(
                Floor(
                    measure=name,
                    floor=1.0 if whole else _down(value - SLACK),
                    must=True,
                    least=0 if whole else int(count * 0.8),
                )
            )
    return tuple(floors)


def as_toml(floors: Sequence[Floor], head: str) -> str:
    """The floors as a gate file; `head` becomes its comment."""
    lines = [f"# {line}" for line in head.splitlines()]
    for floor in floors:
        lines += ["", "[[floor]]"]
        lines += [f"{key} = {json.dumps(value)}" for key, value in floor.model_dump(exclude_defaults=True).items()]
    return "\n".join(lines) + "\n"


def _floor(name: str, figure: Figure, kind: str = "") -> Floor:
    near = figure.high if BY_NAME[name].lower_is_better else figure.low
    if figure.value in (0.0, 1.0):  # the interval of the run that is measured says what chance may do
        near = figure.value
    return Floor(measure=name, floor=-_down(-near) if BY_NAME[name].lower_is_better else _down(near), kind=kind)


def _down(value: float) -> float:
    return math.floor(value * 1000) / 1000


def _part(run: Run, kind: str, language: str) -> Run:
    if not kind and not language:
        return run
    results = (r for r in run.results if kind in ("", r.question.kind) and language in ("", r.question.language))
    return run.model_copy(update={"results": tuple(results)})


def _breach(floor: Floor, part: Summary) -> Breach | None:
    figure = part.figures.get(floor.measure)
    if figure is None or figure.count < floor.least:
        return None
    if BY_NAME[floor.measure].lower_is_better:
        broken = figure.value > floor.floor if floor.must else figure.low > floor.floor
    else:
        broken = figure.value < floor.floor if floor.must else figure.high < floor.floor
    return Breach(floor, figure.value, figure.low, figure.high) if broken else None
