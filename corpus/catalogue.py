"""All documents, in all their versions: looking them up, choosing the version of a day, supersession."""

from __future__ import annotations

import difflib
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from corpus.absence import absence
from corpus.addressees import expand
from corpus.amendments import is_set_aside
from corpus.errors import CorpusError
from corpus.glosses import GLOSSES, read_glosses
from corpus.importing.storage import document_files
from corpus.model import Clause, ClauseId, Document, Gloss, Part, TextStatus
from corpus.names import DocumentNumber, fold, parse_number, short_title
from corpus.nametable import NameTable
from corpus.readers.markdown import read_markdown
from corpus.readers.statutes import read_statutes, titles
from corpus.record import record_clause
from corpus.supersession import link

SHIPPED = Path(__file__).parent / "documents"
_TRUST = {TextStatus.OFFICIAL: 2, TextStatus.COMPILED: 1, TextStatus.RESTATED: 0}


class UnknownDocumentError(CorpusError):
    """No document has this id; the text names near ones."""


class UnknownClauseError(CorpusError):
    """The document has no such clause; `zh` and `en` say what it has."""

    def __init__(self, clause_id: ClauseId, zh: str, en: str) -> None:
        super().__init__(f"{clause_id}: {en} ({zh})")
        self.zh = zh
        self.en = en


@dataclass(frozen=True)
class Found:
    """A clause in a version of its document; `part` is the 款/项 asked for, None for the whole clause."""

    document: Document
    clause: Clause
    part: Part | None = None

    @property
    def span(self) -> tuple[int, int]:
        """The characters [start, end) of the clause's text that were asked for."""
        return (self.part.start, self.part.end) if self.part else (0, len(self.clause.text))

    @property
    def label(self) -> str:
        """第三十九条第一款第（四）项."""
        return self.clause.label + (self.part.label if self.part else "")


class Catalogue:
    """Documents with their record cards, glosses and supersession links. Immutable once built."""

    def __init__(
        self,
        documents: Iterable[Document],
        glosses: Mapping[ClauseId, Gloss] | None = None,
        absent: Iterable[str] = (),
    ) -> None:
        """`absent` are titles of documents that are known and not held: their names are never taken for others.

        Raises CorpusError when two documents are the same version of one id or an addressee is unknown.
        """
        self.absent = tuple(absent)
        given = sorted(documents, key=_age)
        seen: set[tuple[str, str, TextStatus]] = set()
        for document in given:
            same = _identity(document)
            if same in seen:
                raise CorpusError(
                    f"{document.id}: two {document.text_status} documents of version {document.version or '(none)'};"
                    " give one another version date or take it out"
                )
            seen.add(same)
            expand(document.addressees)
        linked = [_with_glosses(document, glosses or {}) for document in link(given)]
        titles = {document.id: (document.title, document.title_en or document.title) for document in linked}
        self.documents: tuple[Document, ...] = tuple(
            replace(document, clauses=(*document.clauses, record_clause(document, titles))) for document in linked
        )
        self._versions: dict[str, tuple[Document, ...]] = {}
        for document in self.documents:
            self._versions[document.id] = (*self._versions.get(document.id, ()), document)
        self._chosen: dict[tuple[str, date], Document] = {}

    def ids(self) -> tuple[str, ...]:
        """Every document id once, sorted."""
        return tuple(sorted(self._versions))

    def versions(self, document_id: str) -> tuple[Document, ...]:
        """All versions, oldest first. Raises UnknownDocumentError."""
        if document_id not in self._versions:
            near = self.near(document_id)
            hint = f"; near ones: {', '.join(near)}" if near else ""
            raise UnknownDocumentError(f"no document has the id {document_id!r}{hint} (see `policyqa show`)")
        return self._versions[document_id]

    def near(self, text: str) -> list[str]:
        """Up to three ids that look like `text`, or whose title does."""
        looks = {key: key for key in self.ids()} | {short_title(d.title): d.id for d in self.documents}
        close = difflib.get_close_matches(text.strip().lower(), looks, n=3, cutoff=0.6)
        return list(dict.fromkeys(looks[name] for name in close))

    def get(self, document_id: str, as_of: date | None = None) -> Document:
        """The version in force on `as_of` (today unless given): of those begun by then the latest, and of those the
        best attested (official, compiled, restated); before all of them the earliest. Raises UnknownDocumentError."""
        day = as_of or date.today()
        chosen = self._chosen.get((document_id, day))
        if chosen is None:
            versions = self.versions(document_id)
            begun = [version for version in versions if (_begins(version) or date.min) <= day]
            attested = [version for version in begun or versions[:1] if not is_set_aside(version, day)]
            chosen = max(attested or begun or versions[:1], key=_age)
            self._chosen[document_id, day] = chosen
        return chosen

    def is_chosen(self, document: Document, as_of: date | None = None) -> bool:
        """Whether `get` would choose this very version on that day."""
        return self.get(document.id, as_of) is document

    def clause(self, clause_id: ClauseId | str, as_of: date | None = None) -> Found:
        """The clause, or the 款/项 inside one, in the version of `as_of`. Raises UnknownDocumentError or
        UnknownClauseError, which says how many articles there are."""
        wanted = ClauseId.parse(clause_id) if isinstance(clause_id, str) else clause_id
        return clause_of(self.get(wanted.document, as_of), wanted.path)

    def by_number(self, text: str) -> Document | None:
        """The document with this number in any spelling (银保监发[2020]18号), as it is today; None when there is none
        or when the number fits several."""
        number = parse_number(text)
        ids = self.table.numbered(number) if number else ()
        return self.get(ids[0]) if len(ids) == 1 else None

    def named(self, text: str) -> list[str]:
        """Ids of the documents with this title, short title, alias, number or id, however it is typed."""
        number = parse_number(text)
        return list(self.table.ids(text) or (self.table.numbered(number) if number else ()))

    @cached_property
    def table(self) -> NameTable:
        """All names and numbers, for finding them in running text."""
        return NameTable(self.names, self.numbers, self.absent)

    @cached_property
    def names(self) -> dict[str, tuple[str, ...]]:
        """Folded title, short title, alias, number and id: ids of the documents that bear it."""
        table: dict[str, dict[str, None]] = defaultdict(dict)
        for document in self.documents:
            for name in (
                *(document.id, document.title, short_title(document.title), document.title_en, document.number),
                short_title(document.title).replace("监督管理", "监管"),  # as everyone says
                *document.aliases,
                *_spelled(document.id),
            ):
                if fold(name):
                    table[fold(name)][document.id] = None
        return {name: tuple(ids) for name, ids in table.items()}

    @cached_property
    def numbers(self) -> tuple[tuple[str, DocumentNumber], ...]:
        """Document ids and their parsed numbers."""
        held = {(document.id, document.number) for document in self.documents if document.number}
        parsed = ((key, parse_number(number)) for key, number in sorted(held))
        return tuple((key, number) for key, number in parsed if number)

    @cached_property
    def ambiguous_names(self) -> dict[str, tuple[str, ...]]:
        """Names that several documents bear: they name nothing by themselves."""
        return {name: ids for name, ids in self.names.items() if len(ids) > 1}

    @cached_property
    def _by_key(self) -> dict[str, tuple[Document, Clause]]:
        return {document.key(clause): (document, clause) for document in self.documents for clause in document}

    def by_key(self, key: str) -> tuple[Document, Clause]:
        """The document and clause with this `Document.key`. Raises UnknownClauseError."""
        if key not in self._by_key:
            raise UnknownClauseError(
                ClauseId.parse(key.partition("@")[0]),
                f"资料中没有这一版本的条文：{key}",
                f"the catalogue has no clause with the key {key}",
            )
        return self._by_key[key]

    def clauses(self) -> Iterator[tuple[Document, Clause]]:
        """Every clause of every version, with its document."""
        return ((document, clause) for document in self.documents for clause in document)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over all texts and metadata; the same documents give the same, in whatever order they were read."""
        digest = hashlib.sha256()
        for document in self.documents:
            digest.update(_canonical(document, skip=("clauses", "_by_path")))
            for clause in document:
                digest.update(_canonical(clause))
        return digest.hexdigest()


def clause_of(document: Document, path: tuple[str, ...]) -> Found:
    """The clause, or the 款/项 inside one, of this version. Raises UnknownClauseError."""
    located = document.locate(path)
    if located is None:
        raise UnknownClauseError(ClauseId(document.id, path), *absence(document, path))
    return Found(document, *located)


def load_catalogue(
    folder: Path | None = None, laws: bool = True, imported: Path | None = None, *, planned: bool = False
) -> Catalogue:
    """The shipped Markdown documents of `folder` (corpus/documents unless given), the national laws of the installed
    package, and the documents that were imported (corpus/importing/storage.py lays out `imported`; with `planned` as it
    will be once the import at work is committed). Raises CorpusError naming the faulty file."""
    shipped = SHIPPED if folder is None else Path(folder)
    if not shipped.is_dir():
        raise CorpusError(f"{shipped} is not a folder of documents; name the one that holds the *.md files")
    paths = [*sorted(shipped.glob("*.md")), *(document_files(imported, planned=planned) if imported else ())]
    documents = [read_markdown(path) for path in paths]
    _each_once(paths, documents)
    if laws:
        documents.extend(read_statutes())
    if not documents:
        raise CorpusError(f"{shipped} holds no document; put *.md files there or name another folder")
    glosses = read_glosses(shipped / GLOSSES) if (shipped / GLOSSES).is_file() else {}
    held = {clause.id for document in documents for clause in document}
    for key in glosses:
        if key not in held and (laws or key.document in {document.id for document in documents}):
            raise CorpusError(f"{shipped / GLOSSES}: {key} is not a clause of the corpus; mend or remove the entry")
    return Catalogue(documents, glosses, titles() if laws else ())


def _identity(document: Document) -> tuple[str, str, TextStatus]:
    """What no two documents may have in common."""
    return document.id, document.version, document.text_status


def _each_once(paths: Iterable[Path], documents: Iterable[Document]) -> None:
    """Raises CorpusError naming both files where two hold the same version of one document."""
    seen: dict[tuple[str, str, TextStatus], Path] = {}
    for path, document in zip(paths, documents, strict=True):
        first = seen.setdefault(_identity(document), path)
        if first is not path:
            raise CorpusError(
                f"{path} and {first} hold the same version of {document.id}; take one out or give it its own id or"
                " version date"
            )


def _begins(document: Document) -> date | None:
    return document.validity.effective or document.validity.published


def _age(document: Document) -> tuple[str, date, date, int]:
    """Order of versions: by id, begin, date of the text, and how well it is attested."""
    validity = document.validity
    begins = _begins(document) or date.min
    return document.id, begins, validity.version or begins, _TRUST[document.text_status]


def _spelled(document_id: str) -> tuple[str, ...]:
    """A document number in Latin letters: Jin Ban Fa [2025] No. 46 for jinbanfa-2025-46."""
    parts = document_id.split("-")
    if len(parts) != 3 or not (parts[1].isdigit() and parts[2].isdigit()):
        return ()
    word, year, serial = parts
    return tuple(f"{word}{form.format(year)}no.{serial}" for form in ("[{}]", "({})", "〔{}〕", "{}"))


def _with_glosses(document: Document, glosses: Mapping[ClauseId, Gloss]) -> Document:
    if not any(clause.id in glosses for clause in document):
        return document
    clauses = (replace(clause, gloss=glosses.get(clause.id, clause.gloss)) for clause in document)
    return replace(document, clauses=tuple(clauses))


def _canonical(value: Document | Clause, skip: tuple[str, ...] = ()) -> bytes:
    """Bytes that are the same whenever the values are: fields named, sets sorted."""
    parts = []
    for name in value.__dataclass_fields__:
        if name not in skip:
            held = getattr(value, name)
            parts.append(f"{name}={sorted(held) if isinstance(held, frozenset) else held!r}")
    return "\x1f".join(parts).encode()
