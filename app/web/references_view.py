"""Where a clause refers to and what refers to it, as links to the source page."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date

from app.service import PolicyQA
from app.web.answer_view import short_title, source_href
from corpus.catalogue import Catalogue
from corpus.errors import CorpusError
from corpus.graph import ReferenceGraph
from corpus.model import ClauseId

_MOST = 12  # links shown each way
_DAYS = 4  # graphs kept: one for each day that is looked at


@dataclass(frozen=True)
class ReferenceLink:
    """`surface` are the words that refer; `href` is '' where they lead to nothing that is held."""

    surface: str
    name: str
    href: str


@dataclass(frozen=True)
class References:
    outgoing: tuple[ReferenceLink, ...] = ()
    incoming: tuple[ReferenceLink, ...] = ()
    more_incoming: int = 0


class ReferenceIndex:
    """Builds the graph of a day's versions once (about a second) and keeps it. Thread-safe."""

    def __init__(self, service: PolicyQA) -> None:
        self.service = service
        self._graphs: dict[tuple[int, date], tuple[Catalogue, ReferenceGraph]] = {}
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Build today's graph before somebody waits for it."""
        threading.Thread(target=self._graph, args=(date.today(),), daemon=True, name="references").start()

    def of(self, clause_id: ClauseId, as_of: date, language: str) -> References:
        catalogue, graph = self._graph(as_of)
        outgoing = [
            ReferenceLink(link.reference.surface, *_named(catalogue, target, as_of, language))
            for link in graph.outgoing(clause_id)
            for target in link.targets[:1]
            if graph.clause_of(target) != clause_id
        ]
        sources = list(dict.fromkeys(link.source for link in graph.incoming(clause_id) if link.source != clause_id))
        incoming = [ReferenceLink("", *_named(catalogue, source, as_of, language)) for source in sources[:_MOST]]
        distinct = tuple(dict.fromkeys(outgoing))[:_MOST]
        return References(distinct, tuple(incoming), max(0, len(sources) - _MOST))

    def _graph(self, as_of: date) -> tuple[Catalogue, ReferenceGraph]:
        catalogue = self.service.catalogue
        key = (id(catalogue), as_of)
        with self._lock:
            if key not in self._graphs:
                while len(self._graphs) >= _DAYS:
                    self._graphs.pop(next(iter(self._graphs)))
                graph = ReferenceGraph(catalogue, as_of)
                graph.incoming(ClauseId("none", ("0",)))  # builds the links
                self._graphs[key] = (catalogue, graph)
            return self._graphs[key]


def _named(catalogue: Catalogue, target: ClauseId, as_of: date, language: str) -> tuple[str, str]:
    try:
        found = catalogue.clause(target, as_of)
    except CorpusError:
        return str(target), ""
    name = f"{short_title(found.document, language)} {found.label}"
    anchor = "#c-" + ".".join(found.clause.id.path)
    return name, source_href(str(target), as_of.isoformat(), language) + anchor
