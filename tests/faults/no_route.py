"""Builds an index, asks, serves and asks the server, and prints what left or tried to leave this machine.

Run in a network of its own that has loopback and no way out (`unshare --net`), the kernel counts what had nowhere to
go, whatever language the code that tried was written in. Everywhere, Python's own look-ups and connections are noted.
"""

from __future__ import annotations

import fcntl
import json
import socket
import struct
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.commands import COMMAND, ROOT, TARGET, Home
from tests.server_process import serving

GUARD = ROOT / "tests" / "guard"
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 1


def loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh", b"lo", _IFF_UP))


def without_route() -> int:
    """Packets and connections, IPv4 and IPv6, for which this network had no route."""
    names, values = [line.split() for line in Path("/proc/net/snmp").read_text().splitlines() if line.startswith("Ip:")]
    counted = dict(zip(names, values, strict=True))
    six = Path("/proc/net/snmp6")
    if six.exists():
        counted |= dict(line.split() for line in six.read_text().splitlines())
    return int(counted["OutNoRoutes"]) + int(counted.get("Ip6OutNoRoutes", 0))


def run(home: Home, report: Path, *arguments: str) -> Any:
    """What a command prints as JSON."""
    environment = home.environment(PYTHONPATH=f"{GUARD}:{ROOT}", CONNECTION_REPORT=str(report))
    done = subprocess.run([COMMAND, *arguments], env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def main(folder: Path, alone: bool) -> None:
    if alone:
        loopback_up()
    home, report = Home.make(folder), folder / "connections"
    report.touch()
    found: dict[str, object] = {
        "index": run(home, report, "index", "--json")["documents"],
        "ask": run(home, report, "ask", TARGET, "--json")["status"],
    }
    with closing(serving(home.data, folder, **home.settings)) as running:
        server = next(running)
        body = json.dumps({"question": TARGET}).encode()
        request = urllib.request.Request(f"{server.url}/v1/answers", body, {"content-type": "application/json"})
        found["serve"] = json.load(urllib.request.urlopen(request))["status"]
        found["page"] = urllib.request.urlopen(f"{server.url}/zh/").status
    found["noted"] = report.read_text() + server.connections.read_text()
    if alone:
        found["without route"] = without_route()
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect_ex(("203.0.113.1", 53))
        found["after one attempt of ours"] = without_route()
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), "alone" in sys.argv[2:])
