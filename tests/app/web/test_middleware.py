"""What every request passes through."""

import re
from typing import Annotated

import pytest
from fastapi import FastAPI, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient

from app.web import errors
from app.web.middleware.body_limit import BodyLimit
from app.web.middleware.chat_page import ChatPage
from app.web.middleware.gradio_gate import GradioGate
from app.web.middleware.request_id import RequestId
from app.web.middleware.same_origin import SameOrigin
from app.web.middleware.security_headers import SecurityHeaders

PAGE = """<!doctype html><html
	lang="en"
><head><meta property="og:image" content="https://elsewhere.example/a.jpg" /><meta
	name="twitter:image"
	content="https://elsewhere.example/b.jpg"
/><title>x</title></head><body><script>1</script><gradio-app eager="true">
</gradio-app></body></html>"""


@pytest.fixture
def client():
    app = FastAPI()
    errors.install(app)

    @app.post("/write")
    async def write(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @app.post("/read")
    def read(told: dict[str, str]) -> dict[str, str]:
        return told

    @app.post("/form")
    def form(text: Annotated[str, Form()] = "", file: Annotated[UploadFile | None, File()] = None) -> dict[str, str]:
        return {"text": text}

    @app.get("/zh/")
    def page() -> HTMLResponse:
        return HTMLResponse(PAGE)

    @app.get("/zh/gradio_api/{rest:path}")
    def api(rest: str) -> dict[str, str]:
        return {"reached": rest}

    app.add_middleware(ChatPage, lang={"zh": "zh-CN"}, frame=lambda _: ("<link>", "<b>before</b>", "<b>after</b>"))
    app.add_middleware(GradioGate, mounts=("/zh",))
    app.add_middleware(BodyLimit, limit=1000)
    app.add_middleware(SameOrigin, open_to_others=("/open",))
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestId)
    with TestClient(app, base_url="http://here.example") as client:
        yield client


def test_a_body_past_the_limit_is_refused_whether_or_not_its_length_is_declared(client):
    declared = client.post("/write", content=b"x" * 1001)
    streamed = client.post("/write", content=(b"x" * 600 for _ in range(2)))
    assert declared.status_code == streamed.status_code == 413
    assert streamed.json()["error"]["code"] == "too_long"
    assert client.post("/write", content=b"x" * 1000).json() == {"bytes": 1000}


@pytest.mark.parametrize(
    ("path", "kind", "head"),
    [
        ("/read", "application/json", b'{"text": "'),
        ("/form", "application/x-www-form-urlencoded", b"text="),
        ("/form", "multipart/form-data; boundary=b", b'--b\r\ncontent-disposition: form-data; name="text"\r\n\r\n'),
    ],
)
def test_a_body_past_the_limit_is_refused_whatever_the_app_makes_of_it(client, path, kind, head):
    parts = (head, *(b"x" * 600 for _ in range(2)))
    reply = client.post(path, content=iter(parts), headers={"content-type": kind})
    assert reply.status_code == 413
    assert reply.json()["error"]["code"] == "too_long"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://here.example"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://here.example.evil.example"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "http://here.example"}, 200),
    ],
)
def test_a_page_of_another_origin_cannot_write(client, headers, status):
    assert client.post("/write", content=b"x", headers=headers).status_code == status


def test_every_response_carries_the_headers_that_keep_others_out(client):
    for path in ("/zh/", "/nothing-here"):
        headers = client.get(path).headers
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert headers["x-content-type-options"] == "nosniff"
        assert "unsafe-eval" not in headers["content-security-policy"]


def test_a_request_id_is_kept_when_well_formed_and_made_otherwise(client):
    assert client.get("/zh/", headers={"x-request-id": "abc-12345"}).headers["x-request-id"] == "abc-12345"
    made = client.get("/zh/", headers={"x-request-id": "<script>"}).headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{32}", made)


def test_the_chat_page_speaks_the_language_names_no_other_host_and_marks_its_scripts(client):
    reply = client.get("/zh/")
    assert 'lang="zh-CN"' in reply.text
    assert "elsewhere.example" not in reply.text
    assert "<b>before</b><gradio-app" in reply.text
    assert "</gradio-app><b>after</b>" in reply.text
    nonce = re.search(r"'nonce-([^']+)'", reply.headers["content-security-policy"])[1]
    assert f'<script nonce="{nonce}">' in reply.text
    assert client.get("/zh/").headers["content-security-policy"] != reply.headers["content-security-policy"]


@pytest.mark.parametrize("rest", ["upload", "proxy=http://evil.example", "file=/etc/passwd", "info", "runs", "call/x"])
def test_gradio_paths_that_the_chat_does_not_use_are_closed(client, rest):
    assert client.get(f"/zh/gradio_api/{rest}").status_code == 404


def test_gradio_paths_that_the_chat_uses_are_open(client):
    assert client.get("/zh/gradio_api/queue/data").json() == {"reached": "queue/data"}
