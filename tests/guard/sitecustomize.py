"""On the path of the server under test: writes down every look-up or connection that leaves this machine."""

import os
import sys

_REPORT = os.environ["CONNECTION_REPORT"]
_HERE = ("127.", "::1", "localhost", "0.0.0.0")


def _watch(event: str, arguments: tuple) -> None:
    if event == "socket.connect":
        address = arguments[1]
        outside = isinstance(address, tuple) and not str(address[0]).startswith(_HERE)
    elif event == "socket.getaddrinfo":
        address = arguments[0]
        outside = bool(address) and not str(address).startswith(_HERE)
    else:
        return
    if outside:
        with open(_REPORT, "a") as report:
            report.write(f"{event} {address}\n")


sys.addaudithook(_watch)
