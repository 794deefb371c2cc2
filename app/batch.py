"""Batches: JSON Lines of questions in, one answer object a line out, in order; a bad line is reported, not fatal."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError
from pydantic_core import from_json
from rich.console import Console

from app.errors import QuestionError

if TYPE_CHECKING:
    from app.service import PolicyQA

_SAY_EVERY_S = 10.0


class Line(BaseModel):
    """One question of a batch; what it says goes before the options of the command."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    question: str
    id: JsonValue = None
    as_of: str | None = None
    institution: str | None = None
    documents: list[str] | None = None
    language: str | None = None
    passages: list[JsonValue] | None = None
    history: list[JsonValue] | None = None


def answers(service: PolicyQA, path: Path, options: Mapping[str, Any], console: Console) -> Iterator[dict[str, Any]]:
    """One JSON object per line of `path`: the answer with the line's own id, or {"id", "error"}.

    Raises QuestionError where the file cannot be read. Progress goes to `console` every ten seconds.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except OSError as error:
        raise QuestionError(f"cannot read the batch {path}: {error.strerror}; name a file of JSON Lines") from error
    except UnicodeDecodeError as error:
        raise QuestionError(f"the batch {path} is not UTF-8 text; save it as UTF-8 JSON Lines") from error
    said = time.monotonic()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        yield _one(service, f"{path.name}:{number}", line, options)
        if time.monotonic() - said > _SAY_EVERY_S:
            said = time.monotonic()
            console.print(f"{number} of {len(lines)} questions", markup=False)


def _one(service: PolicyQA, place: str, line: str, options: Mapping[str, Any]) -> dict[str, Any]:
    try:
        held = from_json(line)
    except ValueError as error:
        return {"id": place, "error": f"{place}: not JSON: {error}"}
    identity = held.get("id", place) if isinstance(held, dict) else place
    try:
        asked = Line.model_validate(held)
        own = asked.model_dump(exclude={"id", "question"}, exclude_none=True)
        answer = service.ask(asked.question, **{**options, **own})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        known = f" (known: {', '.join(Line.model_fields)})" if first["type"] == "extra_forbidden" else ""
        return {"id": identity, "error": f"{place}: {where + ': ' if where else ''}{first['msg']}{known}"}
    except QuestionError as error:
        return {"id": identity, "error": f"{place}: {error}"}
    return {**json.loads(answer.model_dump_json()), "id": identity}
