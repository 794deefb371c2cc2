"""Which document takes the place of which: links in both directions, and later versions of one id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.amendments import amended, set_aside
from corpus.model import Document, Validity
from corpus.names import fold, parse_number, short_title


def link(documents: Sequence[Document]) -> list[Document]:
    """The documents (versions of an id oldest first) with `supersedes`/`superseded_by` set on both sides.

    A document named in another's `supersedes`, by id, number or title, ends when the other begins, unless it tells an
    earlier day itself. A version that tells no end is amended when the next version of its id begins. Amending
    decisions mark the articles that they change, and an official text sets our restatement of it aside.
    """
    ids = _identities(documents)
    takes: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        for names, forwards in ((document.validity.supersedes, True), (document.validity.superseded_by, False)):
            for other in {ids[key] for name in names if (key := _key(name)) in ids} - {document.id}:
                newer, older = (document.id, other) if forwards else (other, document.id)
                takes[newer].add(older)
    begins: dict[str, date] = {}
    for document in documents:
        day = document.validity.effective or document.validity.published
        if day:
            begins[document.id] = min(day, begins.get(document.id, day))
    linked = [replace(document, validity=_validity(document, takes, begins, ids)) for document in documents]
    followed = [_followed(document, after) for document, after in zip(linked, [*linked[1:], None], strict=False)]
    return set_aside(amended(followed, lambda name: ids.get(_key(name))))


def _identities(documents: Sequence[Document]) -> dict[str, str]:
    """Folded id, number or title: document id."""
    table: dict[str, str] = {}
    for document in documents:
        for name in (document.id, document.number, document.title, short_title(document.title)):
            if name:
                table[_key(name)] = document.id
    return table


def _key(name: str) -> str:
    number = parse_number(name)
    return f"{number.before} {number.year} {number.serial}" if number and not name.isascii() else fold(name)


def _validity(document: Document, takes: dict[str, set[str]], begins: dict[str, date], ids: dict[str, str]) -> Validity:
    validity = document.validity
    supersedes = _merged(validity.supersedes, takes[document.id], ids)
    newer = {key for key, older in takes.items() if document.id in older}
    superseded_by = _merged(validity.superseded_by, newer, ids)
    on = validity.superseded_on or min((begins[key] for key in newer if key in begins), default=None)
    return replace(validity, supersedes=supersedes, superseded_by=superseded_by, superseded_on=on)


def _merged(told: tuple[str, ...], linked: set[str], ids: dict[str, str]) -> tuple[str, ...]:
    """Names told by the document, as ids where the catalogue has them, and the linked ids."""
    return tuple(dict.fromkeys([*(ids.get(_key(name), name) for name in told), *sorted(linked)]))


def _followed(document: Document, after: Document | None) -> Document:
    validity = document.validity
    if after is None or after.id != document.id or validity.amended_on or validity.superseded_on:
        return document
    begins = after.validity.effective or after.validity.published
    begun = validity.effective or validity.published
    if not begins or not begun or begins <= begun:
        return document
    return replace(document, validity=replace(validity, amended_on=begins))
