"""axe-core finds nothing serious on any page."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from app.web.desk.page import TABS

TARGET = "大型商业银行的普惠小微贷款增速目标是什么？"
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def grave(page) -> list[str]:
    report = Axe().run(page, options=OPTIONS).response
    assert len(report["passes"]) > 10, "axe did not run"
    found = report["violations"]
    return [
        f"{violation['impact']} {violation['id']}: {violation['nodes'][0]['html'][:160]}"
        for violation in found
        if violation["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize(("path", "scheme"), [("/zh/", "light"), ("/en/", "dark")])
def test_the_chat_empty_answered_and_with_its_panel(visit, ask, path, scheme):
    page = visit(path, color_scheme=scheme)
    page.locator("#question textarea").wait_for()
    assert grave(page) == []
    ask(page, TARGET).locator("a.cite").first.click()
    page.frame_locator("iframe.panel-page").locator("mark").first.wait_for()
    assert grave(page) == []
    page.locator(".history summary").click()
    page.locator(".history-list .gone").wait_for()
    assert grave(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/source/jinbanfa-2025-46?clause=3.1&start=0&end=20", "/embed/tests"])
def test_the_other_pages(visit, path, scheme):
    page = visit(path, color_scheme=scheme)
    page.wait_for_load_state("networkidle")
    assert grave(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_tab_of_the_desk(visit, scheme):
    page = visit(None, color_scheme=scheme)
    for tab in TABS:
        page.goto(f"/desk/{tab}")
        assert grave(page) == [], tab
    others = (
        "documents/withdraw?version=nil",
        "compare?before=jinbanfa-2024-26&after=jinbanfa-2025-46",
        "questions/new",
        "evaluation/review?reviewer=A",
    )
    for path in others:
        page.goto(f"/desk/{path}")
        assert grave(page) == [], path


def test_a_phone(visit, ask):
    page = visit("/zh/", viewport={"width": 390, "height": 844})
    ask(page, "46号文规定的普惠小微贷款利率上限是百分之几？")
    assert grave(page) == []
