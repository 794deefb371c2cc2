"""One-line summaries of clauses whose official wording is in the corpus (glosses.yaml): an aid to search."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from corpus.errors import CorpusError
from corpus.model import ClauseId, Gloss

GLOSSES = "glosses.yaml"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str = ""
    en: str = ""


def read_glosses(path: Path) -> dict[ClauseId, Gloss]:
    """Clause ids and their glosses, from `clause-id: {zh: …, en: …}`. Raises CorpusError naming the entry."""
    try:
        held = TypeAdapter(dict[str, _Entry]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
        return {ClauseId.parse(key): Gloss(entry.zh, entry.en) for key, entry in held.items()}
    except (ValidationError, yaml.YAMLError, CorpusError) as error:
        raise CorpusError(f"{path}: {error}") from error
