"""Batches: JSON Lines of questions in, one answer object a line out, in order; a bad line is reported, not fatal."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from app.errors import QuestionError

if TYPE_CHECKING:
    from app.service import PolicyQA

_KEYS = {"id", "question", "as_of", "institution", "documents", "language", "passages", "history"}
_SAY_EVERY_S = 10.0


def answers(service: PolicyQA, path: Path, options: Mapping[str, Any], console: Console) -> Iterator[dict[str, Any]]:
    """One JSON object per line of `path`: the answer with the line's own id, or {"id", "error"}.

    Raises QuestionError where the file cannot be read. Progress goes to `console` every ten seconds.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"cannot read the batch {path}: {error} (UTF-8 JSON Lines wanted)") from error
    said = time.monotonic()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        yield _one(service, f"{path.name}:{number}", line, options)
        if time.monotonic() - said > _SAY_EVERY_S:
            said = time.monotonic()
            console.print(f"{number} of {len(lines)} questions", markup=False)


def _one(service: PolicyQA, place: str, line: str, options: Mapping[str, Any]) -> dict[str, Any]:
    identity: Any = place
    try:
        asked = json.loads(line)
        if not isinstance(asked, dict) or not isinstance(asked.get("question"), str):
            raise QuestionError(f'{place}: not an object with a "question" text')
        identity = asked.get("id", place)
        unknown = sorted(set(asked) - _KEYS)
        if unknown:
            raise QuestionError(f"{place}: unknown keys {', '.join(unknown)} (known: {', '.join(sorted(_KEYS))})")
        own = {key: value for key, value in asked.items() if key not in ("id", "question") and value is not None}
        own = {("documents" if key == "documents" else key): value for key, value in own.items()}
        answer = service.ask(asked["question"], **{**options, **own})
    except json.JSONDecodeError as error:
        return {"id": identity, "error": f"{place}: not JSON: {error.msg} at column {error.colno}"}
    except QuestionError as error:
        return {"id": identity, "error": str(error)}
    return {**json.loads(answer.model_dump_json()), "id": identity}
