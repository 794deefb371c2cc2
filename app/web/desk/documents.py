"""Documents: what is held, in which versions; what a file would become, seen before it is imported."""

from __future__ import annotations

import tempfile
import threading
import uuid
from collections import OrderedDict
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import HTMLResponse

from app.importing import import_reviewed
from app.service import PolicyQA
from app.web.answer_view import short_title
from app.web.desk.page import Visit, Visitor
from app.web.errors import ApiError
from corpus.imports import Review, review

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


def router(service: PolicyQA) -> APIRouter:
    paths = APIRouter(tags=["desk"])
    waiting = WaitingReviews()

    def page(visit: Visit, **values: object) -> HTMLResponse:
        rows = [
            (short_title(d, visit.language), d, d.validity.status_on(visit.as_of), len(d.clauses) - 1)
            for d in service.catalogue.documents
        ]
        rows.sort(key=lambda row: (row[1].text_status.value != "restated", row[0], row[1].version))
        shown = {"reviewed": None, "name": "", "stored": None, **values}
        return visit.page("documents", rows=rows, **shown)

    @paths.get("/desk/documents", response_class=HTMLResponse)
    def listed(visit: Visitor) -> HTMLResponse:
        return page(visit)

    @paths.post("/desk/documents", response_class=HTMLResponse)
    def look(visit: Visitor, file: Annotated[UploadFile, File()]) -> HTMLResponse:
        name = Path(file.filename or "").name
        if not name:
            raise ApiError(400, "bad_request", "there is no file to review")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / ("upload" + Path(name).suffix.lower())
            path.write_bytes(file.file.read())
            reviewed = review([path], catalogue=service.catalogue)
        return page(visit, reviewed=reviewed, name=waiting.keep(reviewed) if reviewed.valid else "")

    @paths.post("/desk/documents/{name}", response_class=HTMLResponse)
    def decide(visit: Visitor, name: str, decision: Annotated[str, Form(pattern="^(store|drop)$")]) -> HTMLResponse:
        reviewed = waiting.take(name)
        if decision == "drop":
            return page(visit)
        stored = import_reviewed(service.settings, reviewed, None)
        service.refresh(at_once=True)
        return page(visit, stored=stored)

    return paths
