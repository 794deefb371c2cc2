"""Requirements: who must, must not, may or strives to do what by when; sortable, with an Excel export."""

from __future__ import annotations

import io
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from app.checking.requirements import FORCES, Requirement, requirements
from app.service import PolicyQA
from app.web.answer_view import short_title, source_href
from app.web.desk.page import Visit, Visitor
from app.web.source_view import addressee_names, institution_names
from app.web.strings import say
from corpus.addressees import concerns
from corpus.errors import CorpusError

FIRST = "jinbanfa-2025-46"  # what the tab opens with, where it is held
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS = ("who", "force", "what", "by", "clause", "document")


def _found(service: PolicyQA, visit: Visit, document: str, addressee: str, force: str, sort: str) -> list[Requirement]:
    if addressee and addressee not in institution_names(visit.language):
        raise CorpusError(f"unknown institution type: {addressee!r}")
    names = [document] if document else list(service.catalogue.ids())
    rows = [
        row
        for name in names
        for row in requirements(service.catalogue.get(name, visit.as_of), visit.language)
        if (not force or row.force == force) and (not addressee or concerns(row.addressees, addressee))
    ]
    if sort == "force":
        rows.sort(key=lambda row: FORCES.index(row.force))
    elif sort == "who":
        rows.sort(key=lambda row: _cells(row, visit)[0])
    elif sort == "by":
        rows.sort(key=lambda row: (not row.by, row.by))
    return rows


def _cells(row: Requirement, visit: Visit) -> tuple[str, ...]:
    return (
        addressee_names(row.addressees, visit.language),
        say(f"force.{row.force}", visit.language),
        row.text,
        row.by,
        row.clause.label,
        short_title(row.document, visit.language),
    )


def router(service: PolicyQA) -> APIRouter:
    paths = APIRouter(tags=["desk"])

    @paths.get("/desk/requirements", response_class=HTMLResponse)
    def page(
        visit: Visitor,
        document: str | None = None,
        addressee: str = "",
        force: str = "",
        sort: Annotated[str, Query(pattern="^(|force|who|by)$")] = "",
    ) -> HTMLResponse:
        ids = service.catalogue.ids()
        chosen = document if document is not None else (FIRST if FIRST in ids else ids[0])
        rows = _found(service, visit, chosen, addressee, force, sort)
        counts = [(each, sum(row.force is each for row in rows)) for each in FORCES]
        shown = [
            (
                _cells(row, visit),
                row.force,
                source_href(str(row.clause.id), visit.as_of.isoformat(), visit.language, row.start, row.end),
            )
            for row in rows[:500]
        ]
        return visit.page(
            "requirements",
            rows=shown,
            total=len(rows),
            counts=counts,
            most=max([count for _, count in counts], default=0),
            chosen={"document": chosen, "addressee": addressee, "force": force, "sort": sort},
            documents=sorted((short_title(service.catalogue.get(n, visit.as_of), visit.language), n) for n in ids),
            addressees=institution_names(visit.language),
            forces=FORCES,
            columns=_COLUMNS,
        )

    @paths.get("/desk/requirements.xlsx")
    def sheet(visit: Visitor, document: str = "", addressee: str = "", force: str = "", sort: str = "") -> Response:
        rows = [_cells(row, visit) for row in _found(service, visit, document, addressee, force, sort)]
        header = [say(f"desk.column.{column}", visit.language) for column in _COLUMNS]
        headers = {"content-disposition": 'attachment; filename="requirements.xlsx"'}
        return Response(_workbook(header, rows), media_type=_SHEET, headers=headers)

    return paths


def _workbook(header: list[str], rows: list[tuple[str, ...]]) -> bytes:
    """One sheet, all cells text: what begins with = is shown, not computed."""
    book = Workbook()
    sheet = book.active
    sheet.append(header)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, ILLEGAL_CHARACTERS_RE.sub("", value))
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEF", (26, 10, 80, 20, 16, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
