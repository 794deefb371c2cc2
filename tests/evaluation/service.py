"""A tiny service over three documents, with the façade's own shape: catalogue and search, no models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.catalogue import Catalogue
from indexing.retriever import Hit
from tests.evaluation.corpus import clauses


@dataclass(frozen=True)
class TinyService:
    """Searches by shared characters; enough to tell one clause from another."""

    catalogue: Catalogue

    @classmethod
    def open(cls) -> TinyService:
        return cls(Catalogue(clauses().documents))

    def search(self, query: str, top_k: int = 10, *, documents: Sequence[str] | None = None, **_: object) -> list[Hit]:
        hits = [
            Hit(clause, document, len(set(query) & set(clause.text)) / len(set(query)), {})
            for document in self.catalogue.documents
            if documents is None or document.id in documents
            for clause in document
        ]
        return sorted(hits, key=lambda hit: -hit.score)[:top_k]
