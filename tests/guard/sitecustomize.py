"""On the path of a process under test: writes down every look-up or connection that leaves this machine."""

import os
import sys

from loopback import outside

_REPORT = os.environ["CONNECTION_REPORT"]


def _watch(event: str, arguments: tuple) -> None:
    host = outside(event, arguments)
    if host:
        with open(_REPORT, "a") as report:
            report.write(f"{event} {host}\n")


sys.addaudithook(_watch)
