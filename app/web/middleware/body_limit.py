"""No request body longer than the limit is read into memory."""

from __future__ import annotations

from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.errors import envelope


class _TooLongError(Exception):
    """The body went past the limit while it was being read."""


class BodyLimit:
    """Answers 413 with the envelope when the body is longer than `limit` bytes, declared or not, whatever the
    app makes of the reading that was broken off. `larger` are limits of paths that take files: {prefix: bytes}."""

    def __init__(self, app: ASGIApp, limit: int, larger: dict[str, int] | None = None) -> None:
        self.app = app
        self.limit = limit
        self.larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = next((n for prefix, n in self.larger.items() if scope["path"].startswith(prefix)), self.limit)
        refusal = envelope(413, "too_long", f"the body is longer than {limit} bytes")
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdigit() or int(declared) > limit:
            await refusal(scope, receive, send)
            return
        seen = 0
        started = False

        async def receive_counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise _TooLongError
            return message

        async def send_noted(message: Message) -> None:
            nonlocal started
            if seen > limit and not started:
                return  # the refusal goes in its place
            started = started or message["type"] == "http.response.start"
            await send(message)

        with suppress(_TooLongError):
            await self.app(scope, receive_counted, send_noted)
        if seen > limit and not started:
            await refusal(scope, receive, send)
