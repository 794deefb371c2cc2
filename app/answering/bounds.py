"""Whom a rule binds and under what conditions: parties and conditions of a statement against its sources."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from app.answering.alignment import View, domains
from app.answering.conditions import Condition, Sort
from app.answering.faults import Fault, Reason
from app.answering.mentions import Mention, covers
from app.answering.modality import Kind
from app.answering.reading import Grams, Reading, in_common, overlap

_REPEATED = 0.6
_JOINED = re.compile(r"\s*(?:[、,，]|和|与|及|或者?|以及|and|or)?\s*(?:and|or)?\s*")
_SLOT = 3  # words that two places have to share before they are taken for the same place


def check_parties(said: Reading, stated: Reading, bound: Collection[str]) -> Iterator[Reason]:
    """Every party named is named by the evidence, is covered by a group it names, or is among those `bound`."""
    known = {mention.name for mention in stated.parties} | set(bound)
    for mention in said.parties:
        if not any(covers(name, mention.name) for name in known):
            yield Reason(Fault.ADDRESSEE, said.text[mention.start : mention.end])


def check_places(view: View) -> Iterator[Reason]:
    """No party stands where a source has another: 保险人 may not take the place of 投保人."""
    theirs = [mention for mention in view.stated.parties if view.holds(mention.start)]
    for mention in view.said.parties:
        if not view.says(mention.start) or not theirs:
            continue
        scored = [(_nearness(mention, other, view), other) for other in theirs]
        best = max(score for score, _ in scored)
        right = max((score for score, other in scored if covers(other.name, mention.name)), default=0)
        rival = next(other for score, other in scored if score == best)
        listed = any(other.name == rival.name for other in view.said.parties if view.says(other.start))
        beside = listed and _side_by_side(mention.name, rival, theirs, view.stated.text)
        if best >= _SLOT and right < best and not beside:
            said, stated = view.said.text, view.stated.text
            yield Reason(Fault.ADDRESSEE, said[mention.start : mention.end], stated[rival.start : rival.end])


def _side_by_side(name: str, rival: Mention, theirs: list[Mention], text: str) -> bool:
    """Whether the source lists the party beside its rival (监事、董事 for 董事、监事): order in a list says nothing."""
    row = [rival]
    for step in (1, -1):
        at = theirs.index(rival)
        while 0 <= at + step < len(theirs):
            one, two = sorted((theirs[at], theirs[at + step]), key=lambda mention: mention.start)
            if not _JOINED.fullmatch(text[one.end : two.start]):
                break
            at += step
            row.append(theirs[at])
    return any(covers(other.name, name) for other in row if other is not rival)


def _nearness(mention: Mention, other: Mention, view: View) -> int:
    mine, theirs = view.sentence, view.stated.sentence_at(other.start)
    after = in_common(view.said.after(mention.end, mine.end), view.stated.after(other.end, theirs.end))
    before = in_common(view.said.before(mention.start, mine.start), view.stated.before(other.start, theirs.start))
    return after + before


def check_conditions(view: View) -> Iterator[Reason]:
    """Every condition said is stated, and none is left off a rule that is repeated."""
    for condition in view.said.conditions:
        if view.says(condition.start) and not _stated(condition, view):
            yield Reason(Fault.CONDITION, view.said.text[condition.start : condition.end])
    for condition in view.stated.conditions:
        if view.holds(condition.start) and _dropped(condition, view):
            yield Reason(Fault.CONDITION, "", view.stated.text[condition.start : condition.end])


def check_conditions_across(said: Reading, stated: Reading) -> Iterator[Reason]:
    """Exceptions and approvals compared where words cannot be: of the same sort."""
    sorts = {condition.sort for condition in stated.conditions}
    for condition in said.conditions:
        if condition.sort is not Sort.IF and condition.sort not in sorts:
            yield Reason(Fault.CONDITION, said.text[condition.start : condition.end])
    if len(said.sentences) < len(stated.sentences):
        return
    mine = {condition.sort for condition in said.conditions}
    for condition in stated.conditions:
        if condition.sort in (Sort.EXCEPT, Sort.WITHOUT) and condition.sort not in mine:
            yield Reason(Fault.CONDITION, "", stated.text[condition.start : condition.end])


def _stated(condition: Condition, view: View) -> bool:
    words = view.said.window(condition.core_start, condition.core_end)
    if condition.sort is Sort.IF:
        return not words or overlap(words, view.stated.grams) >= 0.6
    return any(
        other.sort is condition.sort
        and (not words or overlap(words, view.stated.window(other.core_start, other.core_end)) >= 0.4)
        for other in view.stated.conditions
    )


def _dropped(condition: Condition, view: View) -> bool:
    """Whether the statement repeats the rule that the condition is attached to and not the condition."""
    stated, words_said = view.stated, view.said.grams
    rules = list(_rules(condition, view))
    if not any(len(rule) >= 2 and overlap(rule, words_said) >= _REPEATED for rule in rules):
        return False
    alike = [
        view.said.window(other.core_start, other.core_end)
        for other in view.said.conditions
        if other.sort is condition.sort
    ]
    words = stated.window(condition.core_start, condition.core_end)
    if alike and (condition.generic or not words):
        return False
    if condition.sort is not Sort.IF and any(not mine or overlap(mine, words) >= 0.5 for mine in alike):
        return False  # 未经批准 for 未经某某机构批准
    own = words - frozenset[str]().union(*rules) or words
    if condition.generic and condition.sort is Sort.IF:
        return False
    kept = overlap(own, words_said) >= 0.34
    return not kept or (condition.sort is Sort.EXCEPT and not alike)


def _rules(condition: Condition, view: View) -> Iterator[Grams]:
    """The words that a condition bounds: under a force after it in its sentence; anywhere in it for an exception."""
    sentence = view.stated.sentence_at(condition.start)
    for domain in domains(view.stated, sentence):
        inside = condition.start <= domain.start < condition.end
        if domain.mark is not None and not inside:
            if domain.mark.start >= condition.start or condition.sort is Sort.EXCEPT:
                yield _outside(condition, domain.start, domain.end, view.stated)
        elif condition.sort is Sort.EXCEPT and Kind.MUST_NOT not in domain.kinds:
            yield _outside(condition, domain.start, domain.end, view.stated)


def _outside(condition: Condition, start: int, end: int, stated: Reading) -> Grams:
    """The words of [start, end) that are not the condition's own."""
    if end <= condition.start or condition.end <= start:
        return stated.window(start, end)
    return stated.window(start, max(start, condition.start)) | stated.window(min(end, condition.end), end)
