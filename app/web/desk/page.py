"""What every page of the desk shares: the visitor's language, the as-of day, the tabs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Cookie, Depends, Header, Query
from fastapi.responses import HTMLResponse

from app.web.strings import preferred
from app.web.templates import render

TABS = ("clauses", "check", "compare", "requirements", "questions", "documents", "evaluation")


@dataclass(frozen=True)
class Visit:
    language: str
    as_of: date

    def page(self, tab: str, template: str = "", /, **values: object) -> HTMLResponse:
        """The tab's page, from templates/desk/<template or tab>.html."""
        html = render(f"desk/{template or tab}.html", self.language, tab=tab, tabs=TABS, as_of=self.as_of, **values)
        return HTMLResponse(html, headers={"cache-control": "no-store"})


def visit(
    lang: str | None = None,
    as_of: Annotated[str, Query(pattern=r"^(|\d{4}-\d{2}-\d{2})$")] = "",
    cookie: Annotated[str | None, Cookie(alias="policyqa_lang")] = None,
    accept_language: Annotated[str | None, Header()] = None,
) -> Visit:
    return Visit(preferred(lang, cookie, accept_language), date.fromisoformat(as_of) if as_of else date.today())


Visitor = Annotated[Visit, Depends(visit)]
