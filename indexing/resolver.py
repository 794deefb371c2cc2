"""Questions that name a clause or a document are answered by look-up; what is not there is said, never a neighbour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.absence import absence
from corpus.catalogue import Catalogue, Found, UnknownClauseError, UnknownDocumentError
from corpus.errors import CorpusError
from corpus.expressions import Path, plain
from corpus.location import between, locate, settle
from corpus.model import Document
from corpus.names import find_numbers, fold, short_title
from corpus.nametable import Mention
from corpus.numbering import CHINESE_NUMERAL
from corpus.reference import Reference, unknown
from corpus.references import find_references
from indexing.typos import TypoTable

_READ = 2000  # characters of a question that are read
_MOST = 40  # clauses that one range or section may bring
_CLAUSE_ID = re.compile(r"(?<![\w-])([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\s?#\s?([0-9a-z]+(?:[-.][0-9a-z]+)*)")
_BARE = re.compile(rf"[》”\"]?\s*(?:的|里|里面|中|中的|,)?\s*(?=[0-9{CHINESE_NUMERAL}]+\s*(?:条(?![件例])|款(?!项)))")
_NUMBER = re.compile(
    r"\s*(?:no\.?\s*|#)?\s*(\d{1,4}(?:-\d{1,2})?)((?:[.]\d{1,2}){0,2})(?=\s*(?:[?？!！,，.。;；:：)）]|\Z))", re.I
)
_ENDS = re.compile(
    r"》|(?:法典|条例|办法|规定|通知|细则|法)(?![院庭律人官学案定治规医则制典统部条例])|\b(?:law|code|notice|measures|regulations)\b",
    re.I,
)
_LABEL_FOLLOWS = re.compile(r"\s*(?:的|里|中|第|,)*\s*")
_LABEL_ENDS = re.compile(r"\s*(?:\Z|[^\w一-龥]|[的是讲说对有要和与里中规怎如何什到写提部])")


@dataclass(frozen=True)
class Unresolved:
    """A name in the question that leads nowhere, and why, in Chinese and English."""

    text: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class Resolution:
    """What a question names: clauses (or 款/项) that exist, names that lead nowhere, and documents named without a
    clause, each once, in the order of the question."""

    found: tuple[Found, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    documents: tuple[str, ...] = ()


class Resolver:
    """Reads names out of questions. Tables are built once; a question takes well under a millisecond or two."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._table = catalogue.table
        self._typos = TypoTable(catalogue.names, catalogue.absent)
        self._labels: dict[tuple[str, str, str], dict[str, Path]] = {}

    def resolve(self, question: str, as_of: date | None = None) -> Resolution:
        """The clauses and documents that `question` names, in the versions of `as_of` (today unless given)."""
        return _Reading(self, self._catalogue, question[:_READ], as_of).resolution()

    def labels(self, document: Document) -> dict[str, Path]:
        """Folded labels of the document's clauses, longest first."""
        key = (document.id, document.version, document.text_status)
        if key not in self._labels:
            pairs = sorted(((fold(clause.label), clause.id.path) for clause in document), key=lambda p: -len(p[0]))
            self._labels[key] = {label: path for label, path in pairs if label}
        return self._labels[key]

    def mentions(self, text: str) -> list[Mention]:
        """Documents named in `text`, by name, number or a title with one wrong character, in order."""
        held = self._table.find(text)
        for number in find_numbers(text):
            ids = self._table.numbered(number)
            if ids and not any(m.start <= number.start < m.end for m in held):
                held.append(Mention(number.start, number.end, text[number.start : number.end], ids))
        for end in _ENDS.finditer(text):
            at = end.start() if end[0] == "》" else end.end()
            if not any(m.start < at <= m.end for m in held):
                typed = self._typos.ending_at(text, at)
                if typed and not any(m.start < typed.end and typed.start < m.end for m in held):
                    held.append(typed)
        return sorted(held, key=lambda mention: mention.start)

    def mistyped(self, text: str, end: int) -> Mention | None:
        """The document whose mistyped title ends at `end`."""
        return None if self._table.ending_at(text, end) else self._typos.ending_at(text, end)


class _Reading:
    """One question being read."""

    def __init__(self, resolver: Resolver, catalogue: Catalogue, question: str, as_of: date | None) -> None:
        self._resolver = resolver
        self._catalogue = catalogue
        self._as_of = as_of
        self._table = catalogue.table
        self._text = self._with_ordinals(question)
        self._mentions = resolver.mentions(self._text)
        self._found: dict[tuple[str, Path], Found] = {}
        self._unresolved: dict[str, Unresolved] = {}
        self._used: set[int] = set()  # where mentions that carry a clause begin

    def resolution(self) -> Resolution:
        self._read_ids()
        references = find_references(self._text, names=self._table)
        labelled = [end for mention in self._mentions if (end := self._read_after(mention, references))]
        for reference in references:
            if reference.path and not any(start <= reference.start < end for start, end in labelled):
                self._read_clause(reference)
        for reference in references:
            if not reference.path and reference.reason:
                self._read_unknown(reference)
        documents = list(self._documents())
        return Resolution(
            tuple(self._found.values()), tuple(self._unresolved.values()), tuple(dict.fromkeys(documents))
        )

    def _with_ordinals(self, question: str) -> str:
        """商业银行法39条 as 商业银行法第39条: only a number right behind a document's name is one of its articles."""
        text = question
        for mention in reversed(self._resolver.mentions(question)):
            bare = _BARE.match(plain(text), mention.end)
            if bare:
                text = f"{text[: bare.end()]}第{text[bare.end() :]}"
        return text

    def _read_ids(self) -> None:
        for found in _CLAUSE_ID.finditer(self._text):
            try:
                self._keep(self._catalogue.clause(f"{found[1]}#{found[2]}", self._as_of))
            except UnknownClauseError as error:
                self._miss(found[0], error.zh, error.en)
            except UnknownDocumentError:
                self._miss(found[0], f"没有编号为{found[1]}的文件", f"no document has the id {found[1]}")
            except CorpusError as error:
                self._miss(found[0], str(error), str(error))

    def _read_clause(self, reference: Reference) -> None:
        document = reference.document
        for named in self._mentions:
            if named.start < reference.end and reference.start < named.end:
                self._use(named)
        if not document:
            mention = self._meant(reference)
            if mention is None:
                self._miss(reference.surface, *(reference.reason or ("", "")))
                return
            self._use(mention)
            if len(mention.ids) != 1:
                self._miss(mention.name, *unknown(mention.name, mention.ids))
                return
            document = mention.ids[0]
        self._look_up(reference.surface, document, reference.path, reference.until)

    def _meant(self, reference: Reference) -> Mention | None:
        """The document of a clause number whose name is unknown or elsewhere in the question."""
        if reference.name and not reference.name.startswith(("本", "该", "this", "This")):
            end = reference.start + len(reference.name)
            inside = end - 1 if self._text[end - 1 : end] == "》" else end
            if self._table.knows(reference.name):
                return None
            return self._resolver.mistyped(self._text, inside)
        before = [mention for mention in self._mentions if mention.end <= reference.start and mention.ids]
        if before:
            return before[-1]
        typed = self._resolver.mistyped(self._text, reference.start)
        if typed:
            return typed
        after = {mention.ids: mention for mention in self._mentions if mention.ids}
        return next(iter(after.values())) if len(after) == 1 else None

    def _look_up(self, surface: str, document_id: str, path: Path, until: Path | None = None) -> None:
        document = self._catalogue.get(document_id, self._as_of)
        paths = self._paths(document, path, until)
        for settled in paths[:_MOST]:
            located = locate(document, settled)
            if located:
                self._keep(Found(document, *located))
        if not paths:
            end = until if until and settle(document, path) else path
            self._miss(surface, *absence(document, tuple(step or "1" for step in end)))

    def _paths(self, document: Document, path: Path, until: Path | None) -> list[Path]:
        if until:
            ends = [settled[0] for end in (path, until) if len(settled := settle(document, end)) == 1]
            return between(document, ends[0], ends[1]) if len(ends) == 2 else []
        settled = settle(document, path)
        if not settled and "" not in path:  # a section: 46号文第三部分
            settled = [clause.id.path for clause in document if clause.id.path[: len(path)] == path]
        return settled

    def _read_after(self, mention: Mention, references: list[Reference]) -> tuple[int, int] | None:
        """Look up a label or a bare number right behind a document's name: 46号文三·2, 商业银行法 39. Gives the span
        read; None where a reference says as much or more (第三十九条第一款 beside the label 第三十九条)."""
        if len(mention.ids) != 1:
            return None
        document = self._catalogue.get(mention.ids[0], self._as_of)
        end = mention.end + (self._text[mention.end : mention.end + 1] == "》")
        number = _NUMBER.match(self._text, end)
        if number and not mention.name[-1].isdigit():
            self._use(mention)
            path = (number[1], *number[2].split(".")[1:])
            self._look_up(self._text[mention.start : number.end()], document.id, path)
            return mention.start, number.end()
        skipped = _LABEL_FOLLOWS.match(self._text, end)
        begin = skipped.end() if skipped else end
        for label, path in self._resolver.labels(document).items():
            length = _prefix(self._text[begin:], label)
            if length:
                stop = begin + length
                if any(r.path and mention.start <= r.start < stop <= r.end for r in references):
                    return None
                self._use(mention)
                self._look_up(self._text[mention.start : stop], document.id, path)
                return mention.start, stop
        return None

    def _read_unknown(self, reference: Reference) -> None:
        """A title in its marks or a number that names no document, unless the title is only mistyped."""
        inside = any(m.start <= reference.end and reference.start <= m.end and m.ids for m in self._mentions)
        if not inside and not reference.name.startswith(("本", "该")):
            self._miss(reference.surface, *(reference.reason or ("", "")))

    def _documents(self) -> Iterator[str]:
        for mention in self._mentions:
            if mention.start in self._used:
                continue
            if len(mention.ids) == 1:
                yield mention.ids[0]
            else:
                name = mention.name if mention.ids else f"《{short_title(mention.name)}》"
                self._miss(mention.name, *unknown(name, mention.ids))

    def _use(self, mention: Mention) -> None:
        self._used.add(mention.start)

    def _keep(self, found: Found) -> None:
        path = found.clause.id.path + (found.part.path if found.part else ())
        self._found.setdefault((found.document.id, path), found)

    def _miss(self, text: str, zh: str, en: str) -> None:
        self._unresolved.setdefault(text, Unresolved(text, zh, en))


def _prefix(text: str, label: str) -> int:
    """How many characters of `text` spell the folded `label`, where it ends there; 0 where they do not."""
    read = ""
    for at, character in enumerate(text):
        read += fold(character)
        if read == label:
            return at + 1 if _LABEL_ENDS.match(text, at + 1) else 0
        if not label.startswith(read):
            return 0
    return 0
