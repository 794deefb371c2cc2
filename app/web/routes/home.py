"""The front door: to the chat in the visitor's language; and the texts that scripts show."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Cookie, Header, Request
from fastapi.responses import JSONResponse, RedirectResponse

from app.web.errors import ApiError
from app.web.strings import LANGUAGES, in_language, preferred


def router() -> APIRouter:
    paths = APIRouter(tags=["pages"])

    @paths.get("/", include_in_schema=False)
    def home(
        request: Request,
        lang: str | None = None,
        cookie: Annotated[str | None, Cookie(alias="policyqa_lang")] = None,
        accept_language: Annotated[str | None, Header()] = None,
    ) -> RedirectResponse:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(
            f"/{preferred(lang, cookie, accept_language)}/{query}", headers={"vary": "accept-language"}
        )

    @paths.get("/desk", include_in_schema=False)
    @paths.get("/desk/", include_in_schema=False)
    def desk() -> RedirectResponse:
        return RedirectResponse("/desk/clauses")

    @paths.get("/ui/{script}/{language}.json", include_in_schema=False)
    def texts(script: str, language: str) -> JSONResponse:
        if language not in LANGUAGES or not (found := in_language(language, f"script.{script}")):
            raise ApiError(404, "not_found", f"no texts {script} in {language}")
        return JSONResponse(found, headers={"cache-control": "max-age=300"})

    return paths
