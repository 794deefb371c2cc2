"""Which details a text states."""

from __future__ import annotations

import pytest

from app.answering.details import states
from app.answering.question import Asks


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("所代表的债权额占总额的三分之二以上的，即为通过。", True),
        ("经参与表决人数过半数的业主同意。", True),
        ("A resolution needs at least two thirds of the votes.", True),
        ("由董事会一分为二地处理。", False),
        ("The members vote on it.", False),
    ],
)
def test_a_fraction_is_a_share(text, stated):
    assert states(Asks.RATE, text) is stated
