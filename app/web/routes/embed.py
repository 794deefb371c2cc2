"""What the widget calls: a session for a key and an origin, then questions and clauses within what the key allows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from app.answering.answer import Answer, Statement
from app.records.asked import AskedLog
from app.records.embed_use import EmbedUse
from app.records.history import History, Turn, owner_of
from app.service import PolicyQA
from app.web.embed.keys import EmbedKey, KeyRing
from app.web.embed.script import widget_script
from app.web.embed.sessions import OWN, EmbedSession, Sessions, user_of
from app.web.errors import ApiError
from app.web.kept_citation import changes
from app.web.middleware.security_headers import POLICY
from app.web.routes.catalogue import clause_json
from app.web.routes.conversations import listed
from app.web.strings import preferred
from app.web.templates import render


class Open(BaseModel):
    model_config = ConfigDict(extra="forbid")

    user_token: str = Field("", max_length=4000)


class EmbedAsk(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: str
    as_of: date | None = None
    institution: str | None = Field(None, max_length=60)
    history: list[str] = Field(default_factory=list, max_length=6)
    talk: str = Field("", max_length=32, description="the named user's conversation that this goes on")


class EmbedClause(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field(max_length=120)
    as_of: date | None = None


class EmbedTalk(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field("", max_length=32, description="of one conversation")


class Embedding:
    """Who may ask what from an embedding page."""

    def __init__(self, service: PolicyQA, ring: KeyRing, asked: AskedLog, use: EmbedUse, history: History) -> None:
        self.service = service
        self.ring = ring
        self.asked = asked
        self.use = use
        self.history = history
        self.sessions = Sessions()

    def open(self, presented: str, origin: str, user_token: str) -> str:
        """A session for a page of `origin`. Raises ApiError 403 for a wrong key or an origin that is not the key's."""
        name = self.ring.named(presented)
        if name is None or origin not in self.ring.keys()[name].origins:
            raise ApiError(403, "embed_refused", f"this key does not allow the origin {origin or '(none)'}")
        user = user_of(user_token, name, self.ring.keys()[name])
        return self.sessions.issue(EmbedSession(name, origin, user))

    def check(self, authorization: str, origin: str, host: str) -> tuple[EmbedSession, EmbedKey]:
        """The session and its key as it stands now: a key, or an origin of it, taken out of the file is refused at
        once."""
        session = self.sessions.read(authorization.removeprefix("Bearer "), origin, host)
        key = self.ring.keys().get(session.key)
        if key is None or session.origin not in (OWN, *key.origins):
            raise ApiError(401, "session_over", "the key of this session is no longer valid here")
        return session, key

    def ask(self, ask: EmbedAsk, session: EmbedSession, key: EmbedKey, address: str) -> Iterator[Statement | Answer]:
        """Each statement as it is proved, then the answer. Raises ApiError 429 at a limit."""
        over = self.use.take(session.key, session.user or address, key.daily_limit, key.user_daily_limit)
        if over:
            raise ApiError(429, "limit_reached", f"the daily limit of this {over} is reached")
        steps = self.service.stream(
            ask.question,
            as_of=ask.as_of,
            institution=ask.institution or None,
            documents=key.documents or None,
            history=ask.history,
        )
        return self.asked.following(steps, channel="widget", institution=ask.institution or "")

    def keep(self, answer: Answer, ask: EmbedAsk, session: EmbedSession) -> str:
        """The conversation of a named user that the answer is kept in; '' for others."""
        if not session.user:
            return ""
        turn = Turn(answer, ask.institution or "", ask.as_of.isoformat() if ask.as_of else "")
        return self.history.keep(_owner(session), ask.talk, turn)

    def reopened(self, answer: Answer) -> dict[str, Any]:
        """A turn as it was, and the citations of it that are not as they were."""
        held = {"question": answer.question, "answer": answer.model_dump(mode="json")}
        return held | {"changes": list(changes(answer, self.service.catalogue))}

    def named(self, session: EmbedSession) -> str:
        """The owner of a named user's conversations. Raises ApiError 401 for others."""
        if not session.user:
            raise ApiError(401, "user_required", "only named users have conversations; send a user token")
        return _owner(session)

    def clause(self, clause_id: str, key: EmbedKey, day: date) -> dict[str, Any]:
        found = self.service.catalogue.clause(clause_id, day)
        if key.documents and found.document.id not in key.documents:
            raise ApiError(404, "not_found", "this key does not hold that document")
        return clause_json(found.document, found.clause, day)


def _owner(session: EmbedSession) -> str:
    return owner_of(f"embed {session.key}", session.user)


def lines(steps: Iterable[Statement | Answer], keep: Callable[[Answer], str]) -> Iterator[str]:
    """JSON lines: each statement as soon as it is proved, so that the first shows before the rest, then the whole with
    the conversation that it is kept in."""
    for step in steps:
        held = {"statement": step.model_dump(mode="json")}
        if isinstance(step, Answer):
            held = {"answer": step.model_dump(mode="json"), "talk": keep(step)}
        yield json.dumps(held, ensure_ascii=False) + "\n"


def router(embedding: Embedding) -> APIRouter:
    paths = APIRouter(tags=["embed"])

    @paths.get("/widget.js")
    def script() -> Response:
        headers = {
            "cross-origin-resource-policy": "cross-origin",
            "access-control-allow-origin": "*",
            "cache-control": "max-age=3600",
        }
        return Response(widget_script(), media_type="text/javascript; charset=utf-8", headers=headers)

    @paths.post("/v1/embed/sessions", status_code=201)
    def open_session(
        body: Open,
        x_embed_key: Annotated[str, Header(max_length=200)] = "",
        origin: Annotated[str, Header()] = "",
    ) -> dict[str, str]:
        return {"session": embedding.open(x_embed_key, origin, body.user_token)}

    @paths.post("/v1/embed/answers")
    def answers(
        body: EmbedAsk,
        request: Request,
        authorization: Annotated[str, Header()] = "",
        origin: Annotated[str, Header()] = "",
    ) -> StreamingResponse:
        session, key = embedding.check(authorization, origin, request.url.netloc)
        steps = embedding.ask(body, session, key, request.client.host if request.client else "")
        keep = partial(embedding.keep, ask=body, session=session)
        return StreamingResponse(lines(steps, keep), media_type="application/x-ndjson")

    @paths.post("/v1/embed/clauses")
    def clause(
        body: EmbedClause,
        request: Request,
        authorization: Annotated[str, Header()] = "",
        origin: Annotated[str, Header()] = "",
    ) -> dict[str, Any]:
        _, key = embedding.check(authorization, origin, request.url.netloc)
        return embedding.clause(body.id, key, body.as_of or date.today())

    @paths.post("/v1/embed/conversations/{what}")
    def conversations(
        what: Literal["list", "open", "delete"],
        body: EmbedTalk,
        request: Request,
        authorization: Annotated[str, Header()] = "",
        origin: Annotated[str, Header()] = "",
    ) -> dict[str, Any]:
        session, _ = embedding.check(authorization, origin, request.url.netloc)
        owner = embedding.named(session)
        if what == "open":
            turns = embedding.history.open(owner, body.id)
            return {"turns": [embedding.reopened(turn.answer) for turn in turns]}
        if what == "delete":
            embedding.history.delete(owner, body.id or None)
        return {"conversations": [listed(held) for held in embedding.history.conversations(owner)]}

    @paths.get("/embed/{name}", response_class=HTMLResponse)
    def embed(
        name: str,
        lang: str | None = None,
        accept_language: Annotated[str | None, Header()] = None,
    ) -> HTMLResponse:
        key = embedding.ring.keys().get(name)
        if key is None:
            raise ApiError(404, "not_found", f"no embed key is named {name}")
        if key.users_required:
            raise ApiError(403, "user_required", "this key takes named users only; use the script, with user tokens")
        language = preferred(lang, None, accept_language)
        session = embedding.sessions.issue(EmbedSession(name, OWN, ""))
        page = render("embed.html", language, session=session, origins=" ".join(key.origins))
        ancestors = "frame-ancestors " + " ".join(key.origins)
        headers = {
            "content-security-policy": POLICY.replace("frame-ancestors 'self'", ancestors),
            "cross-origin-resource-policy": "cross-origin",
            "cache-control": "no-store",
        }
        return HTMLResponse(page, headers=headers)

    return paths
