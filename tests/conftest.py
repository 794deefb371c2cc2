"""No test leaves this machine: what tries to is refused, and fails the test even where the refusal was swallowed."""

from __future__ import annotations

import sys

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
