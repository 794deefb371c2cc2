"""The report as one HTML page that asks nothing of anybody: styles and charts are inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.answering.answer import Citation, Status
from evaluation.calibration import area, bins, risk_coverage
from evaluation.charts import bars, curve, histogram
from evaluation.clauses import Clauses
from evaluation.compare import Comparison
from evaluation.gate import Breach
from evaluation.measures import MEASURES, Measure
from evaluation.report import alarms, row
from evaluation.review import Agreement
from evaluation.run import Result, Run
from evaluation.scorers.outcome import Outcome
from evaluation.statistics import Figure
from evaluation.summary import by, summarise

_AROUND = 60  # characters of the clause shown on either side of a quote
_EXCERPT = 240  # characters shown of a gold clause


@dataclass(frozen=True)
class Compared:
    """An earlier run by its name and what changed since."""

    name: str
    comparison: Comparison


def write_page(
    run: Run,
    folder: Path,
    clauses: Clauses,
    *,
    others: Sequence[Run] = (),
    compared: Compared | None = None,
    breaches: Sequence[Breach] = (),
    agreement: Sequence[tuple[str, Sequence[Agreement]]] = (),
) -> Path:
    """Write `folder/report.html`. `others` are controls and baselines of the same questions, one column each;
    `agreement` are tables of who agrees with whom, each with what was judged."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "report.html"
    summary = summarise(run)
    mean_risk = area(run)
    path.write_text(
        environment.get_template("page.html").render(
            record=run.record,
            alarms=alarms(run, others),
            breaches=[str(breach) for breach in breaches],
            others=[other.record.system for other in others],
            figures=_figures(summary.figures, [summarise(other).figures for other in others]),
            outcomes=[(outcome.value, count) for outcome, count in summary.outcomes.items()],
            kinds=_bars(run, lambda result: result.question.kind.value),
            documents=_bars(run, _document),
            statuses=[status.value for status in Status],
            confusion=_confusion(run),
            risk=curve([(p.coverage, p.risk) for p in risk_coverage(run)], "coverage", "risk"),
            area="" if mean_risk is None else f"{mean_risk.value:.3f} [{mean_risk.low:.3f}, {mean_risk.high:.3f}]",
            calibration=curve([(b.confidence, b.right) for b in bins(run)], "confidence", "right", diagonal=True),
            latency=histogram([v for v in run.values("latency_ms") if v is not None], "ms"),
            agreement=[(what, [_agreed(pair) for pair in pairs]) for what, pairs in agreement if pairs],
            comparison=None if compared is None else _comparison(compared),
            failures=[_failure(result, clauses) for result in _failed(run)],
            packages=list(run.record.packages.items()),
            settings=run.record.settings,
        ),
        encoding="utf-8",
    )
    return path


def _figures(mine: dict[str, Figure], others: Sequence[dict[str, Figure]]) -> list[dict[str, Any]]:
    rows = []
    for measure in MEASURES:
        if measure.name not in mine:
            continue
        value, interval, count = row(measure, mine[measure.name])
        cells = [row(measure, other[measure.name])[0] if measure.name in other else "" for other in others]
        rows.append(
            {
                "title": measure.title,
                "headline": measure.headline,
                "lower": measure.lower_is_better,
                "value": value,
                "interval": interval,
                "count": count,
                "others": cells,
            }
        )
    return rows


def _bars(run: Run, key: Any) -> Any:
    rows = []
    for name, part in by(run, key).items():
        figure = part.figures["right"] if "right" in part.figures else Figure(0, 0, 0, part.questions)
        rows.append((name, figure.value, figure.low, figure.high, part.questions))
    return bars(sorted(rows, key=lambda item: item[1]))


def _document(result: Result) -> str:
    """The document of the first required clause; questions without an answer stand together."""
    required = result.question.required
    return required[0][0].partition("#")[0] if required else "(no answer)"


def _confusion(run: Run) -> list[tuple[str, list[int]]]:
    statuses = list(Status)
    table = {expected: dict.fromkeys(statuses, 0) for expected in statuses}
    for result in run.results:
        if result.answer is not None:
            table[result.question.status][result.answer.status] += 1
    return [(expected.value, [table[expected][given] for given in statuses]) for expected in statuses]


def _failed(run: Run) -> list[Result]:
    return [result for result in run.results if result.outcome is not Outcome.RIGHT]


def _failure(result: Result, clauses: Clauses) -> dict[str, Any]:
    question, answer = result.question, result.answer
    statements = answer.statements if answer else ()
    return {
        "id": question.id,
        "outcome": result.outcome.value,
        "kind": question.kind.value,
        "question": question.question,
        "history": question.history,
        "expected": question.status.value,
        "gold": question.answer,
        "clauses": ", ".join(" | ".join(group) for group in question.required) or ", ".join(question.acceptable),
        "gold_clauses": [(name, _excerpt(name, clauses)) for name in dict.fromkeys(g[0] for g in question.required)],
        "status": answer.status.value if answer else "",
        "reason": answer.decline.reason.value if answer and answer.decline else "",
        "error": result.error,
        "nearest": ", ".join(answer.nearest) if answer else "",
        "statements": [
            {"text": s.text, "citations": [_shown(citation, clauses) for citation in s.citations]} for s in statements
        ],
    }


def _excerpt(clause_id: str, clauses: Clauses) -> str:
    """The beginning of a gold clause."""
    found = clauses.found(clause_id)
    text = found[-1][1].text if found else ""
    return text[:_EXCERPT] + ("…" if len(text) > _EXCERPT else "")


def _shown(citation: Citation, clauses: Clauses) -> dict[str, str]:
    hit = clauses.quoted(citation.clause_id, citation.quote, citation.start, citation.end)
    text = hit[1].text if hit else ""
    return {
        "id": citation.clause_id,
        "before": text[max(0, citation.start - _AROUND) : citation.start],
        "quote": citation.quote,
        "after": text[citation.end : citation.end + _AROUND],
    }


def _agreed(pair: Agreement) -> tuple[str, str, int, str, str]:
    kappa = "–" if pair.kappa is None else f"{pair.kappa:.2f}"
    return pair.first, pair.second, pair.count, f"{100 * pair.observed:.1f} %", kappa


def _comparison(compared: Compared) -> dict[str, Any]:
    changes = [
        {
            "title": change.measure.title,
            "difference": _signed(change.measure, change.difference),
            "p": f"{change.p:.3f}",
            "said": ("better" if change.better else "worse") if change.significant else "",
        }
        for change in compared.comparison.changes
    ]
    moved = [
        (b.question.id, b.question.question, a.outcome.value, b.outcome.value) for a, b in compared.comparison.moved
    ]
    return {"name": compared.name, "changes": changes, "moved": moved}


def _signed(measure: Measure, difference: float) -> str:
    return f"{100 * difference:+.1f} points" if measure.percent else f"{difference:+.1f}"
