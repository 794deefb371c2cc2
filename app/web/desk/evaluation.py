"""Evaluation: the runs that `policyqa eval --report <data>/evaluations/<name>` left, the latest card and the trend."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.service import PolicyQA
from app.web.desk.page import Visitor
from app.web.strings import table

FOLDER = "evaluations"
TREND = ("right", "status_right", "document_right", "clause_right", "quote_valid")


@dataclass(frozen=True)
class Card:
    """One run: the mean of each measure over the questions that it scored, and the questions that it failed."""

    name: str
    created: str
    questions: int
    measures: dict[str, float]
    outcomes: dict[str, int]
    failures: tuple[tuple[str, str], ...]  # (question, outcome)


def cards(folder: Path) -> list[Card]:
    """Every readable run under `folder`, the latest first. A run that is being written is left out."""
    found = []
    for record in sorted(folder.glob("*/record.json")):
        try:
            found.append(_card(record.parent))
        except (OSError, ValueError, KeyError):
            continue  # not a whole run yet
    return sorted(found, key=lambda card: card.created, reverse=True)


def _card(folder: Path) -> Card:
    record: dict[str, Any] = json.loads((folder / "record.json").read_text("utf-8"))
    lines = [json.loads(line) for line in (folder / "results.jsonl").read_text("utf-8").splitlines()]
    scored: dict[str, list[float]] = {}
    for line in lines:
        for key, value in line.items():
            if key.startswith("score_") and isinstance(value, int | float):
                scored.setdefault(key.removeprefix("score_"), []).append(float(value))
    wrong = [line for line in lines if line["outcome"] != "right"]
    return Card(
        name=folder.name,
        created=record["created"],
        questions=len(lines),
        measures={measure: sum(values) / len(values) for measure, values in scored.items()},
        outcomes=dict(Counter(line["outcome"] for line in lines)),
        failures=tuple((_asked(line), line["outcome"]) for line in wrong[:50]),
    )


def _asked(line: dict[str, Any]) -> str:
    answer = line.get("answer") or {}
    return str(answer.get("question") or line["id"])


def line_of(found: Sequence[Card], measure: str) -> tuple[str, tuple[float, ...]]:
    """A measure over the runs, the oldest first: points of a polyline in a box of 100 by 40, and the values. The line
    is '' where fewer than two runs have it."""
    values = tuple(card.measures[measure] for card in reversed(found) if measure in card.measures)
    if len(values) < 2:
        return "", values
    step = 100 / (len(values) - 1)
    return " ".join(f"{place * step:.1f},{40 - 40 * value:.1f}" for place, value in enumerate(values)), values


def router(service: PolicyQA) -> APIRouter:
    paths = APIRouter(tags=["desk"])

    @paths.get("/desk/evaluation", response_class=HTMLResponse)
    def page(visit: Visitor) -> HTMLResponse:
        found = cards(service.settings.data / FOLDER)
        lines = [(measure, *line_of(found, measure)) for measure in TREND]
        shown = [line for line in lines if line[1]]
        return visit.page("evaluation", cards=found, trend=TREND, lines=shown, words=table())

    return paths
