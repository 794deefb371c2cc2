"""Importing official documents: recognise, let a person review, store.

`review` reads files and says what each would become; nothing is written. `store` writes what was reviewed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from corpus.catalogue import Catalogue, load_catalogue
from corpus.errors import CorpusError
from corpus.importing import storage
from corpus.importing.draft import Draft, Overrides, draft
from corpus.model import Clause, Document, TextStatus
from corpus.readers.files import documents_in, read_content
from corpus.readers.markdown import read_markdown
from corpus.readers.original import Original, assemble
from corpus.safety import read_bytes

__all__ = ["Overrides", "Review", "Reviewed", "Staged", "State", "Stored", "review", "staged", "store"]


class State(StrEnum):
    NEW = "new"  # a document that the corpus does not hold
    NEW_VERSION = "new_version"  # another version of a document that it holds
    REPLACES_RESTATED = "replaces_restated"  # the official text of a document that was restated
    CORRECTS = "corrects"  # another file of a version that was imported before
    UNCHANGED = "unchanged"  # the same file again: nothing will be done
    INVALID = "invalid"  # cannot be imported as it is; the errors say what to do


@dataclass(frozen=True)
class Reviewed:
    """One file and what it would become."""

    path: Path
    state: State
    content: bytes = b""
    original: Original | None = None
    draft: Draft | None = None
    errors: tuple[str, ...] = ()

    @property
    def document(self) -> Document | None:
        return self.draft.document if self.draft else None


@dataclass(frozen=True)
class Stored:
    """What became of one file: `path` is the stored document, None where nothing had to be done."""

    document: Document
    state: State
    path: Path | None


@dataclass(frozen=True)
class Review:
    """What an import would do, for a person to look at before `store` does it."""

    files: tuple[Reviewed, ...]

    @property
    def valid(self) -> bool:
        return bool(self.files) and all(file.state is not State.INVALID for file in self.files)

    def to_json(self) -> dict[str, Any]:
        return {"valid": self.valid, "files": [_file_json(file) for file in self.files]}

    def render(self) -> str:
        return "\n\n".join("\n".join(_rendered(file)) for file in self.files)


def review(
    paths: Iterable[Path | str],
    overrides: Overrides | None = None,
    *,
    catalogue: Catalogue | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Review:
    """Reads files, or the files of folders, and says what each would become; writes nothing.

    `catalogue` is what is known already (the shipped corpus and the laws unless given; the caller passes the one that
    holds the imports of its data folder). A file that cannot be read or is not valid is in the result with its errors.
    Overrides of id, number or title are refused for several files: they would make them one document.
    """
    known = catalogue or load_catalogue()
    files = [file for path in paths for file in documents_in(Path(path))]
    given = overrides or Overrides()
    if len(files) > 1 and (given.id or given.number or given.title):
        raise CorpusError("--id, --number and --title describe one document; import these files one by one")
    read: list[Reviewed] = []
    for number, file in enumerate(files, 1):
        read.append(_reviewed(file, given, known))
        if progress is not None:
            progress("reading files", number, len(files))
    return Review(tuple(_together(read)))


def _reviewed(path: Path, overrides: Overrides, catalogue: Catalogue) -> Reviewed:
    try:
        content = read_bytes(path)
        if path.suffix.lower() == ".md" and content.startswith(b"---"):
            original, made = _markdown(path, content, catalogue)
        else:
            original = read_content(content, path.name)
            made = draft(original, overrides, catalogue)
    except (CorpusError, OSError) as error:
        return Reviewed(path, State.INVALID, errors=(str(error),))
    if made.errors:
        return Reviewed(path, State.INVALID, content, original, made, made.errors)
    return Reviewed(path, _state(made, catalogue), content, original, made)


def _markdown(path: Path, content: bytes, catalogue: Catalogue) -> tuple[Original, Draft]:
    """A document in the corpus's own format says everything itself."""
    document = read_markdown(path)
    original = assemble(path.name, "markdown", sha256(content).hexdigest(), ())
    provenance = document.provenance or f"{path.name}, sha256:{original.sha256}"
    existing = catalogue.get(document.id) if document.id in catalogue.ids() else None
    return original, Draft(replace(document, provenance=provenance), existing, "named by its front matter", {})


def _state(made: Draft, catalogue: Catalogue) -> State:
    document = made.document
    versions = catalogue.versions(document.id) if made.existing else ()
    for held in versions:
        if held.text_status is document.text_status and held.version == document.version:
            return State.UNCHANGED if _same(held, document) else State.CORRECTS
    if any(held.text_status is TextStatus.RESTATED and held.number == document.number for held in versions):
        return State.REPLACES_RESTATED
    return State.NEW_VERSION if versions else State.NEW


def _same(held: Document, document: Document) -> bool:
    """Whether a stored document says the same; links and the record card, which the catalogue adds, aside."""
    clauses = tuple(replace(c, gloss=n.gloss) for c, n in zip(held.clauses, document.clauses, strict=False))
    wanted = replace(held.validity, supersedes=(), superseded_by=(), superseded_on=None, amended_on=None, amended_by=())
    own = replace(
        document.validity, supersedes=(), superseded_by=(), superseded_on=None, amended_on=None, amended_by=()
    )
    plain = replace(held, clauses=clauses or held.clauses, validity=wanted)
    return plain == replace(document, validity=own)


def _together(files: Iterable[Reviewed]) -> Iterator[Reviewed]:
    """Two files of one import must not be the same version of one document; the same file twice counts once."""
    seen: dict[tuple[str, str], Reviewed] = {}
    for file in files:
        if file.document is None or file.state is State.INVALID:
            yield file
            continue
        key = (file.document.id, file.document.version)
        first = seen.setdefault(key, file)
        if first is file:
            yield file
        elif first.content == file.content:
            yield replace(file, state=State.UNCHANGED)
        else:
            clash = f"the same document and version as {first.path.name}; import one of them"
            yield replace(file, state=State.INVALID, errors=(clash,))


@dataclass(frozen=True)
class Staged:
    """What is written beside and waits for `commit`."""

    stored: tuple[Stored, ...]
    data: Path
    journal: tuple[dict[str, object], ...]

    def commit(self) -> None:
        """Makes it part of the corpus, by one decision; once is enough."""
        if storage.commit(self.data):
            for line in self.journal:
                storage.note(self.data, line)


@contextmanager
def staged(reviewed: Review, data: Path | str) -> Iterator[Staged]:
    """Writes what was reviewed under `data`, beside what is there; see corpus/importing/storage.py for what lies where.

    Until `commit`, which does it by one rename, nothing of it is part of the corpus: a kill at any point leaves all of
    it or nothing of it there. The catalogue with all of it is built before anything is written, so that what cannot be
    loaded is never stored. Raises CorpusError when the review is not valid.
    """
    folder = Path(data)
    if not reviewed.valid:
        wrong = "; ".join(f"{file.path.name}: {', '.join(file.errors)}" for file in reviewed.files if file.errors)
        raise CorpusError(f"nothing was imported: {wrong or 'no file was given'}")
    stored: list[Stored] = []
    journal: list[dict[str, object]] = []
    with storage.locked(folder):
        _check_loadable(reviewed.files, folder)
        for file in reviewed.files:
            if file.draft is None or file.original is None:
                continue
            document = file.draft.document
            if file.state is State.UNCHANGED:
                stored.append(Stored(document, file.state, None))
                continue
            storage.keep_original(folder, file.original, file.content)
            stored.append(Stored(document, file.state, storage.stage_document(folder, document)))
            journal.append(storage.journal_line(document, file.original, file.state, date.today()))
        if journal:
            storage.plan(folder, [item.path.name for item in stored if item.path])
        yield Staged(tuple(stored), folder, tuple(journal))


def store(reviewed: Review, data: Path | str) -> tuple[Stored, ...]:
    """Stores what was reviewed, all or nothing, as `staged` says."""
    with staged(reviewed, data) as waiting:
        waiting.commit()
    return waiting.stored


def _check_loadable(files: Sequence[Reviewed], folder: Path) -> None:
    """Builds the catalogue that the import would leave. Raises CorpusError as it does."""
    new = [file.document for file in files if file.document and file.state is not State.UNCHANGED]
    taken = {(document.id, document.version) for document in new}
    held = [d for d in storage.stored_documents(folder) if (d.id, d.version) not in taken]
    Catalogue([*held, *new])


def _file_json(file: Reviewed) -> dict[str, Any]:
    held: dict[str, Any] = {"file": file.path.name, "state": str(file.state), "errors": list(file.errors)}
    if file.draft is None or file.original is None:
        return held
    document, validity = file.draft.document, file.draft.document.validity
    return held | {
        "format": file.original.media,
        "pages": file.original.pages,
        "sha256": file.original.sha256,
        "id": document.id,
        "id_because": file.draft.why,
        "replaces": f"{file.draft.existing.id}@{file.draft.existing.version}" if file.draft.existing else None,
        "record": {
            name: {"value": _plain(value), "found_in": file.draft.found_in.get(name, "")}
            for name, value in _record(document)
        },
        "version": document.version,
        "effective_assumed": validity.effective is None,
        "counts": _counts(document),
        "clauses": [_clause_json(clause) for clause in document],
        "changed_ids": [list(pair) for pair in file.draft.changed_ids],
        "links": list(file.draft.links),
        "warnings": list(file.draft.warnings),
    }


def _record(document: Document) -> Iterator[tuple[str, Any]]:
    validity = document.validity
    for name in ("title", "number", "issuer", "kind"):
        yield name, getattr(document, name)
    for name in ("published", "effective", "version", "repealed", "supersedes", "amends"):
        yield name, getattr(validity, name)
    yield "addressees", sorted(document.addressees)
    yield "aliases", list(document.aliases)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


def _counts(document: Document) -> dict[str, int]:
    return {
        "clauses": len(document.clauses),
        "parts": sum(len(clause.parts) for clause in document),
        "table_rows": sum("row-" in clause.id.path[-1] for clause in document),
        "annexes": len(
            {c.id.path[0] for c in document if c.id.path[0].split("-")[0] in ("annex", "schedule", "appendix")}
        ),
        "characters": sum(len(clause.text) for clause in document),
    }


def _clause_json(clause: Clause) -> dict[str, Any]:
    return {
        "id": str(clause.id),
        "label": clause.label,
        "heading": clause.heading,
        "headings": list(clause.headings),
        "characters": len(clause.text),
        "parts": len(clause.parts),
        "page": clause.places[0].page if clause.places else None,
        "begins": clause.text[:40],
    }


def _rendered(file: Reviewed) -> Iterator[str]:
    if file.draft is None or file.original is None:
        yield f"{file.path.name}  {file.state}"
        yield from (f"  ✗ {error}" for error in file.errors)
        return
    document = file.draft.document
    pages = f", {file.original.pages} pages" if file.original.pages else ""
    yield f"{file.path.name}  {file.original.media}{pages}  {file.state}"
    yield f"  id          {document.id}  ({file.draft.why})"
    for name, value in _record(document):
        if value:
            shown = "、".join(map(str, value)) if isinstance(value, list | tuple) else value
            source = file.draft.found_in.get(name, "")
            yield f"  {name:<11} {shown}" + (f"  ← {source[:40]}" if source and source != shown else "")
    counts = _counts(document)
    yield "  " + ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if count)
    yield from _tree(document)
    yield from (f"  → {link}" for link in file.draft.links)
    yield from (f"  ! {old} becomes {new or 'nothing'}" for old, new in file.draft.changed_ids)
    yield from (f"  ! {warning}" for warning in file.draft.warnings)
    yield from (f"  ✗ {error}" for error in file.errors)


def _tree(document: Document) -> Iterator[str]:
    above: tuple[str, ...] = ()
    for clause in document:
        for depth, heading in enumerate(clause.headings):
            if above[: depth + 1] != clause.headings[: depth + 1]:
                yield f"  {'│  ' * depth}├ {heading}"
        above = clause.headings
        parts = f", {len(clause.parts)} parts" if len(clause.parts) > 1 else ""
        begins = clause.heading or clause.text[:24].replace("\n", " ") + "…"
        yield f"  {'│  ' * len(above)}├ {clause.label}  {begins}  ({len(clause.text)} characters{parts})"
