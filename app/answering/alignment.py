"""Which sentences of the evidence a sentence of the statement comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from app.answering.modality import FORCES, Kind, Mark
from app.answering.quantities import Quantity
from app.answering.reading import Grams, Reading, Sentence, in_common, overlap

_ENOUGH = 0.1  # share of the words that may be left without looking further
_WORTH = 0.12  # share of the words that a further sentence has to bring
_FAINT = 0.3  # likeness below which no domain is taken for the same
_NOTHING: frozenset[Kind] = frozenset()
_COMPARES = re.compile(r"[<>≥≤]")


@dataclass(frozen=True)
class Domain:
    """The words [start, end) under one force: from its mark to the next force or the end of the sentence. `kinds` is
    empty for words under no force; `before` are the words from the start of the sentence to the mark."""

    kinds: frozenset[Kind]
    mark: Mark | None
    start: int
    end: int
    words: Grams
    before: Grams
    following: tuple[str, ...] = ()  # the first words after the mark
    prelude: bool = False  # words under no force that a force follows: a topic or a condition more often than a rule


class Span(Protocol):
    """What stands at [start, end) of a text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


@dataclass(frozen=True)
class View:
    """One sentence of the statement beside the sentences of the evidence that it comes from."""

    said: Reading
    sentence: Sentence
    stated: Reading
    sources: tuple[Sentence, ...]
    covered: float  # share of the sentence's words that the sources hold
    further: tuple[Sentence, ...] = ()  # sentences that a piece of it may come from as well

    def holds(self, place: int) -> bool:
        """Whether a character of the evidence is in one of the sources."""
        return any(one.start <= place < one.end for one in self.sources)

    def says(self, place: int) -> bool:
        """Whether a character of the statement is in its sentence."""
        return self.sentence.start <= place < self.sentence.end

    def shared(self, mine: Span, theirs: Span) -> int:
        """How many words after and before two spans, one of each text, are the same."""
        said, stated, source = self.said, self.stated, self.stated.sentence_at(theirs.start)
        after = in_common(said.after(mine.end, self.sentence.end), stated.after(theirs.end, source.end))
        return after + in_common(
            said.before(mine.start, self.sentence.start), stated.before(theirs.start, source.start)
        )


def views(said: Reading, stated: Reading) -> Iterator[View]:
    """Every sentence of the statement with its sources."""
    for sentence in said.sentences:
        words = said.window(sentence.start, sentence.end)
        figures = [one for one in said.quantities if sentence.start <= one.start < sentence.end]
        compares = _COMPARES.search(said.text, sentence.start, sentence.end) is not None
        sources, covered = _sources(words, figures, stated, compares)
        further = tuple(_further(sentence, said, sources, stated)) if covered else ()
        yield View(said, sentence, stated, sources, covered, further)


def _further(sentence: Sentence, said: Reading, sources: tuple[Sentence, ...], stated: Reading) -> Iterator[Sentence]:
    """Sentences that hold a piece between commas better than, or as well as, those chosen for the whole sentence."""
    for start, end in _pieces(said.text, sentence):
        words = said.window(start, end)
        best = max(stated.sentences, key=lambda one: _fit(words, one))
        known = max(overlap(words, one.grams) for one in sources)
        if len(words) >= 3 and best not in sources and overlap(words, best.grams) >= max(0.6, known):
            yield best


def _pieces(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    at = sentence.start
    for comma in re.finditer(r"[，,]", text[sentence.start : sentence.end]):
        yield at, sentence.start + comma.start()
        at = sentence.start + comma.end()
    yield at, sentence.end


def _sources(
    words: Grams, figures: list[Quantity], stated: Reading, compares: bool
) -> tuple[tuple[Sentence, ...], float]:
    """Greedily the fewest sentences that hold the words, with their leads; all of them where no word is shared. Of a
    table's lines that share the words of a comparison (revenue 6 million ≥ 5 million) the figures tell which it is."""

    def fit(one: Sentence) -> tuple[float, ...]:
        stating = _figures_in(figures, one, stated)
        return (len(left & one.grams), stating) if compares else (round(_fit(left, one), 3), stating)

    left, chosen = words, list[Sentence]()
    while words and len(left) > _ENOUGH * len(words):
        rest = [one for one in stated.sentences if one not in chosen]
        best = max(rest, key=fit, default=None)
        if best is None or len(left & best.grams) < _WORTH * len(words):
            break
        chosen.append(best)
        left -= best.grams
    if not chosen:
        return stated.sentences, 0.0
    leads = dict.fromkeys(stated.sentences[number] for one in chosen for number in one.leads)
    return (*chosen, *(lead for lead in leads if lead not in chosen)), 1 - len(left) / len(words)


def _fit(words: Grams, sentence: Sentence) -> float:
    """How well a sentence holds the words; of two that hold as many, the one that says less besides."""
    shared = len(words & sentence.grams)
    return shared + 0.5 * shared / (len(sentence.grams) or 1)


def _figures_in(figures: list[Quantity], sentence: Sentence, stated: Reading) -> int:
    """How many of the figures a sentence states: what tells two sentences of the same words apart."""
    theirs = [one for one in stated.quantities if sentence.start <= one.start < sentence.end]
    return sum(any(other.same(figure) for other in theirs) for figure in figures)


def domains(reading: Reading, sentence: Sentence) -> list[Domain]:
    """The domains of a sentence in order; an item of a list begins under the last force of its lead."""
    forces = [mark for mark in reading.marks if mark.force and sentence.start <= mark.start < sentence.end]
    inherited = _NOTHING
    if sentence.lead is not None:
        lead = reading.sentences[sentence.lead]
        over = [mark for mark in reading.marks if mark.force and lead.start <= mark.start < lead.end]
        inherited = over[-1].kinds & FORCES if over else _NOTHING
    found = []
    at, kinds, mark = sentence.start, inherited, None
    for following in (*forces, None):
        stop = following.start if following else sentence.end
        words = reading.window(at, stop)
        if mark is not None or words:
            begins = mark.start if mark else at
            before = reading.window(sentence.start, begins)
            prelude = not kinds and following is not None
            found.append(Domain(kinds, mark, at, stop, words, before, reading.after(at, sentence.end), prelude))
        if following:
            at, kinds, mark = following.end, following.kinds & FORCES, following
    return found


def best_domains(domain: Domain, others: list[Domain], near: float = 0.12) -> list[Domain]:
    """The domains among `others` that speak of the same thing, best first; all that are near the best."""
    scored = [(_likeness(domain, other), other) for other in others]
    best = max((score for score, _ in scored), default=0.0)
    if best < _FAINT:
        return []
    return [other for score, other in sorted(scored, key=lambda entry: -entry[0]) if score >= best - near]


def _likeness(domain: Domain, other: Domain) -> float:
    shared = overlap(domain.words, other.words) + 0.3 * overlap(domain.before, other.before)
    shared += 0.1 * min(3, in_common(domain.following, other.following))
    return shared * (0.5 if other.prelude else 1.0)
