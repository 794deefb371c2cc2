"""A statement in one language against evidence in the other, where words cannot be compared.

What can be compared is figures (support.py), forces, denials, parties and the sort of conditions, sentence by sentence
where it can be told which sentence renders which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.answering.conditions import Condition, Sort
from app.answering.faults import Fault, Reason
from app.answering.forces import BOUND, DENIES, phrase
from app.answering.mentions import covers
from app.answering.modality import COMPARISONS, KEPT_FORCES, Kind, Mark
from app.answering.opposed import check_opposed_across
from app.answering.quantities import Quantity
from app.answering.reading import Reading, Sentence

# Of each pair one renders as one and never as the other. 前 and 后 are worded too freely.
_OPPOSITE = {Kind.UP: Kind.DOWN, Kind.BEGINS: Kind.ENDS, Kind.ANY_OF: Kind.ALL_OF, Kind.ABOVE: Kind.BELOW}
_OPPOSITE |= {other: kind for kind, other in _OPPOSITE.items()}
_BINDING = (Sort.EXCEPT, Sort.WITHOUT)
# Chinese words that hold a denial and render as one word: 不良 is non-performing, 不动产 real estate.
_LEXICAL = re.compile(r"不(?:良|动产|当|足|同|断|正当|仅|限于|变|平)|未(?:来|成年|遂)|无(?:形|人)|非(?:银行|法|上市)")


def check_across(said: Reading, stated: Reading) -> Iterator[Reason]:
    """Every sentence of the statement against those of the evidence that it can be a rendering of."""
    for number, sentence in enumerate(said.sentences):
        sources = _sources(number, sentence, said, stated)
        mine = _marks(sentence, said)
        yield from _forces(mine, said, sources, stated)
        yield from _turned(mine, said, sources, stated)
        yield from check_opposed_across(sentence, said, sources, stated)
        yield from _conditions(sentence, mine, said, sources, stated)
        if len(sources) == 1:
            yield from _denial(mine, said, sources[0], stated)


def _sources(number: int, sentence: Sentence, said: Reading, stated: Reading) -> list[Sentence]:
    """The sentence of the same number where both texts have as many; else those that state all the figures, name one
    of the parties; else all."""
    if len(said.sentences) == len(stated.sentences):
        return [stated.sentences[number]]
    figures = [one for one in said.quantities if sentence.start <= one.start < sentence.end]
    parties = {one.name for one in said.parties if sentence.start <= one.start < sentence.end}
    found = list(stated.sentences)
    if figures:
        found = [one for one in found if all(_states(figure, one, stated) for figure in figures)] or found
    named = [
        one
        for one in found
        if any(covers(m.name, name) for m in stated.parties if one.start <= m.start < one.end for name in parties)
    ]
    return named or found


def _states(figure: Quantity, sentence: Sentence, stated: Reading) -> bool:
    return any(other.same(figure) for other in stated.quantities if sentence.start <= other.start < sentence.end)


def _marks(sentence: Sentence, reading: Reading) -> list[Mark]:
    return [mark for mark in reading.marks if sentence.start <= mark.start < sentence.end]


def _kinds(marks: list[Mark]) -> frozenset[Kind]:
    return frozenset[Kind]().union(*(mark.kinds for mark in marks))


def _forces(mine: list[Mark], said: Reading, sources: list[Sentence], stated: Reading) -> Iterator[Reason]:
    """A rendering has the forces of what it renders, no other and none less."""
    theirs = [mark for source in sources for mark in _marks(source, stated) if mark.force]
    for mark in mine:
        if mark.force and not mark.kinds & _kinds(theirs) and (theirs or mark.kinds & KEPT_FORCES):
            yield Reason(Fault.MODALITY, phrase(said, mark))
    if len(sources) > 1:
        return
    for mark in theirs:
        denied = Kind.MUST_NOT in mark.kinds and Kind.NOT in _kinds(mine)
        if mark.kinds <= KEPT_FORCES and not mark.kinds & _kinds(mine) and not denied:
            yield Reason(Fault.MODALITY, "", phrase(stated, mark))


def _turned(mine: list[Mark], said: Reading, sources: list[Sentence], stated: Reading) -> Iterator[Reason]:
    """Raised is not lowered, in force not repealed, one of the conditions not all: where the source has the opposite
    and the evidence nowhere what is said. A sentence that says both may render either in other words."""
    theirs = _kinds([mark for source in sources for mark in _marks(source, stated)])
    known = _kinds(list(stated.marks)) | {_OPPOSITE[kind] for kind in _kinds(mine) & _OPPOSITE.keys()}
    for mark in mine:
        if any(_OPPOSITE.get(kind) in theirs and kind not in known for kind in mark.kinds):
            yield Reason(Fault.COMPARISON, phrase(said, mark))


def _conditions(
    sentence: Sentence, mine: list[Mark], said: Reading, sources: list[Sentence], stated: Reading
) -> Iterator[Reason]:
    """Exceptions and approvals of the same sort: none added, none left off every sentence that has the force."""
    held = [one for one in said.conditions if sentence.start <= one.start < sentence.end]
    known = {one.sort for one in stated.conditions}
    for condition in held:
        if condition.sort is not Sort.IF and condition.sort not in known:
            yield Reason(Fault.CONDITION, said.text[condition.start : condition.end])
    if any(condition.sort in _BINDING for condition in held):
        return
    forces = _kinds([mark for mark in mine if mark.force])
    same = [one for one in sources if not forces or forces & _kinds(_marks(one, stated))]
    binding = [_binding(one, stated) for one in same]
    if (forces or len(sources) == 1) and binding and all(binding) and binding[0] is not None:
        yield Reason(Fault.CONDITION, "", stated.text[binding[0].start : binding[0].end])


def _binding(sentence: Sentence, stated: Reading) -> Condition | None:
    inside = (one for one in stated.conditions if sentence.start <= one.start < sentence.end)
    return next((one for one in inside if one.sort in _BINDING), None)


def _denial(mine: list[Mark], said: Reading, source: Sentence, stated: Reading) -> Iterator[Reason]:
    """One sentence rendering another denies if and only if that one does."""
    denials = [mark for mark in mine if mark.kinds & DENIES and mark.kinds != BOUND]
    theirs = [
        mark
        for mark in _marks(source, stated)
        if mark.kinds & DENIES and mark.kinds != BOUND and not _LEXICAL.match(stated.text, mark.start)
    ]
    if denials and not theirs:
        yield Reason(Fault.NEGATION, phrase(said, denials[0]))
    elif theirs and not denials and not any(mark.kinds & COMPARISONS for mark in mine):
        yield Reason(Fault.NEGATION, "", phrase(stated, theirs[0]))
