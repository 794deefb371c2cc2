"""Progress for people: a bar on standard error for anything that takes more than a moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def working(console: Console, what: str) -> AbstractContextManager[object]:
    """A sign of life for a moment's work of unknown length; nothing on something that is not a terminal."""
    return console.status(what) if console.is_terminal else nullcontext()


#: Called with (what, done, total); done == total ends that stage.
Report = Callable[[str, int, int], None]


def bar(console: Console) -> Report:
    """A progress report drawn on `console`; on something that is not a terminal, one line a stage."""
    drawn = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
    tasks: dict[str, object] = {}

    def report(what: str, done: int, total: int) -> None:
        if not console.is_terminal:
            if what not in tasks:
                tasks[what] = None
                console.print(f"{what}: {total}", markup=False)
            return
        if what not in tasks:
            drawn.start()
            tasks[what] = drawn.add_task(what, total=total)
        drawn.update(tasks[what], completed=done, total=total)  # type: ignore[arg-type]
        if done >= total and all(task.finished for task in drawn.tasks):
            drawn.stop()

    return report
