"""Questions that name a clause or a document are answered by look-up; what is not there is said, never a neighbour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from corpus.catalogue import Catalogue, Found, UnknownClauseError, UnknownDocumentError
from corpus.errors import CorpusError
from corpus.expressions import Path, plain
from corpus.location import locate, missing, settle, spanned, told
from corpus.model import Document
from corpus.names import find_numbers, fold, short_title
from corpus.nametable import Mention
from corpus.numbering import CHINESE_NUMERAL, told_step
from corpus.reference import Reference, unknown
from corpus.references import ITEM, find_references
from indexing.predecessors import Predecessors
from indexing.tokens import tokens
from indexing.typos import TypoTable

_READ = 2000  # characters of a question that are read
_MOST = 40  # clauses that one range or section may bring
_CLAUSE_ID = re.compile(r"(?<![\w-])([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\s?#\s?([0-9a-z]+(?:[-.][0-9a-z]+)*)")
_N = rf"[0-9０-９{CHINESE_NUMERAL}]+"
_JOINER = r"\s*(?:、|,|，|和|及|与|至|到|-|~)\s*"
_BARE = re.compile(rf"[》”\"]?\s*(?:的|里|里面|中|中的|,)?\s*(?={_N}(?:{_JOINER}{_N})*\s*条(?![件例]))")
_UNKNOWN_BARE = re.compile(
    r"(?<=[一-龥]{2})(?:(?<![方办做看想说违合非无依执司立用算写手])法|条例|(?:管理|暂行|实施|试行)(?:办法|规定))》?\s*"
    rf"(?={_N}\s*条(?!件|例|意见|建议))"
)
_OTHER_TITLE = re.compile(r"(?:[一-龥](?<![的里中])){2,}(?:[通总规准细守]则|法|条例)(?:[的里中内面]|规定)*\s*\Z")
_BARE_BEFORE = re.compile(rf"(?<![第{CHINESE_NUMERAL}\d]){_N}\s*条(?:\s*{_N}\s*[款项目])*\s*(?:of\s*)?\Z")
_NUMBER = re.compile(
    rf"\s*(?:no\.?\s*|#)?\s*(\d{{1,4}})(-\d{{1,2}}|\s*之\s*{_N})?((?:[.]\d{{1,2}}){{0,2}})(?=\s*(?:[?!,.;:)。、]|\Z))",
    re.I,
)
_NOTICE = re.compile(r"\bnotice (?:no\.? ?)?(\d{1,4})\b(?: of ((?:19|20)\d\d))?", re.I)
_JOINED = re.compile(r"\s*(?:、|,|，|和|及|与|以及|and)\s*")
_ENDS = re.compile(
    r"》|(?:法典|条例|办法|规定|通知|细则|法)(?![院庭律人官学案定治规医则制典统部条例])"
    r"|\b(?:law|code|notice|measures|regulations)\b",
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
        self.predecessors = Predecessors(catalogue)
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
        held += [one for one in self._notices(text) if not any(m.start < one.end and one.start < m.end for m in held)]
        for end in _ENDS.finditer(text):
            at = end.start() if end[0] == "》" else end.end()
            if not any(m.start < at <= m.end for m in held):
                typed = self._typos.ending_at(text, at)
                if typed and not any(m.start < typed.end and typed.start < m.end for m in held):
                    held.append(typed)
        return sorted((self._told_apart(mention, text) for mention in held), key=lambda mention: mention.start)

    def _notices(self, text: str) -> Iterator[Mention]:
        """Notices by their numbers in English: Notice 21, Notice No. 21 of 2025."""
        for found in _NOTICE.finditer(text):
            ids = tuple(
                key
                for key, number in self._catalogue.numbers
                if number.serial == int(found[1])
                and found[2] in (None, number.year)
                and self._catalogue.get(key).kind == "notice"
            )
            if ids:
                yield Mention(found.start(), found.end(), found[0], ids)

    def _told_apart(self, mention: Mention, text: str) -> Mention:
        """A name of several documents (13号文) with the one of them alone of whose title the text speaks beside it
        (续贷那个13号文)."""
        if len(mention.ids) < 2:
            return mention
        spoken = _words(text[: mention.start]) | _words(text[mention.end :])
        held = [self._catalogue.get(one) for one in mention.ids]
        titles = {one.id: _words(f"{one.title} {one.title_en}") for one in held}
        own = {
            one: words - set().union(*(titles[other] for other in titles if other != one))
            for one, words in titles.items()
        }
        meant = [one for one in mention.ids if own[one] & spoken]
        return replace(mention, ids=(meant[0],)) if len(meant) == 1 else mention

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
        self._found: dict[tuple[str, Path], tuple[int, Found]] = {}  # where it is named, and what
        self._unresolved: dict[str, Unresolved] = {}
        self._used: set[int] = set()  # where mentions that carry a clause begin

    def resolution(self) -> Resolution:
        self._read_ids()
        references = find_references(self._text, names=self._table)
        labelled = [span for mention in self._mentions for span in self._read_after(mention, references)]
        for reference in references:
            if reference.path and not any(start <= reference.start < end for start, end in labelled):
                self._read_clause(reference)
        for reference in references:
            if not reference.path and reference.reason:
                self._read_unknown(reference)
        documents = list(self._documents())
        found = tuple(item for _, item in sorted(self._found.values(), key=lambda place: place[0]))
        return Resolution(found, tuple(self._unresolved.values()), tuple(dict.fromkeys(documents)))

    def _with_ordinals(self, question: str) -> str:
        """商业银行法39条 as 商业银行法第39条: only a number right beside a document's name is one of its articles. So
        is one behind the name of a law that is not held (合同法196条), which is then said not to be."""
        text = question
        for mention in reversed(self._resolver.mentions(question)):
            bare = _BARE.match(plain(text), mention.end)
            if bare:
                text = f"{text[: bare.end()]}第{text[bare.end() :]}"
            front = _BARE_BEFORE.search(plain(text), 0, mention.start)
            if front:
                text = f"{text[: front.start()]}第{text[front.start() :]}"
        return _UNKNOWN_BARE.sub(lambda found: f"{found[0]}第", text)

    def _read_ids(self) -> None:
        for found in _CLAUSE_ID.finditer(self._text):
            try:
                self._keep(found.start(), self._catalogue.clause(f"{found[1]}#{found[2]}", self._as_of))
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
        self._look_up(reference.start, reference.surface, document, reference.path, reference.until)

    def _meant(self, reference: Reference) -> Mention | None:
        """The document of a clause number whose name is unknown or elsewhere in the question; None where another title
        stands between them (商业银行法和贷款通则里的第三条)."""
        if reference.name and not reference.name.startswith(("本", "该", "this", "This")):
            end = reference.start + len(reference.name)
            inside = end - 1 if self._text[end - 1 : end] == "》" else end
            if self._table.knows(reference.name):
                return None
            return self._resolver.mistyped(self._text, inside)
        before = [mention for mention in self._mentions if mention.end <= reference.start and mention.ids]
        if before:
            between = self._text[before[-1].end : reference.start]
            return None if _OTHER_TITLE.search(between) else before[-1]
        typed = self._resolver.mistyped(self._text, reference.start)
        if typed:
            return typed
        after = {mention.ids: mention for mention in self._mentions if mention.ids}
        return next(iter(after.values())) if len(after) == 1 else None

    def _look_up(self, at: int, surface: str, document_id: str, path: Path, until: Path | None = None) -> None:
        document = self._catalogue.get(document_id, self._as_of)
        paths = self._paths(document, path, until)
        for settled in paths[:_MOST]:
            located = locate(document, settled)
            if located:
                self._keep(at, Found(document, *located))
        if not paths:
            self._miss(surface, *missing(document, path, until))

    def _paths(self, document: Document, path: Path, until: Path | None) -> list[Path]:
        if until:
            return spanned(document, path, until)
        path = told(document, path)
        settled = settle(document, path)
        if not settled and "" not in path:  # a section: 46号文第三部分
            settled = [clause.id.path for clause in document if clause.id.path[: len(path)] == path]
        return settled

    def _read_after(self, mention: Mention, references: list[Reference]) -> Iterator[tuple[int, int]]:
        """Look up labels or a bare number right behind a document's name: 46号文三·2和三·1, 商业银行法 39. Gives the
        spans read; what a reference reads as well or better (第三十九条第一款) is left to it."""
        if len(mention.ids) != 1:
            return
        document = self._catalogue.get(mention.ids[0], self._as_of)
        start, at = mention.start, mention.end + (self._text[mention.end : mention.end + 1] == "》")
        while True:
            item = self._item(document, at, bare=start == mention.start and not mention.name[-1].isdigit())
            stop = item[0] if item else at + 1
            better = [r for r in references if r.path and start <= r.start < stop <= r.end and r.end > at]
            if better:
                at = max(reference.end for reference in better)
            elif item:
                self._use(mention)
                self._look_up(start, self._text[start:stop], document.id, item[1])
                yield start, stop
                at = stop
            else:
                return
            joined = _JOINED.match(self._text, at)
            if not joined:
                return
            start = at = joined.end()

    def _item(self, document: Document, at: int, *, bare: bool) -> tuple[int, Path] | None:
        """Where the label, item or (`bare`) number that stands at `at` ends, and its path."""
        number = _NUMBER.match(plain(self._text), at) if bare else None
        if number:
            return number.end(), (told_step(number[1], number[2] or ""), *number[3].split(".")[1:])
        skipped = _LABEL_FOLLOWS.match(self._text, at)
        begin = skipped.end() if skipped else at
        for label, path in self._resolver.labels(document).items():
            length = _prefix(self._text[begin:], label)
            if length:
                return begin + length, path
        item = ITEM.match(plain(self._text), at)
        steps = [step for step in item.groups() if step] if item else []
        return (item.end(), tuple(told_step(step) for step in steps)) if item else None

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

    def _keep(self, at: int, found: Found) -> None:
        path = found.clause.id.path + (found.part.path if found.part else ())
        self._found.setdefault((found.document.id, path), (at, found))

    def _miss(self, text: str, zh: str, en: str) -> None:
        self._unresolved.setdefault(text, Unresolved(text, zh, en))


def _words(text: str) -> set[str]:
    """Touching characters, and words of other scripts."""
    return {token for token in tokens(text) if len(token) > 1 and not token.isdigit()}


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
