"""One stored snapshot and what it was made from. Reading never writes.

<folder>/<name>/manifest.json clauses.json digests.npy starts.npy
<folder>/<name>/lexical/      vectors/<channel>.npy   chroma/

A `<channel>.npy` may be another name of the one in the snapshot before it (indexing.vectors): no file is written to
once it is there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from indexing.errors import MEND, NoIndexError, StaleIndexError, first_line
from indexing.lexical import LexicalIndex
from indexing.vectors import VectorIndex

FORMAT = "snapshot-2"


class ModelRecord(BaseModel):
    """The model that made one channel's vectors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fingerprint: str
    dimensions: int


class Manifest(BaseModel):
    """What a snapshot was made from; it is opened only where all of this is still so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: str
    name: str
    created: str
    corpus: str
    splitter: str
    tokenizer: str
    models: dict[str, ModelRecord]
    clauses: int
    windows: int
    chroma: str  # 'embedded', 'none' or the server's URL


@dataclass(frozen=True)
class Snapshot:
    """One opened index. Row i of everything is the clause `keys[i]` (`<clause id>@<version>`)."""

    folder: Path
    manifest: Manifest
    keys: tuple[str, ...]
    views: tuple[tuple[str, ...], ...]
    digests: NDArray[np.uint8]
    lexical: LexicalIndex
    vectors: Mapping[str, VectorIndex]

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change with the texts, the models and the way they are indexed."""
        made_of = self.manifest.model_dump(exclude={"name", "created", "chroma"})
        return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file())


def save_rows(folder: Path, keys: Sequence[str], views: Sequence[tuple[str, ...]]) -> None:
    """Write clauses.json: keys in one text, and the few combinations of views that exist once each; a million lists of
    their own would take seconds to read. Raises OSError."""
    known = {held: place for place, held in enumerate(dict.fromkeys(views))}
    rows = {"keys": "\n".join(keys), "views": list(known), "view": [known[held] for held in views]}
    (folder / "clauses.json").write_text(json.dumps(rows), "utf-8")


def load_snapshot(folder: Path) -> Snapshot:
    """Open one snapshot as it is. Raises NoIndexError when a part is missing or broken, StaleIndexError when its
    format is another one."""
    try:
        text = (folder / "manifest.json").read_text("utf-8")
        if json.loads(text).get("format") != FORMAT:
            raise StaleIndexError(f"the index {folder} has another format: {MEND}")
        manifest = Manifest.model_validate_json(text)
        rows = json.loads((folder / "clauses.json").read_text("utf-8"))
        starts = np.load(folder / "starts.npy")
        snapshot = Snapshot(
            folder=folder,
            manifest=manifest,
            keys=tuple(rows["keys"].split("\n")),
            views=tuple(map([*map(tuple, rows["views"])].__getitem__, rows["view"])),
            digests=np.load(folder / "digests.npy", mmap_mode="r"),
            lexical=LexicalIndex.load(folder / "lexical"),
            vectors={
                channel: VectorIndex.load(folder / "vectors" / f"{channel}.npy", starts) for channel in manifest.models
            },
        )
    except (OSError, ValueError, LookupError, EOFError) as error:
        raise NoIndexError(f"the index {folder} is incomplete: {first_line(error)}; {MEND}") from error
    if not len(snapshot.keys) == manifest.clauses == len(snapshot.lexical) == len(starts) - 1:
        raise NoIndexError(f"the index {folder} is incomplete: its parts have different lengths; {MEND}")
    return snapshot
