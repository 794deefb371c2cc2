"""Vectors of clauses: Chroma is the store of record, a matrix beside it answers.

Every question is scored against every vector exactly (60,000 vectors: 5 ms) from a memory-mapped matrix, in a large
index against a shortlist (indexing.shortlist), so a filter costs no recall and reading needs no write access, which
Chroma's own files do. A Chroma server holds the same vectors for other programs.
"""

from __future__ import annotations

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

_BATCH = 1000  # nodes handed to Chroma at a time
SKETCHED = 150_000  # windows from which a sketch pays
_SMALL = 64  # its dimensions
_LARGE = 50_000_000  # values in a matrix that is worth several threads


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def blas_threads(limit: int | None) -> AbstractContextManager[Any]:
    """Holds linear algebra to `limit` threads; None leaves it as it is."""
    return nullcontext() if limit is None else _controller().limit(limits=limit, user_api="blas")


class VectorIndex:
    """One channel's vectors, (windows, dimensions) float32 L2-normalised, in clause order.

    Clause i owns the windows [starts[i], starts[i + 1]); it has at least one.
    """

    def __init__(
        self, matrix: Vectors, starts: NDArray[np.int64], sketch: tuple[Vectors, Vectors] | None = None
    ) -> None:
        """`sketch` are the vectors in fewer dimensions, (windows, small), and what takes one there, (dimensions,
        small); a large index has it."""
        self.matrix = matrix
        self.starts = starts
        self.sketch = sketch

    def scores(self, query: Vectors) -> NDArray[np.float32]:
        """Cosine of the best window of every clause: (clauses,) float32 for one question, (questions, clauses) for
        several, which are read past the windows together."""
        # Two threads for a product this small wait longer for each other than they work, the more so beside others.
        with blas_threads(1 if self.matrix.size < _LARGE else None):
            cosines = query @ self.matrix.T
        return np.maximum.reduceat(cosines, self.starts[:-1], axis=-1).astype(np.float32, copy=False)

    def sketched(self, query: Vectors) -> NDArray[np.float32]:
        """About the cosine of the best window of every clause, (clauses,) float32; exact without a sketch."""
        if self.sketch is None:
            return self.scores(query)
        small, basis = self.sketch
        cosines = small @ (query @ basis)
        return cosines if len(cosines) == len(self.starts) - 1 else np.maximum.reduceat(cosines, self.starts[:-1])

    def scores_at(self, query: Vectors, clauses: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosine of the best window of these clauses, (len(clauses),) float32."""
        counts = self.starts[clauses + 1] - self.starts[clauses]
        cosines = np.asarray(self.matrix)[self.rows(clauses)] @ query
        return np.maximum.reduceat(cosines, np.cumsum(counts) - counts)

    def rows(self, clauses: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """The windows of these clauses, in their order."""
        clauses = np.asarray(clauses, np.int64)
        firsts, counts = self.starts[clauses], self.starts[clauses + 1] - self.starts[clauses]
        before = np.cumsum(counts) - counts
        return np.repeat(firsts - before, counts) + np.arange(int(counts.sum()))

    def save(self, file: Path) -> None:
        """Write `<channel>.npy`, and the sketch of a large one as `<channel>.sketch.npy` and `.basis.npy`."""
        np.save(file, self.matrix)
        if len(self.matrix) >= SKETCHED:
            basis = _basis(self.matrix)
            small = np.concatenate(
                [block @ basis for block in np.array_split(self.matrix, len(self.matrix) // 10_000 + 1)]
            )
            np.save(file.with_suffix(".sketch.npy"), small)
            np.save(file.with_suffix(".basis.npy"), basis)

    @classmethod
    def load(cls, file: Path, starts: NDArray[np.int64]) -> VectorIndex:
        """Map a saved matrix into memory. Raises OSError or ValueError when it is missing or broken."""
        matrix = np.load(file, mmap_mode="r")
        if matrix.ndim != 2 or len(matrix) != starts[-1]:
            raise ValueError(f"{file.name} has {matrix.shape} vectors, {starts[-1]} expected")
        if not np.allclose(np.linalg.norm(matrix[:: max(1, len(matrix) // 16)], axis=1), 1, atol=0.01):
            raise ValueError(f"{file.name} holds vectors that are not of unit length")
        sketch = None
        if len(matrix) >= SKETCHED:
            small = np.load(file.with_suffix(".sketch.npy"), mmap_mode="r")
            sketch = (np.asarray(small), np.load(file.with_suffix(".basis.npy")))
            if len(small) != len(matrix):
                raise ValueError(f"{file.name} has a sketch of {len(small)} vectors, {len(matrix)} expected")
        return cls(matrix, starts, sketch)


def _basis(matrix: Vectors) -> Vectors:
    """The leading principal directions of a sample, about the origin, (dimensions, 64) float32."""
    sample = np.asarray(matrix[:: max(1, len(matrix) // 20_000)], np.float64)
    _, directions = np.linalg.eigh(sample.T @ sample)
    return np.ascontiguousarray(directions[:, ::-1][:, :_SMALL], np.float32)


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
