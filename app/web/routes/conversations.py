"""A visitor's own conversations: list, delete one, delete all. The chat page opens them (`/zh/?talk=…`)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Cookie
from fastapi.responses import Response

from app.records.history import Conversation, History, owner_of
from app.web.middleware.chat_page import VISITOR

Visitor = Annotated[str, Cookie(alias=VISITOR, max_length=100)]


def listed(held: Conversation) -> dict[str, Any]:
    """A conversation in a list."""
    return {"id": held.id, "title": held.title, "at": held.at.isoformat(), "turns": held.turns}


def router(history: History) -> APIRouter:
    paths = APIRouter(prefix="/v1/conversations", tags=["conversations"])

    @paths.get("")
    def all_of_them(visitor: Visitor = "") -> dict[str, Any]:
        found = history.conversations(owner_of("chat", visitor)) if visitor else ()
        return {"conversations": [listed(held) for held in found]}

    @paths.delete("", status_code=204)
    def forget_all(visitor: Visitor = "") -> Response:
        if visitor:
            history.delete(owner_of("chat", visitor))
        return Response(status_code=204)

    @paths.delete("/{conversation}", status_code=204)
    def forget(conversation: str, visitor: Visitor = "") -> Response:
        history.delete(owner_of("chat", visitor), conversation)
        return Response(status_code=204)

    return paths
