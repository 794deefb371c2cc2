"""One real server with the real corpus, one real Chromium; every page is watched."""

from __future__ import annotations

import functools
import hashlib
import http.server
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.server_process import Server, serving

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
EMBED_KEY = "pk_only_for_tests_0123456789"
USER_SECRET = "only-for-tests-0123456789-0123456789"


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="chromium is not installed (make system-deps)"))


@pytest.fixture(scope="session")
def other_origin(tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """(origin, folder) of a plain web server that is another origin than the server under test."""
    folder = tmp_path_factory.mktemp("site")
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", folder
    server.shutdown()
    thread.join()
    server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def server(tmp_path_factory, other_origin, shipped_index) -> Iterator[Server]:
    """`policyqa serve` on a free port."""
    data = shipped_index(tmp_path_factory.mktemp("data"))
    key = hashlib.sha256(EMBED_KEY.encode()).hexdigest()
    (data / "embed-keys.yaml").write_text(
        f"keys:\n  tests:\n    hash: sha256:{key}\n    origins: [{other_origin[0]}]\n"
        f"    user_secret_file: {data / 'users.secret'}\n"
    )
    (data / "users.secret").write_text(USER_SECRET)
    yield from serving(data)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What went on in a test's pages: requests to other hosts, script errors, refusals by the page's policy."""

    remote: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@pytest.fixture
def watch(server, other_origin) -> Iterator[Watch]:
    watch = Watch()
    yield watch
    assert watch.remote == []
    assert watch.errors == []


@pytest.fixture
def visit(browser, server, other_origin, watch):
    """visit(path, **context options) -> a page in a context of its own; paths are of the server under test."""
    contexts = []
    allowed = (server.url, other_origin[0], "data:", "blob:", "about:")

    def open_page(path: str | None = "/", locale: str = "zh-CN", **options) -> Page:
        options.setdefault("viewport", {"width": 1360, "height": 860})
        context = browser.new_context(base_url=server.url, locale=locale, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: None if r.url.startswith(allowed) else watch.remote.append(r.url))
        page.on("pageerror", lambda error: watch.errors.append(str(error)))
        page.on(
            "console",
            lambda m: watch.refused.append(m.text) if "Content Security Policy" in m.text else None,
        )
        if path is not None:
            page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def ask():
    """ask(page, question) -> the locator of the new answer in the chat."""

    def put(page: Page, question: str):
        box = page.locator("#question textarea")
        box.wait_for()
        before = page.locator(".answer").count()
        box.fill(question)
        box.press("Enter")
        answer = page.locator(".answer").nth(before)
        answer.wait_for()
        return answer

    return put
