"""`policyqa serve` as a process of its own, as people run it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[1]
_LONGEST_START = 900  # seconds; without the shipped embedding cache every clause is embedded first


@dataclass(frozen=True)
class Server:
    url: str
    data: Path
    pid: int
    connections: Path  # what the process looked up or connected to beyond this machine
    log: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serving(data: Path, notes: Path | None = None, **settings: str) -> Iterator[Server]:
    """Start on a free port, wait until it is ready, yield, stop. `settings` are POLICYQA_ variables; the log and the
    list of connections go to `notes`, the data folder unless given."""
    port, report, log_file = free_port(), (notes or data) / "connections.txt", (notes or data) / "server.log"
    report.touch()
    environment = {
        **os.environ,
        "POLICYQA_DATA": str(data),
        "POLICYQA_LOG_LEVEL": "warning",
        "PYTHONPATH": os.pathsep.join((str(_ROOT / "tests" / "guard"), str(_ROOT))),
        "CONNECTION_REPORT": str(report),
        **settings,
    }
    command = [str(Path(sys.executable).with_name("policyqa")), "serve", "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    with log_file.open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait(f"{url}/readyz", process, log_file)
            yield Server(url, data, process.pid, report, log_file)
        finally:
            process.terminate()
            process.wait(30)


def _wait(url: str, process: subprocess.Popen, log: Path) -> None:
    for _ in range(_LONGEST_START * 2):
        if process.poll() is not None:
            pytest.fail(f"the server stopped: {log.read_text()[-2000:]}")
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    pytest.fail(f"the server did not become ready: {log.read_text()[-2000:]}")
