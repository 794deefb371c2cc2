"""The real server over three of the shipped documents."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.server_process import serving

SHIPPED = Path("corpus/documents")


@pytest.fixture(scope="session")
def client(tmp_path_factory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("web")
    (folder / "documents").mkdir()
    (folder / "data").mkdir()
    for name in ("jinbanfa-2025-46", "jinbanfa-2024-26", "jingui-2024-11"):
        shutil.copy(SHIPPED / f"{name}.md", folder / "documents")
    settings = {"POLICYQA_DOCUMENTS": str(folder / "documents"), "POLICYQA_LAWS": "false"}
    for server in serving(folder / "data", **settings):
        with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
            yield client
