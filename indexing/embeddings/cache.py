"""Embeddings kept by (model fingerprint, SHA-256 of the text): an unchanged text is never embedded twice.

Two stores are read, one is written: `shipped/` beside this file comes with the package and is read-only, the user's
own is one SQLite file in the data folder. Vectors are kept as float16: its rounding (2**-11) is below what the 4-bit
model itself rounds. The shipped ones of single sentences, of which there are three times as many, are eight-bit numbers
with a scale each: their cosines are off by a thousandth at most, and nothing is found by them, only compared.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexing.embeddings.provider import ClauseEmbedding, Vectors
from indexing.errors import IndexStorageError

SHIPPED = Path(__file__).with_name("shipped")
_SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (model TEXT, text BLOB, vector BLOB, PRIMARY KEY (model, text))"
_BATCH = 512  # texts embedded between two writes: an interrupted build loses at most these

Progress = Callable[[str, int, int], None]


def text_hash(text: str) -> bytes:
    """The 32 bytes that stand for `text` in a cache."""
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


class EmbeddingCache:
    """Vectors of passages. `folder` None keeps nothing beyond the shipped ones.

    Raises IndexStorageError when the folder cannot be written or the file is no cache.
    """

    def __init__(self, folder: Path | None, shipped: Path = SHIPPED, *, read_only: bool = False) -> None:
        self._shipped = shipped
        self._path = folder / "embeddings.sqlite3" if folder else None
        self._store: sqlite3.Connection | None = None
        if self._path is None or (read_only and not self._path.exists()):
            return
        try:
            if read_only:
                self._store = sqlite3.connect(
                    f"{self._path.absolute().as_uri()}?mode=ro", uri=True, timeout=60, check_same_thread=False
                )
                return
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._store = sqlite3.connect(self._path, timeout=60, check_same_thread=False)
            self._store.execute(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise self._storage_error(error) from error

    def passages(
        self, embedder: ClauseEmbedding, texts: Sequence[str], progress: Progress | None = None
    ) -> tuple[Vectors, int]:
        """Vectors of `texts`, (n, dimensions) float32, and how many of them had to be computed."""
        out = np.zeros((len(texts), embedder.dimensions), np.float32)
        places: dict[bytes, list[int]] = {}
        for place, text in enumerate(texts):
            places.setdefault(text_hash(text), []).append(place)
        for key, vector in self._known(embedder.fingerprint, list(places)):
            out[places.pop(key)] = vector
        # Texts of like length together: a batch costs what its longest text costs.
        missing = sorted(places, key=lambda key: len(texts[places[key][0]]))
        embed = embedder.bulk(len(missing)) if missing else embedder.passages
        for start in range(0, len(missing), _BATCH):
            keys = missing[start : start + _BATCH]
            vectors = np.concatenate(
                [
                    embed([texts[places[key][0]] for key in keys[at : at + embedder.embed_batch_size]])
                    for at in range(0, len(keys), embedder.embed_batch_size)
                ]
            ).astype(np.float16)
            self._keep(embedder.fingerprint, keys, vectors)
            for key, vector in zip(keys, vectors, strict=True):
                out[places[key]] = vector
            if progress:
                progress(f"embedding ({embedder.channel})", start + len(keys), len(missing))
        return out, len(missing)

    def known(self, embedder: ClauseEmbedding, texts: Sequence[str]) -> dict[str, NDArray[np.float16]]:
        """The vectors of those texts that were embedded before, (dimensions,) float16 each. Computes and writes
        nothing. Raises IndexStorageError when the file cannot be read."""
        by_key = {text_hash(text): text for text in texts}
        return {by_key[key]: vector for key, vector in self._known(embedder.fingerprint, list(by_key))}

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    def _known(self, model: str, keys: Sequence[bytes]) -> Iterable[tuple[bytes, NDArray[np.float16]]]:
        shipped = _read_shipped(self._shipped, model)
        missing = []
        for key in keys:
            vector = next((file[key] for file in shipped if key in file), None)
            if vector is None:
                missing.append(key)
            else:
                yield key, vector
        if self._store is None:
            return
        for start in range(0, len(missing), 500):
            some = missing[start : start + 500]
            marks = ",".join("?" * len(some))
            query = f"SELECT text, vector FROM vectors WHERE model = ? AND text IN ({marks})"  # noqa: S608
            try:
                for key, blob in self._store.execute(query, [model, *some]):
                    yield key, np.frombuffer(blob, np.float16)
            except sqlite3.Error as error:
                raise self._storage_error(error) from error

    def _keep(self, model: str, keys: Sequence[bytes], vectors: NDArray[np.float16]) -> None:
        if self._store is None:
            return
        rows = [(model, key, vector.tobytes()) for key, vector in zip(keys, vectors, strict=True)]
        try:
            with self._store:
                self._store.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise self._storage_error(error) from error

    def _storage_error(self, error: Exception) -> IndexStorageError:
        return IndexStorageError(
            f"cannot use the embedding cache {self._path}: {error}; free or allow the disk, or remove the file, "
            "then run `policyqa index` again"
        )


def write_shipped_cache(
    embedder: ClauseEmbedding,
    texts: Sequence[str],
    vectors: Vectors,
    folder: Path,
    *,
    name: str = "",
    eight_bit: bool = False,
) -> int:
    """Write `folder/<channel>.npz` (`folder/<channel>.<name>.npz`) with the vectors of exactly `texts`, (texts,
    dimensions); returns of how many different ones. Keys are sorted, so the same texts give the same file."""
    by_key = dict(zip(map(text_hash, texts), vectors, strict=True))
    keys = sorted(by_key)
    vectors = np.stack([by_key[key] for key in keys])
    kept = {"vectors": vectors.astype(np.float16)}
    if eight_bit:
        scale = np.abs(vectors).max(axis=1, keepdims=True) / 127
        kept = {"vectors": np.round(vectors / scale).astype(np.int8), "scale": scale.astype(np.float16)}
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(
        folder / f"{embedder.channel}{'.' if name else ''}{name}.npz",
        model=np.array(embedder.fingerprint),
        keys=np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), 32),
        **kept,
    )
    return len(keys)


@dataclass(frozen=True)
class _Shipped:
    """One shipped file: the row of every text hash, and the vectors, with a scale each where they are eight-bit."""

    rows: dict[bytes, int]
    vectors: NDArray[Any]
    scale: NDArray[np.float16] | None

    def __contains__(self, key: bytes) -> bool:
        return key in self.rows

    def __getitem__(self, key: bytes) -> NDArray[np.float16]:
        row = self.rows[key]
        vector = self.vectors[row]
        return np.asarray(vector if self.scale is None else vector * self.scale[row], np.float16)


@lru_cache(maxsize=8)
def _read_shipped(folder: Path, model: str) -> tuple[_Shipped, ...]:
    """The shipped files made by `model`."""
    found = []
    for file in sorted(folder.glob("*.npz")):
        with np.load(file, allow_pickle=False) as archive:
            if str(archive["model"]) == model:
                keys = archive["keys"].tobytes()
                rows = {keys[at : at + 32]: at // 32 for at in range(0, len(keys), 32)}
                found.append(_Shipped(rows, archive["vectors"], archive.get("scale")))
    return tuple(found)
