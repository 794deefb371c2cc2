"""The guard of the tests themselves: it lets loopback through and nothing else."""

import socket

import pytest


@pytest.mark.parametrize("host", ["203.0.113.1", "::ffff:203.0.113.1", "127.0.0.1.example.invalid", "example.invalid"])
def test_a_connection_beyond_this_machine_is_refused_and_noted(host, attempts):
    with pytest.raises(ConnectionRefusedError, match="tests stay on this machine"):
        socket.create_connection((host, 80), timeout=1)
    assert host in attempts[0]
    attempts.clear()


def test_a_datagram_beyond_this_machine_is_refused_and_noted(attempts):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender, pytest.raises(ConnectionRefusedError):
        sender.sendto(b"?", ("203.0.113.1", 53))
    assert attempts == ["socket.sendto 203.0.113.1"]
    attempts.clear()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_is_let_through(host):
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection((host, server.getsockname()[1]), timeout=5).close()
