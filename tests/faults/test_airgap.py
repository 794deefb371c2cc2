"""Without a way out everything works, and nothing even tries to leave: `index`, `ask` and `serve`."""

import json
import shutil
import subprocess
import sys

from tests.commands import ROOT

UNSHARE = shutil.which("unshare")
GUARD = ROOT / "tests" / "guard"


def own_network() -> list[str]:
    """The command that runs another one in a network without any route; empty where that is not allowed."""
    for command in ([UNSHARE, "--net"], [UNSHARE, "--map-root-user", "--net"]):
        if UNSHARE and subprocess.run([*command, "true"], capture_output=True).returncode == 0:
            return command
    return []


def test_everything_works_without_a_route_out_and_nothing_tries_to_leave(tmp_path):
    network = own_network()
    script = [sys.executable, "-m", "tests.faults.no_route", str(tmp_path), *(["alone"] if network else [])]
    done = subprocess.run([*network, *script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    counted = (found.pop("without route"), found.pop("after one attempt of ours")) if network else (0, 1)
    assert found == {"index": 2, "ask": "answered", "serve": "answered", "page": 200, "noted": ""}
    assert counted == (0, 1)


def test_the_guard_of_the_processes_sees_what_leaves(tmp_path):
    report = tmp_path / "connections"
    code = (
        "import socket; knock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM);"
        "knock.connect(('127.0.0.1', 9)); knock.connect(('203.0.113.1', 9))"
    )
    environment = {"PYTHONPATH": str(GUARD), "CONNECTION_REPORT": str(report)}
    subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True)
    assert report.read_text() == "socket.connect 203.0.113.1\n"
