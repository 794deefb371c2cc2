"""Gradio's page made ours: the visitor's language, our frame around the chat, a nonce on every script.

Gradio serves one fixed HTML file with inline scripts, an English `lang` and preview images on other hosts. This class
rewrites that file as it goes out (and gives a new browser its visitor cookie), so that the page can have a policy
without `unsafe-inline` or `unsafe-eval` for scripts. Inline styles stay allowed: Gradio's components set them
(docs/web.md).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Frame = Callable[[str], tuple[str, str, str]]  # language -> (head, before the chat, after the chat)

_REMOTE_META = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')
_LANG = re.compile(r'(<html\s+)lang="en"')
_CHAT = re.compile(r"<gradio-app\b.*?</gradio-app>", re.DOTALL)
VISITOR = "policyqa_visitor"  # the cookie by which a browser finds its own conversations again
_YEAR_S = 365 * 24 * 3600
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)


def dress(html: str, language: str, lang: str, nonce: str, frame: Frame) -> str:
    """Gradio's page with our frame. `lang` is the HTML language tag."""
    head, before, after = frame(language)
    html = _LANG.sub(lambda match: f'{match[1]}lang="{lang}"', html, count=1)
    html = _REMOTE_META.sub("", html)
    html = html.replace("</head>", head + "</head>", 1)
    html = _CHAT.sub(lambda match: before + match[0] + after, html, count=1)
    return html.replace("<script", f'<script nonce="{nonce}"')


class ChatPage:
    """Dresses the HTML at `/<language>/` for each language of `lang` ({"zh": "zh-CN", …})."""

    def __init__(self, app: ASGIApp, lang: dict[str, str], frame: Frame) -> None:
        self.app = app
        self.lang = lang
        self.frame = frame

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        language = scope["path"].strip("/") if scope["type"] == "http" else ""
        if language not in self.lang:
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        start: Message = {}
        body = bytearray()

        async def send_dressed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            headers = MutableHeaders(scope=start)
            page = bytes(body)
            if headers.get("content-type", "").startswith("text/html"):
                page = dress(page.decode(), language, self.lang[language], nonce, self.frame).encode()
                headers["content-length"] = str(len(page))
                headers["content-security-policy"] = _POLICY.format(nonce=nonce)
                headers["cache-control"] = "no-store"
                if VISITOR not in HTTPConnection(scope).cookies:
                    headers.append("set-cookie", _visitor(secure=scope["scheme"] == "https"))
            await send(start)
            await send({"type": "http.response.body", "body": page})

        await self.app(scope, receive, send_dressed)


def _visitor(*, secure: bool) -> str:
    value = f"{VISITOR}={secrets.token_urlsafe(24)}; Path=/; Max-Age={_YEAR_S}; HttpOnly; SameSite=Lax"
    return value + "; Secure" if secure else value
