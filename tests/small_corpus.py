"""PolicyQA over three of the shipped documents, and the same with a language model behind it."""

from __future__ import annotations

import copy
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.answering.compose.endpoint import Endpoint
from app.answering.compose.llm import Generative
from app.service import PolicyQA
from app.settings import load_settings

SHIPPED = Path(__file__).parents[1] / "corpus" / "documents"
NAMES = ("jinbanfa-2025-46", "jingui-2024-13", "yinbaojianfa-2020-18")


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> PolicyQA:
    """The service without a model, laws off; its index takes a second."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "documents").mkdir()
    for name in NAMES:
        shutil.copy(SHIPPED / f"{name}.md", folder / "documents")
    settings = load_settings({}, data=folder / "data", documents=folder / "documents", laws=False)
    return PolicyQA.open(settings, build=True)


def with_model(service: PolicyQA, url: str, timeout_s: float = 20.0, max_tokens: int = 600) -> PolicyQA:
    """The same service with the model at `url` as its composer."""
    other = copy.copy(service)
    composer = Generative(Endpoint(url, "test-model", "secret-key", max_tokens), timeout_s)
    other.responder = replace(service.responder, composer=composer)
    return other
