"""Forces, comparisons and negations of a statement against those of its sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.answering.alignment import Domain, View, best_domains, domains
from app.answering.conditions import Condition, Sort
from app.answering.faults import Fault, Reason
from app.answering.modality import COMPARISONS, KEPT_FORCES, Kind, Mark
from app.answering.reading import Reading, Sentence, in_common, overlap

_REPEATED = 0.6  # share of a force's words that a statement has to repeat before the force is missed
DENIES = frozenset({Kind.NOT, Kind.MUST_NOT, Kind.NEED_NOT})
_PAIRS = ((Kind.UP, Kind.DOWN), (Kind.EACH, Kind.WHOLE), (Kind.BEFORE, Kind.AFTER), (Kind.BEGINS, Kind.ENDS))
_CHOICE = frozenset({Kind.ANY_OF, Kind.ALL_OF})  # they stand before a list in one text, after it in another
_OPPOSED = (COMPARISONS, _CHOICE, *(frozenset(pair) for pair in _PAIRS))
_WEIGHED = frozenset({Kind.ONLY, Kind.PART}).union(*_OPPOSED)


def check_forces(view: View) -> Iterator[Reason]:
    """Every force said is stated over the same words; no force is left off words that are repeated."""
    said, stated = view.said, view.stated
    mine = domains(said, view.sentence)
    theirs = [domain for source in view.sources for domain in domains(stated, source)]
    further = [domain for source in view.further for domain in domains(stated, source)]
    for domain in mine:
        if domain.mark is None or _follows(domain.mark, view):
            continue
        fits = best_domains(_cut(domain, said), [*theirs, *further])
        if not _agree(domain, fits or theirs, _is_plain_must(domain, said)):
            yield Reason(Fault.MODALITY, phrase(said, domain.mark), _words(stated, fits))
    for domain in theirs:
        kept = domain.kinds and domain.kinds <= KEPT_FORCES | {Kind.NOT}
        if kept and overlap(domain.words, view.sentence.grams) >= _REPEATED and len(domain.words) > 1:
            fits = best_domains(_cut(domain, stated), [replace(one, prelude=False) for one in mine])
            if fits and not _agree(domain, fits):
                yield Reason(Fault.MODALITY, "", _words(stated, [domain]))


BOUND = frozenset({Kind.MUST, Kind.MUST_NOT})  # 不得 of 不得低于8%: the bound says it all, the force may be left out


def _agree(domain: Domain, others: list[Domain], plain_must: bool = False) -> bool:
    kinds = domain.kinds | {Kind.MUST} if plain_must else domain.kinds
    if any(kinds & other.kinds for other in others):
        return True
    if kinds == BOUND and any(not other.kinds for other in others):
        return True
    # 不能 may deny or forbid, and a denial may stand under no force at all.
    return Kind.NOT in domain.kinds and any(not other.kinds for other in others)


def _follows(mark: Mark, view: View) -> bool:
    """Whether it is the 才能 of 经批准才能…, which follows from a duty to ask for the approval first."""
    if Kind.ONLY not in mark.kinds or _strict(mark, view.said):
        return False
    asked = any(one.sort is Sort.APPROVED and view.says(one.start) for one in view.said.conditions)
    return asked and any(_demanded(one, view) for one in view.stated.conditions if one.sort is Sort.APPROVED)


def _demanded(condition: Condition, view: View) -> bool:
    """Whether the sources demand the approval: the last force before it binds."""
    sentence = view.stated.sentence_at(condition.start)
    forces = [mark for mark in view.stated.marks if mark.force and sentence.start <= mark.start <= condition.start]
    return view.holds(condition.start) and bool(forces) and Kind.MUST in forces[-1].kinds


def _is_plain_must(domain: Domain, said: Reading) -> bool:
    """要 in a Chinese statement: everyday speech for 应当. The reverse, 应当 for the 要 of a notice, says more."""
    mark = domain.mark
    return mark is not None and said.text[mark.start : mark.end] == "要"


def _cut(domain: Domain, reading: Reading) -> Domain:
    """The domain with its first words only: those that a force most surely governs."""
    near = reading.window(domain.start, min(domain.end, domain.start + (16 if _han(reading.text) else 64)))
    return replace(domain, words=near or domain.words)


def _han(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" for char in text)


def _words(reading: Reading, found: list[Domain]) -> str:
    if not found:
        return ""
    begins = found[0].mark.start if found[0].mark else found[0].start
    return reading.text[begins : found[0].end].strip()[:40]


def phrase(reading: Reading, mark: Mark) -> str:
    """A mark with the words after it."""
    sentence = reading.sentence_at(mark.start)
    return reading.text[mark.start : min(sentence.end, mark.end + 16)].strip()


def check_comparisons(view: View) -> Iterator[Reason]:
    """不低于, 高于, 提高, 降低, 仅, 全部或者部分: the same word at the same words."""
    for mark in view.said.marks:
        if view.says(mark.start) and mark.kinds & _WEIGHED and not mark.force and not _alike(mark, view):
            yield Reason(Fault.COMPARISON, phrase(view.said, mark))


def check_scope(view: View) -> Iterator[Reason]:
    """What holds of some, in principle or only is not said of all, nor the reverse: 部分, 原则上, 只能, some, only."""
    for kind in (Kind.SOME, Kind.ONLY):
        mine = [mark for mark in view.said.marks if kind in mark.kinds and view.says(mark.start)]
        theirs = [mark for mark in view.stated.marks if kind in mark.kinds and view.holds(mark.start)]
        for mark in mine:
            if not theirs and (kind is Kind.SOME or _narrows(mark, view)):
                yield Reason(Fault.COMPARISON, phrase(view.said, mark))
        for mark in theirs:
            if not mine and _strict(mark, view.stated) and _again(mark, view):
                yield Reason(Fault.COMPARISON, "", phrase(view.stated, mark))


def _strict(mark: Mark, reading: Reading) -> bool:
    """Whether it bounds by itself; 方可 and 才能 do by what stands before them, which is compared as a condition."""
    return reading.text[mark.start] not in "方才"


def _narrows(mark: Mark, view: View) -> bool:
    """Whether the sources allow without a bound: no denial, duty or condition there from which 'only' follows."""
    kinds = [other.kinds for other in view.stated.marks if other.force and view.holds(other.start)]
    bound = any(view.holds(one.start) for one in view.stated.conditions)
    return mark.force and not bound and bool(kinds) and all(Kind.MAY in kind for kind in kinds)


def _again(mark: Mark, view: View) -> bool:
    """Whether the statement says the words after the mark."""
    reach = mark.end + (8 if _han(view.stated.text) else 40)
    piece = _PIECE.split(view.stated.text[mark.end : reach])[0]
    words = view.stated.window(mark.end, mark.end + len(piece))
    return bool(words) and overlap(words, view.said.window(view.sentence.start, view.sentence.end)) >= _REPEATED


def _alike(mark: Mark, view: View) -> bool:
    same = [view.shared(mark, other) for other in view.stated.marks if other.kinds & mark.kinds]
    rivals = frozenset[Kind]().union(*(group - mark.kinds for group in _OPPOSED if group & mark.kinds))
    opposite = [
        view.shared(mark, other)
        for other in view.stated.marks
        if other.kinds & rivals and not other.kinds & mark.kinds and view.holds(other.start)
    ]
    if opposite and mark.kinds <= _CHOICE:
        return bool(same)
    if opposite and max(opposite) > 0:
        return bool(same) and max(same) >= max(opposite)
    return bool(same) or not mark.kinds & (COMPARISONS | {Kind.ONLY})


def check_negations(view: View) -> Iterator[Reason]:
    """What is denied is denied by the evidence, and what the evidence denies is not said without the denial."""
    said, stated = view.said, view.stated
    for mark in said.marks:
        if (
            mark.kinds == {Kind.NOT}
            and view.says(mark.start)
            and not _in_condition(mark, said)
            and not _denied(mark, view)
        ):
            yield Reason(Fault.NEGATION, phrase(said, mark))
    for mark in stated.marks:
        if mark.kinds == {Kind.NOT} and view.holds(mark.start) and _lost(mark, view):
            yield Reason(Fault.NEGATION, "", phrase(stated, mark))


def _in_condition(mark: Mark, reading: Reading) -> bool:
    """未经批准 is compared as a condition."""
    return any(one.sort is Sort.WITHOUT and one.start <= mark.start < one.end for one in reading.conditions)


def _denied(mark: Mark, view: View) -> bool:
    """Whether a source denies the same words."""
    mine = view.said.after(mark.end, view.sentence.end)
    piece = _PIECE.split(view.said.text[mark.end : mark.end + (8 if _han(view.said.text) else 32)])[0]
    words = view.said.window(mark.end, mark.end + len(piece))
    as_many = _count(view.said, [view.sentence]) <= _count(view.stated, view.sources)
    for other in view.stated.marks:
        if other.kinds & DENIES and view.holds(other.start):
            theirs = view.stated.after(other.end, view.stated.sentence_at(other.start).end)
            shared = in_common(mine, theirs)
            if shared >= min(2, len(mine)) or (shared and view.shared(mark, other) >= 2):
                return True
            reach = other.end + (12 if _han(view.stated.text) else 40)
            piece = _PIECE.split(view.stated.text[other.end : reach])[0]
            near = view.stated.window(other.end, other.end + len(piece))
            if as_many and words and overlap(words, near) >= (0.6 if _han(piece) else 0.5):
                return True  # 不如实告知 for 未履行如实告知义务
    return False


_PIECE = re.compile("[，,。；]")


def _count(reading: Reading, sentences: Iterable[Sentence]) -> int:
    """How many denials the sentences hold."""
    return sum(
        one.start <= mark.start < one.end for one in sentences for mark in reading.marks if mark.kinds == {Kind.NOT}
    )


def _lost(mark: Mark, view: View) -> bool:
    """Whether the statement says, without denial, the very words that a source denies."""
    if not _han(view.stated.text):
        return _lost_english(mark, view)
    words = re.split(r"[，。；：、\s]", view.stated.text[mark.end : mark.end + 24])[0][:4]
    if not words or (len(words) < 2 and view.stated.text[mark.start : mark.end] != "无"):
        return False
    said = _affirmed(words, view.said, view.sentence.start, view.sentence.end)
    return said > sum(_affirmed(words, view.stated, source.start, source.end) for source in view.sources)


def _lost_english(mark: Mark, view: View) -> bool:
    """The same by words: the statement has no denial at all and says the next two words of the source's."""
    words = view.stated.after(mark.end, view.stated.sentence_at(mark.start).end)[:2]
    inside = (view.said.places[at] for at in range(len(view.said.tokens)) if view.said.tokens[at : at + 2] == words)
    denied = any(view.says(other.start) and other.kinds & DENIES for other in view.said.marks)
    return len(words) == 2 and not denied and any(view.says(place) for place in inside)


def _affirmed(words: str, reading: Reading, start: int, end: int) -> int:
    """How often [start, end) says the words without a denial before them."""
    places = [found.start() + start for found in re.finditer(re.escape(words), reading.text[start:end])]
    denials = [(mark.end, 1 if Kind.NOT in mark.kinds else 0) for mark in reading.marks if mark.kinds & DENIES]
    return sum(not any(0 <= place - end <= reach for end, reach in denials) for place in places)
