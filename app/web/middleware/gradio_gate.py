"""Of Gradio's own paths only those that the chat needs: no upload, proxy, file or history endpoint is reachable."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.errors import envelope

_NEEDED = re.compile(
    r"/(?:$|assets/|static/|svelte/|theme\.css$|config/?$|"
    r"gradio_api/(?:queue/(?:join|data)|run/predict|heartbeat/|startup-events|cancel|reset|app_id))"
)


class GradioGate:
    """Answers 404 to every path under `mounts` that the chat page does not use."""

    def __init__(self, app: ASGIApp, mounts: tuple[str, ...]) -> None:
        self.app = app
        self.mounts = mounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            for mount in self.mounts:
                if scope["path"].startswith(mount + "/") and not _NEEDED.match(scope["path"][len(mount) :]):
                    await envelope(404, "not_found", "there is nothing at this address")(scope, receive, send)
                    return
        await self.app(scope, receive, send)
