"""The widget's script, with its words put in from the strings table."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from app.web.strings import LANGUAGES, in_language

_SOURCE = Path(__file__).parent / "widget.js"
_PLACE = "/* words */ {}"


@cache
def widget_script() -> str:
    """widget.js as it is served: one file, nothing to fetch before it can draw."""
    words = {
        language: {
            **in_language(language, "script.widget"),
            "validity": in_language(language, "validity"),
            "text_status": in_language(language, "text_status"),
            "decline": in_language(language, "chat.decline"),
        }
        for language in LANGUAGES
    }
    return _SOURCE.read_text("utf-8").replace(_PLACE, json.dumps(words, ensure_ascii=False), 1)
