"""What a document demands of whom: one row a sentence that carries a force (must, must not, may, strive …)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.answering.dates import find_days
from app.answering.modality import Kind, find_marks
from corpus.model import Clause, Document, Modality, TextStatus

FORCES = (Kind.MUST_NOT, Kind.MUST, Kind.SHOULD, Kind.STRIVE, Kind.MAY, Kind.ENCOURAGED)
_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?|[^\n]+")
_WITHIN = re.compile(
    r"[0-9一二三四五六七八九十百]+(?:个工作日|个月|日|天|年)(?:以内|之内|内|前)"
    r"|within [0-9a-z ]{1,20}(?:days|months|years|day|month|year)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Requirement:
    """`by` are the dates and periods that the sentence gives, as written; '' where it gives none."""

    document: Document
    clause: Clause
    start: int
    end: int
    force: Kind
    by: str

    @property
    def text(self) -> str:
        return self.clause.text[self.start : self.end]

    @property
    def addressees(self) -> frozenset[str]:
        return self.clause.addressees or self.document.addressees


def requirements(document: Document, language: str) -> Iterator[Requirement]:
    """The requirements of one document in a language it has, else in its own; in the document's order."""
    for clause in document:
        told = clause.text_status is not TextStatus.COMPILED  # a compilation does not say what its clauses are
        if clause.id.path == ("meta",) or (told and clause.modality in {Modality.STATEMENT, Modality.DEFINITION}):
            continue
        own = clause.in_language(language) or (0, len(clause.text))
        for sentence in _SENTENCE.finditer(clause.text, *own):
            text = sentence.group().strip()
            force = _force(text)
            if force and len(text) > 5:
                begins = sentence.start() + sentence.group().index(text)
                yield Requirement(document, clause, begins, begins + len(text), force, _by(text))


def _force(text: str) -> Kind | None:
    """The strictest force of the sentence; a word that may stand for several counts as the strictest of them."""
    kinds = {kind for mark in find_marks(text) for kind in mark.kinds}
    return next((force for force in FORCES if force in kinds), None)


def _by(text: str) -> str:
    days = [text[day.start : day.end] for day in find_days(text)]
    return "；".join(dict.fromkeys([*days, *(match.group() for match in _WITHIN.finditer(text))]))
