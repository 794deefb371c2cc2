"""Reads the marked documents of tests/fixtures/splitting.

A mark `{2.1 （一）}` says that clause 2.1 begins after the number that it holds; `{}` that no clause goes on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "fixtures" / "splitting"
_MARK = re.compile(r"\{(?P<path>[a-z0-9.\-]*)(?: (?P<label>[^}]*))?\}")


@dataclass(frozen=True)
class Marked:
    name: str
    facts: dict[str, Any]
    text: str
    clauses: dict[str, str]  # path: its words without blanks


def fold(text: str) -> str:
    return re.sub(r"\s", "", text)


def read_marked(path: Path) -> Marked:
    _, head, body = path.read_text("utf-8").split("---\n", 2)
    marks = list(_MARK.finditer(body))
    clauses = {}
    for mark, end in zip(marks, [*(m.start() for m in marks[1:]), len(body)], strict=True):
        if mark["path"]:
            clauses[mark["path"]] = fold(body[mark.end() : end])
    return Marked(path.stem, yaml.safe_load(head), _MARK.sub(lambda mark: mark["label"] or "", body), clauses)


def all_marked() -> list[Marked]:
    return [read_marked(path) for path in sorted(FOLDER.glob("*.txt"))]
