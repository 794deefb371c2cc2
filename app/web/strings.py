"""Every word of the interface, in Chinese and English, from one table (strings.yaml)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("zh", "en")
HTML_LANG = {"zh": "zh-CN", "en": "en"}


@cache
def table() -> dict[str, dict[str, str]]:
    """{key: {"zh": text, "en": text}}, keys dotted."""
    flat: dict[str, dict[str, str]] = {}
    raw = yaml.safe_load((Path(__file__).parent / "strings.yaml").read_text("utf-8"))

    def walk(prefix: str, node: Any) -> None:
        if set(node) == set(LANGUAGES):
            flat[prefix] = node
            return
        for key, child in node.items():
            walk(f"{prefix}.{key}" if prefix else key, child)

    walk("", raw)
    return flat


def has(key: str) -> bool:
    return key in table()


def say(key: str, language: str, **values: object) -> str:
    """The text of `key`; raises KeyError when there is none (a test looks for every key that is used)."""
    text = table()[key][language]
    return text.format(**values) if values else text


def in_language(language: str, prefix: str) -> dict[str, str]:
    """All texts under `prefix`, for a script: {"copied": "已复制", …}."""
    start = prefix + "."
    return {key.removeprefix(start): texts[language] for key, texts in table().items() if key.startswith(start)}


def preferred(lang: str | None, cookie: str | None, accept: str | None) -> str:
    """The interface language: the asked one, else the remembered one, else the browser's first, else Chinese."""
    for choice in (lang, cookie):
        if choice in LANGUAGES:
            return choice
    ranked = []
    for order, entry in enumerate((accept or "").split(",")):
        tag, _, weight = entry.strip().partition(";q=")
        language = tag.split("-")[0].lower()
        if language in LANGUAGES:
            try:
                ranked.append((-float(weight or 1), order, language))
            except ValueError:
                continue
    return min(ranked)[2] if ranked else "zh"
