"""Times of the pages as a browser sees them: `python -m tests.browser.measure http://127.0.0.1:7860 [runs]`.

Prints JSON, milliseconds: until the chat can be typed into, from Enter to the first statement in the chat and in the
widget, from load to a drawn launcher. The server is a running one whose embed key `tests` allows its own origin.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS

QUESTIONS = (
    "大型商业银行的普惠小微贷款增速目标是什么？",
    "能不能要求小微客户先存30%的款再批贷款？",
    "普惠信贷尽职免责适用于多大额度的贷款？",
    "中型企业还能参照小微续贷政策吗？",
    "《商业银行法》第三十九条怎么规定？",
)


def _ms(since: float) -> float:
    return (time.perf_counter() - since) * 1000


def _chat(browser: Browser, url: str, runs: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {"chat_usable": [], "chat_first_statement": []}
    for _ in range(max(3, runs // 5)):
        context = browser.new_context(locale="zh-CN")
        page = context.new_page()
        start = time.perf_counter()
        page.goto(f"{url}/zh/", wait_until="commit")
        page.locator("#question textarea").wait_for()
        found["chat_usable"].append(_ms(start))
        page.wait_for_timeout(500)
        for index, question in enumerate(QUESTIONS):
            page.locator("#question textarea").fill(question)
            start = time.perf_counter()
            page.keyboard.press("Enter")
            page.locator(".answer").nth(index).wait_for()
            found["chat_first_statement"].append(_ms(start))
        context.close()
    return found


def _launcher(browser: Browser, url: str, runs: int) -> dict[str, list[float]]:
    """To the drawn launcher: from the host page's load event (0 where it was there before) and from the address."""
    found: dict[str, list[float]] = {"launcher_after_load": [], "launcher_from_address": []}
    seen = """new MutationObserver(() => {
      if (document.querySelector(".policyqa")) window.drawn ??= performance.now();
    }).observe(document, { childList: true, subtree: true });"""
    page_of = f'<!doctype html><title>host</title><script async src="{url}/widget.js" data-key="none"></script><p>内网'
    for _ in range(runs):
        context = browser.new_context(locale="zh-CN")
        context.add_init_script(seen)
        page = context.new_page()
        page.route("**/host", lambda route: route.fulfill(body=page_of, content_type="text/html; charset=utf-8"))
        page.goto(f"{url}/host")
        page.wait_for_function("window.drawn")
        drawn = page.evaluate("window.drawn")
        loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventStart")
        found["launcher_from_address"].append(drawn)
        found["launcher_after_load"].append(max(0, drawn - loaded))
        context.close()
    return found


def _widget(browser: Browser, url: str, runs: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {"embed_ready": [], "embed_first_statement": []}
    for _ in range(max(3, runs // 5)):
        context = browser.new_context(locale="zh-CN")
        page = context.new_page()
        start = time.perf_counter()
        page.goto(f"{url}/embed/tests", wait_until="commit")
        page.locator(".policyqa textarea").wait_for()
        found["embed_ready"].append(_ms(start))
        for index, question in enumerate(QUESTIONS):
            page.locator(".policyqa textarea").fill(question)
            start = time.perf_counter()
            page.keyboard.press("Enter")
            page.locator(".policyqa .r").nth(index).locator(".cite, .dec").first.wait_for()
            found["embed_first_statement"].append(_ms(start))
            page.locator(".policyqa .send:not([disabled])").wait_for()
        context.close()
    return found


def main() -> None:
    url, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 50
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        parts: list[Callable[[Browser, str, int], dict[str, list[float]]]] = [_chat, _launcher, _widget]
        times = {name: values for part in parts for name, values in part(browser, url, runs).items()}
        browser.close()
    summary = {
        name: {
            "n": len(values),
            "median": round(statistics.median(values)),
            "p95": round(statistics.quantiles(values, n=20, method="inclusive")[-1]),
        }
        for name, values in times.items()
    }
    sys.stdout.write(json.dumps(summary, indent=1) + "\n")


if __name__ == "__main__":
    main()
