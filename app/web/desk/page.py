"""What every page of the desk shares: the visitor's language, the as-of day, the tabs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Cookie, Depends, Header, Request
from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator

from app.service import read_date
from app.web.strings import preferred
from app.web.templates import render

TABS = ("clauses", "check", "compare", "requirements", "questions", "documents", "evaluation")


@dataclass(frozen=True)
class Visit:
    """`switch` is the address of the same page in the other language; '' where it came of a form."""

    language: str
    as_of: date
    switch: str = ""

    def page(self, tab: str, template: str = "", /, **values: object) -> HTMLResponse:
        """The tab's page, from templates/desk/<template or tab>.html."""
        switch = self.switch or f"/desk/{tab}?lang={_other(self.language)}"
        shared = {"tab": tab, "tabs": TABS, "as_of": self.as_of, "switch": switch}
        html = render(f"desk/{template or tab}.html", self.language, **shared, **values)
        return HTMLResponse(html, headers={"cache-control": "no-store"})


def _other(language: str) -> str:
    return "en" if language == "zh" else "zh"


def visit(
    request: Request,
    lang: str | None = None,
    as_of: Annotated[date | None, BeforeValidator(read_date)] = None,
    cookie: Annotated[str | None, Cookie(alias="policyqa_lang")] = None,
    accept_language: Annotated[str | None, Header()] = None,
) -> Visit:
    language = preferred(lang, cookie, accept_language)
    here = request.url.include_query_params(lang=_other(language))
    switch = f"{here.path}?{here.query}" if request.method == "GET" else ""
    return Visit(language, as_of or date.today(), switch)


Visitor = Annotated[Visit, Depends(visit)]
