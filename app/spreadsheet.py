"""Cells of tables that are opened in a spreadsheet."""

from __future__ import annotations

import unicodedata

_FORMULA = ("=", "+", "-", "@")


def safe_cell(text: str) -> str:
    """The text as it is; with an apostrophe before it where a spreadsheet would run it as a formula, blanks, invisible
    signs and full width at its beginning notwithstanding."""
    seen = (char for char in text if not char.isspace() and unicodedata.category(char)[0] != "C")
    begins = unicodedata.normalize("NFKC", next(seen, ""))
    return f"'{text}" if begins.startswith(_FORMULA) or text.startswith(("\t", "\r")) else text
