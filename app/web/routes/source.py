"""The source page: a whole document with the cited words in place."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Cookie, Header, Query
from fastapi.responses import HTMLResponse

from app.service import PolicyQA
from app.web.references_view import ReferenceIndex, References
from app.web.source_view import Span, source_view
from app.web.strings import preferred
from app.web.templates import render
from corpus.errors import CorpusError
from corpus.model import ClauseId


def router(service: PolicyQA, references: ReferenceIndex) -> APIRouter:
    paths = APIRouter(tags=["source"])

    @paths.get("/source/{document_id}", response_class=HTMLResponse)
    def source(
        document_id: str,
        clause: Annotated[
            str, Query(max_length=80, description="clause path, say 39 or 3.1; may go down to a 款")
        ] = "",
        start: Annotated[int, Query(ge=0)] = 0,
        end: Annotated[int, Query(ge=0)] = 0,
        as_of: date | None = None,
        lang: str | None = None,
        theme: Annotated[str, Query(pattern="^(|light|dark)$")] = "",
        panel: bool = False,
        cookie: Annotated[str | None, Cookie(alias="policyqa_lang")] = None,
        accept_language: Annotated[str | None, Header()] = None,
    ) -> HTMLResponse:
        language = preferred(lang, cookie, accept_language)
        day = as_of or date.today()
        document = service.catalogue.get(document_id, day)
        spans: tuple[Span, ...] = ()
        cited: frozenset[tuple[str, ...]] = frozenset()
        around = References()
        if clause:
            found = service.catalogue.clause(ClauseId(document_id, tuple(clause.split("."))), day)
            document, path = found.document, found.clause.id.path
            if end == 0 and found.part:
                start, end = found.part.start, found.part.end
            if end > len(found.clause.text) or start > end:
                raise CorpusError(f"{found.clause.id}: no characters {start} to {end}, it has {len(found.clause.text)}")
            cited = frozenset({path})
            around = references.of(found.clause.id, day, language)
            spans = (Span(path, start, end),) if end else ()
        versions = tuple(service.catalogue.versions(document_id))
        view = source_view(document, language, day, spans, cited, versions)
        return HTMLResponse(render("source.html", language, view=view, theme=theme, panel=panel, around=around))

    return paths
