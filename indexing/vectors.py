"""Vectors of clauses: Chroma is the store of record, a matrix beside it answers.

Every question is scored against every vector exactly (60,000 vectors: 5 ms) from a memory-mapped matrix, in a large
index against a shortlist (indexing.shortlist), so a filter costs no recall and reading needs no write access, which
Chroma's own files do. A Chroma server holds the same vectors for other programs.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from corpus.model import Clause, Document
from indexing.embeddings.provider import Vectors
from indexing.passages import Passage
from indexing.sketch import Basis, Codes

_BATCH = 1000  # nodes handed to Chroma at a time
SKETCHED = 80_000  # windows from which a sketch pays
_LARGE = 50_000_000  # values in a matrix that is worth several threads
_GATHERED = 512  # vectors read at a time: they stay in the processor's cache until they are compared
_ANEW = 16  # more than one new vector in so many, or an unused one, and the matrix is written anew


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def blas_threads(limit: int | None) -> AbstractContextManager[Any]:
    """Holds linear algebra to `limit` threads; None leaves it as it is."""
    return nullcontext() if limit is None else _controller().limit(limits=limit, user_api="blas")


class VectorIndex:
    """One channel's vectors, float32 L2-normalised, in clause order.

    Clause i owns the windows [starts[i], starts[i + 1]); it has at least one. Window w is row `places[w]` of the base
    with `more` behind it: a changed index shares the base, which is large, with the one before it.
    """

    def __init__(
        self,
        base: Vectors,
        starts: NDArray[np.int64],
        more: Vectors | None = None,
        places: NDArray[np.int32] | None = None,
    ) -> None:
        """`base` and `more` are (rows, dimensions); without `places` window i is row i of `base`."""
        self.starts = starts
        self._base = base
        self._more = base[:0] if more is None else more
        self._places = places
        self._basis: Basis | None = None
        self._codes: tuple[Codes, Codes] | None = None
        self._file: Path | None = None

    @property
    def matrix(self) -> Vectors:
        """(windows, dimensions)."""
        return self._base if self._places is None else self.take(np.arange(self.starts[-1]))

    def take(self, windows: NDArray[np.int64]) -> Vectors:
        """The vectors of these windows, (len(windows), dimensions)."""
        places = windows if self._places is None else self._places[windows]
        base = np.asarray(self._base)
        if not len(self._more):
            return base[places]
        found = base[np.minimum(places, len(base) - 1)]
        late = places >= len(base)
        found[late] = self._more[places[late] - len(base)]
        return found

    def scores(self, query: Vectors) -> NDArray[np.float32]:
        """Cosine of the best window of every clause: (clauses,) float32 for one question, (questions, clauses) for
        several, which are read past the windows together."""
        # Two threads for a product this small wait longer for each other than they work, the more so beside others.
        with blas_threads(1 if self._base.size < _LARGE else None):
            return self._of_clauses(query @ self._base.T, query @ self._more.T)

    def sketched(self, queries: Vectors) -> NDArray[np.float32]:
        """What orders clauses about as `scores` does for each of several questions, (questions, clauses) float32."""
        if self._basis is None or self._codes is None:
            return self.scores(queries)
        base, more = (self._basis.nearness(queries, codes) for codes in self._codes)
        return self._of_clauses(base, more)

    def scores_at(self, queries: Vectors, clauses: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosine of the best window of these clauses for each of several questions, (questions, len(clauses))."""
        windows = self.rows(clauses)
        cosines = np.empty((len(queries), len(windows)), np.float32)
        with blas_threads(1):
            for at in range(0, len(windows), _GATHERED):
                cosines[:, at : at + _GATHERED] = queries @ self.take(windows[at : at + _GATHERED]).T
        if len(windows) == len(clauses):
            return cosines
        counts = self.starts[clauses + 1] - self.starts[clauses]
        return np.maximum.reduceat(cosines, np.cumsum(counts) - counts, axis=-1)

    def _of_clauses(self, base: NDArray[np.float32], more: NDArray[np.float32]) -> NDArray[np.float32]:
        """The best window of every clause from what rows have, along the last axis."""
        found = base if self._places is None else np.concatenate([base, more], axis=-1)[..., self._places]
        if found.shape[-1] == len(self.starts) - 1:
            return found
        return np.maximum.reduceat(found, self.starts[:-1], axis=-1)

    def rows(self, clauses: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """The windows of these clauses, in their order."""
        clauses = np.asarray(clauses, np.int64)
        firsts, counts = self.starts[clauses], self.starts[clauses + 1] - self.starts[clauses]
        before = np.cumsum(counts) - counts
        return np.repeat(firsts - before, counts) + np.arange(int(counts.sum()))

    def changed(self, starts: NDArray[np.int64], reuse: NDArray[np.int64], fresh: Vectors) -> VectorIndex:
        """The index after a change: clause i is clause `reuse[i]` of this one or, where that is negative, new; the
        windows of the new ones are `fresh`, in order. It shares the base while little of it is out of use."""
        places = np.empty(int(starts[-1]), np.int32)
        after = VectorIndex(self._base, starts, self._more, places)
        kept, new = after.rows(np.flatnonzero(reuse >= 0)), after.rows(np.flatnonzero(reuse < 0))
        old = self.rows(reuse[reuse >= 0])
        places[kept] = old if self._places is None else self._places[old]
        used = np.unique(places[kept])
        late = used[used >= len(self._base)]
        if _ANEW * max(len(late) + len(fresh), len(self._base) - len(used) + len(late)) > len(self._base):
            matrix = np.empty((len(places), fresh.shape[1]), np.float32)
            matrix[kept], matrix[new] = self.take(old), fresh
            return VectorIndex(matrix, starts)
        moved = places >= len(self._base)
        moved[new] = False
        places[moved] = len(self._base) + np.searchsorted(late, places[moved])
        places[new] = len(self._base) + len(late) + np.arange(len(new))
        after._more = np.concatenate([self._more[late - len(self._base)], fresh])
        after._basis, after._file = self._basis, self._file
        if self._basis and self._codes:
            after._codes = self._codes[0], self._basis.codes(after._more)
        return after

    def save(self, file: Path) -> None:
        """Write `<channel>.npy`, a large one's sketch beside it, and what has changed since the base was written. A
        base that is stored already is linked, not copied. Raises OSError."""
        basis, codes = file.with_suffix(".basis.npy"), file.with_suffix(".sketch.npy")
        if self._file is not None:
            _linked(self._file, file)
        else:
            np.save(file, self._base)
        if self._file is not None and self._basis is not None:
            _linked(self._file.with_suffix(".basis.npy"), basis)
            _linked(self._file.with_suffix(".sketch.npy"), codes)
        elif self._file is None and len(self._base) >= SKETCHED:
            made = Basis.of(self._base)
            made.save(basis)
            np.save(codes, made.codes(self._base))
        if self._places is not None:
            np.save(file.with_suffix(".places.npy"), self._places)
            np.save(file.with_suffix(".more.npy"), self._more)

    @classmethod
    def load(cls, file: Path, starts: NDArray[np.int64]) -> VectorIndex:
        """Map a saved matrix into memory. Raises OSError or ValueError when it is missing or broken."""
        base = np.load(file, mmap_mode="r")
        more = places = None
        if file.with_suffix(".places.npy").exists():
            places, more = np.load(file.with_suffix(".places.npy")), np.load(file.with_suffix(".more.npy"))
        index = cls(base, starts, more, places)
        index._file = file
        rows = len(base) + len(index._more)
        if base.ndim != 2 or (len(base) if places is None else len(places)) != starts[-1]:
            raise ValueError(f"{file.name} has {base.shape} vectors, {starts[-1]} expected")
        if places is not None and (places.min() < 0 or places.max() >= rows):
            raise ValueError(f"{file.name} has {rows} vectors, {places.max() + 1} expected")
        if not np.allclose(np.linalg.norm(base[:: max(1, len(base) // 16)], axis=1), 1, atol=0.01):
            raise ValueError(f"{file.name} holds vectors that are not of unit length")
        if len(base) >= SKETCHED:
            index._basis = Basis.load(file.with_suffix(".basis.npy"))
            codes = np.asarray(np.load(file.with_suffix(".sketch.npy"), mmap_mode="r"))
            if len(codes) != len(base):
                raise ValueError(f"{file.name} has a sketch of {len(codes)} vectors, {len(base)} expected")
            index._codes = codes, index._basis.codes(index._more)
        return index


def _linked(stored: Path, file: Path) -> None:
    """`file` as another name of `stored`, which nobody writes to any more; a copy where names cannot be shared."""
    try:
        file.hardlink_to(stored)
    except OSError:
        shutil.copyfile(stored, file)


class ChromaStore:
    """The collections of one snapshot, one a channel, in a folder (embedded) or on a server (`http://host:port`).

    Telemetry is off and no default embedding function is attached: vectors come from our own models only.
    """

    def __init__(self, where: Path | str, prefix: str) -> None:
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        if isinstance(where, Path):
            self._client = chromadb.PersistentClient(path=str(where), settings=settings)
        else:
            url = urlsplit(where)
            secure = url.scheme == "https"
            port = url.port or (443 if secure else 80)
            self._client = chromadb.HttpClient(host=url.hostname or "", port=port, ssl=secure, settings=settings)
        self._prefix = prefix

    def collection(self, channel: str, create: bool = False) -> Any:
        name = f"{self._prefix}-{channel}"
        if create:
            space = {"hnsw": {"space": "cosine"}}
            return self._client.get_or_create_collection(name, embedding_function=None, configuration=space)
        return self._client.get_collection(name, embedding_function=None)

    def add(self, channel: str, nodes: Sequence[TextNode], vectors: Vectors) -> None:
        """Add nodes with their vectors through llama-index, so that any llama-index program can read them."""
        from llama_index.vector_stores.chroma import ChromaVectorStore

        store = ChromaVectorStore(chroma_collection=self.collection(channel, create=True))
        for start in range(0, len(nodes), _BATCH):
            batch = nodes[start : start + _BATCH]
            for node, vector in zip(batch, vectors[start : start + _BATCH], strict=True):
                node.embedding = vector.tolist()
            store.add(list(batch))

    def remove(self, channel: str, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), _BATCH):
            self.collection(channel).delete(ids=list(ids[start : start + _BATCH]))

    def count(self, channel: str) -> int:
        return int(self.collection(channel).count())

    def nearest(
        self, channel: str, query: Vectors, limit: int, where: Mapping[str, Any] | None = None
    ) -> list[tuple[str, float]]:
        """Node ids and cosines of the nearest windows, best first."""
        found = self.collection(channel).query(
            query_embeddings=[query.tolist()], n_results=limit, where=where, include=["distances"]
        )
        return [(name, 1.0 - float(far)) for name, far in zip(found["ids"][0], found["distances"][0], strict=True)]

    def drop(self, channels: Sequence[str]) -> None:
        for channel in channels:
            self._client.delete_collection(f"{self._prefix}-{channel}")

    def close(self) -> None:
        self._client.close()


def node_id(key: str, view: str) -> str:
    """`<clause key>|<view>`: unique in a collection, and says which clause a window belongs to."""
    return f"{key}|{view}"


def clause_node(document: Document, clause: Clause, passage: Passage) -> TextNode:
    """A window as llama-index sees it; its metadata is what a Chroma server filters by."""
    key = document.key(clause)
    return TextNode(
        id_=node_id(key, passage.view),
        text=passage.text,
        metadata={
            "key": key,
            "clause": str(clause.id),
            "document": document.id,
            "version": f"{document.id}@{document.version}",
            "label": clause.label,
            "language": passage.language,
            "text_status": clause.text_status.value,
            "permission": document.permission,
        },
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=f"{document.id}@{document.version}")},
    )
