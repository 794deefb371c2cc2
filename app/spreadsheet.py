"""Cells of tables that are opened in a spreadsheet."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """The text as it is; with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
