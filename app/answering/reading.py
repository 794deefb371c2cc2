"""A text read for checking: its sentences, the marks in force over them, its figures, parties and conditions."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from app.answering.conditions import Condition, find_conditions
from app.answering.dates import find_days
from app.answering.mentions import Mention, addressees, article_numbers
from app.answering.modality import DIRECTIONS, Kind, Mark, find_marks
from app.answering.numerals import fold_width
from app.answering.quantities import Quantity, blank, find_quantities

Grams = frozenset[str]
_SENTENCE_END = re.compile(
    r"(?:[。；！？\n]|(?<!No)(?<!Art)[;!?.](?=\s|\Z))(?!\s*(?:但是?|不过|However)[，,\u4e00-\u9fff])"
)
_ITEM = re.compile(r"\s*(?:[（(][一二三四五六七八九十百\d]{1,3}[)）]|\([a-z]{1,3}\)|\d{1,2}[.．、])")
_TOKEN = re.compile(r"[\u3400-\u9fff]|[A-Za-z]+|\d+")
_STOP_ZH = frozenset("的了在和与及对其之并等或者于以为将由所该本各有地得向把被是按照据")
_STOP_EN = frozenset(
    "a an and any are as at be been by for from has have in into is it its of on or such that the their them these "
    "they this those to was were which who whose with all each".split()
)
_CONTEXT = 6


@dataclass(frozen=True)
class Sentence:
    """[start, end) of a sentence or list item. `lead` is the number of the sentence that introduces its list, `leads`
    those of the paragraph up to it; `grams` are its words with those of the paragraph."""

    start: int
    end: int
    lead: int | None
    leads: range
    grams: Grams


@dataclass(frozen=True)
class Reading:
    """Everything that is compared, each with its place in `text`."""

    text: str
    bare: str  # the text with marks (but directions), figures and dates blanked: what words are made of
    sentences: tuple[Sentence, ...]
    marks: tuple[Mark, ...]
    quantities: tuple[Quantity, ...]
    parties: tuple[Mention, ...]
    conditions: tuple[Condition, ...]
    grams: Grams
    tokens: tuple[str, ...]
    places: tuple[int, ...]  # where each token starts
    pairs: tuple[str, ...]  # the grams in order, with where each begins and ends
    begins: tuple[int, ...]
    ends: tuple[int, ...]

    def sentence_at(self, place: int) -> Sentence:
        """The sentence that holds a character."""
        return next((one for one in reversed(self.sentences) if one.start <= place), self.sentences[0])

    def window(self, start: int, end: int) -> Grams:
        """The grams of the characters [start, end)."""
        return frozenset(self.pairs[bisect_left(self.begins, start) : bisect_right(self.ends, end)])

    def after(self, place: int, end: int) -> tuple[str, ...]:
        """The next words from `place`, up to `end` and no more than six."""
        first = bisect_left(self.places, place)
        last = bisect_left(self.places, end)
        return self.tokens[first : min(last, first + _CONTEXT)]

    def before(self, place: int, start: int) -> tuple[str, ...]:
        """The words before `place`, nearest first."""
        last = bisect_left(self.places, place)
        first = bisect_left(self.places, start)
        return self.tokens[max(first, last - _CONTEXT) : last][::-1]


def in_common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many words two contexts begin with in common."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _grams(tokens: list[tuple[int, str]], bare: str) -> Iterator[tuple[int, int, str]]:
    """Pairs of neighbouring Chinese characters and shortened English words, each with its begin and end; words that
    say nothing are passed over, and no pair reaches over a blanked mark."""
    before, place = "", -9
    for at, token in tokens:
        if not "\u3400" <= token[0] <= "\u9fff":
            lower = token.lower()
            if lower not in _STOP_EN:
                yield at, at + len(token), lower[:6]
            before = ""
        elif token not in _STOP_ZH:
            if before and at - place <= 3 and "\x00" not in bare[place:at]:
                yield place, at + 1, before + token
            before, place = token, at


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
    articles = [(one.start, one.end) for one in article_numbers(text)]
    blanked = [(mark.start, mark.end) for mark in marks if not mark.kinds <= DIRECTIONS]
    bare = blank(folded, [*blanked, *consumed, *days, *articles])
    tokens = [(match.start(), match[0]) for match in _TOKEN.finditer(bare)]
    grams = list(_grams(tokens, bare))
    words = [(place, word) for place, token in tokens if (word := _word(token))]
    reading = Reading(
        text,
        bare,
        (),
        marks,
        quantities,
        addressees(text),
        find_conditions(text),
        frozenset(gram for _, _, gram in grams),
        tuple(word for _, word in words),
        tuple(place for place, _ in words),
        tuple(gram for _, _, gram in grams),
        tuple(begin for begin, _, _ in grams),
        tuple(end for _, end, _ in grams),
    )
    return replace(reading, sentences=tuple(_sentences(folded, reading)))


def _word(token: str) -> str:
    """A token as contexts hold it; '' for words that say nothing."""
    lower = token.lower()
    return "" if lower in _STOP_EN or lower in "的了者依按照经过" else lower[:6]


def _outside(marks: Iterable[Mark], consumed: list[tuple[int, int]], text: str) -> Iterator[Mark]:
    """Marks that are not part of a figure's comparator; 不得 before a bounded figure binds and no more."""
    for mark in marks:
        inside = any(start <= mark.start < end for start, end in consumed)
        if not inside:
            yield mark
        elif Kind.MUST_NOT in mark.kinds or re.match(r"(?:must|shall|should) not", text[mark.start :], re.IGNORECASE):
            yield Mark(frozenset({Kind.MUST, Kind.MUST_NOT}), mark.start, mark.end)


def _sentences(text: str, reading: Reading) -> Iterator[Sentence]:
    done: list[Sentence] = []
    lead: int | None = None
    paragraph = 0  # number of the first sentence of the line that is being read
    for start, end in _pieces(text) or ((0, len(text)),):
        item = _ITEM.match(text, start) is not None
        lead = lead if item else None
        leads = range(paragraph, lead + 1) if lead is not None else range(0)
        grams = reading.window(start, end).union(*(done[number].grams for number in leads))
        if not item and (not done or "\n" in text[done[-1].end - 1 : start + 1]):
            paragraph = len(done)
        done.append(Sentence(start, end, lead, leads, grams))
        if text[start:end].rstrip().endswith(("：", ":")):
            lead = len(done) - 1
        elif not item:
            lead = len(done) - 1 if re.search(r"[：:]\s*[（(][一1a][)）]", text[start:end]) else None
    return iter(done)


def _pieces(text: str) -> list[tuple[int, int]]:
    found = []
    at = 0
    for sign in _SENTENCE_END.finditer(text):
        if text[at : sign.start()].strip():
            found.append((at, sign.end()))
        at = sign.end()
    if text[at:].strip():
        found.append((at, len(text)))
    return found
