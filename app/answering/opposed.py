"""A term of the statement in the place of one that it excludes: 按份责任 where the source has 连带责任.

Where the evidence holds no term of the sense that the statement means, one of a sense that it excludes is enough. Where
it holds both, the places decide: the words around them, and the force that they stand under.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.answering.alignment import View
from app.answering.exclusive_terms import Term, exclusive_terms, terms_of
from app.answering.faults import Fault, Reason
from app.answering.modality import Kind
from app.answering.reading import Reading, Sentence

_LISTS = re.compile(r"[^，。；：]{0,8}(?:[、和与及或]|\b(?:and|or)\b)[^，。；：]{0,8}")
_SURE = 2  # words around two places that they have to share before they are taken for the same


def check_opposed(view: View) -> Iterator[Reason]:
    """No term stands where the sources have one that it excludes."""
    terms = [term for term in exclusive_terms(view.said.text) if view.says(term.start)]
    for term in terms:
        stated = terms_of(term.row, view.stated.text)
        same = [other for other in stated if other.sense == term.sense]
        rivals = [one for one in stated if one.sense != term.sense and view.holds(one.start)]
        rivals = [one for one in rivals if not _said_elsewhere(one, term, terms, view)]
        rival = max(rivals, key=lambda other: _likeness(term, other, view), default=None)
        if rival is None:
            continue
        near = _likeness(term, rival, view)
        if not same or (near > _SURE and near > max(_likeness(term, other, view) for other in same)):
            yield _reason(term, rival, view.said, view.stated)


def _said_elsewhere(rival: Term, term: Term, terms: list[Term], view: View) -> bool:
    """Whether the statement says the rival too, at a place that is no less its own."""
    own = [one for one in terms if (one.row, one.sense) == (rival.row, rival.sense)]
    near = _likeness(term, rival, view)
    return any(_listed(term, one, view.said.text) or _likeness(one, rival, view) >= near for one in own)


def _listed(one: Term, other: Term, text: str) -> bool:
    """Whether the two stand in one list, whose order says nothing."""
    first, second = sorted((one, other), key=lambda term: term.start)
    return _LISTS.fullmatch(text, first.end, second.start) is not None


def check_opposed_across(
    sentence: Sentence, said: Reading, sources: Sequence[Sentence], stated: Reading
) -> Iterator[Reason]:
    """No term renders one that it excludes: where the statement means none of the senses that the evidence has, or the
    force that it stands under is over the other sense alone."""
    terms = exclusive_terms(said.text)
    for term in terms:
        if not sentence.start <= term.start < sentence.end:
            continue
        rendered = {other.sense for other in terms if other.row == term.row}
        others = terms_of(term.row, stated.text)
        rivals = [one for one in others if any(source.start <= one.start < source.end for source in sources)]
        force = _force(term, said, sentence)
        forced = [one for one in others if force & _force(one, stated, stated.sentence_at(one.start))]
        if rivals and not rendered & {other.sense for other in others}:
            yield _reason(term, rivals[0], said, stated)
        elif forced and not rendered & {one.sense for one in forced}:
            yield _reason(term, forced[0], said, stated)


def _reason(term: Term, rival: Term, said: Reading, stated: Reading) -> Reason:
    return Reason(Fault.WORDS, said.text[term.start : term.end], stated.text[rival.start : rival.end])


def _likeness(term: Term, other: Term, view: View) -> int:
    """How much of their surroundings two terms share, and whether they stand under the same force."""
    shared = view.shared(term, other)
    mine, theirs = (
        _force(term, view.said, view.sentence),
        _force(other, view.stated, view.stated.sentence_at(other.start)),
    )
    return shared + 2 * bool(mine & theirs or mine == theirs)


def _force(term: Term, reading: Reading, sentence: Sentence) -> frozenset[Kind]:
    before = [mark.kinds for mark in reading.marks if mark.force and sentence.start <= mark.start < term.start]
    return before[-1] if before else frozenset()
