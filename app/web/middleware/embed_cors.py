"""Cross-origin reading of /v1/embed, for the origins that some embed key allows and no other."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.errors import envelope

PREFIX = "/v1/embed/"


class EmbedCors:
    """Answers preflights and marks replies as readable by the asking origin. Which key goes with which origin is
    decided by the route; a preflight cannot carry a key."""

    def __init__(self, app: ASGIApp, origins: Callable[[], frozenset[str]]) -> None:
        self.app = app
        self.origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        origin = Headers(scope=scope).get("origin", "")
        allowed = origin in self.origins()
        if scope["method"] == "OPTIONS":
            reply = Response(status_code=204) if allowed else envelope(403, "cross_origin", "no key allows this origin")
            if allowed:
                reply.headers["access-control-allow-methods"] = "POST"
                reply.headers["access-control-allow-headers"] = "authorization, content-type, x-embed-key"
                reply.headers["access-control-max-age"] = "600"
                _mark(reply.headers, origin)
            await reply(scope, receive, send)
            return

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start" and allowed:
                _mark(MutableHeaders(scope=message), origin)
            await send(message)

        await self.app(scope, receive, send_marked)


def _mark(headers: MutableHeaders, origin: str) -> None:
    headers["access-control-allow-origin"] = origin
    headers.add_vary_header("origin")
