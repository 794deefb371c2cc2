"""The gate: floors that a run must not fall significantly below.

A floor is broken when the whole 95 % interval lies on the wrong side of it: chance alone does not close the gate,
and a small subset closes it only for a large fall. `must` floors are for proof, where one failure is one too many:
they are compared with the value itself.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from evaluation.errors import EvaluationError
from evaluation.measures import BY_NAME
from evaluation.run import Run
from evaluation.summary import Summary, by, summarise

GATE = Path(__file__).with_name("gate.toml")


class GateFileError(EvaluationError):
    """The gate file is not as it should be; the text names the entry."""


class Floor(BaseModel):
    """`floor` is a share (0.95); for a lower-is-better measure it is the ceiling. `kind` limits it to one kind of
    question, `language` to one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    measure: str
    floor: float
    kind: str = ""
    language: str = ""
    must: bool = False


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
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        floors = tuple(Floor.model_validate(entry) for entry in raw["floor"])
    except OSError as error:
        raise GateFileError(f"{path}: cannot be read ({error.strerror}); check the name") from error
    except (tomllib.TOMLDecodeError, KeyError, ValidationError) as error:
        raise GateFileError(f"{path.name}: is not a gate file of [[floor]] tables: {error}") from error
    unknown = [floor.measure for floor in floors if floor.measure not in BY_NAME]
    if unknown:
        raise GateFileError(f"{path.name}: no measure is called {unknown[0]!r} (evaluation/measures.py lists them)")
    return floors


def breaches(run: Run, floors: tuple[Floor, ...]) -> list[Breach]:
    """The floors that `run` breaks; a floor for which nothing was scored is not broken."""
    whole = summarise(run)
    kinds = by(run, lambda result: result.question.kind.value) if any(f.kind for f in floors) else {}
    languages = by(run, lambda result: result.question.language) if any(f.language for f in floors) else {}
    found = []
    for floor in floors:
        part = kinds.get(floor.kind) if floor.kind else languages.get(floor.language) if floor.language else whole
        breach = _breach(floor, part) if part is not None else None
        if breach is not None:
            found.append(breach)
    return found


def calibrate(run: Run) -> tuple[Floor, ...]:
    """Floors at the near end of every measure's interval (time apart), so that a later run which is no worse passes
    and one that is clearly worse does not."""
    return tuple(
        Floor(measure=name, floor=figure.high if BY_NAME[name].lower_is_better else figure.low)
        for name, figure in summarise(run).figures.items()
        if BY_NAME[name].percent
    )


def _breach(floor: Floor, part: Summary) -> Breach | None:
    figure = part.figures.get(floor.measure)
    if figure is None:
        return None
    if BY_NAME[floor.measure].lower_is_better:
        broken = figure.value > floor.floor if floor.must else figure.low > floor.floor
    else:
        broken = figure.value < floor.floor if floor.must else figure.high < floor.floor
    return Breach(floor, figure.value, figure.low, figure.high) if broken else None
