"""What counts as leaving this machine, told from Python's audit events. Shared by the tests' own process and by the
processes that tests start."""

from __future__ import annotations

import ipaddress
import socket

_SENT = ("socket.connect", "socket.sendto", "socket.sendmsg")
_NAMED = ("socket.getaddrinfo", "socket.gethostbyname")


def outside(event: str, arguments: tuple) -> str:
    """The host beyond this machine that this event asks for or sends to; empty where there is none."""
    if event in _SENT:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) and address else ""
    elif event in _NAMED:
        host = arguments[0]
    else:
        return ""
    host = host.decode(errors="replace") if isinstance(host, bytes) else str(host or "")
    return "" if not host or _here(host) else host


def _here(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host == "localhost" or host.endswith(".localhost") or host == socket.gethostname()
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback or address.is_unspecified
