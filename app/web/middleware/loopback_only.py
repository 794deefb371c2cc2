"""The desk is for people at this machine until the server knows who somebody is."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.errors import envelope

_NAMES = {"localhost", "127.0.0.1", "::1"}
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


class LoopbackOnly:
    """Refuses requests under `prefixes` that come from another address, through a proxy (whose own address says
    nothing of the visitor's), or under another host name (which a rebound name server could give)."""

    def __init__(self, app: ASGIApp, prefixes: tuple[str, ...]) -> None:
        self.app = app
        self.prefixes = prefixes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(self.prefixes) and not _from_here(scope):
            refusal = envelope(403, "desk_is_local", "the desk answers requests from the machine it runs on only")
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _from_here(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    if any(name in headers for name in _FORWARDED):
        return False
    if urlsplit(f"//{headers.get('host', '')}").hostname not in _NAMES:
        return False
    try:
        return ipaddress.ip_address((scope.get("client") or ("",))[0]).is_loopback
    except ValueError:
        return False
