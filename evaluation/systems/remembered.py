"""One search for all systems that are asked the same: the controls and our own ranking search alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.service import PolicyQA
    from corpus.catalogue import Catalogue
    from indexing.resolver import Resolver
    from indexing.retriever import Hit


class RememberedSearch:
    """A service whose searches are made once each. `ask` is passed on, so that its time is its own."""

    def __init__(self, service: PolicyQA) -> None:
        self._service = service
        self._found: dict[object, Sequence[Hit]] = {}

    @property
    def catalogue(self) -> Catalogue:
        return self._service.catalogue

    @property
    def resolver(self) -> Resolver:
        return self._service.resolver

    @property
    def settings(self) -> Any:
        return self._service.settings

    def ask(self, question: str, **options: Any) -> Any:
        return self._service.ask(question, **options)

    def search(
        self, query: str, top_k: int, *, documents: Iterable[str] | None = None, **options: Any
    ) -> Sequence[Hit]:
        wanted = tuple(documents) if documents is not None else None
        key = (query, top_k, wanted, tuple(sorted(options.items())))
        if key not in self._found:
            self._found[key] = self._service.search(query, top_k, documents=wanted, **options)
        return self._found[key]
