"""Pages from templates/*.html. Everything that is put into one is escaped; nothing is marked safe."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.web.strings import HTML_LANG, say


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["html_lang"] = HTML_LANG
    return environment


def render(name: str, language: str, /, **values: object) -> str:
    """The template `name` with `say(key, …)` bound to the language."""

    def said(key: str, **inserted: object) -> str:
        return say(key, language, **inserted)

    return _environment().get_template(name).render(say=said, language=language, **values)


def block(name: str, which: str, language: str) -> str:
    """One block of the template `name`."""
    template = _environment().get_template(name)
    context = template.new_context(
        {"say": lambda key, **inserted: say(key, language, **inserted), "language": language}
    )
    return "".join(template.blocks[which](context))
