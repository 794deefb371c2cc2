"""A Markdown file of the corpus and the front matter on top of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from corpus.addressees import expand
from corpus.errors import CorpusError
from corpus.model import Clause, ClauseId, Document, TextStatus, Validity

_VALIDITY = tuple(Validity.__dataclass_fields__)
Kind = Literal["law", "administrative_regulation", "departmental_rule", "notice", "standard", "announcement", ""]


class FrontMatter(BaseModel):
    """The keys of the front matter, with their types; anything else is refused. An empty value is no value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    number: str = ""
    title_en: str = ""
    aliases: tuple[str, ...] = ()
    issuer: str = ""
    issuer_en: str = ""
    kind: Literal["law", "administrative_regulation", "departmental_rule", "notice", "standard", "announcement", ""] = (
        ""
    )
    published: date | None = None
    effective: date | None = None
    repealed: date | None = None
    version: date | None = None
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    superseded_on: date | None = None
    amended_by: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()
    amended_on: date | None = None
    unverified_from: date | None = None
    effective_assumed: bool = False
    in_force_claimed: bool = True
    addressees: tuple[str, ...] = ()
    text_status: TextStatus = TextStatus.RESTATED
    sources: tuple[str, ...] = ()
    provenance: str = ""
    caution: str = ""
    caution_en: str = ""
    permission: str = ""

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, held: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in held.items() if value is not None}

    def document(self, clauses: tuple[Clause, ...]) -> Document:
        """The document with these clauses. Raises CorpusError as Document does."""
        held = dict(self)
        validity = Validity(**{key: held.pop(key) for key in _VALIDITY})
        addressees = frozenset(held.pop("addressees"))
        return Document(clauses=clauses, validity=validity, addressees=addressees, **held)


def front_matter_of(document: Document) -> dict[str, Any]:
    """What the front matter says of a document, without the values that go without saying."""
    held: dict[str, Any] = {}
    for key, field in FrontMatter.model_fields.items():
        value = getattr(document.validity if key in _VALIDITY else document, key)
        if value not in (field.default, frozenset()) or key == "text_status":
            if isinstance(value, frozenset | tuple):
                value = sorted(value) if isinstance(value, frozenset) else list(value)
            held[key] = str(value) if isinstance(value, TextStatus) else value
    return held


@dataclass(frozen=True)
class Line:
    number: int
    text: str


class _PlainDates(yaml.SafeLoader):
    """Leaves a date a string, so that a wrong one is reported under its key."""


_PlainDates.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class MarkdownError(CorpusError):
    """A fault in a Markdown file; the text names file and line and says how to mend it."""


class Source:
    """A file being read: where an error is, and what it says."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def error(self, line: int, what: str) -> MarkdownError:
        return MarkdownError(f"{self.path}, line {line}: {what}")

    def lines(self) -> list[Line]:
        try:
            text = self.path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise self.error(1, f"is not UTF-8 ({error.reason}); save the file as UTF-8") from error
        return [Line(n, line) for n, line in enumerate(text.split("\n"), start=1)]


def read_front_matter(source: Source, lines: list[Line]) -> tuple[FrontMatter, int]:
    """The front matter and the number of lines that it takes."""
    if not lines or lines[0].text.rstrip() != "---":
        raise source.error(1, "the front matter is missing; begin the file with a line '---'")
    close = next((line.number for line in lines[1:] if line.text.rstrip() == "---"), None)
    if close is None:
        raise source.error(1, "the front matter is not closed; end it with a line '---'")
    try:
        text = "\n".join(line.text for line in lines[1 : close - 1])
        held = yaml.load(text, Loader=_PlainDates)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark.line + 2 if error.problem_mark else 2
        raise source.error(at, f"the front matter is not YAML: {error.problem}; quote values that hold ':'") from error
    except yaml.reader.ReaderError as error:
        at = text[: error.position].count("\n") + 2
        raise source.error(at, f"holds the control character U+{ord(text[error.position]):04X}; take it out") from error
    if not isinstance(held, dict):
        raise source.error(2, "the front matter holds no keys; write 'id: …' and 'title: …'")

    def line_of(key: object) -> int:
        return next((line.number for line in lines[1:close] if line.text.startswith(f"{key}:")), 2)

    try:
        front = FrontMatter.model_validate(held)
    except ValidationError as error:
        first = error.errors()[0]
        key = first["loc"][0]
        if first["type"] == "extra_forbidden":
            known = ", ".join(FrontMatter.model_fields)
            raise source.error(line_of(key), f"unknown key {key!r}; use one of: {known}") from error
        if first["type"] == "missing":
            raise source.error(2, f"{key!r} is missing; add a line '{key}: …'") from error
        says = f"{key}: {first['msg']}; got {first['input']!r} (docs/corpus.md tells what each key takes)"
        raise source.error(line_of(key), says) from error
    try:
        ClauseId(front.id, ("0",))
    except CorpusError as error:
        raise source.error(line_of("id"), str(error)) from error
    check_addressees(source, line_of("addressees"), front.addressees)
    begins = front.effective or front.published
    for key in ("repealed", "superseded_on", "amended_on"):
        day = getattr(front, key)
        if day and begins and day < begins:
            raise source.error(line_of(key), f"{key} {day} is before the document begins ({begins}); mend one of them")
    return front, close


def check_addressees(source: Source, line: int, names: tuple[str, ...]) -> frozenset[str]:
    try:
        expand(frozenset(names))
    except CorpusError as error:
        raise source.error(line, str(error)) from error
    return frozenset(names)
