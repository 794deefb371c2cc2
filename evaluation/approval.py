"""From what staff asked to a gold question: a person settles kind, status and clauses; the next evaluation asks it.

One YAML file a question under `<data>/questions/`, in the same form as the shipped ones.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from app.answering.modality import Kind as Force
from app.answering.modality import find_marks
from app.answering.quantities import find_days, find_quantities
from corpus.model import Modality
from evaluation.clauses import Clauses
from evaluation.datasets import Kind, check_clauses, questions_of, read_raw
from evaluation.errors import QuestionFileError
from evaluation.evaluate import APPROVED

STATUSES = ("answered", "partial", "declined")
_LISTS = ("required", "acceptable", "forbidden")
_SPLIT = re.compile(r"[\n,，;；]+")
_FIGURE = re.compile(r"\s*([\d.,]+)\s*(\S+)\s*")
_FORCES = {
    Force.MUST_NOT: Modality.MUST_NOT,
    Force.STRIVE: Modality.STRIVE,
    Force.MAY: Modality.MAY,
    Force.ENCOURAGED: Modality.ENCOURAGED,
    Force.MUST: Modality.MUST,
    Force.SHOULD: Modality.SHOULD,
}
KINDS = tuple(kind.value for kind in Kind)


def approve(fields: Mapping[str, str], clauses: Clauses, data: Path) -> Path:
    """Check a filled-in form and store it as a question file under `data`; returns the file.

    `fields`: question, others (further wordings, one a line), kind, status, required, acceptable, forbidden (clause
    ids, one a line), facts (one a line: 1000万元, 2027-09-30, 力争, or a word that must appear), answer, author,
    source, as_of. Raises QuestionFileError saying which field to mend.
    """
    question = fields.get("question", "").strip()
    if not question:
        raise QuestionFileError("the question is empty; write it as people ask it")
    if not fields.get("author", "").strip():
        raise QuestionFileError("say who approves the question (author)")
    group = f"asked-{hashlib.sha256(question.encode()).hexdigest()[:8]}"
    raw = {
        "author": fields["author"].strip(),
        "source": fields.get("source", "").strip() or "asked by staff",
        "split": "dev",
        "clusters": [_cluster(group, question, fields)],
    }
    file = read_raw("the form", raw)
    missing = check_clauses([q for c in file.clusters for q in questions_of(c, file, "the form")], clauses)
    if missing:
        raise QuestionFileError(missing[0])
    return _write(data / APPROVED / f"{group}.yaml", raw)


def approved(data: Path) -> frozenset[str]:
    """Every wording that was approved under `data`. An unreadable file is left to `policyqa eval check` to tell."""
    wordings: set[str] = set()
    for path in (data / APPROVED).glob("asked-*.yaml"):
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        wordings.update(str(text) for cluster in raw["clusters"] for text in cluster["questions"])
    return frozenset(wordings)


def _cluster(group: str, question: str, fields: Mapping[str, str]) -> dict[str, Any]:
    others = [line.strip() for line in fields.get("others", "").splitlines() if line.strip()]
    cluster: dict[str, Any] = {
        "group": group,
        "kind": fields.get("kind", ""),
        "status": fields.get("status", ""),
        **{name: [part.strip() for part in _SPLIT.split(fields.get(name, "")) if part.strip()] for name in _LISTS},
        "facts": [_fact(line.strip()) for line in fields.get("facts", "").splitlines() if line.strip()],
        "answer": fields.get("answer", "").strip(),
        "as_of": fields.get("as_of", "").strip() or None,
        "questions": list(dict.fromkeys([question, *others])),
    }
    return {key: value for key, value in cluster.items() if value not in (None, [])}


def _fact(line: str) -> dict[str, Any]:
    """A key fact as a person writes it: a day, a figure with its unit, a word of force, else a word to be there."""
    days = find_days(line)
    if len(days) == 1 and None not in (days[0].year, days[0].month, days[0].day):
        return {"date": f"{days[0].year:04d}-{days[0].month:02d}-{days[0].day:02d}"}
    figure = _FIGURE.fullmatch(line)
    if figure and find_quantities(line):
        return {"number": float(figure[1].replace(",", "")), "unit": figure[2]}
    marks = find_marks(line)
    if len(marks) == 1 and len(line) <= 12:
        force = next((_FORCES[kind] for kind in _FORCES if kind in marks[0].kinds), None)
        if force is not None:
            return {"modality": force.value}
    return {"term": line}


def _write(path: Path, raw: dict[str, Any]) -> Path:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}.new")
    beside.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")
    beside.replace(path)
    return path
