"""Clauses: browse and search by document, issuer, addressee, modality, validity and text; two side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from app.service import PolicyQA
from app.web.answer_view import short_title, source_href
from app.web.desk.page import Visit, Visitor
from app.web.source_view import addressee_names, institution_names
from corpus.addressees import concerns
from corpus.errors import CorpusError
from corpus.model import Clause, Document, Modality, ValidityStatus

PAGE = 30
SEARCHED = 60  # clauses that a text search ranks


@dataclass(frozen=True)
class Row:
    id: str
    href: str
    label: str
    heading: str
    title: str
    snippet: str
    addressees: str
    modality: str
    validity: str
    text_status: str


@dataclass(frozen=True)
class Wanted:
    """The filters; '' leaves one open."""

    q: str = ""
    document: str = ""
    issuer: str = ""
    addressee: str = ""
    modality: str = ""
    validity: str = ""

    def holds(self, document: Document, clause: Clause, visit: Visit) -> bool:
        return (
            clause.id.path != ("meta",)
            and self.document in ("", document.id)
            and self.issuer in ("", document.issuer)
            and self.modality in ("", clause.modality)
            and self.validity in ("", document.status_on(visit.as_of))
            and (not self.addressee or concerns(clause.addressees or document.addressees, self.addressee))
        )


def row(document: Document, clause: Clause, visit: Visit) -> Row:
    own = clause.in_language(visit.language)
    text = clause.text[own[0] : own[1]] if own else clause.text
    return Row(
        id=str(clause.id),
        href=source_href(str(clause.id), visit.as_of.isoformat(), visit.language),
        label=clause.label,
        heading=(clause.heading_en or clause.heading) if visit.language == "en" else clause.heading,
        title=short_title(document, visit.language),
        snippet=" ".join(text.split())[:180],
        addressees=addressee_names(clause.addressees, visit.language),
        modality=clause.modality,
        validity=document.status_on(visit.as_of),
        text_status=clause.text_status,
    )


def _found(service: PolicyQA, wanted: Wanted, visit: Visit) -> Iterator[tuple[Document, Clause]]:
    if wanted.q.strip():
        documents = [wanted.document] if wanted.document else None
        for hit in service.search(wanted.q, SEARCHED, as_of=visit.as_of, documents=documents):
            yield hit.document, hit.clause
        return
    for name in service.catalogue.ids():
        document = service.catalogue.get(name, visit.as_of)
        for clause in document:
            yield document, clause


def router(service: PolicyQA) -> APIRouter:
    paths = APIRouter(tags=["desk"])

    @paths.get("/desk/clauses", response_class=HTMLResponse)
    def clauses(
        visit: Visitor,
        q: Annotated[str, Query(max_length=500)] = "",
        document: str = "",
        issuer: str = "",
        addressee: str = "",
        modality: str = "",
        validity: str = "",
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> HTMLResponse:
        wanted = Wanted(q, document, issuer, addressee, modality, validity)
        if addressee and addressee not in institution_names(visit.language):
            raise CorpusError(f"unknown institution type: {addressee!r}")
        rows = [row(d, c, visit) for d, c in _found(service, wanted, visit) if wanted.holds(d, c, visit)]
        documents = [service.catalogue.get(name, visit.as_of) for name in service.catalogue.ids()]
        return visit.page(
            "clauses",
            rows=rows[(page - 1) * PAGE : page * PAGE],
            total=len(rows),
            number=page,
            pages=-(-len(rows) // PAGE),
            wanted=wanted,
            documents=sorted((short_title(d, visit.language), d.id) for d in documents),
            issuers=sorted({d.issuer for d in documents if d.issuer}),
            addressees=institution_names(visit.language),
            modalities=list(Modality),
            validities=list(ValidityStatus),
        )

    @paths.get("/desk/side", response_class=HTMLResponse)
    def side(visit: Visitor, pick: Annotated[list[str] | None, Query(max_length=10)] = None) -> HTMLResponse:
        found = [service.catalogue.clause(name, visit.as_of) for name in (pick or [])[:2]]
        day = visit.as_of.isoformat()
        chosen = [
            (
                f"{short_title(f.document, visit.language)} {f.label}",
                source_href(str(f.clause.id), day, visit.language) + f"&panel=1#c-{'.'.join(f.clause.id.path)}",
            )
            for f in found
        ]
        return visit.page("clauses", "side", chosen=chosen)

    return paths
