"""The one-screen card of a run."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from evaluation.measures import MEASURES, Measure
from evaluation.run import Run
from evaluation.scorers.outcome import Outcome
from evaluation.statistics import Figure
from evaluation.summary import by, summarise


def card(run: Run) -> RenderableType:
    """Headline figures with 95 % intervals, then right answers by kind of question."""
    summary = summarise(run)
    record = run.record
    head = Text.assemble(
        (f"{record.system}", "bold"),
        f"  {summary.questions} questions ({record.split}), revision {record.revision or 'unknown'}\n",
        "  ".join(f"{outcome} {count}" for outcome, count in summary.outcomes.items() if count),
    )
    figures = Table(box=None, padding=(0, 2, 0, 0))
    for column, justify in (("measure", "left"), ("value", "right"), ("95 % interval", "left"), ("questions", "right")):
        figures.add_column(column, justify=justify)  # type: ignore[arg-type]
    for measure in MEASURES:
        figure = summary.figures.get(measure.name)
        if figure is not None:
            style = "bold" if measure.headline else ""
            figures.add_row(measure.title, *row(measure, figure), style=style)
    kinds = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("kind", "questions", "right", "wrong", "declined"):
        kinds.add_column(column, justify="left" if column == "kind" else "right")
    for kind, part in by(run, lambda result: result.question.kind.value).items():
        counts = (part.outcomes[o] for o in (Outcome.RIGHT, Outcome.WRONG, Outcome.DECLINED))
        kinds.add_row(kind, str(part.questions), *(str(count) for count in counts))
    return Group(head, Text(), figures, Text(), kinds)


def row(measure: Measure, figure: Figure) -> tuple[str, str, str]:
    """Value, interval and number of questions as the card writes them."""
    write = (lambda x: f"{100 * x:.1f} %") if measure.percent else (lambda x: f"{x:.1f}")
    return write(figure.value), f"{write(figure.low)} … {write(figure.high)}", str(figure.count)
