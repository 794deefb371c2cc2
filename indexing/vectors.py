"""Vectors of clauses: Chroma is the store of record, a matrix beside it answers.

Embedded, every question is scored against every vector exactly (60,000 vectors: 5 ms) from a memory-mapped matrix,
so a filter costs no recall and reading needs no write access, which Chroma's own files do. With a Chroma server the
question goes to the server and the filter with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode
from numpy.typing import NDArray

from corpus.model import Clause, Document
from indexing.embeddings.provider import Vectors
from indexing.passages import Passage

_BATCH = 1000  # nodes handed to Chroma at a time


class VectorIndex:
    """One channel's vectors, (windows, dimensions) float32 L2-normalised, in clause order.

    Clause i owns the windows [starts[i], starts[i + 1]); it has at least one.
    """

    def __init__(self, matrix: Vectors, starts: NDArray[np.int64]) -> None:
        self.matrix = matrix
        self.starts = starts

    def scores(self, query: Vectors) -> NDArray[np.float32]:
        """Cosine of the best window of every clause, (clauses,) float32."""
        return np.maximum.reduceat(self.matrix @ query, self.starts[:-1]).astype(np.float32)

    def rows(self, clauses: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """The windows of these clauses, in their order."""
        return np.concatenate(
            [np.arange(self.starts[clause], self.starts[clause + 1]) for clause in clauses] or [np.zeros(0, int)]
        )

    def save(self, file: Path) -> None:
        np.save(file, self.matrix)

    @classmethod
    def load(cls, file: Path, starts: NDArray[np.int64]) -> VectorIndex:
        """Map a saved matrix into memory. Raises OSError or ValueError when it is missing or broken."""
        matrix = np.load(file, mmap_mode="r")
        if matrix.ndim != 2 or len(matrix) != starts[-1]:
            raise ValueError(f"{file.name} has {matrix.shape} vectors, {starts[-1]} expected")
        if not np.allclose(np.linalg.norm(matrix[:: max(1, len(matrix) // 16)], axis=1), 1, atol=0.01):
            raise ValueError(f"{file.name} holds vectors that are not of unit length")
        return cls(matrix, starts)


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
