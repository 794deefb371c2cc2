"""Progress for people: a bar on standard error for anything that takes more than a moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def working(console: Console, what: str) -> AbstractContextManager[object]:
    """A sign of life for a moment's work of unknown length; nothing on something that is not a terminal."""
    return console.status(what) if console.is_terminal else nullcontext()


#: Called with (what, done, total); done == total ends that stage.
Report = Callable[[str, int, int], None]
_EVERY_S = 60.0


class _Lines:
    """Progress where nothing can be drawn over: the start of a stage, then an estimate once a minute."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._stages: dict[str, tuple[float, int]] = {}
        self._said = 0.0

    def report(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if what not in self._stages:
            self._stages[what] = (now, done)
            self._said = now
            self._console.print(f"{what}: {total}", markup=False)
            return
        started, first = self._stages[what]
        if now - self._said >= _EVERY_S and first < done < total:
            self._said = now
            minutes = (now - started) / (done - first) * (total - done) / 60
            self._console.print(f"{what}: {done} of {total}, about {minutes:.0f} min left", markup=False)


def bar(console: Console) -> Report:
    """A progress report drawn on `console`; on something that is not a terminal, one line a stage, and one a minute
    with an estimate where it takes longer."""
    drawn = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
    tasks: dict[str, object] = {}
    lines = _Lines(console)

    def report(what: str, done: int, total: int) -> None:
        if not console.is_terminal:
            lines.report(what, done, total)
            return
        if what not in tasks:
            drawn.start()
            tasks[what] = drawn.add_task(what, total=total)
        drawn.update(tasks[what], completed=done, total=total)  # type: ignore[arg-type]
        if done >= total and all(task.finished for task in drawn.tasks):
            drawn.stop()

    return report
