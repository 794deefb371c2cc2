"""What is wrong with a question file, in words for whoever wrote it: which file, entry and field, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

#: What each field is for, told where it is missing.
_MEANT = {
    "author": "who wrote the questions",
    "source": "where they come from",
    "clusters": "the list of questions",
    "group": "a name not used yet, such as renewal-rate",
    "kind": "what is asked for, such as number or no_detail",
    "status": "answered, partial or declined",
    "answer": "what a good answer says, in your own words",
    "questions": "the list of wordings",
    "ask": "the question itself",
}
_TYPES = {
    "string_type": "must be text; put it in quotes",
    "tuple_type": "must be a list: [one, two], or one '- ' line each",
    "list_type": "must be a list: [one, two], or one '- ' line each",
    "model_type": "must be 'name: value' lines",
    "float_parsing": "must be a number, without its unit",
    "too_short": "must not be empty",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must be small Latin letters, figures and hyphens, such as renewal-rate",
}


def explain(name: str, raw: Mapping[str, Any], error: ValidationError, fields: type[BaseModel]) -> str:
    """One line on the first fault of a file that does not fit `fields` (the model of a cluster's entry)."""
    first = error.errors()[0]
    where = [str(step) for step in first["loc"]]
    entry = ""
    if len(where) > 1 and where[0] == "clusters":
        cluster = raw["clusters"][int(where[1])]
        group = cluster.get("group", "without a group") if isinstance(cluster, dict) else "not a mapping"
        entry, where = f", entry {int(where[1]) + 1} ({group})", where[2:]
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"{name}{entry}{_said(first, where, fields)}{more}"


def explain_yaml(name: str, error: yaml.YAMLError | UnicodeDecodeError) -> str:
    """One line on a file that is no YAML, with the line where reading stopped."""
    if isinstance(error, UnicodeDecodeError):
        return f"{name}: is not UTF-8; save it as UTF-8 in the editor"
    mark = getattr(error, "problem_mark", None)
    place = f", line {mark.line + 1}" if mark is not None else ""
    return (
        f"{name}{place}: is not YAML ({getattr(error, 'problem', '')}); put a text that holds ': ' or ' #' or begins"
        " with a mark in quotes, and indent with spaces, each level alike"
    )


def _said(first: Any, where: list[str], fields: type[BaseModel]) -> str:
    last, kind = where[-1] if where else "", first["type"]
    at = f", field {'.'.join(where)}" if where else ""
    if kind == "missing":
        meant = f" ({_MEANT[last]})" if last in _MEANT else ""
        return f": {last!r} is missing; add '{last}: …'{meant}"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(last, fields.model_fields, 1)
        return f"{at}: there is no such field; " + (f"did you mean {near[0]!r}?" if near else "remove it")
    if kind in ("enum", "literal_error"):
        return f"{at}: {first['input']!r} is not known; say {first['ctx']['expected']}"
    if kind.startswith("date"):
        return f"{at}: {first['input']!r} is no day; write it as 2026-01-31"
    if kind in _TYPES:
        return f"{at}: {_TYPES[kind]}"
    return f"{at}: {first['msg'].removeprefix('Value error, ')}"
