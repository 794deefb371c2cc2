"""An index is a row of immutable snapshots and one pointer to the live one.

A snapshot is built in a folder of its own beside the live one, verified by asking it, renamed to its final name and
only then pointed to, by replacing one small file. Whatever is interrupted before that leaves the live snapshot as it
was; the one before it is kept for `rollback`.

What did not change is taken over from the live snapshot: vectors and token counts by the digest of the clause, Chroma's
folder by copying it and replacing the changed nodes only.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from corpus.importing.storage import sync_folder
from corpus.model import Clause, Document
from indexing import passages, tokens
from indexing.embeddings.cache import EmbeddingCache, Progress
from indexing.embeddings.provider import ClauseEmbedding
from indexing.errors import MEND, IndexingError, IndexStorageError, NoIndexError, StaleIndexError, first_line
from indexing.lexical import LexicalIndex
from indexing.pointer import Pointer, read_pointer, write_pointer
from indexing.source import ClauseSource
from indexing.stored import FORMAT, Manifest, ModelRecord, Snapshot, load_snapshot, save_rows
from indexing.vectors import ChromaStore, VectorIndex, clause_node, node_id

EMBEDDED = "embedded"
NO_CHROMA = "none"  # vectors stand in the matrix only, from which every search is answered anyway
_PARTIAL = ".partial"
_PROBES = 16  # clauses asked for before a snapshot goes live


def build(
    catalogue: ClauseSource,
    folder: Path,
    embedders: tuple[ClauseEmbedding, ...],
    progress: Progress | None = None,
    *,
    cache: EmbeddingCache | None = None,
    chroma: str = EMBEDDED,
    force: bool = False,
    before_publish: Callable[[], None] | None = None,
) -> Snapshot:
    """Index every clause of `catalogue` and make it live; the live snapshot if nothing changed (unless `force`).

    What did not change is taken over from the live snapshot; with `force`, or where that turns out to be damaged,
    nothing is. `before_publish` is called when the new snapshot is whole and verified, before it is pointed to: the
    documents that it was made from can be put in place there.
    `chroma` is 'embedded', 'none' or the URL of a Chroma server. `cache` defaults to the shipped one alone.
    Raises IndexStorageError when the folder cannot be written, the disk is full, another build is running or the
    server does not answer; the live snapshot is untouched then.
    """
    cache = cache or EmbeddingCache(None)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _lock(folder):
            live = _live(folder)
            if live and not force and _same(live.manifest, _manifest(catalogue, embedders, chroma)):
                return live
            _sweep(folder, keep=[])

            def draft(base: Snapshot | None) -> _Draft:
                manifest = _manifest(catalogue, embedders, chroma)
                path = folder / (manifest.name + _PARTIAL)
                return _Draft(catalogue, path, embedders, manifest, base, cache, progress)

            if live and not force:
                with contextlib.suppress(OSError, sqlite3.Error, ChromaError, IndexStorageError):
                    return _make(folder, draft(live), before_publish)
            return _make(folder, draft(None), before_publish)
    except (OSError, sqlite3.Error, ChromaError) as error:
        raise IndexStorageError(
            f"cannot write the index in {folder}: {first_line(error)}; make room or allow writing there, "
            "or choose another folder with POLICYQA_DATA, then run `policyqa index` again"
        ) from error


def _make(folder: Path, draft: _Draft, before_publish: Callable[[], None] | None) -> Snapshot:
    """Write, verify and publish; whatever goes wrong leaves no draft behind."""
    try:
        made = draft.write()
        _publish(folder, draft.folder, made.manifest, before_publish)
    except BaseException:
        shutil.rmtree(draft.folder, ignore_errors=True)
        raise
    return replace(made, folder=folder / made.manifest.name)


def open_snapshot(folder: Path, catalogue: ClauseSource, embedders: tuple[ClauseEmbedding, ...]) -> Snapshot:
    """The live snapshot, checked against the corpus and the models in use.

    Raises NoIndexError when there is none or it is incomplete, StaleIndexError when it was made from something else.
    Both say how to mend it.
    """
    snapshot = load_snapshot(folder / read_pointer(folder).current)
    made, now = snapshot.manifest, catalogue.fingerprint
    if made.models != _models_of(embedders):
        was = ", ".join(sorted(record.fingerprint for record in made.models.values()))
        use = ", ".join(sorted(embedder.fingerprint for embedder in embedders))
        raise StaleIndexError(f"the index in {folder} was made with {was}, in use is {use}: {MEND}")
    if (made.splitter, made.tokenizer) != (passages.VERSION, tokens.VERSION):
        raise StaleIndexError(f"the index in {folder} was made by another version of policyqa: {MEND}")
    if made.corpus != now:
        finished = _finished(folder, made.model_copy(update={"corpus": now}))
        if finished is not None:
            return finished
        raise StaleIndexError(f"the documents have changed since the index in {folder} was made: {MEND}")
    return snapshot


def _finished(folder: Path, wanted: Manifest) -> Snapshot | None:
    """The snapshot made from this, whole but not pointed to: whoever put its documents in place was killed between."""
    for path in folder.glob("*/manifest.json"):
        if not path.parent.name.endswith(_PARTIAL):
            with contextlib.suppress(NoIndexError, StaleIndexError):
                snapshot = load_snapshot(path.parent)
                if _same(snapshot.manifest, wanted):
                    return snapshot
    return None


def _models_of(embedders: tuple[ClauseEmbedding, ...]) -> dict[str, ModelRecord]:
    return {
        embedder.channel: ModelRecord(fingerprint=embedder.fingerprint, dimensions=embedder.dimensions)
        for embedder in embedders
    }


def _manifest(catalogue: ClauseSource, embedders: tuple[ClauseEmbedding, ...], chroma: str) -> Manifest:
    now = datetime.now(UTC)
    return Manifest(
        format=FORMAT,
        name=f"{now:%Y%m%dT%H%M%S%f}-{catalogue.fingerprint[:8]}",
        created=now.isoformat(timespec="seconds"),
        corpus=catalogue.fingerprint,
        splitter=passages.VERSION,
        tokenizer=tokens.VERSION,
        models=_models_of(embedders),
        clauses=0,
        windows=0,
        chroma=chroma,
    )


def _same(one: Manifest, other: Manifest) -> bool:
    made_from = {"format", "corpus", "splitter", "tokenizer", "models", "chroma"}
    return one.model_dump(include=made_from) == other.model_dump(include=made_from)


def _live(folder: Path) -> Snapshot | None:
    """The live snapshot, or None where there is none that can be read."""
    try:
        return load_snapshot(folder / read_pointer(folder).current)
    except (NoIndexError, StaleIndexError):
        return None


@dataclass
class _Draft:
    """One build at work. Rows are the clauses of every version of every document, in catalogue order."""

    catalogue: ClauseSource
    folder: Path
    embedders: tuple[ClauseEmbedding, ...]
    manifest: Manifest
    live: Snapshot | None
    cache: EmbeddingCache
    progress: Progress | None

    def write(self) -> Snapshot:
        self.rows: list[tuple[Document, Clause]] = [
            (document, clause) for document in self.catalogue.documents for clause in document.clauses
        ]
        if not self.rows:
            raise IndexingError("there is nothing to index: the catalogue has no documents")
        self.keys = [document.key(clause) for document, clause in self.rows]
        self.digests = [passages.clause_digest(document, clause) for document, clause in self.rows]
        base, made = self.live, self.manifest
        if base and (base.manifest.splitter, base.manifest.tokenizer) != (made.splitter, made.tokenizer):
            base = None
        if base and base.manifest.models != made.models:
            base = None
        self.base = base
        self.reuse = _reuse(base, self.keys, self.digests)
        self.fresh = [row for row, old in enumerate(self.reuse) if old < 0]
        self.passages = {row: passages.passages(*self.rows[row]) for row in self.fresh}
        self.views = [
            tuple(passage.view for passage in self.passages[row]) if base is None or old < 0 else base.views[old]
            for row, old in enumerate(self.reuse)
        ]
        starts = np.cumsum([0, *map(len, self.views)])
        self.folder.mkdir()
        self._write_lexical()
        vectors = self._write_vectors(starts)
        self._write_rows(starts)
        if self.manifest.chroma != NO_CHROMA:
            self._write_chroma(vectors)
        snapshot = load_snapshot(self.folder)
        self._verify(snapshot)
        return snapshot

    def _write_lexical(self) -> None:
        self._report("counting words", 0)
        texts: list[str | None] = [None] * len(self.rows)
        for row in self.fresh:
            texts[row] = passages.lexical_text(*self.rows[row])
        previous = self.base.lexical if self.base else None
        LexicalIndex.build(texts, previous, self.reuse).save(self.folder / "lexical")
        self._report("counting words", len(self.rows))

    def _write_vectors(self, starts: NDArray[np.int64]) -> dict[str, VectorIndex]:
        texts = [passage.text for row in self.fresh for passage in self.passages[row]]
        (self.folder / "vectors").mkdir()
        written = {}
        for embedder in self.embedders:
            fresh, _ = self.cache.passages(embedder, texts, self.progress)
            before = self.base.vectors[embedder.channel] if self.base else None
            index = before.changed(starts, np.array(self.reuse), fresh) if before else VectorIndex(fresh, starts)
            index.save(self.folder / "vectors" / f"{embedder.channel}.npy")
            written[embedder.channel] = index
        return written

    def _write_rows(self, starts: NDArray[np.int64]) -> None:
        np.save(self.folder / "starts.npy", starts)
        np.save(self.folder / "digests.npy", np.frombuffer(b"".join(self.digests), np.uint8).reshape(-1, 32))
        save_rows(self.folder, self.keys, self.views)
        self.manifest = self.manifest.model_copy(update={"clauses": len(self.rows), "windows": int(starts[-1])})
        (self.folder / "manifest.json").write_text(self.manifest.model_dump_json(indent=1), "utf-8")

    def _write_chroma(self, vectors: dict[str, VectorIndex]) -> None:
        """Every node of the snapshot in Chroma. Embedded, only what changed is written into a copy of the live one."""
        gone: list[str] = []
        new = list(range(len(self.rows)))
        embedded = self.manifest.chroma == EMBEDDED
        if embedded and self.base and self.base.manifest.chroma == EMBEDDED:
            shutil.copytree(self.base.folder / "chroma", self.folder / "chroma")
            old = zip(self.base.keys, _digests(self.base), strict=True)
            before = {pair: row for row, pair in enumerate(old)}
            now = dict.fromkeys(zip(self.keys, self.digests, strict=True))
            gone = [
                node_id(key, view)
                for (key, digest), row in before.items()
                if (key, digest) not in now
                for view in self.base.views[row]
            ]
            new = [row for row, pair in enumerate(now) if pair not in before]
        nodes = [
            clause_node(*self.rows[row], passage)
            for row in new
            for passage in self.passages.get(row) or passages.passages(*self.rows[row])
        ]
        store = open_store(self.folder, self.manifest)
        for channel, index in vectors.items():
            if gone:
                store.remove(channel, gone)
            for start in range(0, len(nodes), 2000):
                batch = nodes[start : start + 2000]
                rows = index.rows(new)[start : start + 2000]
                store.add(channel, batch, index.take(rows))
                self._report(f"storing ({channel})", start + len(batch), len(nodes))
            if store.count(channel) != self.manifest.windows:
                raise IndexStorageError(
                    f"Chroma holds {store.count(channel)} of {self.manifest.windows} vectors ({channel}); "
                    "run `policyqa index` again"
                )
            self._ask_chroma(store, channel, index)
        store.close()

    def _ask_chroma(self, store: ChromaStore, channel: str, index: VectorIndex) -> None:
        names = [node_id(key, view) for key, views in zip(self.keys, self.views, strict=True) for view in views]
        for window in _probes(len(names)):
            found = store.nearest(channel, index.take(np.array([window]))[0], 10)
            # Equal texts have equal vectors: any of them may come first.
            if not found or (found[0][0] != names[window] and found[0][1] < 0.99):
                raise IndexStorageError(f"Chroma does not find {names[window]} ({channel}); run `policyqa index` again")

    def _verify(self, snapshot: Snapshot) -> None:
        """Ask the opened snapshot for some of its own clauses. Raises IndexStorageError when it does not know them."""
        for row in _probes(len(self.rows)):
            text, place = passages.lexical_text(*self.rows[row]), np.array([row])
            score = snapshot.lexical.weighted_at(snapshot.lexical.asked(text), place)[0]
            dense = all(
                index.scores_at(index.take(index.rows(place)[:1]), place)[0, 0] > 0.98
                for index in snapshot.vectors.values()
            )
            if not dense or (score <= 0 and tokens.tokens(text)):
                raise IndexStorageError(f"the new index does not find {self.keys[row]}; run `policyqa index` again")

    def _report(self, stage: str, done: int, total: int | None = None) -> None:
        if self.progress:
            self.progress(stage, done, len(self.rows) if total is None else total)


def _reuse(base: Snapshot | None, keys: list[str], digests: list[bytes]) -> list[int]:
    """The row of `base` that is the same clause or, where there is none, has the same digest; else -1."""
    if base is None:
        return [-1] * len(keys)
    before = _digests(base)
    places = {key: row for row, key in enumerate(base.keys)}
    same = {digest: row for row, digest in enumerate(before)}
    return [
        at if (at := places.get(key, -1)) >= 0 and before[at] == digest else same.get(digest, -1)
        for key, digest in zip(keys, digests, strict=True)
    ]


def _digests(snapshot: Snapshot) -> list[bytes]:
    together = snapshot.digests.tobytes()
    return [together[at : at + 32] for at in range(0, len(together), 32)]


def open_store(folder: Path, manifest: Manifest) -> ChromaStore:
    """The Chroma of a snapshot. Raises IndexStorageError when its server does not answer."""
    if manifest.chroma == EMBEDDED:
        return ChromaStore(folder / "chroma", "clauses")
    try:
        return ChromaStore(manifest.chroma, f"policyqa-{manifest.name}")
    except ValueError as error:
        raise IndexStorageError(
            f"no Chroma server answers at {manifest.chroma}: start it, or unset POLICYQA_CHROMA_URL"
        ) from error


def _probes(total: int) -> list[int]:
    return sorted({round(place) for place in np.linspace(0, total - 1, _PROBES)})


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """One build at a time in a folder. The kernel frees the lock when its holder dies."""
    with (folder / "building.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexStorageError(f"another build is at work in {folder}; wait for it") from error
        yield


def _publish(folder: Path, draft: Path, manifest: Manifest, before: Callable[[], None] | None) -> None:
    """Rename the verified draft, point to it, and remove what is older than the previous one."""
    for path in [*draft.rglob("*"), draft]:
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
    os.rename(draft, folder / manifest.name)
    if before is not None:
        before()
    try:
        previous = read_pointer(folder).current
    except NoIndexError:
        previous = None
    write_pointer(folder, Pointer(current=manifest.name, previous=previous))
    _sweep(folder, keep=[manifest.name, previous or ""])


def _sweep(folder: Path, keep: list[str]) -> None:
    """Remove half-written drafts and, where `keep` names the live ones, every other snapshot."""
    for path in folder.iterdir():
        snapshot = path.is_dir() and (path / "manifest.json").exists()
        if path.name.endswith(_PARTIAL) or (keep and snapshot and path.name not in keep):
            if snapshot:
                _drop_from_server(path)
            shutil.rmtree(path, ignore_errors=True)


def _drop_from_server(path: Path) -> None:
    """Remove an old snapshot's collections from its Chroma server; a server that is gone keeps them."""
    try:
        manifest = Manifest.model_validate_json((path / "manifest.json").read_text("utf-8"))
        if manifest.chroma not in (EMBEDDED, NO_CHROMA):
            open_store(path, manifest).drop(list(manifest.models))
    except (IndexStorageError, ChromaError, ValueError, OSError):
        return
