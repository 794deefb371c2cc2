"""A text read for checking: its units, the marks in force over each, its figures, parties and conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.answering.conditions import Condition, find_conditions
from app.answering.dates import find_days
from app.answering.mentions import Mention, addressees
from app.answering.modality import FORCES, Kind, Mark, find_marks
from app.answering.numerals import fold_width
from app.answering.quantities import Quantity, find_quantities

Grams = frozenset[str]
_SENTENCE_END = re.compile(r"[。；！？\n]|(?<!No)(?<!Art)[;!?.](?=\s|\Z)")
_UNIT_END = re.compile(r"[，：]|[,:](?=\s|\Z)")
_ITEM = re.compile(r"\s*(?:[（(][一二三四五六七八九十百\d]{1,3}[)）]|\([a-z]{1,3}\)|\d{1,2}[.．、])")
_TOKEN = re.compile(r"[\u3400-\u9fff]|[A-Za-z]+|\d+")
_STOP_ZH = frozenset("的了在和与及对其之并等或者于以为将由所该本各有地得向把被是按照据")
_STOP_EN = frozenset(
    "a an and any are as at be been by for from has have in into is it its of on or such that the their them "
    "these they "
    "this those to was were which who whose with all each".split()
)
NO_FORCE: frozenset[Kind] = frozenset()


@dataclass(frozen=True)
class Unit:
    """A piece between commas at [start, end). `force` is the modality over it, its own or the one before it in the
    sentence or list; `sentence` counts sentences from 0."""

    start: int
    end: int
    sentence: int
    grams: Grams
    force: frozenset[Kind]
    own: bool


@dataclass(frozen=True)
class Sentence:
    """[start, end), its units [first, last) and, for an item of a list, the number of the sentence that leads it."""

    start: int
    end: int
    first: int
    last: int
    lead: int | None = None


@dataclass(frozen=True)
class Reading:
    """Everything that `support` compares, each with its place in `text`."""

    text: str
    bare: str  # the text with marks, figures and dates blanked: what the grams are made of
    units: tuple[Unit, ...]
    sentences: tuple[Sentence, ...]
    marks: tuple[Mark, ...]
    quantities: tuple[Quantity, ...]
    parties: tuple[Mention, ...]
    conditions: tuple[Condition, ...]
    grams: Grams

    def unit_at(self, place: int) -> Unit:
        """The unit that holds a character."""
        return next((unit for unit in reversed(self.units) if unit.start <= place), self.units[0])

    def window(self, start: int, end: int) -> Grams:
        """The grams of the characters [start, end)."""
        return grams_of(self.bare[max(0, start) : end])

    def scope(self, mark: Mark, reach: int = 14) -> Grams:
        """The words a mark governs: those after it in its sentence, or before it where none follow."""
        unit = self.unit_at(mark.start)
        sentence = self.sentences[unit.sentence]
        reach = reach if _han(self.text[mark.start : mark.end]) else reach * 4
        for stop in (unit.end, sentence.end):
            after = self.window(mark.end, min(stop, mark.end + reach))
            if len(after) >= 2:
                return after
        return self.window(max(sentence.start, mark.start - reach), mark.start) | after


def _han(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" for char in text)


@lru_cache(maxsize=8192)
def grams_of(text: str) -> Grams:
    """Pairs of neighbouring Chinese characters and shortened English words, without the words that say nothing."""
    found: set[str] = set()
    before = ""
    place = -2
    for token in _TOKEN.finditer(text):
        word = token[0]
        if not "\u3400" <= word <= "\u9fff":
            lower = word.lower()
            if lower not in _STOP_EN:
                found.add(lower[:6])
            before = ""
        elif word in _STOP_ZH:
            continue
        else:
            if before and token.start() - place <= 3 and "\x00" not in text[place : token.start()]:
                found.add(before + word)
            before, place = word, token.start()
    return frozenset(found)


def overlap(of: Grams, within: Grams) -> float:
    """Share of `of` that is found in `within`; 0 where `of` is empty."""
    return len(of & within) / len(of) if of else 0.0


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Read a text once; evidence is read again and again."""
    folded = fold_width(text)
    quantities = find_quantities(text)
    consumed = [span for quantity in quantities for span in quantity.reads]
    marks = tuple(_outside(find_marks(text), consumed, folded))
    days = [(day.start, day.end) for day in find_days(text)]
    bare = _blank(folded, [*((mark.start, mark.end) for mark in marks), *consumed, *days])
    sentences, units = _divide(folded, bare, marks)
    return Reading(
        text, bare, units, sentences, marks, quantities, addressees(text), find_conditions(text), grams_of(bare)
    )


def _outside(marks: Iterable[Mark], consumed: list[tuple[int, int]], text: str) -> Iterable[Mark]:
    """Marks that are not part of a figure's comparator; 不得 before a bounded figure binds and no more."""
    for mark in marks:
        inside = any(start <= mark.start < end for start, end in consumed)
        if not inside:
            yield mark
        elif Kind.MUST_NOT in mark.kinds or re.match(r"(?:must|shall|should) not", text[mark.start :], re.IGNORECASE):
            yield Mark(frozenset({Kind.MUST, Kind.MUST_NOT}), mark.start, mark.end)


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    chars = list(text)
    for start, end in spans:
        chars[start:end] = "\x00" * (end - start)
    return "".join(chars)


def _pieces(text: str, end_sign: re.Pattern[str], start: int, end: int) -> Iterable[tuple[int, int]]:
    at = start
    for sign in end_sign.finditer(text, start, end):
        if text[at : sign.start()].strip():
            yield at, sign.end()
        at = sign.end()
    if text[at:end].strip():
        yield at, end


def _divide(text: str, bare: str, marks: tuple[Mark, ...]) -> tuple[tuple[Sentence, ...], tuple[Unit, ...]]:
    sentences: list[Sentence] = []
    units: list[Unit] = []
    lead: int | None = None
    for start, end in _pieces(text, _SENTENCE_END, 0, len(text)) or ((0, len(text)),):
        item = _ITEM.match(text, start) is not None
        lead = lead if item else None
        force = units[sentences[lead].last - 1].force if lead is not None else NO_FORCE
        first = len(units)
        for begins, ends in _pieces(text, _UNIT_END, start, end):
            own = [mark.kinds & FORCES for mark in marks if begins <= mark.start < ends and mark.force]
            force = frozenset().union(*own) if own else force
            units.append(Unit(begins, ends, len(sentences), grams_of(bare[begins:ends]), force, bool(own)))
        sentences.append(Sentence(start, end, first, len(units), lead))
        if text[start:end].rstrip().endswith(("：", ":")):
            lead = len(sentences) - 1
        elif not item:
            inline = re.search(r"[：:]\s*[（(][一1a][)）]", text[start:end])
            lead = len(sentences) - 1 if inline else None
    if not units:
        units.append(Unit(0, len(text), 0, grams_of(bare), NO_FORCE, False))
        sentences.append(Sentence(0, len(text), 0, 1))
    return tuple(sentences), tuple(units)
