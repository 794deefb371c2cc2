"""Whether evidence states what a statement says, as far as meaning can be checked without a model.

Every figure, date, document, force (must, may, strive …), negation, party and condition of the statement has to be
stated by the evidence at the words that it goes with, and nothing that turns those words round may be left out.
docs/verifier.md says what is checked, how well it works and what it does not see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from app.answering.conditions import Condition, Sort
from app.answering.dates import find_days
from app.answering.mentions import (
    article_numbers,
    covers,
    document_numbers,
    fold_title,
    same_number,
    titles,
)
from app.answering.modality import COMPARISONS, KEPT_FORCES, Kind, Mark
from app.answering.quantities import Quantity
from app.answering.reading import Grams, Reading, Sentence, Unit, overlap, read
from corpus.model import Clause, Document


class Fault(StrEnum):
    """Why a statement is not supported."""

    QUANTITY = "quantity"
    DATE = "date"
    DOCUMENT = "document"
    MODALITY = "modality"
    NEGATION = "negation"
    COMPARISON = "comparison"
    ADDRESSEE = "addressee"
    CONDITION = "condition"
    WORDS = "words"


@dataclass(frozen=True)
class Reason:
    """One fault: the words of the statement (`said`) and of the evidence (`stated`), either may be ''."""

    fault: Fault
    said: str
    stated: str = ""


@dataclass(frozen=True)
class Support:
    """The finding. `coverage` in [0, 1] is the share of the statement's words found in the evidence (0 across
    languages, where words cannot be compared)."""

    ok: bool
    reasons: tuple[Reason, ...] = ()
    coverage: float = 0.0


@dataclass(frozen=True)
class Source:
    """What may be said about the evidence besides its words: where it stands and whom it binds."""

    names: frozenset[str] = frozenset()  # folded titles, short titles, aliases
    numbers: frozenset[str] = frozenset()  # year/number
    articles: frozenset[str] = frozenset()  # path steps
    addressees: frozenset[str] = frozenset()
    labels: tuple[str, ...] = field(default=(), compare=False)  # as written, blanked in a statement before reading

    @classmethod
    def of(cls, document: Document, clause: Clause) -> Source:
        """The source that a clause of a document is."""
        written = tuple(
            name for name in (document.title, document.title_en, document.number, *document.aliases) if name
        )
        numbers = (mention.name for name in written for mention in document_numbers(name))
        return cls(
            frozenset(fold_title(name) for name in written),
            frozenset(numbers),
            frozenset({clause.id.path[0]}),
            clause.addressees,
            tuple(sorted({*written, clause.label}, key=len, reverse=True)),
        )


_NOWHERE = Source()
_NEAR = 0.15  # units this close to the best are taken as equally meant
_REPEATED = 0.6  # share of a mark's words that a statement has to repeat before the mark is missed
_UNRELATED = 0.3


def supports(
    statement: str, evidence: str, *, language: str = "", source: Source = _NOWHERE, given: str = ""
) -> Support:
    """Whether `evidence` (the words of one or more clauses) states what `statement` says.

    `language` is that of the statement ('zh' or 'en'; read from it where ''). `source` is where the evidence stands,
    so that a statement may name it. Figures and dates of `given` (the question) may be repeated.
    """
    said, stated = read(_without_labels(statement, source)), read(_same_language(statement, language, evidence))
    faults = [*_documents(statement, evidence, source), *_figures(said, stated, given), *_dates(said, stated, given)]
    if _chinese(said.text) != _chinese(stated.text):
        faults += _forces_across(said, stated)
        faults += _parties(said, stated, source)
        return Support(not faults, tuple(faults))
    faults += [*_forces(said, stated), *_negations(said, stated), *_parties(said, stated, source)]
    faults += [*_conditions(said, stated)]
    coverage = overlap(said.grams, stated.grams)
    if said.grams and coverage < _UNRELATED:
        faults.append(Reason(Fault.WORDS, statement))
    return Support(not faults, tuple(faults), coverage)


def _chinese(text: str) -> bool:
    han = len(re.findall(r"[\u3400-\u9fff]", text))
    return han > 0 and han >= 0.25 * len(re.findall(r"[\u3400-\u9fff]|[A-Za-z]+", text))


def _same_language(statement: str, language: str, evidence: str) -> str:
    """The paragraphs of bilingual evidence that are in the statement's language; all of it where there are none."""
    wanted = language == "zh" if language else _chinese(statement)
    lines = [line for line in evidence.split("\n") if line.strip()]
    same = [line for line in lines if _chinese(line) == wanted]
    return "\n".join(same) if same else evidence


def _without_labels(statement: str, source: Source) -> str:
    """The statement with titles and the source's own names blanked: figures in a title are no claims."""
    blanked = re.sub(r"《[^《》]*》", lambda found: "\x00" * len(found[0]), statement)
    for label in source.labels:
        if len(label) > 3 and label in blanked:
            blanked = blanked.replace(label, "\x00" * len(label))
    for mention in document_numbers(blanked):
        blanked = blanked[: mention.start] + "\x00" * (mention.end - mention.start) + blanked[mention.end :]
    return blanked


# -- documents -------------------------------------------------------------------------------------------------------


def _documents(statement: str, evidence: str, source: Source) -> Iterator[Reason]:
    """Every document and article that the statement names is the source, or is named by the evidence."""
    named = source.names | {fold_title(mention.name) for mention in titles(evidence)}
    for mention in titles(statement):
        title = fold_title(mention.name)
        if not any(title == name or (title.startswith("关于") and name.endswith(title)) for name in named):
            yield Reason(Fault.DOCUMENT, statement[mention.start : mention.end])
    numbers = source.numbers | {mention.name for mention in document_numbers(evidence)}
    for mention in document_numbers(statement):
        if not any(same_number(mention.name, number) for number in numbers):
            yield Reason(Fault.DOCUMENT, statement[mention.start : mention.end])
    articles = source.articles | {mention.name for mention in article_numbers(evidence)}
    for mention in article_numbers(statement):
        if mention.name not in articles:
            yield Reason(Fault.DOCUMENT, statement[mention.start : mention.end])


# -- figures and dates -----------------------------------------------------------------------------------------------


def _figures(said: Reading, stated: Reading, given: str) -> Iterator[Reason]:
    allowed = read(given).quantities if given else ()
    for quantity in said.quantities:
        words = said.text[quantity.reads[0][0] : quantity.end]
        same = [other for other in stated.quantities if other.same(quantity)]
        if not same:
            if not any(other.same(quantity) for other in allowed):
                yield Reason(Fault.QUANTITY, words)
            continue
        rivals = [o for o in stated.quantities if o.unit == quantity.unit and not o.same(quantity)]
        if not rivals:
            continue
        around = _around(said, quantity)
        best = max(overlap(around, _around(stated, other)) for other in same)
        rival = max(rivals, key=lambda other: overlap(around, _around(stated, other)))
        if overlap(around, _around(stated, rival)) > best + 0.2:
            yield Reason(Fault.QUANTITY, words, stated.text[rival.reads[0][0] : rival.end])


def _around(reading: Reading, quantity: Quantity) -> Grams:
    """The words a figure goes with: its unit, and its neighbours where the unit says little."""
    unit = reading.unit_at(quantity.start)
    if len(unit.grams) >= 4:
        return unit.grams
    sentence = reading.sentences[unit.sentence]
    return reading.window(max(sentence.start, quantity.start - 20), min(sentence.end, quantity.end + 20))


def _dates(said: Reading, stated: Reading, given: str) -> Iterator[Reason]:
    known = (*find_days(stated.text), *find_days(given))
    for day in find_days(said.text):
        if not any(other.states(day) for other in known):
            yield Reason(Fault.DATE, said.text[day.start : day.end])


# -- forces ----------------------------------------------------------------------------------------------------------


def _units_for(words: Grams, reading: Reading) -> list[Unit]:
    """The units that speak of `words` best; none where no unit does."""
    scored = [(overlap(words, unit.grams), unit) for unit in reading.units]
    best = max(score for score, _ in scored)
    return [unit for score, unit in scored if score >= best - _NEAR] if best >= 0.3 else []


_WEIGHED = COMPARISONS | {Kind.UP, Kind.DOWN, Kind.ONLY, Kind.PART}


def _forces(said: Reading, stated: Reading) -> Iterator[Reason]:
    kinds_stated = frozenset[Kind]().union(*(mark.kinds for mark in stated.marks))
    for mark in said.marks:
        words = said.scope(mark)
        fault = Fault.COMPARISON if mark.kinds & COMPARISONS else Fault.MODALITY
        if mark.force:
            units = _units_for(words, stated)
            agree = any(mark.kinds & unit.force for unit in units) if units else bool(mark.kinds & kinds_stated)
            if not agree and not (Kind.NOT in mark.kinds and _negated(mark, said, stated)):
                found = stated.text[units[0].start : units[0].end].strip() if units else ""
                yield Reason(Fault.MODALITY, _phrase(said, mark), found)
        elif mark.kinds & _WEIGHED and not _alike(mark, said, stated):
            yield Reason(fault, _phrase(said, mark))
    for mark in stated.marks:
        if mark.kinds <= KEPT_FORCES | {Kind.NOT} and mark.force and not _kept(mark, stated, said):
            yield Reason(Fault.MODALITY, "", _phrase(stated, mark))


def _alike(mark: Mark, said: Reading, stated: Reading) -> bool:
    """Whether the evidence has a mark of the same kind at the same words, or none of its rivals there."""
    words = said.scope(mark, 8)
    same = [overlap(words, stated.scope(other, 8)) for other in stated.marks if other.kinds & mark.kinds]
    opposite = [
        overlap(words, stated.scope(other, 8))
        for other in stated.marks
        if not other.kinds & mark.kinds and other.kinds & _rivals(mark.kinds)
    ]
    if opposite and max(opposite) >= 0.3:
        return bool(same) and max(same) >= max(opposite)
    return bool(same) or not mark.kinds & (COMPARISONS | {Kind.ONLY})


_OPPOSED = (COMPARISONS, frozenset({Kind.UP, Kind.DOWN}))


def _rivals(kinds: frozenset[Kind]) -> frozenset[Kind]:
    return frozenset[Kind]().union(*(group - kinds for group in _OPPOSED if group & kinds))


def _kept(mark: Mark, stated: Reading, said: Reading) -> bool:
    """Whether a statement that repeats the words of a force repeats the force (or leaves the words out)."""
    words = stated.scope(mark, 10)
    if len(words) < 2:
        return True
    scored = [(overlap(words, unit.grams), unit) for unit in said.units]
    best = max(score for score, _ in scored)
    if best < _REPEATED:
        return True
    units = [unit for score, unit in scored if score >= best - 0.01]
    return any(unit.force & mark.kinds for unit in units) or (
        Kind.NOT in mark.kinds and any(Kind.NOT in other.kinds for other in said.marks)
    )


def _phrase(reading: Reading, mark: Mark) -> str:
    sentence = reading.sentences[reading.unit_at(mark.start).sentence]
    return reading.text[mark.start : min(sentence.end, mark.end + 16)].strip()


def _forces_across(said: Reading, stated: Reading) -> Iterator[Reason]:
    """Forces compared where words cannot be: what the rendering says the original says, and the other way round."""
    theirs = [mark for mark in stated.marks if mark.force]
    stated_kinds = frozenset[Kind]().union(*(mark.kinds for mark in theirs))
    for mark in said.marks:
        if mark.force and not mark.kinds & stated_kinds and (theirs or mark.kinds & KEPT_FORCES):
            yield Reason(Fault.MODALITY, _phrase(said, mark))
    if len(said.sentences) < len(stated.sentences):
        return
    said_kinds = frozenset[Kind]().union(*(mark.kinds for mark in said.marks))
    for mark in theirs:
        denied = Kind.MUST_NOT in mark.kinds and Kind.NOT in said_kinds
        if mark.kinds <= KEPT_FORCES and not mark.kinds & said_kinds and not denied:
            yield Reason(Fault.MODALITY, "", _phrase(stated, mark))


# -- negation --------------------------------------------------------------------------------------------------------


def _negations(said: Reading, stated: Reading) -> Iterator[Reason]:
    for mark in said.marks:
        if mark.kinds == {Kind.NOT} and not _negated(mark, said, stated):
            yield Reason(Fault.NEGATION, _phrase(said, mark))
    for mark in stated.marks:
        if mark.kinds == {Kind.NOT} and _lost(mark, stated, said):
            yield Reason(Fault.NEGATION, "", _phrase(stated, mark))


_DENIES = frozenset({Kind.NOT, Kind.MUST_NOT, Kind.NEED_NOT})


def _negated(mark: Mark, said: Reading, stated: Reading) -> bool:
    """Whether the evidence denies the same words."""
    words = said.scope(mark, 6)
    head = _head(said, mark)
    return any(
        (head and head[0] == _head(stated, other)[:1]) or overlap(words, stated.scope(other, 8)) >= 0.3
        for other in stated.marks
        if other.kinds & _DENIES
    )


def _head(reading: Reading, mark: Mark) -> str:
    return re.sub(r"[\x00\s]", "", reading.bare[mark.end : mark.end + 6])[:2]


def _lost(mark: Mark, stated: Reading, said: Reading) -> bool:
    """Whether the statement says, without denial, the very words that the evidence denies."""
    after = stated.bare[mark.end : mark.end + 12]
    tail = re.split(r"[\x00，。；：、,.;:\s]", after.lstrip("\x00 "))[0][:4] if _chinese(stated.text) else ""
    if len(tail) < 2:
        return False
    places = [found.start() for found in re.finditer(re.escape(tail), said.bare)]
    if not places:
        return False
    affirmed = {found.start() for found in re.finditer(re.escape(tail), stated.bare)} - {mark.end}
    if affirmed:
        return False
    return not any(
        other.end <= place and place - other.end <= 4
        for place in places
        for other in said.marks
        if other.kinds & _DENIES
    )


# -- parties ---------------------------------------------------------------------------------------------------------


def _parties(said: Reading, stated: Reading, source: Source) -> Iterator[Reason]:
    known = {mention.name for mention in stated.parties} | source.addressees
    for mention in said.parties:
        words = said.text[mention.start : mention.end]
        if not any(covers(name, mention.name) for name in known):
            yield Reason(Fault.ADDRESSEE, words)
            continue
        rival = _other_subject(said, mention.start, mention.end, mention.name, stated)
        if rival:
            yield Reason(Fault.ADDRESSEE, words, rival)


def _other_subject(said: Reading, start: int, end: int, name: str, stated: Reading) -> str:
    """The other party that the evidence puts where the statement has this one as the subject; '' where it agrees."""
    unit = said.unit_at(start)
    if said.text[unit.start : start].strip(" 各\n“") or not unit.own:
        return ""
    mark = next((mark for mark in said.marks if mark.force and mark.start >= end), None)
    if mark is None:
        return ""
    for found in _units_for(said.scope(mark, 10), stated):
        sentence = stated.sentences[found.sentence]
        inside = [m for m in stated.parties if sentence.start <= m.start < sentence.end]
        if not inside:
            return ""
        if any(covers(m.name, name) for m in inside):
            return ""
        rival = inside[0]
        return stated.text[rival.start : rival.end]
    return ""


# -- conditions ------------------------------------------------------------------------------------------------------


def _conditions(said: Reading, stated: Reading) -> Iterator[Reason]:
    for condition in said.conditions:
        if not _condition_stated(condition, said, stated):
            yield Reason(Fault.CONDITION, said.text[condition.start : condition.end])
    for condition in stated.conditions:
        if _condition_dropped(condition, stated, said):
            yield Reason(Fault.CONDITION, "", stated.text[condition.start : condition.end])


def _condition_stated(condition: Condition, said: Reading, stated: Reading) -> bool:
    words = said.window(condition.start, condition.end)
    if condition.sort is Sort.IF:
        return overlap(words, stated.grams) >= 0.5 or not words
    return any(
        other.sort is condition.sort and (not words or overlap(words, stated.window(other.start, other.end)) >= 0.4)
        for other in stated.conditions
    )


def _condition_dropped(condition: Condition, stated: Reading, said: Reading) -> bool:
    """Whether the statement repeats the rule that the condition is attached to and not the condition."""
    words = stated.window(condition.start, condition.end)
    sorts = {other.sort for other in said.conditions}
    alike = [said.window(other.start, other.end) for other in said.conditions if other.sort is condition.sort]
    if alike and (condition.generic or not words):
        return False
    if condition.sort is not Sort.IF and any(not mine or overlap(mine, words) >= 0.5 for mine in alike):
        return False  # 未经批准 for 未经某某机构批准
    if overlap(words, said.grams) >= 0.34 and (condition.sort is not Sort.EXCEPT or Sort.EXCEPT in sorts):
        return False
    sentence = stated.sentences[stated.unit_at(condition.start).sentence]
    return any(
        overlap(rule, said.grams) >= _REPEATED and len(rule) >= 3 for rule in _rules(condition, sentence, stated)
    )


def _rules(condition: Condition, sentence: Sentence, stated: Reading) -> Iterable[Grams]:
    """The words of the rules that a condition bounds: the forces of its sentence, after it unless it stands last."""
    for mark in stated.marks:
        inside = sentence.start <= mark.start < sentence.end and not condition.start <= mark.start < condition.end
        if inside and mark.force and (mark.start > condition.start or condition.sort is Sort.EXCEPT):
            yield stated.scope(mark, 12)
