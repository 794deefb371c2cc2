"""The pictures of the documentation: `python -m tests.browser.screenshots http://127.0.0.1:7860 KEY docs/images`.

The server is a running one whose embed key KEY allows http://127.0.0.1:7861, where the page with the widget is served
while the pictures are taken.
"""

from __future__ import annotations

import functools
import http.server
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS

QUESTION = "大型商业银行的普惠小微贷款增速目标是什么？"
DRAFT = (
    "一、《商业银行法》第三十九条规定：“对同一借款人的贷款余额与商业银行资本余额的比例不得超过百分之十五”。\n"
    "二、依据金办发〔2025〕46号第九十九条，贷款利率不得高于4%。\n"
    "三、金办发〔2024〕26号二（一）对增速目标也作了安排。\n"
    "四、《商业银行法》第七条要求审查借款人的资信。\n"
)
PORT = 7861


def _asked(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.locator(".answer").wait_for()


def _chat(browser: Browser, url: str, **options: object) -> Page:
    page = browser.new_page(locale="zh-CN", viewport={"width": 1360, "height": 860}, **options)
    page.goto(f"{url}/zh/")
    _asked(page, QUESTION)
    page.locator("a.cite").first.click()
    page.frame_locator("iframe.panel-page").locator("mark").first.wait_for()
    page.wait_for_timeout(1500)
    return page


def _desk(browser: Browser, url: str) -> Page:
    page = browser.new_page(locale="zh-CN", viewport={"width": 1360, "height": 860})
    page.goto(f"{url}/desk/check")
    page.locator("textarea").fill(DRAFT)
    page.locator("form.check button").click()
    page.locator("tbody .verdict").first.wait_for()
    return page


def _phone(browser: Browser, url: str) -> Page:
    page = browser.new_page(locale="zh-CN", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page.goto(f"{url}/zh/")
    _asked(page, "46号文规定的普惠小微贷款利率上限是百分之几？")
    page.wait_for_timeout(800)
    return page


def _widget(browser: Browser, url: str, key: str, folder: Path) -> Page:
    script = f'<script async src="{url}/widget.js" data-key="{key}"></script>'
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>内网首页</title>{script}<h1>内网首页</h1>',
        "utf-8",
    )
    page = browser.new_page(locale="zh-CN", viewport={"width": 1000, "height": 720})
    page.goto(f"http://127.0.0.1:{PORT}/")
    page.locator(".policyqa .launch").click()
    page.locator(".policyqa textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".policyqa .cite").first.click()
    page.locator(".policyqa mark").wait_for()
    page.wait_for_timeout(500)
    return page


def main() -> None:
    url, key, target = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
        site = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), handler)
        threading.Thread(target=site.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        pages = {
            "chat": _chat(browser, url),
            "dark": _chat(browser, url, color_scheme="dark"),
            "desk": _desk(browser, url),
            "phone": _phone(browser, url),
            "widget": _widget(browser, url, key, Path(folder)),
        }
        for name, page in pages.items():
            page.screenshot(path=str(target / f"{name}.png"), full_page=name == "desk")
        browser.close()
        site.shutdown()


if __name__ == "__main__":
    main()
