"""The server: middleware, routes, the chat. `create_app` is all that the commands need."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from app.errors import PolicyQAError
from app.progress import Report, bar
from app.records.asked import AskedLog
from app.records.database import RECORDS, open_database
from app.records.embed_use import EmbedUse
from app.records.feedback import FeedbackBook
from app.records.history import History
from app.records.review import UsageReview
from app.reporting import err
from app.service import PolicyQA, build_index, has_index
from app.settings import Settings
from app.web import chat, errors
from app.web.desk import check, clauses, compare, documents, evaluation, gold, questions, requirements
from app.web.embed import keys as embed_keys
from app.web.embed.keys import KeyRing
from app.web.middleware.body_limit import BodyLimit
from app.web.middleware.embed_cors import PREFIX, EmbedCors
from app.web.middleware.loopback_only import LoopbackOnly
from app.web.middleware.request_id import RequestId
from app.web.middleware.same_origin import SameOrigin
from app.web.middleware.security_headers import SecurityHeaders
from app.web.references_view import ReferenceIndex
from app.web.routes import answers, catalogue, conversations, embed, feedback, health, home, source

DESK = "/desk"
MAX_FILE = 30_000_000  # bytes, of what the desk takes
MAX_BODY = 1_000_000  # bytes; a question is at most 100,000 characters
_FOLLOW_EVERY_S = 1.0


def create_app(service: PolicyQA, settings: Settings) -> FastAPI:
    """The whole server for one service: API, source pages, chat. Opens the records under `settings.data`."""
    engine = open_database(f"sqlite:///{settings.data / RECORDS}")
    asked, history = AskedLog(engine), History(engine)
    app = FastAPI(title="policyqa", docs_url=None, redoc_url=None, openapi_url="/v1/openapi.json")
    errors.install(app)
    ring = KeyRing(settings.data / embed_keys.FILE)
    embedding = embed.Embedding(service, ring, asked, EmbedUse(engine), history)
    references = ReferenceIndex(service)
    references.warm()
    usage, evaluations = UsageReview(engine), gold.open_evaluations(settings.data)
    for router in (
        health.router(service),
        answers.router(service, asked),
        catalogue.router(service),
        feedback.router(FeedbackBook(engine)),
        conversations.router(history),
        source.router(service, references),
        embed.router(embedding),
        clauses.router(service),
        check.router(service),
        compare.router(service),
        requirements.router(service),
        gold.router(service, usage, evaluations),
        questions.router(service, usage, evaluations.approved),
        documents.router(service),
        evaluation.router(service),
        home.router(),
    ):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    chat.mount(app, service, asked, history)
    app.add_middleware(
        BodyLimit, limit=MAX_BODY, larger={DESK: MAX_FILE}
    )  # the last added is the first that a request meets
    app.add_middleware(EmbedCors, origins=ring.origins)
    app.add_middleware(SameOrigin, open_to_others=(PREFIX,))
    app.add_middleware(LoopbackOnly, prefixes=(DESK,))
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestId)
    return app


def serve(settings: Settings, progress: Report | None = None) -> None:
    """Open (or first build) the index and serve until stopped. Raises PolicyQAError when the address is not to be
    had, before anything is loaded."""
    listener = _listen(settings.host, settings.port)
    if not has_index(settings):
        _build_aside(settings)
    service = PolicyQA.open(settings, progress, build=True)
    app = create_app(service, settings)
    threading.Thread(target=_follow, args=(service,), daemon=True, name="newer index").start()
    # No access log: addresses hold questions.
    config = uvicorn.Config(
        app, log_level=settings.log_level, server_header=False, proxy_headers=False, access_log=False
    )
    uvicorn.Server(config).run(sockets=[listener])


def _build_aside(settings: Settings) -> None:
    """Build the first index in a process of its own, whose memory goes with it. Raises what the build raises."""
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            pool.submit(_build, settings).result()
    except BrokenProcessPool as error:
        raise PolicyQAError("the build of the first index was ended; make room, then run `policyqa index`") from error


def _build(settings: Settings) -> None:
    build_index(settings, bar(err))


def _follow(service: PolicyQA) -> None:
    """Turn to each index that is published, so that an import shows on every page without a restart."""
    while True:
        time.sleep(_FOLLOW_EVERY_S)
        service.refresh()


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PolicyQAError(
            f"cannot listen on {host}:{port} ({error.strerror}); choose another --port or --host"
        ) from error
    return listener
