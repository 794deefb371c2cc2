"""A page of another origin cannot make a visitor's browser write here (cross-site request forgery)."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.errors import envelope

_SAFE = {"GET", "HEAD", "OPTIONS"}


class SameOrigin:
    """Refuses a write whose Origin or Sec-Fetch-Site is another site's. Paths under `open_to_others` check the
    origin themselves, against an embed key's list."""

    def __init__(self, app: ASGIApp, open_to_others: tuple[str, ...] = ()) -> None:
        self.app = app
        self.open_to_others = open_to_others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE and not self._allowed(scope):
            refusal = envelope(403, "cross_origin", "a page of another origin may not send this request")
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _allowed(self, scope: Scope) -> bool:
        if scope["path"].startswith(self.open_to_others):
            return True
        headers = Headers(scope=scope)
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return False
        origin = headers.get("origin")
        return origin is None or urlsplit(origin).netloc == headers.get("host", "")
