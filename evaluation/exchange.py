"""Our questions and runs in the formats of other tools, and their rows as draft questions.

    ragas       one JSON object a line: user_input, response, retrieved_contexts, reference, reference_contexts
    deepeval    one JSON array: input, actual_output, expected_output, retrieval_context, context
    langsmith   one JSON object a line: inputs, outputs, metadata
    phoenix     one JSON object a line: input, output, metadata

Rows carry our gold under `metadata` (`additional_metadata` for DeepEval), so that an export reads back whole. A row
from elsewhere becomes a *draft*: its clauses are looked for by the contexts it brings, and a person approves it by
moving it into a question file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from app.answering.verify import Verdict, find_quote
from evaluation.clauses import Clauses
from evaluation.datasets import Question
from evaluation.errors import EvaluationError
from evaluation.run import Result, Run, json_lines

Row = dict[str, Any]
#: Metadata with these fields is our gold; other tools keep what they like there.
_OURS = frozenset({"id", "group", "status"})


class ExchangeError(EvaluationError):
    """A file is not in the format that was named; the text names the file, the row and what is missing."""


@dataclass(frozen=True)
class Case:
    """What the formats have in common. `answer` and `found` are empty for a question that was not asked yet."""

    question: str
    reference: str
    contexts: tuple[str, ...]
    answer: str = ""
    found: tuple[str, ...] = ()
    gold: Row | None = None


@dataclass(frozen=True)
class _Format:
    lines: bool  # JSON Lines, else one JSON array
    write: Callable[[Case], Row]
    read: Callable[[Row], Case]


def export(run: Run, clauses: Clauses, form: str, path: Path) -> int:
    """Write the answers of a run with their gold to `path`; returns how many rows. Raises ExchangeError."""
    chosen = _format(form)
    rows = [chosen.write(case_of(result, clauses)) for result in run.results if result.answer is not None]
    path.parent.mkdir(parents=True, exist_ok=True)
    if chosen.lines:
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    else:
        text = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8")
    return len(rows)


def drafts(path: Path, form: str, clauses: Clauses, *, author: str) -> tuple[str, int]:
    """The rows of `path` as the text of a question file with draft clusters, and how many. Raises ExchangeError.

    Rows that we exported keep their gold. For others the clauses that hold a context word for word are proposed as
    required; without any the draft says declined, for a person to decide.
    """
    chosen = _format(form)
    drafted = []
    for number, row in enumerate(_rows(path, chosen), start=1):
        try:
            drafted.append(_draft(chosen.read(row), clauses))
        except (KeyError, TypeError, AttributeError, ValidationError) as error:
            raise ExchangeError(
                f"{path.name}, row {number}: is no {form} row ({type(error).__name__}: {error})"
            ) from error
    clusters: dict[str, Row] = {}
    for cluster in drafted:
        held = clusters.setdefault(cluster["group"], cluster)
        if held is not cluster:
            held["questions"] += cluster["questions"]
    head = {"author": author, "source": f"draft from {path.name} ({form}); check the gold before use"}
    text = yaml.safe_dump({**head, "clusters": list(clusters.values())}, allow_unicode=True, sort_keys=False, width=120)
    return text, len(clusters)


def _format(form: str) -> _Format:
    if form not in FORMATS:
        raise ExchangeError(f"unknown format {form!r} (say {', '.join(FORMATS)})")
    return FORMATS[form]


def _rows(path: Path, form: _Format) -> Iterable[Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = [json.loads(line) for line in json_lines(text)] if form.lines else json.loads(text)
    except OSError as error:
        raise ExchangeError(f"{path}: cannot be read ({error.strerror}); check the name") from error
    except UnicodeDecodeError as error:
        raise ExchangeError(f"{path.name}: is not UTF-8; save it as UTF-8") from error
    except ValueError as error:
        raise ExchangeError(f"{path.name}: is not {'JSON Lines' if form.lines else 'JSON'}: {error}") from error
    if not isinstance(rows, list):
        raise ExchangeError(f"{path.name}: is no list of rows")
    return rows


def case_of(result: Result, clauses: Clauses) -> Case:
    """A stored answer with its gold, as other tools' evaluators take it."""
    question, answer = result.question, result.answer
    statements = answer.statements if answer else ()
    said = "\n".join(statement.text for statement in statements)
    if answer is not None and answer.decline is not None:
        said = f"{said}\n{answer.decline.text}".strip()
    quoted = [citation.quote for statement in statements for citation in statement.citations]
    return Case(
        question=question.question,
        reference=question.answer,
        contexts=tuple(_text(group[0], clauses) for group in question.required),
        answer=said,
        found=tuple(dict.fromkeys(quoted)),
        gold=question.model_dump(mode="json"),
    )


def _text(clause_id: str, clauses: Clauses) -> str:
    found = clauses.found(clause_id)
    return found[-1][1].text if found else ""


def _draft(case: Case, clauses: Clauses) -> Row:
    if isinstance(case.gold, dict) and case.gold.keys() >= _OURS:
        return _cluster(Question.model_validate(case.gold))
    if not isinstance(case.question, str) or not case.question.strip():
        raise TypeError("the question is no text")
    required = list(dict.fromkeys(hit for context in case.contexts for hit in _holding(context, clauses)))
    name = hashlib.sha256(case.question.encode()).hexdigest()[:8]
    return {
        "group": f"draft-{name}",
        "kind": "single_clause" if required else "no_detail",
        "status": "answered" if required else "declined",
        **({"required": required} if required else {}),
        "answer": str(case.reference) or "to be written",
        "questions": [case.question],
    }


def _holding(context: str, clauses: Clauses) -> list[str]:
    """The clauses that say a context word for word, width and spaces apart."""
    good = (Verdict.EXACT, Verdict.NORMALISED)
    return [
        str(clause.id)
        for document in clauses.documents
        for clause in document
        if find_quote(context, clause.text).verdict in good or find_quote(clause.text, context).verdict in good
    ]


def _cluster(question: Question) -> Row:
    """One question as a cluster; whatever may differ between wordings goes with the wording."""
    gold = question.model_dump(mode="json", exclude_defaults=True)
    own = {name: gold[name] for name in ("kind", "status", "says", "as_of", "institution", "history") if name in gold}
    facts = [fact.model_dump(mode="json", exclude_defaults=True) for fact in question.facts]
    cluster: Row = {
        "group": question.group,
        "kind": question.kind.value,
        "status": question.status.value,
        "reason": gold.get("reason"),
        "required": [" | ".join(group) for group in question.required],
        "acceptable": list(question.acceptable),
        "forbidden": list(question.forbidden),
        "facts": facts,
        "cautions": list(question.cautions),
        "answer": question.answer,
        "split": question.split,
        "questions": [{"ask": question.question, "language": question.language, **own, "facts": facts}],
    }
    return {key: value for key, value in cluster.items() if value not in (None, [], ())}


def _texts(value: Any) -> tuple[str, ...]:
    values: Sequence[Any] = value if isinstance(value, list) else []
    return tuple(str(item) for item in values)


def _write_ragas(case: Case) -> Row:
    return {
        "user_input": case.question,
        "response": case.answer,
        "retrieved_contexts": list(case.found),
        "reference": case.reference,
        "reference_contexts": list(case.contexts),
        "metadata": case.gold,
    }


def _read_ragas(row: Row) -> Case:
    contexts = _texts(row.get("reference_contexts"))
    return Case(row["user_input"], row.get("reference") or "", contexts, gold=row.get("metadata"))


def _write_deepeval(case: Case) -> Row:
    return {
        "input": case.question,
        "actual_output": case.answer,
        "expected_output": case.reference,
        "retrieval_context": list(case.found),
        "context": list(case.contexts),
        "additional_metadata": case.gold,
    }


def _read_deepeval(row: Row) -> Case:
    contexts = _texts(row.get("context"))
    return Case(row["input"], row.get("expected_output") or "", contexts, gold=row.get("additional_metadata"))


def _write_keyed(inputs: str, outputs: str) -> Callable[[Case], Row]:
    def write(case: Case) -> Row:
        return {
            inputs: {"question": case.question},
            outputs: {"answer": case.reference, "contexts": list(case.contexts)},
            "metadata": {"gold": case.gold, "given": case.answer, "quoted": list(case.found)},
        }

    return write


def _read_keyed(inputs: str, outputs: str) -> Callable[[Row], Case]:
    def read(row: Row) -> Case:
        given = row.get(outputs) or {}
        gold = (row.get("metadata") or {}).get("gold")
        return Case(row[inputs]["question"], given.get("answer") or "", _texts(given.get("contexts")), gold=gold)

    return read


FORMATS: dict[str, _Format] = {
    "ragas": _Format(True, _write_ragas, _read_ragas),
    "deepeval": _Format(False, _write_deepeval, _read_deepeval),
    "langsmith": _Format(True, _write_keyed("inputs", "outputs"), _read_keyed("inputs", "outputs")),
    "phoenix": _Format(True, _write_keyed("input", "output"), _read_keyed("input", "output")),
}
