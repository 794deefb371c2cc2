"""Lists of a statement against those of its sources: 和 for 或者, and an item that the evidence does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.answering.alignment import View
from app.answering.faults import Fault, Reason
from app.answering.modality import Kind
from app.answering.reading import overlap

_CONNECTOR = re.compile(
    r"(?P<left>[\u4e00-\u9fff]{2})(?:(?P<either>或者?)|以及|[和与及])(?P<right>[\u4e00-\u9fff]{2})"
    r"|(?P<one>[a-z]{3,}),? (?:(?P<or>or)|and) (?:an? |the )?(?P<two>[a-z]{3,})",
    re.IGNORECASE,
)
_EITHER = re.compile(r"或|\bor\b")
_BOTH = re.compile(r"[和与及]|\band\b")
_RUN = re.compile(r"[^，。；：;:\n]+")  # a comma is a part of an English list
_ITEM = re.compile(
    r"(?:(?<=、)|(?<=和|或|与|及)|(?<=或者))(?P<zh>[\u4e00-\u9fff]{2,12}?)(?=等?(?:、|和|与|以及|及|或|[，。；\x00\s]|\Z))"
    r"|(?<=, )(?P<en>(?:[a-z]+ ){0,3}[a-z]+)(?=,? (?:and|or) )",
    re.IGNORECASE,
)
_KNOWN = 0.34  # share of an item's words that the evidence has to hold
_COVERED = 0.5  # share of the sentence's words below which nothing is said of its lists


def check_lists(view: View) -> Iterator[Reason]:
    """No list of the statement is joined the other way, or holds what is not in the evidence."""
    if view.covered < _COVERED:
        return
    yield from _joined(view)
    yield from _foreign(view)


def _joined(view: View) -> Iterator[Reason]:
    """A和B for A或者B, and the reverse; under a denial the two say the same."""
    text = view.said.text[: view.sentence.end]
    for found in _CONNECTOR.finditer(text, view.sentence.start):
        run = next(run for run in _RUN.finditer(text, view.sentence.start) if run.end() > found.start())
        if any(mark.kinds & _DENIALS and run.start() <= mark.start < run.end() for mark in view.said.marks):
            continue
        either = bool(found["either"] or found["or"])
        ends = [word for word in (found["left"] or found["one"], found["right"] or found["two"]) if word]
        mine, other = (_EITHER, _BOTH) if either else (_BOTH, _EITHER)
        runs = [run for run in _runs(view) if all(word in run for word in ends)]
        if runs and not any(mine.search(run) for run in runs) and all(other.search(run) for run in runs):
            yield Reason(Fault.WORDS, found[0], runs[0].strip())


_DENIALS = frozenset({Kind.NOT, Kind.MUST_NOT})


def _runs(view: View) -> Iterator[str]:
    """The stretches of the sources that a list can stand in."""
    for source in view.sources:
        for run in _RUN.finditer(view.stated.text[: source.end], source.start):
            yield run[0]


def _foreign(view: View) -> Iterator[Reason]:
    """An item between others, of whose words the evidence holds next to none. Parties are compared elsewhere."""
    parties = [(mention.start, mention.end) for mention in view.said.parties]
    for found in _ITEM.finditer(view.said.bare[: view.sentence.end], view.sentence.start):
        start, end = found.span()
        words = view.said.window(start, end)
        if not words or any(first < end and start < last for first, last in parties):
            continue
        listed = found["en"] or "、" in view.said.text[view.sentence.start : start]
        if listed and overlap(words, view.stated.grams) < _KNOWN:
            yield Reason(Fault.WORDS, view.said.text[start:end])
