"""Questions: what went unanswered or was marked wrong, as drafts of gold questions; which clauses are cited."""

from __future__ import annotations

from collections.abc import Callable

import yaml
from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from app.records.review import OpenQuestion, UsageReview
from app.service import PolicyQA
from app.web.answer_view import short_title, source_href
from app.web.desk.page import Visit, Visitor
from corpus.errors import CorpusError
from corpus.model import TextStatus

SHOWN = 15


def router(service: PolicyQA, review: UsageReview, approved: Callable[[], frozenset[str]]) -> APIRouter:
    """`approved` gives the wordings that are gold questions already; they no longer wait for anybody."""
    paths = APIRouter(tags=["desk"])

    def waiting() -> list[OpenQuestion]:
        done = approved()
        return [each for each in review.open_questions() if each.question not in done]

    def named(clause_id: str, visit: Visit) -> tuple[str, str]:
        """(name, href); the id alone where the clause is gone."""
        try:
            found = service.catalogue.clause(clause_id, visit.as_of)
        except CorpusError:
            return clause_id, ""
        name = f"{short_title(found.document, visit.language)} {found.label}"
        return name, source_href(clause_id, visit.as_of.isoformat(), visit.language)

    @paths.get("/desk/questions", response_class=HTMLResponse)
    def page(visit: Visitor) -> HTMLResponse:
        cited = review.cited()
        own = [
            str(clause.id)
            for document in service.catalogue.documents
            if document.text_status is not TextStatus.COMPILED
            for clause in document
            if clause.id.path != ("meta",)
        ]
        never = [name for name in dict.fromkeys(own) if name not in cited]
        rows = [(each, [named(name, visit) for name in (each.clauses or each.nearest)[:3]]) for each in waiting()]
        return visit.page(
            "questions",
            rows=rows,
            statuses=review.statuses(),
            cited=[(*named(name, visit), count) for name, count in cited.most_common(SHOWN)],
            never=[named(name, visit) for name in never[:60]],
            never_count=len(never),
            own_count=len(set(own)),
        )

    @paths.get("/desk/questions.yaml")
    def drafts(visit: Visitor) -> Response:
        clusters = [_draft(each, number) for number, each in enumerate(waiting(), 1)]
        body = {"author": "", "source": "questions asked by staff", "split": "dev", "clusters": clusters}
        text = yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=120)
        headers = {"content-disposition": 'attachment; filename="questions.yaml"'}
        return Response(text, media_type="application/yaml", headers=headers)

    return paths


def _draft(each: OpenQuestion, number: int) -> dict[str, object]:
    """A gold question as far as use tells it; kind, status and clauses are for a person to settle."""
    return {
        "group": f"asked-{each.last:%Y%m%d}-{number}",
        "kind": "",
        "status": "",
        "required": [],
        "acceptable": list(each.clauses or each.nearest),
        "answer": "",
        "questions": [each.question],
    }
