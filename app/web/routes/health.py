"""Is the process alive, and can it answer."""

from __future__ import annotations

from fastapi import APIRouter

from app.service import PolicyQA


def router(service: PolicyQA) -> APIRouter:
    paths = APIRouter(tags=["health"])

    @paths.get("/healthz")
    def alive() -> dict[str, str]:
        return {"status": "ok"}

    @paths.get("/readyz")
    def ready() -> dict[str, str | int]:
        return {"status": "ready", "documents": len(service.catalogue.ids()), "index": service.catalogue.fingerprint}

    return paths
