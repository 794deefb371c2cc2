"""Which details a stretch of text states: a rate, an amount, a date … the thing a question may ask for."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import yaml

from app.answering.question import Asks
from app.answering.terms import fold
from corpus.addressees import GROUP_NAMES, INSTITUTIONS


@cache
def _patterns() -> dict[Asks, re.Pattern[str]]:
    """details.yaml: for each kind its expressions, in which {n} is a number in either language."""
    raw = yaml.safe_load(resources.files("app.answering").joinpath("details.yaml").read_text("utf-8"))
    found = {
        Asks(kind): [part.replace("{n}", raw["number"]) for part in alternatives]
        for kind, alternatives in raw["states"].items()
    }
    names = (
        name for table in (INSTITUTIONS, GROUP_NAMES) for zh, en, others in table.values() for name in (zh, en, *others)
    )
    found[Asks.WHO] += [re.escape(fold(name)) for name in names]
    return {kind: re.compile("|".join(parts)) for kind, parts in found.items()}


#: Details that are a figure: an answer without one does not answer.
FIGURES = frozenset({Asks.RATE, Asks.AMOUNT, Asks.DURATION, Asks.DATE, Asks.COUNT, Asks.CONTACT, Asks.TARGET})


def states(detail: Asks, text: str) -> bool:
    """Whether `text` states a detail of that kind; True for kinds that need no particular detail."""
    pattern = _patterns().get(detail)
    return pattern is None or pattern.search(fold(text)) is not None


def figures_to_state(asks: frozenset[Asks]) -> frozenset[Asks]:
    """The kinds of figure of which an answer has to state one: none where yes or no answers."""
    return frozenset() if Asks.YES_NO in asks else figures_asked(asks)


def figures_asked(asks: frozenset[Asks]) -> frozenset[Asks]:
    """The kinds of figure that would answer; 多少 often fits several, any of which will do."""
    kinds = asks & FIGURES
    return kinds - {Asks.TARGET} if len(kinds) > 1 else kinds
