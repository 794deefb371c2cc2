"""A draft made from the real laws: right references and wrongly altered ones, each with the verdict it must get."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from app.answering.answer import Verdict
from corpus.catalogue import Catalogue
from corpus.model import Clause, Document, TextStatus

_FIGURE = re.compile(r"百分之[一二三四五六七八九十]+|[一二三四五六七八九十]+(?:日|个月|年|万元|倍)|\d+")
_SENTENCE = re.compile(r"[^。；\n]{14,90}[。；]")


@dataclass(frozen=True)
class Seed:
    kind: str
    text: str
    verdicts: frozenset[Verdict]


_OK = frozenset({Verdict.EXACT, Verdict.NORMALISED, Verdict.UNCHECKED})
_MISMATCH = frozenset({Verdict.MISMATCH})
_NOT_FOUND = frozenset({Verdict.NOT_FOUND})


def seeds(catalogue: Catalogue, right: int, wrong: int, seed: int = 20261124) -> list[Seed]:
    """`right` + `wrong` seeds, shuffled; kinds in equal shares."""
    chance = random.Random(seed)
    laws = [d for name in catalogue.ids() if (d := catalogue.get(name)).text_status is TextStatus.COMPILED]
    pool = [(d, c, q) for d in laws for c in d if (q := _quote(c))]
    chance.shuffle(pool)
    makers_right = (_exact, _spaced, _behind, _bare)
    makers_wrong = (_figure, _force, _neighbour, _beyond, _no_such_law, _plain_figure)
    made = [*_take(pool, makers_right, right, chance), *_take(pool, makers_wrong, wrong, chance)]
    chance.shuffle(made)
    return made


def _take(pool, makers, wanted, chance):
    made = []
    while len(made) < wanted:
        document, clause, quote = pool.pop()
        seed = makers[len(made) % len(makers)](document, clause, quote, chance)
        if seed:
            made.append(seed)
    return made


def _quote(clause: Clause) -> str:
    if clause.id.path == ("meta",) or "“" in clause.text or "《" in clause.text or "第" in clause.text:
        return ""
    found = _SENTENCE.findall(clause.text)
    return found[0].strip() if found else ""


def _named(document: Document, clause: Clause) -> str:
    return f"《{document.title}》{clause.label}"


def _exact(document, clause, quote, _):
    return Seed("exact", f"{_named(document, clause)}规定：“{quote}”", _OK)


def _spaced(document, clause, quote, _):
    return Seed("width", f"{_named(document, clause)}规定：“{quote.replace('，', ', ')}”", _OK)


def _behind(document, clause, quote, _):
    return Seed("behind", f"“{quote}”（{_named(document, clause)}）", _OK)


def _bare(document, clause, quote, _):
    return Seed("own words", f"按照{_named(document, clause)}，{quote}", _OK)


def _changed_figure(quote, chance):
    figures = list(_FIGURE.finditer(quote))
    if not figures:
        return None
    figure = chance.choice(figures)
    digits = [i for i, char in enumerate(figure[0]) if char in "一二三四五六七八九十0123456789"]
    at = figure.start() + chance.choice(digits)
    other = chance.choice(
        [c for c in ("三五七八" if quote[at] in "一二三四五六七八九十" else "3578") if c != quote[at]]
    )
    return quote[:at] + other + quote[at + 1 :]


def _figure(document, clause, quote, chance):
    changed = _changed_figure(quote, chance)
    return changed and Seed("figure", f"{_named(document, clause)}规定：“{changed}”", _MISMATCH)


def _force(document, clause, quote, _):
    for old, new in (("不得", "可以"), ("应当", "可以"), ("可以", "应当")):
        if old in quote:
            return Seed("force", f"{_named(document, clause)}规定：“{quote.replace(old, new, 1)}”", _MISMATCH)
    return None


def _neighbour(document, clause, quote, _):
    others = [
        c for c in document if c.id.path != ("meta",) and abs(c.order - clause.order) == 1 and quote not in c.text
    ]
    return others and Seed("article", f"{_named(document, others[0])}规定：“{quote}”", _MISMATCH)


def _beyond(document, clause, quote, _):
    return Seed("beyond", f"《{document.title}》第一千九百九十九条规定：“{quote}”", _NOT_FOUND)


def _no_such_law(document, clause, quote, _):
    return Seed("no such law", f"《{document.title}实施细则补充规定》{clause.label}规定：“{quote}”", _NOT_FOUND)


def _plain_figure(document, clause, quote, chance):
    changed = _changed_figure(quote, chance)
    return changed and Seed("figure in own words", f"按照{_named(document, clause)}，{changed}", _MISMATCH)
