"""Compare: two documents, or two versions of one, clause by clause with the words that changed."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.service import PolicyQA
from app.web.answer_view import short_title
from app.web.desk.page import Visitor
from corpus.compare import KINDS, compare
from corpus.model import Document


def router(service: PolicyQA) -> APIRouter:
    paths = APIRouter(tags=["desk"])

    def held(key: str) -> Document:
        """The document `id@version`; without a version the one of today."""
        name, _, version = key.partition("@")
        versions = service.catalogue.versions(name)
        return next((d for d in versions if d.version == version), None) or service.catalogue.get(name)

    @paths.get("/desk/compare", response_class=HTMLResponse)
    def page(visit: Visitor, before: str = "", after: str = "", unchanged: bool = False) -> HTMLResponse:
        choices = sorted(
            (f"{short_title(d, visit.language)} ({d.version or '—'})", _key(d)) for d in service.catalogue.documents
        )
        result = compare(held(before), held(after)) if before and after else None
        changes = [c for c in result.changes if c.kinds or unchanged] if result else []
        return visit.page(
            "compare",
            choices=choices,
            chosen=(_key(result.before), _key(result.after)) if result else (before, after),
            unchanged=unchanged,
            result=result,
            changes=changes,
            counts=result.counts() if result else {},
            kinds=KINDS,
        )

    return paths


def _key(document: Document) -> str:
    return f"{document.id}@{document.version}"
