"""What is indexed: the catalogue, or anything that gives documents as it does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from corpus.model import Document


class ClauseSource(Protocol):
    """`corpus.catalogue.Catalogue` is one; a benchmark folder is another."""

    @property
    def documents(self) -> Sequence[Document]:
        """Every version of every document."""

    @property
    def fingerprint(self) -> str:
        """Changes with any text or metadata."""

    def versions(self, document_id: str) -> Sequence[Document]:
        """All versions of one document."""

    def get(self, document_id: str, as_of: date | None = None) -> Document:
        """The version to use on a day (today unless given)."""
