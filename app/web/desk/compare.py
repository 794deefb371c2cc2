"""Compare: two documents, or two versions of one, clause by clause with the words that changed."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.importing import version_name, version_named
from app.service import PolicyQA
from app.web.answer_view import short_title
from app.web.desk.page import Visitor
from app.web.source_view import version_text
from corpus.compare import KINDS, compare


def router(service: PolicyQA) -> APIRouter:
    paths = APIRouter(tags=["desk"])

    @paths.get("/desk/compare", response_class=HTMLResponse)
    def page(visit: Visitor, before: str = "", after: str = "", unchanged: bool = False) -> HTMLResponse:
        choices = sorted(
            (f"{short_title(d, visit.language)} ({version_text(d, visit.language)})", version_name(d))
            for d in service.catalogue.documents
        )
        held = partial(version_named, service.catalogue)
        result = compare(held(before), held(after)) if before and after else None
        changes = [c for c in result.changes if c.kinds or unchanged] if result else []
        return visit.page(
            "compare",
            choices=choices,
            chosen=(version_name(result.before), version_name(result.after)) if result else (before, after),
            unchanged=unchanged,
            result=result,
            changes=changes,
            counts=result.counts() if result else {},
            kinds=KINDS,
        )

    return paths
