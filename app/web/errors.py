"""The one error envelope of the API: {"error": {"code", "message", "next_step"}}; a test pins it."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from app.errors import PolicyQAError
from app.web.strings import has, preferred, say
from app.web.templates import render
from corpus.catalogue import UnknownClauseError, UnknownDocumentError
from corpus.errors import CorpusError
from indexing.errors import IndexingError

_STATUS_OF = {
    "unknown_document": 404,
    "unknown_clause": 404,
    "unknown_conversation": 404,
    "index_unavailable": 503,
    "records_unavailable": 503,
}


_PAGES = ("/desk", "/source")  # what people see; their failures are pages too


class ApiError(PolicyQAError):
    """An answer other than 2xx: `code` is stable, the message says what happened, `next_step` what to do."""

    def __init__(self, status: int, code: str, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.next_step = next_step or next_step_of(code)


def next_step_of(code: str, language: str = "en") -> str:
    """What a caller does after an error of this code."""
    key = f"next_step.{code}"
    return say(key if has(key) else "next_step.error", language)


def code_of(error: Exception) -> str:
    """The stable code of an error of ours."""
    if isinstance(error, UnknownDocumentError):
        return "unknown_document"
    if isinstance(error, UnknownClauseError):
        return "unknown_clause"
    if isinstance(error, IndexingError):
        return "index_unavailable"
    return getattr(error, "code", "bad_request")


def envelope(status: int, code: str, message: str, next_step: str = "") -> JSONResponse:
    body = {"error": {"code": code, "message": message, "next_step": next_step or next_step_of(code)}}
    return JSONResponse(body, status_code=status)


def _told(request: Request, status: int, code: str, message: str, next_step: str = "") -> Response:
    """The envelope; to a person's browser on a page of ours, the same as a page."""
    if not (request.url.path.startswith(_PAGES) and "text/html" in request.headers.get("accept", "")):
        return envelope(status, code, message, next_step)
    asked, cookie = request.query_params.get("lang"), request.cookies.get("policyqa_lang")
    language = preferred(asked, cookie, request.headers.get("accept-language"))
    html = render("error.html", language, message=message, next_step=next_step_of(code, language))
    return HTMLResponse(html, status_code=status)


async def _own(request: Request, error: Exception) -> Response:
    if isinstance(error, ApiError):
        return _told(request, error.status, error.code, str(error), error.next_step)
    code = code_of(error)
    return _told(request, _STATUS_OF.get(code, 400), code, str(error))


async def _invalid(request: Request, error: Exception) -> Response:
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {"loc": (), "msg": str(error)}
    where = ".".join(str(step) for step in first["loc"] if step != "body") or "body"
    return _told(request, 422, "bad_request", f"{where}: {first['msg']}")


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = str(error.detail) if isinstance(error, HTTPException) else str(error)
    return _told(request, status, "not_found" if status == 404 else "http_error", detail)


async def _unforeseen(request: Request, _: Exception) -> Response:
    return _told(request, 500, "internal", "the server failed at this request; its log says where")


def install(app: FastAPI) -> None:
    """Make every failure of `app` speak the envelope."""
    app.add_exception_handler(PolicyQAError, _own)
    app.add_exception_handler(CorpusError, _own)
    app.add_exception_handler(IndexingError, _own)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)
