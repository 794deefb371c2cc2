"""No test leaves this machine: what tries to is refused, and fails the test even where the refusal was swallowed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import Home
from tests.guard.loopback import outside

_tried: list[str] = []


def _refuse(event: str, arguments: tuple) -> None:
    host = outside(event, arguments)
    if host:
        _tried.append(f"{event} {host}")
        raise ConnectionRefusedError(f"tests stay on this machine: {event} {host}")


sys.addaudithook(_refuse)


@pytest.fixture
def attempts() -> list[str]:
    """What this test has tried to reach; a test that means to try clears it."""
    return _tried


@pytest.fixture(autouse=True)
def nothing_leaves_this_machine(attempts):
    attempts.clear()
    yield
    assert attempts == []


@pytest.fixture(scope="session")
def indexed(tmp_path_factory) -> Home:
    """Two documents and their index. Nobody writes there: copy it first."""
    home = Home.make(tmp_path_factory.mktemp("indexed"))
    built = home.call("index")
    assert built.exit_code == 0, built.stderr
    return home


@pytest.fixture
def home(indexed, tmp_path) -> Home:
    """Two documents and their index, for one test."""
    return indexed.copy(tmp_path)


@pytest.fixture(scope="session")
def shipped_index(tmp_path_factory) -> Callable[[Path], Path]:
    """shipped_index(folder) -> the folder, as a data folder with the index of the shipped corpus, which is built
    once."""
    from app.service import open_catalogue, open_retriever  # seconds, which most tests need not wait for
    from app.settings import load_settings

    built = tmp_path_factory.mktemp("shipped")
    settings = load_settings({}, data=built)
    open_retriever(settings, open_catalogue(settings), build=True)
    return lambda folder: shutil.copytree(built, folder, dirs_exist_ok=True)
