"""The corpus as the scorers see it: which clause an id means, and what it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from corpus.errors import CorpusError
from corpus.model import Clause, ClauseId, Document, TextStatus, ValidityStatus


@dataclass(frozen=True)
class Clauses:
    """A view over all versions of all documents. An id that goes deeper than a clause (款, 项) means its clause."""

    documents: tuple[Document, ...]

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Clauses:
        return cls(tuple(documents))

    @cached_property
    def _versions(self) -> dict[str, list[Document]]:
        found: dict[str, list[Document]] = {}
        for document in self.documents:
            found.setdefault(document.id, []).append(document)
        return {name: sorted(versions, key=lambda document: document.version) for name, versions in found.items()}

    @cached_property
    def known(self) -> frozenset[str]:
        """The id of every clause of every version."""
        return frozenset(str(clause.id) for document in self.documents for clause in document)

    def found(self, clause_id: str) -> list[tuple[Document, Clause]]:
        """The clause in every version that has it, oldest first; empty when the id means nothing."""
        if clause_id not in self._looked_up:
            self._looked_up[clause_id] = self._look_up(clause_id)
        return self._looked_up[clause_id]

    @cached_property
    def _looked_up(self) -> dict[str, list[tuple[Document, Clause]]]:
        return {}

    def _look_up(self, clause_id: str) -> list[tuple[Document, Clause]]:
        try:
            wanted = ClauseId.parse(clause_id)
        except CorpusError:
            return []
        hits = [(doc, doc.locate(wanted.path)) for doc in self._versions.get(wanted.document, [])]
        return [(document, hit[0]) for document, hit in hits if hit is not None]

    def current(self, clause_id: str, day: date) -> tuple[Document, Clause] | None:
        """The clause as it stood on `day`; the newest where no version was in force; None for an unknown id."""
        found = self.found(clause_id)
        held = [hit for hit in found if self.in_force(hit[0], day)]
        return (held or found)[-1] if found else None

    def canonical(self, clause_id: str) -> str:
        """The id of the clause that holds this id; the id itself when the corpus does not know it."""
        found = self.found(clause_id)
        return str(found[0][1].id) if found else clause_id

    def canonicals(self, clause_ids: Iterable[str]) -> frozenset[str]:
        return frozenset(self.canonical(clause_id) for clause_id in clause_ids)

    def quoted(self, clause_id: str, quote: str, start: int, end: int) -> tuple[Document, Clause] | None:
        """The version whose clause says exactly `quote` at [start, end), or None."""
        return next((hit for hit in self.found(clause_id) if quote and hit[1].text[start:end] == quote), None)

    def in_force(self, document: Document, day: date) -> bool:
        """Whether this version is law on `day`; a document without dates is taken as it is."""
        return document.status_on(day) in (ValidityStatus.IN_FORCE, ValidityStatus.UNKNOWN)

    def restated(self, clause_id: str) -> bool:
        return any(clause.text_status is TextStatus.RESTATED for _, clause in self.found(clause_id))
