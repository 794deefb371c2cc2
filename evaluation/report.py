"""The one-screen card of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from evaluation.compare import Comparison
from evaluation.measures import MEASURES, Measure
from evaluation.review import Agreement
from evaluation.run import Result, Run
from evaluation.scorers.outcome import Outcome
from evaluation.statistics import Figure
from evaluation.summary import by, summarise


def alarms(run: Run, controls: Sequence[Run]) -> list[str]:
    """One line for every headline measure on which a control does better than the run."""
    mine = summarise(run).figures
    return [
        f"{control.record.system} beats {run.record.system} on “{measure.title}”: "
        f"{row(measure, theirs[measure.name])[0]} against {row(measure, mine[measure.name])[0]}"
        for control in controls
        for theirs in (summarise(control).figures,)
        for measure in MEASURES
        if measure.headline and measure.name in mine and measure.name in theirs
        if theirs[measure.name].value > mine[measure.name].value
    ]


def card(run: Run, controls: Sequence[Run] = ()) -> RenderableType:
    """Headline figures with 95 % intervals and those of the controls, then outcomes by kind of question."""
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
    others = [summarise(control).figures for control in controls]
    for control in controls:
        figures.add_column(control.record.system, justify="right")
    for measure in MEASURES:
        figure = summary.figures.get(measure.name)
        if figure is not None:
            cells = [row(measure, other[measure.name])[0] if measure.name in other else "" for other in others]
            figures.add_row(measure.title, *row(measure, figure), *cells, style="bold" if measure.headline else "")
    kinds = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("kind", "questions", "right", "wrong", "declined"):
        kinds.add_column(column, justify="left" if column == "kind" else "right")
    for kind, part in by(run, lambda result: result.question.kind.value).items():
        counts = (part.outcomes[o] for o in (Outcome.RIGHT, Outcome.WRONG, Outcome.DECLINED))
        kinds.add_row(kind, str(part.questions), *(str(count) for count in counts))
    warnings = [Text(line, style="bold red") for line in alarms(run, controls)]
    return Group(head, *warnings, Text(), figures, Text(), kinds)


def row(measure: Measure, figure: Figure) -> tuple[str, str, str]:
    """Value, interval and number of questions as the card writes them."""
    write = (lambda x: f"{100 * x:.1f} %") if measure.percent else (lambda x: f"{x:.1f}")
    return write(figure.value), f"{write(figure.low)} … {write(figure.high)}", str(figure.count)


def comparison_card(comparison: Comparison) -> RenderableType:
    """Every measure that both runs have, and the questions whose outcome changed."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("measure", "difference", "p", ""):
        table.add_column(column, justify="right" if column in ("difference", "p") else "left")
    for change in comparison.changes:
        measure = change.measure
        difference = f"{100 * change.difference:+.1f} points" if measure.percent else f"{change.difference:+.1f}"
        said = ("better" if change.better else "worse") if change.significant else ""
        table.add_row(measure.title, difference, f"{change.p:.3f}", said)
    moved = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for before, after in comparison.moved:
        moved.add_row(after.question.id, f"{before.outcome} → {after.outcome}", after.question.question)
    return Group(table, Text(f"\n{len(comparison.moved)} questions changed"), moved)


def as_record(run: Run, others: Sequence[Run] = ()) -> dict[str, Any]:
    """The figures as plain data: {"record", "figures": {measure: [value, low, high, count]}, "outcomes", "others"}."""
    summary = summarise(run)
    return {
        "record": run.record.model_dump(mode="json"),
        "figures": {name: [f.value, f.low, f.high, f.count] for name, f in summary.figures.items()},
        "outcomes": {outcome.value: count for outcome, count in summary.outcomes.items()},
        "others": {
            other.record.system: {name: figure.value for name, figure in summarise(other).figures.items()}
            for other in others
        },
    }


def answer_card(result: Result) -> RenderableType:
    """One question with its answer and the words quoted, as a reviewer needs it; the gold is not shown."""
    lines = [Text(result.question.question, style="bold")]
    answer = result.answer
    if answer is not None:
        lines.append(Text(f"{answer.status} as of {answer.as_of}", style="italic"))
        for statement in answer.statements:
            lines.append(Text(f"• {statement.text}"))
            lines += [Text(f"    {c.clause_id} {c.label}: “{c.quote}”", style="dim") for c in statement.citations]
        if answer.decline is not None:
            lines.append(Text(answer.decline.text))
    return Group(*lines)


def agreement_card(found: Sequence[Agreement]) -> RenderableType:
    """Who agrees with whom, on how many answers, and beyond chance."""
    if not found:
        return Text("no two reviewers have judged the same answer yet")
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("reviewer", "and", "answers", "alike", "kappa"):
        table.add_column(column, justify="left" if column in ("reviewer", "and") else "right")
    for pair in found:
        kappa = "–" if pair.kappa is None else f"{pair.kappa:.2f}"
        table.add_row(pair.first, pair.second, str(pair.count), f"{100 * pair.observed:.0f} %", kappa)
    return table
