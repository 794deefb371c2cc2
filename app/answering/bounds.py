"""Whom a rule binds and under what conditions: parties and conditions of a statement against its sources."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from app.answering.alignment import Domain, View, best_domains, domains
from app.answering.conditions import Condition, Sort
from app.answering.faults import Fault, Reason
from app.answering.mentions import A_REGULATOR, Mention, covers
from app.answering.modality import Kind
from app.answering.reading import Grams, Reading, overlap

_REPEATED = 0.6
_PREPOSITION = re.compile(r"[向对给为与由从]\Z|\b(?:to|for|by|from|with|against) (?:the |an? )?\Z", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:[、,，]|[（(](?:如|例如|包括|such as)?|和|与|及|或者?|以及|and|or)?\s*(?:and|or)?\s*")
_SUPERVISES = re.compile(r"监管机构|监督管理(?:机构|总局|局|委员会|部门)|监管总局")
_OR = re.compile(r"或者?|\bor\b")
_OR_BETWEEN = re.compile(r"的?[，,]?\s*(?:或者?|or\b)")
_MOSTLY = 0.8
_SLOT = 3  # words that two places have to share before they are taken for the same place


def check_parties(said: Reading, stated: Reading, bound: Collection[str]) -> Iterator[Reason]:
    """Every party named is named by the evidence, is covered by a group it names, or is among those `bound`."""
    known = {mention.name for mention in stated.parties} | set(bound)
    known |= {A_REGULATOR} if _SUPERVISES.search(stated.text) else set()
    for mention in said.parties:
        if not any(covers(name, mention.name) for name in known):
            yield Reason(Fault.ADDRESSEE, said.text[mention.start : mention.end])


def check_places(view: View) -> Iterator[Reason]:
    """No party stands where a source has another: 保险人 may not take the place of 投保人."""
    theirs = [mention for mention in view.stated.parties if view.holds(mention.start)]
    yield from _subjects(view)
    for mention in view.said.parties:
        if not view.says(mention.start) or not theirs:
            continue
        scored = [(view.shared(mention, other), other) for other in theirs]
        best = max(score for score, _ in scored)
        right = max((score for score, other in scored if covers(other.name, mention.name)), default=0)
        rival = next(other for score, other in scored if score == best)
        if best >= _SLOT and right < best and not _reordered(mention, rival, theirs, view):
            said, stated = view.said.text, view.stated.text
            yield Reason(Fault.ADDRESSEE, said[mention.start : mention.end], stated[rival.start : rival.end])


def _subjects(view: View) -> Iterator[Reason]:
    """Who must, may or must not is who the source says."""
    sources = [domain for source in view.sources for domain in domains(view.stated, source)]
    for domain in domains(view.said, view.sentence):
        subject = _subject(domain, view.said, view.sentence.start)
        fits = best_domains(domain, [other for other in sources if other.mark is not None]) if subject else []
        if not subject or not fits:
            continue
        theirs = [_subject(fit, view.stated, view.stated.sentence_at(fit.start).start) for fit in fits]
        if all(row and not any(covers(one.name, subject[-1].name) for one in row) for row in theirs):
            said, stated = subject[-1], theirs[0][0]
            words = view.stated.text[stated.start : stated.end]
            yield Reason(Fault.ADDRESSEE, view.said.text[said.start : said.end], words)


def _subject(domain: Domain, reading: Reading, start: int) -> list[Mention]:
    """The parties right before a force, or those that the sentence opens with; none where it is not sure."""
    if domain.mark is None:
        return []
    inside = [mention for mention in reading.parties if start <= mention.start < domain.mark.start]
    if inside and not reading.text[inside[-1].end : domain.mark.start].strip(" 都均也还则仍)）"):
        return _row(inside[-1], inside, reading.text)
    if inside and not reading.text[start : inside[0].start].strip(" 各\n"):
        return _row(inside[0], inside, reading.text)
    return []


def _reordered(mention: Mention, rival: Mention, theirs: list[Mention], view: View) -> bool:
    """Whether both parties keep their parts and only the order is another: 监事、董事 for 董事、监事, or 对关系人，银行
    for 银行不得向关系人."""
    said = [other for other in view.said.parties if view.says(other.start)]
    if sum(other.name == mention.name for other in said) == 1 and _side_by_side(
        mention.name, rival, theirs, view.stated.text
    ):
        return True
    mine = next((other for other in said if other.name == rival.name), None)
    same = next((other for other in theirs if covers(other.name, mention.name)), None)
    if mine is None or same is None:
        return False
    return (
        _is_object(rival, view.stated)
        and _is_object(mine, view.said)
        and not (_is_object(mention, view.said) or _is_object(same, view.stated))
    )


def _is_object(mention: Mention, reading: Reading) -> bool:
    """Whether a preposition stands before the party."""
    return bool(_PREPOSITION.search(reading.text[max(0, mention.start - 9) : mention.start]))


def _side_by_side(name: str, rival: Mention, theirs: list[Mention], text: str) -> bool:
    """Whether the source lists the party beside its rival (监事、董事 for 董事、监事): order in a list says nothing."""
    return any(covers(other.name, name) for other in _row(rival, theirs, text) if other is not rival)


def _row(mention: Mention, others: list[Mention], text: str) -> list[Mention]:
    """The parties listed with one, itself included, in order."""
    row = [mention]
    for step in (1, -1):
        at = others.index(mention)
        while 0 <= at + step < len(others):
            one, two = sorted((others[at], others[at + step]), key=lambda other: other.start)
            if not _JOINED.fullmatch(text[one.end : two.start]):
                break
            at += step
            row.append(others[at])
    return sorted(row, key=lambda other: other.start)


def check_conditions(view: View) -> Iterator[Reason]:
    """Every condition said is stated, and none is left off a rule that is repeated."""
    for condition in view.said.conditions:
        if view.says(condition.start) and not _stated(condition, view):
            yield Reason(Fault.CONDITION, view.said.text[condition.start : condition.end])
    for condition in view.stated.conditions:
        if view.holds(condition.start) and _dropped(condition, view):
            yield Reason(Fault.CONDITION, "", view.stated.text[condition.start : condition.end])


def _stated(condition: Condition, view: View) -> bool:
    words = view.said.window(condition.core_start, condition.core_end)
    if condition.sort is Sort.IF:
        return not words or overlap(words, view.stated.grams) >= 0.5
    return any(
        other.sort is condition.sort
        and (not words or overlap(words, view.stated.window(other.core_start, other.core_end)) >= 0.4)
        for other in view.stated.conditions
    )


def _dropped(condition: Condition, view: View) -> bool:
    """Whether the statement repeats the rule that the condition is attached to and not the condition."""
    stated, words_said = view.stated, view.said.grams
    rules = list(_rules(condition, view))
    mine = [domain.words for domain in domains(view.said, view.sentence)]
    sentence = stated.sentence_at(condition.start)
    about = stated.window(sentence.start, condition.start) | stated.window(condition.end, sentence.end)
    said = view.said.window(view.sentence.start, view.sentence.end)
    again = bool(rules) and overlap(said, sentence.grams) >= _MOSTLY  # the rule itself may be a word or a figure
    if not again and not any(_repeats(rule, words) for rule in rules for words in (*mine, words_said)):
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
    if condition.generic and condition.sort is Sort.IF:
        return False
    kept = any(_kept(part, about, words_said) for part in _alternatives(condition, view.stated))
    return not kept or (condition.sort is Sort.EXCEPT and not alike)


def _repeats(rule: Grams, said: Grams) -> bool:
    """Whether a sentence says the rule again: most of the rule, or little else than the rule."""
    return len(rule) >= 2 and (overlap(rule, said) >= _REPEATED or (len(said) >= 2 and overlap(said, rule) >= 0.8))


def _kept(words: Grams, about: Grams, said: Grams) -> bool:
    own = overlap(words - about or words, said)
    return own >= 0.34 or (own > 0 and overlap(words, said) >= 0.5)


def _alternatives(condition: Condition, stated: Reading) -> list[Grams]:
    """What a condition is about; where it says 或者, or stands beside another by 或者, each by itself is enough."""
    parts = [(condition.core_start, condition.core_end)]
    for other in stated.conditions:
        first, second = sorted((condition, other), key=lambda one: one.start)
        joined = stated.text[first.end : second.start] + stated.text[second.start : second.start + 2]
        if other is not condition and other.sort is not Sort.EXCEPT and _OR_BETWEEN.match(joined):
            parts.append((other.core_start, other.core_end))
    found = []
    for start, end in parts:
        at = start
        for word in _OR.finditer(stated.text, start, end):
            found.append(stated.window(at, word.start()))
            at = word.end()
        found.append(stated.window(at, end))
    return [words for words in found if words] or [stated.window(condition.core_start, condition.core_end)]


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
