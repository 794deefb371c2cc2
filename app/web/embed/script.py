"""The widget's script, with its words from the strings table and its style put in."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from app.web.strings import LANGUAGES, in_language

_FOLDER = Path(__file__).parent
_WORDS = "/* words */ {}"
_STYLE = '/* style */ ""'


@cache
def widget_script() -> str:
    """widget.js as it is served: one file, nothing to fetch before it can draw."""
    words = {
        language: {
            **in_language(language, "script.widget"),
            "validity": in_language(language, "validity"),
            "text_status": in_language(language, "text_status"),
            "since": in_language(language, "kept"),
            "decline": in_language(language, "chat.decline"),
        }
        for language in LANGUAGES
    }
    style = (_FOLDER / "widget.css").read_text("utf-8")
    script = (_FOLDER / "widget.js").read_text("utf-8")
    for place, value in ((_WORDS, words), (_STYLE, style)):
        script = script.replace(place, json.dumps(value, ensure_ascii=False), 1)
    return script
