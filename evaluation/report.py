"""The one-screen card of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from evaluation.calibration import area
from evaluation.compare import Comparison
from evaluation.measures import MEASURES, Measure
from evaluation.mutation import Planted
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
    """One screen of 80 columns: outcomes, alarms, the main figures with 95 % intervals, the best of the trivial
    answerers, and how many of each kind are right. Everything else is on the page and in the stored figures."""
    summary, record = summarise(run), run.record
    head = Text.assemble(
        (record.system, "bold"),
        f"  {summary.questions} questions ({record.split}), revision {record.revision or 'unknown'}\n",
        "  ".join(f"{outcome} {count}" for outcome, count in summary.outcomes.items() if count),
    )
    figures = Table(box=None, padding=(0, 2, 0, 0))
    for column, justify in (("measure", "left"), ("value", "right"), ("95 % interval", "left"), ("of", "right")):
        figures.add_column(column, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    for measure in MEASURES:
        figure = summary.figures.get(measure.name)
        if figure is not None and (measure.headline or measure.card):
            figures.add_row(measure.title, *row(measure, figure), style="bold" if measure.headline else "")
    risk = area(run)
    if risk is not None:
        cells = (f"{100 * risk.value:.1f} %", f"{100 * risk.low:.1f} – {100 * risk.high:.1f}", str(risk.count))
        figures.add_row("risk, mean over the coverage reached", *cells)
    warnings = [Text(line, style="bold red") for line in alarms(run, controls)]
    return Group(head, *warnings, figures, *(Text(line) for line in _best(run, controls)), _kinds(run))


def _best(run: Run, controls: Sequence[Run]) -> list[str]:
    """Which of the others comes nearest on each headline measure."""
    others = [(control.record.system, summarise(control).figures) for control in controls]
    lines = []
    for measure in MEASURES:
        rivals = [(figures[measure.name].value, name) for name, figures in others if measure.name in figures]
        if measure.headline and rivals:
            value, name = max(rivals)
            short = measure.title.partition(",")[0]
            lines.append(f"best other: {100 * value:.1f} % {short} ({name})")
    return lines


def _kinds(run: Run) -> Table:
    """Right answers of each kind, three kinds a line."""
    table = Table.grid(padding=(0, 2, 0, 0))
    parts = by(run, lambda result: result.question.kind.value)
    cells = [f"{name} {part.outcomes[Outcome.RIGHT]}/{part.questions}" for name, part in parts.items()]
    for start in range(0, len(cells), 3):
        table.add_row(*cells[start : start + 3])
    return table


def row(measure: Measure, figure: Figure) -> tuple[str, str, str]:
    """Value, interval and number of questions as the card writes them."""
    scale, unit = (100, " %") if measure.percent else (1, "")
    interval = f"{scale * figure.low:.1f} – {scale * figure.high:.1f}"
    return f"{scale * figure.value:.1f}{unit}", interval, str(figure.count)


def comparison_card(comparison: Comparison, *, brief: bool = False) -> RenderableType:
    """Every measure that both runs have, and the questions whose outcome changed; `brief` leaves out what chance alone
    may have moved, and the questions."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("measure", "difference", "p", ""):
        table.add_column(column, justify="right" if column in ("difference", "p") else "left")
    for change in comparison.changes:
        if brief and not change.significant:
            continue
        measure = change.measure
        difference = f"{100 * change.difference:+.1f} points" if measure.percent else f"{change.difference:+.1f}"
        said = ("better" if change.better else "worse") if change.significant else ""
        table.add_row(measure.title, difference, f"{change.p:.3f}", said)
    count = Text(f"{len(comparison.moved)} questions changed")
    if brief:
        return Group(count, table) if table.row_count else count
    moved = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for before, after in comparison.moved:
        moved.add_row(after.question.id, f"{before.outcome} → {after.outcome}", after.question.question)
    return Group(table, Text(), count, moved)


def as_record(run: Run, others: Sequence[Run] = ()) -> dict[str, Any]:
    """The figures as plain data; each is [value, low, high, count]. `alarms` are the controls that win somewhere."""
    summary, risk = summarise(run), area(run)
    return {
        "record": run.record.model_dump(mode="json"),
        "figures": {name: [f.value, f.low, f.high, f.count] for name, f in summary.figures.items()},
        "risk_area": None if risk is None else [risk.value, risk.low, risk.high, risk.count],
        "kinds": {
            name: {outcome.value: count for outcome, count in part.outcomes.items()}
            for name, part in by(run, lambda result: result.question.kind.value).items()
        },
        "alarms": alarms(run, others),
        "outcomes": {outcome.value: count for outcome, count in summary.outcomes.items()},
        "others": {
            other.record.system: {name: figure.value for name, figure in summarise(other).figures.items()}
            for other in others
        },
    }


def comparison_record(comparison: Comparison) -> dict[str, Any]:
    """A comparison as plain data."""
    return {
        "changes": {
            change.measure.name: {
                "difference": change.difference,
                "p": change.p,
                "questions": change.questions,
                "said": ("better" if change.better else "worse") if change.significant else "",
            }
            for change in comparison.changes
        },
        "moved": [
            {"id": b.question.id, "question": b.question.question, "before": a.outcome, "after": b.outcome}
            for a, b in comparison.moved
        ],
        "only_first": comparison.only_first,
        "only_second": comparison.only_second,
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


def planted_card(rows: Sequence[Planted]) -> RenderableType:
    """One planted fault a line, and how many were noticed."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("the assistant …", "measure", "before", "after", "moved", "gate"):
        table.add_column(column, justify="right" if column in ("before", "after") else "left")
    for row_ in rows:
        marks = ("yes" if row_.moved else "no", "closed" if row_.caught else "open")
        style = "" if row_.moved and row_.caught else "bold red"
        shares = (f"{100 * row_.before:.1f} %", f"{100 * row_.after:.1f} %")
        table.add_row(row_.fault, row_.measure, *shares, *marks, style=style)
    moved, caught = sum(r.moved for r in rows), sum(r.caught for r in rows)
    return Group(
        table, Text(f"{moved} of {len(rows)} move their measure beyond its interval, the gate closes on {caught}")
    )
