"""Embed keys: which origins may embed, how much they may ask, and of which documents.

One YAML file, `embed-keys.yaml` in the data folder; no file means that nobody may embed. A key stands in the page that
embeds, so it is no secret to its readers; it is stored hashed all the same, so that the file gives none away. Keys are
long random strings, hence a plain SHA-256 (no dictionary to guess from).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import textwrap
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from app.errors import SettingsError
from corpus.importing.storage import write

FILE = "embed-keys.yaml"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")
_HASH = r"^sha256:[0-9a-f]{64}$"


class EmbedKey(BaseModel):
    """What one key allows. `origins` are scheme://host[:port], exactly; `documents` ids, empty for all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hash: str = Field(pattern=_HASH)
    origins: tuple[str, ...] = Field(min_length=1)
    daily_limit: int = Field(5000, ge=1, le=10_000_000)
    user_daily_limit: int = Field(200, ge=1, le=10_000_000)
    documents: tuple[str, ...] = ()
    user_secret_file: Path | None = Field(None, description="secret that signs user tokens")
    users_required: bool = Field(False, description="refuse visitors without a user token")

    @field_validator("origins")
    @classmethod
    def _exact_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            parts = urlsplit(origin)
            if parts.scheme not in {"http", "https"} or origin != f"{parts.scheme}://{parts.netloc}" or "*" in origin:
                raise ValueError(f"{origin!r} is not an origin (write https://intranet.example:8443, no path, no *)")
        return origins


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    keys: dict[str, EmbedKey] = Field(default_factory=dict)


class KeyRing:
    """The keys of the file, read again when it changes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: float | None = None
        self._keys: dict[str, EmbedKey] = {}
        self.keys()

    def keys(self) -> dict[str, EmbedKey]:
        """{name: key}. Raises SettingsError naming the file and what is wrong with it."""
        if not self.path.is_file():
            self._seen, self._keys = None, {}
            return self._keys
        changed = self.path.stat().st_mtime
        if changed != self._seen:
            self._keys = _read(self.path)
            self._seen = changed
        return self._keys

    def named(self, presented: str) -> str | None:
        """The name of the key that was presented, or None. Every key is compared, in constant time."""
        wanted = hash_of(presented)
        found = None
        for name, key in self.keys().items():
            if hmac.compare_digest(key.hash, wanted):
                found = name
        return found

    def origins(self) -> frozenset[str]:
        """All origins that some key allows."""
        return frozenset(origin for key in self.keys().values() for origin in key.origins)


def add_key(path: Path, name: str, **allows: object) -> str:
    """Makes a key, adds it to the file (the rest of which stays as it is), and returns it: only its hash is stored.

    `allows` are the fields of `EmbedKey` but `hash`. Raises SettingsError where the name is taken or no name, a field
    is wrong, or the file is not one to add to.
    """
    if not _NAME.fullmatch(name):
        raise SettingsError(f"{name!r} is no name of a key: letters, digits, - and _, at most 60; choose another")
    taken = KeyRing(path).keys()
    if name in taken:
        raise SettingsError(f"{path.name} holds a key {name!r} already: take it out first, or choose another name")
    key = "pk_" + secrets.token_hex(24)
    fields = {"hash": hash_of(key)} | {field: value for field, value in allows.items() if value is not None}
    block = yaml.safe_dump({name: fields}, allow_unicode=True, sort_keys=False)
    held = path.read_text("utf-8") if path.is_file() else "keys:"
    text = held.rstrip("\n") + "\n" + textwrap.indent(block, "  ")
    if name not in _parse(text, path.name):
        raise SettingsError(f"{path.name} does not end with its keys; move them to the end (docs/widget.md)")
    write(path, text.encode())
    return key


def hash_of(presented: str) -> str:
    return "sha256:" + hashlib.sha256(presented.encode()).hexdigest()


def _read(path: Path) -> dict[str, EmbedKey]:
    try:
        return _parse(path.read_text("utf-8"), path.name)
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path.name}: {error} (docs/widget.md shows a whole file)") from error


def _parse(text: str, name: str) -> dict[str, EmbedKey]:
    try:
        return _File.model_validate(yaml.safe_load(text) or {}).keys
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise SettingsError(f"{name}: {where}: {first['msg']} (docs/widget.md shows a whole file)") from error
    except yaml.YAMLError as error:
        raise SettingsError(f"{name}: {str(error).splitlines()[0]} (docs/widget.md shows a whole file)") from error
