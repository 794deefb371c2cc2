"""Documents, clauses and search, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from app.service import PolicyQA
from corpus.model import Clause, Document


def document_json(document: Document, day: date) -> dict[str, Any]:
    """What is known of a version of a document, without its text. Dates ISO or null."""
    validity = document.validity
    return {
        "id": document.id,
        "title": document.title,
        "title_en": document.title_en,
        "number": document.number,
        "issuer": document.issuer,
        "kind": document.kind,
        "text_status": document.text_status,
        "validity": document.status_on(day),
        "published": validity.published,
        "effective": validity.effective,
        "version": document.version,
        "clauses": len(document.clauses),
    }


def clause_json(document: Document, clause: Clause, day: date) -> dict[str, Any]:
    """A clause with its whole text; spans are characters of that text."""
    return {
        "id": str(clause.id),
        "label": clause.label,
        "heading": clause.heading,
        "heading_en": clause.heading_en,
        "headings": list(clause.headings),
        "text": clause.text,
        "languages": [{"language": s.language, "start": s.start, "end": s.end} for s in clause.languages],
        "parts": [{"path": ".".join(p.path), "label": p.label, "start": p.start, "end": p.end} for p in clause.parts],
        "addressees": sorted(clause.addressees),
        "modality": clause.modality,
        "evidence": clause.evidence,
        "text_status": clause.text_status,
        "to_check": clause.to_check,
        "to_check_en": clause.to_check_en,
        "document": document_json(document, day),
    }


def router(service: PolicyQA) -> APIRouter:
    paths = APIRouter(prefix="/v1", tags=["catalogue"])

    @paths.get("/documents")
    def documents(as_of: date | None = None) -> dict[str, Any]:
        day = as_of or date.today()
        return {"documents": [document_json(service.catalogue.get(name, day), day) for name in service.catalogue.ids()]}

    @paths.get("/clauses/{clause_id:path}")
    def clause(clause_id: str, as_of: date | None = None) -> dict[str, Any]:
        day = as_of or date.today()
        found = service.catalogue.clause(clause_id, day)
        body = clause_json(found.document, found.clause, day)
        body["part"] = ".".join(found.part.path) if found.part else None
        return body

    @paths.get("/search")
    def search(
        q: Annotated[str, Query(min_length=1)],
        top_k: Annotated[int, Query(ge=1, le=50)] = 10,
        as_of: date | None = None,
        institution: Annotated[str | None, Query(max_length=60)] = None,
        documents: Annotated[list[str] | None, Query(max_length=100)] = None,
    ) -> dict[str, Any]:
        day = as_of or date.today()
        hits = service.search(q, top_k, as_of=as_of, institution=institution or None, documents=documents)
        return {
            "hits": [
                {**clause_json(hit.document, hit.clause, day), "score": hit.score, "channels": dict(hit.channels)}
                for hit in hits
            ]
        }

    return paths
