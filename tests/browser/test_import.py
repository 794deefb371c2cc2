"""An officer imports the official text while staff ask: the running server shows it, with the page it stands on."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import official
from tests.browser.test_accessibility import grave
from tests.commands import Home
from tests.server_process import Server, serving

QUESTION = "普惠型小微企业贷款利率要根据什么确定？"
OFFICIAL = "jinbanfa-2025-46"


@pytest.fixture(scope="module")
def home(indexed: Home, tmp_path_factory) -> Home:
    return indexed.copy(tmp_path_factory.mktemp("bank"))


@pytest.fixture(scope="module")
def running(home: Home) -> Iterator[Server]:
    yield from serving(home.data, **home.settings)


@pytest.fixture
def page(browser: Browser, running: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=running.url, locale="zh-CN", viewport={"width": 1360, "height": 900})
    context.set_default_timeout(20_000)
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda m: errors.append(m.text) if "Content Security Policy" in m.text else None)
    yield page
    context.close()
    assert errors == []


def asked(page: Page) -> None:
    page.goto("/zh/")
    page.locator("#question textarea").fill(QUESTION)
    page.locator("#question textarea").press("Enter")
    page.locator(".answer").wait_for()


def marked_on_the_page(page: Page) -> None:
    """The chat's source panel shows the original page, its picture loaded, with marks over it."""
    page.locator("a.cite").first.click()
    panel = page.frame_locator("iframe.panel-page")
    picture = panel.locator("article.cited .original img")
    expect(picture).to_be_visible()
    expect(picture).to_have_attribute("alt", re.compile("贷款市场报价利率|普惠型小微企业贷款利率"))
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 600
    left, right, height = panel.locator(".sheet").evaluate(
        """(sheet) => {
             const [page, mark] = [sheet, sheet.querySelector("rect")].map((node) => node.getBoundingClientRect());
             return [mark.left - page.left, page.right - mark.right, (mark.top - page.top) / page.height];
           }"""
    )
    assert left > 0
    assert right > 0
    assert 0.2 < height < 0.8
    if folder := os.environ.get("SCREENSHOTS"):
        page.wait_for_timeout(1000)
        page.screenshot(path=f"{folder}/original-{time.time_ns()}.png")
    expect(panel.locator("article.cited mark").first).to_be_visible()


@pytest.mark.parametrize("name", ["notice.pdf", "scanned.pdf"])
def test_a_file_imported_at_the_desk_is_cited_with_its_page_and_the_version_before_stays_readable(page, tmp_path, name):
    page.goto("/desk/documents")
    page.locator("input[type=file]").set_input_files(official.write(tmp_path, name))
    page.get_by_role("button", name="看看会变成什么").click()
    expect(page.locator("main")).to_contain_text("三（四）")
    assert grave(page) == []
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator("main")).to_contain_text("已保存")
    asked(page)
    expect(page.locator(".badge.text-official").first).to_be_visible()
    expect(page.locator(".source .place").first).to_contain_text("三（四）")
    marked_on_the_page(page)
    page.goto("/desk/documents")
    page.get_by_role("link", name="撤回").click()
    expect(page.locator("main")).to_contain_text("撤回这次导入")
    assert grave(page) == []
    page.goto(f"/source/{OFFICIAL}?clause=3.4&lang=zh")
    assert grave(page) == []
    page.locator(".editions a").first.click()
    expect(page.locator(".note.restated")).to_be_visible()
    expect(page.locator("#c-3\\.1 .label")).to_be_visible()


def test_an_import_by_command_shows_on_every_page_of_a_running_server(page, home, tmp_path):
    done = home.start("import", str(official.write(tmp_path, "notice.docx")))
    _, said = done.communicate(timeout=120)
    assert done.returncode == 0, said
    read_in = page.locator(".more", has_text="notice.docx")
    for _ in range(30):
        page.goto(f"/source/{OFFICIAL}")
        if read_in.count():
            break
        page.wait_for_timeout(500)
    expect(read_in).to_have_count(1)
    asked(page)
    expect(page.locator(".badge.text-official").first).to_be_visible()


def test_a_document_that_is_new_can_be_asked_in_by_its_filter(page, home, tmp_path):
    path = tmp_path / "new.txt"
    path.write_text(
        "某省试行办法\n省规〔2024〕9号\n第一条　银行应当在五日内报告。\n某省金融管理局\n2024年5月20日\n", "utf-8"
    )
    done = home.start("import", str(path))
    assert done.wait(120) == 0
    done.communicate()
    for _ in range(30):
        if page.request.get("/source/shenggui-2024-9").ok:
            break
        page.wait_for_timeout(500)
    page.goto("/zh/?documents=shenggui-2024-9&q=银行应当在几日内报告？")
    page.locator(".answer .statements").wait_for()
    expect(page.locator(".answer .statements")).to_contain_text("五日内")
    expect(page.locator("#documents .token")).to_have_count(1)
    page.locator("#question textarea").fill("银行应当报告吗？")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_have_count(2)
    expect(page.locator("#documents .token")).to_have_count(1)
