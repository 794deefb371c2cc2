"""Gold questions and verdicts: a question that staff asked becomes one of the evaluation; stored answers are judged."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Protocol, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.answering.answer import Answer
from app.errors import PolicyQAError
from app.records.review import OpenQuestion, UsageReview
from app.service import PolicyQA
from app.web.answer_view import source_href
from app.web.desk.page import Visit, Visitor
from app.web.kept_citation import kept_citation
from corpus.model import Document

_AROUND = 80  # characters of a clause shown on either side of a quote
_FIELDS = ("question", "others", "kind", "status", "required", "acceptable", "forbidden", "facts", "answer", "author",
           "source", "as_of")  # fmt: skip


class Evaluations(Protocol):
    """What the evaluation offers the desk (evaluation/desk.py)."""

    @property
    def kinds(self) -> Sequence[str]: ...
    @property
    def statuses(self) -> Sequence[str]: ...
    @property
    def judgements(self) -> Sequence[str]: ...
    def approve(self, fields: Mapping[str, str], documents: Iterable[Document]) -> str: ...
    def approved(self) -> frozenset[str]: ...
    def runs(self) -> Sequence[str]: ...
    def next_answer(self, run: str, reviewer: str) -> Any: ...
    def judge(self, run: str, reviewer: str, question_id: str, judgement: str, note: str = "") -> None: ...
    def agreement(self, run: str) -> Sequence[Any]: ...


def open_evaluations(data: Path) -> Evaluations:
    """The evaluation stands above the app, so it is found by name: nothing here may import it."""
    return cast("Evaluations", importlib.import_module("evaluation.desk").open_desk(data))


def router(service: PolicyQA, review: UsageReview, evaluations: Evaluations) -> APIRouter:
    paths = APIRouter(tags=["desk"])

    def form(visit: Visit, values: Mapping[str, str], **told: str) -> HTMLResponse:
        shown = {name: values.get(name, "") for name in _FIELDS}
        choices = {"kinds": evaluations.kinds, "statuses": evaluations.statuses}
        return visit.page("questions", "gold", values=shown, **choices, **{"stored": "", "fault": "", **told})

    @paths.get("/desk/questions/new", response_class=HTMLResponse)
    def begin(visit: Visitor, answer: Annotated[str, Query(max_length=64)] = "") -> HTMLResponse:
        asked = next((each for each in review.open_questions() if each.answer == answer), None) if answer else None
        return form(visit, _filled(asked) if asked else {"status": "answered"})

    @paths.post("/desk/questions/new", response_class=HTMLResponse)
    async def approve(visit: Visitor, request: Request) -> HTMLResponse:
        sent = {name: str(value) for name, value in (await request.form()).items()}
        try:
            stored = evaluations.approve(sent, service.catalogue.documents)
        except PolicyQAError as error:
            return form(visit, sent, fault=str(error))
        return form(visit, {"author": sent.get("author", ""), "status": "answered"}, stored=stored)

    @paths.get("/desk/evaluation/review", response_class=HTMLResponse)
    def judged(visit: Visitor, run: str = "", reviewer: Annotated[str, Query(max_length=80)] = "") -> HTMLResponse:
        runs = evaluations.runs()
        run = run if run in runs else next(iter(runs), "")
        waiting = evaluations.next_answer(run, reviewer) if run and reviewer.strip() else None
        return visit.page(
            "evaluation",
            "review",
            runs=runs,
            run=run,
            reviewer=reviewer,
            waiting=waiting,
            quotes=_quotes(service, waiting.answer, visit) if waiting else [],
            judgements=evaluations.judgements,
            agreement=evaluations.agreement(run) if run else (),
        )

    @paths.post("/desk/evaluation/review")
    def keep(
        visit: Visitor,
        run: Annotated[str, Form()],
        reviewer: Annotated[str, Form(min_length=1, max_length=80)],
        question_id: Annotated[str, Form()],
        judgement: Annotated[str, Form(pattern="^(right|wrong|unsure)$")],
        note: Annotated[str, Form(max_length=2000)] = "",
    ) -> RedirectResponse:
        evaluations.judge(run, reviewer, question_id, judgement, note)
        query = urlencode({"run": run, "reviewer": reviewer, "lang": visit.language})
        return RedirectResponse(f"/desk/evaluation/review?{query}", status_code=303)

    return paths


def _filled(asked: OpenQuestion) -> dict[str, str]:
    """A form as far as use tells it; kind, status and clauses are for a person to settle."""
    return {
        "question": asked.question,
        "status": "answered" if asked.clauses else "declined",
        "acceptable": "\n".join(asked.clauses or asked.nearest),
        "source": f"asked on {asked.last:%Y-%m-%d}" + (f"; marked: {asked.said} {asked.comment}" if asked.said else ""),
    }


def _quotes(service: PolicyQA, answer: Answer, visit: Visit) -> list[dict[str, str]]:
    """Each quote in its clause, with the words around it."""
    shown = []
    for citation in (c for statement in answer.statements for c in statement.citations):
        kept = kept_citation(citation, service.catalogue, date.fromisoformat(answer.as_of))
        text = kept.found.clause.text if kept.found and kept.stands else ""
        marked = (citation.start, citation.end) if kept.stands else ()
        shown.append(
            {
                "name": f"{citation.document} {citation.label}",
                "href": source_href(citation.clause_id, answer.as_of, visit.language, *marked, version=kept.version)
                if kept.found
                else "",
                "before": text[max(0, citation.start - _AROUND) : citation.start],
                "quote": citation.quote,
                "after": text[citation.end : citation.end + _AROUND],
                "since": kept.since,
            }
        )
    return shown
