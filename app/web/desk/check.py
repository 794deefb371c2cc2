"""Check: every reference of a pasted or uploaded draft with a verdict, the claims without one, and the exports."""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import HTMLResponse

from app.answering.answer import Verdict
from app.checking.claims import Claim, match_claims
from app.checking.draft import Checked, Finding, check_draft, draft_of
from app.checking.export import as_csv, as_docx
from app.service import PolicyQA
from app.web.answer_view import short_title, source_href
from app.web.desk.page import Visit, Visitor
from app.web.errors import ApiError
from corpus.catalogue import Catalogue
from corpus.compare import Edit, word_edits
from corpus.model import Clause, Document
from corpus.readers.files import read_content

LONGEST = 300_000  # characters of a draft
CLAIMS = 40  # uncited sentences that are looked up
KEPT = 20  # checks kept for export, the oldest go first
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class FindingView:
    finding: Finding
    href: str
    note: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class ClaimView:
    sentence: str
    where: str
    href: str
    supported: bool


class KeptChecks:
    """The last checks, in memory only: a draft is nobody else's business."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, tuple[Checked, str]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, checked: Checked, catalogue: Catalogue) -> str:
        name = uuid.uuid4().hex
        with self._lock:
            self._held[name] = (checked, catalogue.fingerprint)
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
        return name

    def get(self, name: str, catalogue: Catalogue) -> Checked:
        """A check as it was made. Raises ApiError where it is not held, or would come out otherwise by now."""
        with self._lock:
            found = self._held.get(name)
        if found is None:
            raise ApiError(404, "not_found", "this check is no longer held; check the draft again")
        checked, fingerprint = found
        if fingerprint != catalogue.fingerprint and check_draft(checked.text, catalogue, checked.as_of) != checked:
            raise ApiError(409, "outdated", "the documents have changed since this check; check the draft again")
        return checked


def router(service: PolicyQA) -> APIRouter:
    paths = APIRouter(tags=["desk"])
    kept = KeptChecks()

    def search(text: str) -> Sequence[tuple[Document, Clause]]:
        return [(hit.document, hit.clause) for hit in service.search(text[:500], 3)]

    @paths.get("/desk/check", response_class=HTMLResponse)
    def empty(visit: Visitor) -> HTMLResponse:
        return visit.page("check", checked=None, text="")

    @paths.post("/desk/check", response_class=HTMLResponse)
    def check(
        visit: Visitor, text: Annotated[str, Form()] = "", file: Annotated[UploadFile | None, File()] = None
    ) -> HTMLResponse:
        if file is not None and file.filename:
            text = read_content(file.file.read(), file.filename).text
        if len(text) > LONGEST:
            raise ApiError(413, "too_long", f"the draft has {len(text)} characters, at most {LONGEST} are checked")
        catalogue = service.catalogue
        checked = check_draft(draft_of(text), catalogue, visit.as_of)
        claims = match_claims(checked, search, CLAIMS)
        return visit.page(
            "check",
            checked=checked,
            text=text,
            name=kept.keep(checked, catalogue),
            counts=[(verdict, checked.count(verdict)) for verdict in Verdict],
            findings=[_finding(finding, visit) for finding in checked.findings],
            claims=[_claim(claim, checked, visit) for claim in claims],
            left_out=max(0, len(checked.uncited) - CLAIMS),
        )

    @paths.get("/desk/check/{name}.csv")
    def table(name: str, visit: Visitor) -> Response:
        return _download(
            as_csv(kept.get(name, service.catalogue), visit.language), "text/csv; charset=utf-8", "check.csv"
        )

    @paths.get("/desk/check/{name}.docx")
    def annotated(name: str, visit: Visitor) -> Response:
        return _download(as_docx(kept.get(name, service.catalogue), visit.language), _DOCX, "check.docx")

    return paths


def _download(content: bytes, media: str, name: str) -> Response:
    return Response(content, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})


def _finding(finding: Finding, visit: Visit) -> FindingView:
    href = source_href(str(finding.clause), visit.as_of.isoformat(), visit.language) if finding.clause else ""
    differs = finding.verdict is Verdict.MISMATCH and finding.basis == "words" and finding.stated != ""
    short = len(finding.said) + len(finding.stated) < 3000
    edits = tuple(word_edits(finding.stated, finding.said)) if differs and short else ()
    return FindingView(finding, href, finding.note[1 if visit.language == "en" else 0], edits)


def _claim(claim: Claim, checked: Checked, visit: Visit) -> ClaimView:
    return ClaimView(
        checked.text[claim.sentence.start : claim.sentence.end].strip(),
        f"{short_title(claim.document, visit.language)} {claim.clause.label}",
        source_href(str(claim.clause.id), visit.as_of.isoformat(), visit.language),
        claim.supported,
    )
