"""The source page: a whole document with the cited words in place."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Cookie, Header, Query
from fastapi.responses import HTMLResponse, Response

from app.importing import version_named
from app.service import PolicyQA
from app.web.original_view import OriginalPages, PageView
from app.web.references_view import ReferenceIndex, References
from app.web.source_view import Span, source_view
from app.web.strings import preferred
from app.web.templates import render
from corpus.catalogue import clause_of
from corpus.errors import CorpusError


def router(service: PolicyQA, references: ReferenceIndex) -> APIRouter:
    paths = APIRouter(tags=["source"])
    originals = OriginalPages(service.settings.data)

    @paths.get("/source/{document_id}", response_class=HTMLResponse)
    def source(
        document_id: str,
        clause: Annotated[
            str, Query(max_length=80, description="clause path, say 39 or 3.1; may go down to a 款")
        ] = "",
        start: Annotated[int, Query(ge=0)] = 0,
        end: Annotated[int, Query(ge=0)] = 0,
        as_of: date | None = None,
        version: Annotated[str, Query(max_length=200, description="this version, whatever the day")] = "",
        lang: str | None = None,
        theme: Annotated[str, Query(pattern="^(|light|dark)$")] = "",
        panel: bool = False,
        cookie: Annotated[str | None, Cookie(alias="policyqa_lang")] = None,
        accept_language: Annotated[str | None, Header()] = None,
    ) -> HTMLResponse:
        language = preferred(lang, cookie, accept_language)
        day = as_of or date.today()
        catalogue = service.catalogue
        document = version_named(catalogue, version) if version else catalogue.get(document_id, day)
        spans: tuple[Span, ...] = ()
        cited: frozenset[tuple[str, ...]] = frozenset()
        around = References()
        pages: tuple[PageView, ...] = ()
        if clause:
            found = clause_of(document, tuple(clause.split(".")))
            path = found.clause.id.path
            if end == 0 and found.part:
                start, end = found.part.start, found.part.end
            if end > len(found.clause.text) or start > end:
                raise CorpusError(f"{found.clause.id}: no characters {start} to {end}, it has {len(found.clause.text)}")
            cited = frozenset({path})
            around = references.of(found.clause.id, day, language)
            spans = (Span(path, start, end),) if end else ()
            pages = originals.of(document, found.clause, start, end)
        versions = tuple(catalogue.versions(document.id))
        view = source_view(document, language, day, spans, cited, versions)
        page = render("source.html", language, view=view, theme=theme, panel=panel, around=around, pages=pages)
        return HTMLResponse(page)

    @paths.get("/source/{document_id}/pages/{number}.jpg")
    def page_picture(
        document_id: str, number: int, file: Annotated[str, Query(pattern="^[0-9a-f]{64}$", description="its SHA-256")]
    ) -> Response:
        """A page of a file that a version of the document was imported from."""
        jpeg = originals.picture(service.catalogue.versions(document_id), file, number).jpeg
        return Response(jpeg, media_type="image/jpeg", headers={"cache-control": "private, max-age=86400"})

    return paths
