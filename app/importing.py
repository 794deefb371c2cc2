"""What the document commands and the desk do: review, store and index; find a version; follow references."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from app.progress import Report
from app.service import build_index, open_catalogue, read_date
from app.settings import Settings
from corpus.catalogue import Catalogue
from corpus.errors import CorpusError
from corpus.graph import Link, ReferenceGraph
from corpus.importing.draft import Overrides
from corpus.importing.withdrawal import planned, withdrawing
from corpus.imports import Review, review, staged
from corpus.model import ClauseId, Document


def given(**values: str | Sequence[str] | None) -> Overrides:
    """Overrides from what a person typed; days are ISO dates. Raises QuestionError on a day that is none."""
    days = {
        name: read_date(str(values.pop(name))) for name in ("published", "effective", "repealed") if values.get(name)
    }
    lists = {name: tuple(values.pop(name) or ()) for name in ("supersedes", "amends", "audience") if name in values}
    texts = {name: value for name, value in values.items() if isinstance(value, str) and value}
    return Overrides(**texts, **days, **lists)  # type: ignore[arg-type]


def review_files(
    settings: Settings, files: Iterable[Path], overrides: Overrides, progress: Report | None = None
) -> Review:
    """What an import would do, held against what is known; writes nothing."""
    return review(files, overrides, catalogue=open_catalogue(settings), progress=progress)


def import_reviewed(settings: Settings, reviewed: Review, progress: Report | None) -> list[dict[str, Any]]:
    """Store a valid review and publish an index that holds it, both or neither; a running server turns to it by
    itself."""
    with staged(reviewed, settings.data) as waiting:
        build_index(settings, progress, planned=waiting.commit)
    return [
        {"id": item.document.id, "version": item.document.version, "state": item.state, "path": str(item.path or "")}
        for item in waiting.stored
    ]


def withdrawal(settings: Settings, name: str) -> dict[str, Any]:
    """What withdrawing the version `name` (`id@version`) would leave; writes nothing. Raises CorpusError."""
    catalogue = open_catalogue(settings)
    plan = planned(version_named(catalogue, name), settings.data)
    others = [v for v in catalogue.versions(plan.document.id) if v is not plan.document]
    left = ["the import that it had replaced"] if plan.restored else []
    return {
        "withdraws": version_name(plan.document),
        "title": plan.document.title,
        "leaves": left + [version_name(other) for other in others],
    }


def withdraw_version(settings: Settings, name: str, progress: Report | None) -> dict[str, Any]:
    """Take the version `name` back and publish an index without it. Raises CorpusError where it was not imported."""
    told = withdrawal(settings, name)
    with withdrawing(version_named(open_catalogue(settings), name), settings.data) as commit:
        build_index(settings, progress, planned=commit)
    return told


def version_name(document: Document) -> str:
    """What `version_named` finds this very version by: `id@version:text-status`, since the official text and our
    restatement of it bear the same date."""
    return f"{document.id}@{document.version}:{document.text_status}"


def version_named(catalogue: Catalogue, name: str) -> Document:
    """The document of an id, or of `id@version` with or without its text status. Raises CorpusError naming the
    versions that there are."""
    identity, _, version = name.partition("@")
    if not version:
        return catalogue.get(identity)
    versions = catalogue.versions(identity)
    for document in versions:
        if version in (document.version, f"{document.version}:{document.text_status}"):
            return document
    known = ", ".join(map(version_name, versions))
    raise CorpusError(f"no such version: {name} (there are {known})")


def references_of(catalogue: Catalogue, clause_id: str, as_of: date) -> dict[str, Any]:
    """Both directions of a clause's references, as plain values."""
    found = catalogue.clause(clause_id, as_of)
    graph = ReferenceGraph(catalogue, as_of)
    identity = ClauseId(found.document.id, found.clause.id.path)
    return {
        "clause_id": str(identity),
        "outgoing": [_link(link) for link in graph.outgoing(identity)],
        "incoming": [_link(link) for link in graph.incoming(identity)],
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "source": str(link.source),
        "surface": link.reference.surface,
        "start": link.reference.start,
        "end": link.reference.end,
        "document": link.reference.document,
        "targets": [str(target) for target in link.targets],
        "reason": link.reason[0] if link.reason else "",
        "outdated": link.outdated,
    }
