"""Documents: what is held, in which versions; what a file would become, seen before it is imported."""

from __future__ import annotations

import re
import tempfile
import threading
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import HTMLResponse

from app.importing import given, import_reviewed, version_name, withdraw_version, withdrawal
from app.service import PolicyQA
from app.web.answer_view import short_title
from app.web.desk.page import Visit, Visitor
from app.web.errors import ApiError
from corpus.importing.storage import document_path
from corpus.imports import Review, review
from corpus.model import Document, TextStatus, ValidityStatus

KEPT = 5  # reviews that wait for a decision


class WaitingReviews:
    """Reviews between the look and the decision, in memory."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Review] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, reviewed: Review) -> str:
        name = uuid.uuid4().hex
        with self._lock:
            self._held[name] = reviewed
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
        return name

    def take(self, name: str) -> Review:
        with self._lock:
            found = self._held.pop(name, None)
        if found is None:
            raise ApiError(404, "not_found", "this review is no longer held; upload the file again")
        return found


@dataclass(frozen=True)
class Row:
    """A version held; `name` finds it again, `imported` tells that it can be withdrawn."""

    title: str
    document: Document
    name: str
    validity: ValidityStatus
    clauses: int
    imported: bool


def _row(document: Document, visit: Visit, data: Path) -> Row:
    return Row(
        short_title(document, visit.language),
        document,
        version_name(document),
        document.status_on(visit.as_of),
        sum(clause.id.path != ("meta",) for clause in document),
        document.text_status is TextStatus.OFFICIAL and document_path(data, document).is_file(),
    )


def _file_name(told: str) -> str:
    """The last part of a name that a browser told, without what has no place in one. Raises ApiError without any."""
    name = re.sub(r"[^\w .()（）〔〕\[\]【】《》-]", "_", Path(told.replace("\\", "/")).name).strip(" .")
    if not name:
        raise ApiError(400, "bad_request", "there is no file to review")
    return name[-60:].lstrip(" .")


def router(service: PolicyQA) -> APIRouter:
    paths = APIRouter(tags=["desk"])
    waiting = WaitingReviews()

    def page(visit: Visit, **values: object) -> HTMLResponse:
        rows = [_row(document, visit, service.settings.data) for document in service.catalogue.documents]
        rows.sort(key=lambda row: (not row.imported, row.document.text_status.value != "restated", row.title, row.name))
        shown = {"reviewed": None, "name": "", "stored": None, "withdrawing": None, "withdrawn": None, **values}
        return visit.page("documents", rows=rows, **shown)

    @paths.get("/desk/documents", response_class=HTMLResponse)
    def listed(visit: Visitor) -> HTMLResponse:
        return page(visit)

    @paths.post("/desk/documents", response_class=HTMLResponse)
    def look(
        visit: Visitor,
        file: Annotated[list[UploadFile], File(max_length=50)],
        number: Annotated[str, Form(max_length=100)] = "",
        title: Annotated[str, Form(max_length=300)] = "",
        issuer: Annotated[str, Form(max_length=200)] = "",
        published: Annotated[str, Form(max_length=10)] = "",
        effective: Annotated[str, Form(max_length=10)] = "",
        supersedes: Annotated[str, Form(max_length=300)] = "",
    ) -> HTMLResponse:
        overrides = given(
            number=number.strip(),
            title=title.strip(),
            issuer=issuer.strip(),
            published=published,
            effective=effective,
            supersedes=[name.strip() for name in re.split("[;；]", supersedes) if name.strip()],
        )
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder) / str(place) / _file_name(each.filename or "") for place, each in enumerate(file)]
            for path, each in zip(paths, file, strict=True):
                path.parent.mkdir()
                path.write_bytes(each.file.read())
            reviewed = review(paths, overrides, catalogue=service.catalogue)
        return page(visit, reviewed=reviewed, name=waiting.keep(reviewed) if reviewed.valid else "")

    @paths.get("/desk/documents/withdraw", response_class=HTMLResponse)
    def ask_to_withdraw(visit: Visitor, version: str) -> HTMLResponse:
        return page(visit, withdrawing=withdrawal(service.settings, version))

    @paths.post("/desk/documents/withdraw", response_class=HTMLResponse)
    def take_back(visit: Visitor, version: Annotated[str, Form()]) -> HTMLResponse:
        told = withdraw_version(service.settings, version, None)
        service.refresh(at_once=True)
        return page(visit, withdrawn=told)

    @paths.post("/desk/documents/{name}", response_class=HTMLResponse)
    def decide(visit: Visitor, name: str, decision: Annotated[str, Form(pattern="^(store|drop)$")]) -> HTMLResponse:
        reviewed = waiting.take(name)
        if decision == "drop":
            return page(visit)
        stored = import_reviewed(service.settings, reviewed, None)
        service.refresh(at_once=True)
        return page(visit, stored=stored)

    return paths
