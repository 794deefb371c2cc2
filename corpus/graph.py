"""Which clause refers to which, over the whole catalogue, in both directions; what leads nowhere is kept with why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from corpus.catalogue import Catalogue
from corpus.location import between, locate, missing, settle
from corpus.model import ClauseId, Document
from corpus.readers.markdown import RECORD_PATH
from corpus.reference import Home, Reference
from corpus.references import defined_names, find_references


@dataclass(frozen=True)
class Link:
    """One reference of the clause `source`. `targets` are clauses or 款/项 of them, every one of a range; empty for a
    document named as a whole (`reference.document`) and for what leads nowhere (`reason`, Chinese and English).
    `outdated` tells that the words are older than the text that they lead to, whose numbers may have moved: the 证券法
    of 2019 cites the 公司法 that was renumbered in 2023."""

    source: ClauseId
    reference: Reference
    targets: tuple[ClauseId, ...] = ()
    reason: tuple[str, str] | None = None
    outdated: bool = False


class ReferenceGraph:
    """The references between the versions of `as_of` (today unless given). Built at first use, in about a second."""

    def __init__(self, catalogue: Catalogue, as_of: date | None = None) -> None:
        self._catalogue = catalogue
        self._as_of = as_of

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All links, in the order of documents and clauses."""
        held: list[Link] = []
        for document_id in self._catalogue.ids():
            held.extend(self._of_document(self._catalogue.get(document_id, self._as_of)))
        return tuple(held)

    def _of_document(self, document: Document) -> list[Link]:
        links: list[Link] = []
        defined: dict[str, str] = {}
        table = self._catalogue.table
        for clause in document:
            if clause.id.path == RECORD_PATH:
                continue
            home = Home(document, clause, dict(defined))
            links.extend(self._link(clause.id, found) for found in find_references(clause.text, names=table, home=home))
            if "称" in clause.text:
                defined.update(defined_names(clause.text, names=table, home=home))
        return links

    def _link(self, source: ClauseId, reference: Reference) -> Link:
        if reference.reason or not reference.path:
            return Link(source, reference, reason=reference.reason)
        document = self._catalogue.get(reference.document, self._as_of)
        if reference.until:
            paths = between(document, *(self._one(document, end) for end in (reference.path, reference.until)))
        else:
            paths = settle(document, reference.path)
        if len(paths) > 1 and not reference.until:
            zh, en = f"{reference.surface}可指几处", f"{reference.surface} can mean several places"
            return Link(source, reference, reason=(zh, en))
        if not paths:
            return Link(source, reference, reason=missing(document, reference.path, reference.until))
        targets = tuple(ClauseId(document.id, path) for path in paths)
        return Link(source, reference, targets, outdated=self._outdated(source, document))

    def _outdated(self, source: ClauseId, target: Document) -> bool:
        citing = self._catalogue.get(source.document, self._as_of)
        return citing.id != target.id and bool(citing.version) and citing.version < target.version

    def _one(self, document: Document, path: tuple[str, ...]) -> tuple[str, ...]:
        settled = settle(document, path)
        return settled[0] if len(settled) == 1 else path

    @cached_property
    def _outgoing(self) -> dict[ClauseId, list[Link]]:
        table: dict[ClauseId, list[Link]] = defaultdict(list)
        for link in self.links:
            table[link.source].append(link)
        return table

    @cached_property
    def _incoming(self) -> dict[ClauseId, list[Link]]:
        table: dict[ClauseId, list[Link]] = defaultdict(list)
        for link in self.links:
            for clause_id in dict.fromkeys(map(self.clause_of, link.targets)):
                table[clause_id].append(link)
        return table

    def clause_of(self, target: ClauseId) -> ClauseId:
        """The clause that holds a target, which may be a 款 or 项."""
        found = locate(self._catalogue.get(target.document, self._as_of), target.path)
        return found[0].id if found else target

    def outgoing(self, clause_id: ClauseId) -> tuple[Link, ...]:
        """What the clause refers to, in the order of its text."""
        return tuple(self._outgoing.get(clause_id, ()))

    def incoming(self, clause_id: ClauseId) -> tuple[Link, ...]:
        """What refers to the clause or to a part of it."""
        return tuple(self._incoming.get(clause_id, ()))

    def neighbours(self, clause_id: ClauseId) -> tuple[ClauseId, ...]:
        """Other clauses that the clause refers to, each once, in the order of its text; without outdated references."""
        links = (link for link in self.outgoing(clause_id) if not link.outdated)
        targets = (self.clause_of(target) for link in links for target in link.targets)
        return tuple(dict.fromkeys(target for target in targets if target != clause_id))

    @property
    def unresolved(self) -> tuple[Link, ...]:
        """References that lead nowhere, each with its reason."""
        return tuple(link for link in self.links if link.reason)
