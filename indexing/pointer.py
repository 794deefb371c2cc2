"""The one small file that says which snapshot is live: replaced atomically, never edited."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.importing.storage import write
from indexing.errors import MEND, IndexStorageError, NoIndexError, first_line

POINTER = "current"


class Pointer(BaseModel):
    """Which snapshot is live and which was before it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    current: str
    previous: str | None = None


def read_pointer(folder: Path) -> Pointer:
    """Raises NoIndexError when nothing was ever built here or the pointer cannot be read."""
    try:
        return Pointer.model_validate_json((folder / POINTER).read_text("utf-8"))
    except FileNotFoundError as error:
        raise NoIndexError(f"there is no index in {folder}: {MEND}") from error
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        raise NoIndexError(f"cannot read {folder / POINTER}: {first_line(error)}; {MEND}") from error


def write_pointer(folder: Path, pointer: Pointer) -> None:
    """Point to another snapshot: a reader sees the old one or the new one, never neither. Raises OSError."""
    write(folder / POINTER, pointer.model_dump_json().encode())


def rollback(folder: Path) -> str:
    """Make the previous snapshot live again; its name. Raises NoIndexError when none was kept."""
    pointer = read_pointer(folder)
    if pointer.previous is None or not (folder / pointer.previous).is_dir():
        raise NoIndexError(f"no earlier index is kept in {folder}: {MEND}")
    try:
        write_pointer(folder, Pointer(current=pointer.previous, previous=pointer.current))
    except OSError as error:
        raise IndexStorageError(f"cannot write {folder / POINTER}: {error.strerror}") from error
    return pointer.previous
