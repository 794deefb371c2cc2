"""What a document and a clause are.

The clause is the unit of chunking, citation, permission, validity and evaluation (docs/corpus.md).
Everything here is frozen and checked at construction; nothing here reads a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from corpus.errors import CorpusError

_YEAR_OF_NUMBER = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[〕\])）】]|年第)")
_DOCUMENT_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_PATH_STEP = re.compile(r"[0-9a-z]+(?:-[0-9a-z]+)*\Z")


class TextStatus(StrEnum):
    """Where the words of a clause come from; always shown beside them."""

    OFFICIAL = "official"  # read from an official document that somebody imported
    COMPILED = "compiled"  # verbatim in a third-party compilation
    RESTATED = "restated"  # our own words: the official wording is not in the corpus


class ValidityStatus(StrEnum):
    """Whether a version is law on a given day."""

    IN_FORCE = "in_force"
    NOT_YET_IN_FORCE = "not_yet_in_force"
    AMENDED = "amended"
    SUPERSEDED = "superseded"
    REPEALED = "repealed"
    UNKNOWN = "unknown"


class Modality(StrEnum):
    """How strongly a clause speaks. 力争 is STRIVE and never becomes MUST."""

    MUST = "must"
    MUST_NOT = "must_not"
    SHOULD = "should"
    STRIVE = "strive"
    MAY = "may"
    ENCOURAGED = "encouraged"
    DEFINITION = "definition"
    STATEMENT = "statement"


class Evidence(StrEnum):
    """How well a restated clause is supported.

    A: the official text was read. B: two sources agree, or one gives the clause in full.
    C: one source only, or cut off. D: inferred.
    """

    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True, order=True)
class ClauseId:
    """`<document-id>#<path>`; the path is the official numbering in Arabic digits, dotted.

    `commercial-bank-law#39.1.4` is 第三十九条第一款第（四）项; `criminal-law#133-1` is 第一百三十三条之一.
    Neutral steps (`meta`, `0`) name what has no official number: the record card and the preamble.
    """

    document: str
    path: tuple[str, ...]

    def __post_init__(self) -> None:
        if not _DOCUMENT_ID.match(self.document):
            raise CorpusError(f"not a document id: {self.document!r} (lower-case words joined by '-')")
        if not self.path or not all(_PATH_STEP.match(step) for step in self.path):
            raise CorpusError(f"not a clause path: {'.'.join(self.path)!r} in {self.document} (say 3.1 or 133-1)")

    @classmethod
    def parse(cls, text: str) -> ClauseId:
        """Read `commercial-bank-law#39.1.4`. Raises CorpusError when it is not of that form."""
        document, sign, path = text.strip().partition("#")
        if not sign:
            raise CorpusError(f"not a clause id: {text!r} (say commercial-bank-law#39)")
        return cls(document, tuple(path.split(".")))

    def __str__(self) -> str:
        return f"{self.document}#{'.'.join(self.path)}"


@dataclass(frozen=True)
class LanguageSpan:
    """The characters [start, end) of a clause's text that are in one language ('zh' or 'en')."""

    language: str
    start: int
    end: int


@dataclass(frozen=True)
class Part:
    """A 款, 项 or 目 inside a clause: addressable, never indexed on its own.

    `path` is relative to the clause: ("1",) is 第一款, ("1", "4") its 第（四）项.
    `label` is what people call it, without the clause's own label: 第一款第（四）项.
    """

    path: tuple[str, ...]
    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Gloss:
    """Our own one-line summary of a clause whose official wording is in the corpus; an aid to search and
    to readers of the other language, never quoted as the clause."""

    zh: str = ""
    en: str = ""


@dataclass(frozen=True)
class Thresholds:
    """Figures of a clause as data, for arithmetic (a size standard, a cap); `text` is JSON of an object."""

    text: str

    def __post_init__(self) -> None:
        try:
            held = json.loads(self.text)
        except ValueError as error:
            raise CorpusError(f"thresholds are not JSON: {error}") from error
        if not isinstance(held, dict):
            raise CorpusError('thresholds are not a JSON object: say {"name": ...}')

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """The object that `text` spells out."""
        return dict(json.loads(self.text))


@dataclass(frozen=True)
class Place:
    """Where a clause stands in the original file: page (from 1) and box (x0, y0, x1, y1, points), or
    the characters [start, end) of the original text. Any of them may be unknown."""

    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Clause:
    """The smallest officially numbered piece of a document.

    `text` is everything that can be quoted; a restated bilingual clause holds the Chinese, a blank line and the
    English, told apart by `languages`. `headings` are the chapter and section above it, outermost first.
    `not_stated` names details that a reader would look for here and that the official text does not give.
    `caution` is what a reader has to know about this clause alone (a later amendment that the text lacks).
    """

    id: ClauseId
    label: str
    text: str
    order: int
    languages: tuple[LanguageSpan, ...] = ()
    heading: str = ""
    heading_en: str = ""
    headings: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    addressees: frozenset[str] = frozenset()
    modality: Modality = Modality.STATEMENT
    evidence: Evidence | None = None
    text_status: TextStatus = TextStatus.RESTATED
    to_check: str = ""
    to_check_en: str = ""
    gloss: Gloss = Gloss()
    places: tuple[Place, ...] = ()
    headings_en: tuple[str, ...] = ()
    not_stated: tuple[str, ...] = ()
    not_stated_en: tuple[str, ...] = ()
    thresholds: Thresholds | None = None
    caution: str = ""
    caution_en: str = ""
    amended_on: date | None = None  # from this day other words apply, which the corpus may not have
    amended_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise CorpusError(f"{self.id}: the clause has no text; write it under the heading or take the heading out")
        if self.evidence is not None and self.text_status is not TextStatus.RESTATED:
            raise CorpusError(f"{self.id}: evidence marks belong to restated text, this is {self.text_status}")
        for name, start, end in [
            *((f"language {span.language}", span.start, span.end) for span in self.languages),
            *((f"part {'.'.join(part.path)}", part.start, part.end) for part in self.parts),
        ]:
            if not 0 <= start < end <= len(self.text):
                raise CorpusError(f"{self.id}: {name} spans [{start}, {end}), the text has {len(self.text)} characters")

    def in_language(self, language: str) -> tuple[int, int] | None:
        """The span [start, end) of the text in `language`, or None where the clause does not speak it."""
        for span in self.languages:
            if span.language == language:
                return span.start, span.end
        return None

    def part(self, path: tuple[str, ...]) -> Part | None:
        """The 款/项 at a path relative to this clause, or None."""
        return next((part for part in self.parts if part.path == path), None)


@dataclass(frozen=True)
class Validity:
    """When a version of a document is law. Dates are None where the material does not say."""

    published: date | None = None
    effective: date | None = None
    repealed: date | None = None
    version: date | None = None  # date of the text itself: the last amendment
    supersedes: tuple[str, ...] = ()  # document ids or numbers
    superseded_by: tuple[str, ...] = ()
    superseded_on: date | None = None
    amended_by: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()  # document ids, numbers or titles that this decision changes
    amended_on: date | None = None  # from this day a later version of the text applies
    effective_assumed: bool = False  # the source does not tell `effective`; the date of adoption was taken
    unverified_from: date | None = None  # from this day on nobody has checked that it still applies
    in_force_claimed: bool = True  # the source calls it in force (or no repeal was seen)

    def status_on(self, day: date) -> ValidityStatus:
        """The status on `day`. A version is in force from its effective (else published) date until it is
        repealed, superseded or amended; before any such end, one whose begin is not known is UNKNOWN."""
        begins = self.effective or self.published
        if begins is not None and day < begins:
            return ValidityStatus.NOT_YET_IN_FORCE
        if self.repealed is not None and day >= self.repealed:
            return ValidityStatus.REPEALED
        if self.superseded_on is not None and day >= self.superseded_on:
            return ValidityStatus.SUPERSEDED
        if self.amended_on is not None and day >= self.amended_on:
            return ValidityStatus.AMENDED
        return ValidityStatus.IN_FORCE if begins and self.in_force_claimed else ValidityStatus.UNKNOWN


@dataclass(frozen=True)
class Document:
    """One version of one document and its clauses, in order.

    `aliases` are every other name people use (商行法, 46号文). `provenance` says where the words were read: for a
    compiled text the package, its version and the SHA-256 of its database.
    """

    id: str
    title: str
    clauses: tuple[Clause, ...]
    validity: Validity
    text_status: TextStatus
    title_en: str = ""
    number: str = ""
    issuer: str = ""
    issuer_en: str = ""
    kind: str = ""  # law, administrative_regulation, departmental_rule, notice
    aliases: tuple[str, ...] = ()
    addressees: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()
    provenance: str = ""
    caution: str = ""
    caution_en: str = ""
    permission: str = ""  # '' is readable by everyone
    _by_path: dict[tuple[str, ...], Clause] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if not _DOCUMENT_ID.match(self.id):
            raise CorpusError(f"not a document id: {self.id!r} (lower-case words joined by '-')")
        if not self.clauses:
            raise CorpusError(f"{self.id}: the document has no clauses")
        for clause in self.clauses:
            if clause.id.document != self.id:
                raise CorpusError(f"{self.id}: holds a clause of another document, {clause.id}")
            if clause.id.path in self._by_path:
                raise CorpusError(f"{self.id}: two clauses are numbered {'.'.join(clause.id.path)}")
            self._by_path[clause.id.path] = clause

    @cached_property
    def version(self) -> str:
        """The ISO date that tells this version from others of the same document; '' where unknown."""
        day = self.validity.version or self.validity.published
        return day.isoformat() if day else ""

    def published_by(self, day: date) -> bool:
        """Whether it, or an earlier version of it, can have been published by `day`: by its date, or else by the year
        in its number (〔2024〕26号)."""
        if self.validity.version is not None:
            return True
        if self.validity.published is not None:
            return self.validity.published <= day
        year = _YEAR_OF_NUMBER.search(self.number)
        return year is None or int(year[1]) <= day.year

    def status_on(self, day: date) -> ValidityStatus:
        """The status on `day`; what was not published by then was not yet in force, where dates do not tell."""
        status = self.validity.status_on(day)
        early = status is ValidityStatus.UNKNOWN and not self.published_by(day)
        return ValidityStatus.NOT_YET_IN_FORCE if early else status

    def clause(self, path: tuple[str, ...]) -> Clause | None:
        """The clause with exactly this path, or None."""
        return self._by_path.get(path)

    def locate(self, path: tuple[str, ...]) -> tuple[Clause, Part | None] | None:
        """The clause that holds `path` and, where the path goes deeper, the 款/项 inside it; None if absent."""
        for cut in range(len(path), 0, -1):
            clause = self._by_path.get(path[:cut])
            if clause is None:
                continue
            if cut == len(path):
                return clause, None
            part = clause.part(path[cut:])
            return (clause, part) if part else None
        return None

    def status_of(self, clause: Clause, day: date) -> ValidityStatus:
        """The status of one clause on `day`: that of the document, unless the clause alone was amended before."""
        status = self.status_on(day)
        amended = clause.amended_on is not None and day >= clause.amended_on
        return ValidityStatus.AMENDED if amended and status is ValidityStatus.IN_FORCE else status

    def key(self, clause: Clause) -> str:
        """Unique over all versions in an index: the clause id, "@" and the version; a restated text ends in "r", since
        the official text that replaces it has the same date."""
        mark = "r" if self.text_status is TextStatus.RESTATED else ""
        return f"{clause.id}@{self.version}{mark}"

    def __iter__(self) -> Iterator[Clause]:
        return iter(self.clauses)
