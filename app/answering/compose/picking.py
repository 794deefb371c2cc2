"""Which words of the clauses chosen are shown: sentences and items, with what they mislead without."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from app.answering.compose.cases import rules_case
from app.answering.details import figures_asked, figures_to_state, states
from app.answering.evidence import ClauseEvidence, Evidence, claimed, in_unit
from app.answering.question import Asks, Question
from app.answering.segments import Segment, opening, segments, view
from app.answering.terms import MEANT, WEAK, Term, presence
from corpus.model import Clause

# What a sentence's nearness to the question counts beside the words that they share.
_USE, _E5 = 1.0, 5.0
# How far below a clause's best segment another may be and still be worth saying: less than a figure is worth.
_FURTHER = 0.399
#: How far below it a segment may be that states the figure asked for where the best one does not.
_FIGURE = 0.8
_LONGEST_LIST = 700
_LONGEST_WHOLE = 400
_PER_CLAUSE = 2
#: Below this share of what is asked of a named clause no sentence of it stands out, and it is quoted whole.
_SPEAKS = 0.35
#: Figures of which a sentence states one for each case (3年；周期长的，5年); a fine for others is another matter.
_LIMITS = frozenset({Asks.DURATION, Asks.RATE})
_WIDE = frozenset({Asks.LIST, Asks.PROCEDURE, Asks.COMPARISON, Asks.PENALTY, Asks.DEFINITION})
#: Weight from which on a term may be the one that is to be defined.
NAMES_IT = 0.7
_DEFINING = re.compile(r"是指|所称|，指|即为|本法称|\bmeans\b|\brefers? to\b|\bis meant\b|\bare those\b")
_TAKES_BACK = re.compile(
    r"但是?[，,]?|除.{1,30}外|(?:前款|上述|本条)[^。]{0,20}(?:不适用|除外|不受)|however\b|except\b|unless\b"
    r"|this (?:does|shall) not|the (?:preceding|above) .{0,30}\bnot\b",
    re.IGNORECASE,
)

#: What opens a list of things or of cases, up to its colon.
LIST = re.compile(
    r"[^。；;\n]*(?:下列|以下|\bthe following\b|\b(?:all|each) of these\b)[^。；;\n]*?[：:]", re.IGNORECASE
)
#: What introduces a list of acts that are penalised.
_PENAL = re.compile(r"罚款|处罚|没收|吊销|责令|警告|徒刑|拘役|\bfine[sd]?\b|\bpenalt|\bpunish")
#: What a part of a sentence adds for graver cases, or takes back from the part before it.
_GRAVER = re.compile(
    r"(?:尚不)?构成犯罪|情节(?:特别)?严重|逾期(?:不|未)|否则|但|(?:没有|未)(?:[^。；]{0,6}约定|[^，。；]{1,8}的，)|[^。；]*除外|(?:but|unless|except)\b"
)
#: What holds where something has gone wrong (钱不够还怎么办), which asks for no steps.
_WHAT_THEN = re.compile(r"[了不没][^，。？?]{0,10}(?:怎么|咋)办[？?]?$")
_LISTED_BEFORE = re.compile(r"前[一二两三]?款所列")
#: What goes on from the sentence before.
_GOES_ON = re.compile(r"但是?[，,不]|however\b", re.IGNORECASE)
#: The cases left, where the sentence before is on some.
_OTHERS = re.compile(
    r"(?:其他|其余)[^，。]{0,12}，|(?:other|all other) [a-z ]{0,40}(?:are|is|shall|must)\b", re.IGNORECASE
)


def pick(question: Question, chosen: Sequence[ClauseEvidence], most: int) -> list[Segment]:
    """The best segments of each clause: first every clause's best, then what else is nearly as good."""
    first: list[Segment] = []
    further: list[Segment] = []
    for item in chosen:
        if item.candidate.named and not _asks_part(question, item):
            whole = _whole(item.best.segment, question.language)
            first.append(_listed(question, item, whole) if whole is item.best.segment else whole)
            continue
        for place, evidence in enumerate(_ordered(question, item)[:_PER_CLAUSE]):
            if place and evidence.strength <= item.best.strength - _FURTHER:
                break
            (further if place else first).append(_listed(question, item, evidence.segment))
    picked: list[Segment] = []
    for segment in (*first, *further):
        if len(picked) < most and not any(overlap(segment, other) for other in picked):
            picked.append(_with_exception(_with_rest(_with_before(segment, question), question), question.language))
            picked += _others(picked[-1], question)[: most - len(picked)]
    picked = _joined(picked)
    steps = Asks.PROCEDURE in question.asks and not _WHAT_THEN.search(question.text)
    steps = steps and not any(rules_case(question.text, segment.text) for segment in picked)
    if steps and len({segment.document.id for segment in picked}) == 1:
        picked.sort(key=lambda segment: (segment.clause.order, segment.start))  # steps in the order of the document
    return picked


def _listed(question: Question, item: ClauseEvidence, segment: Segment) -> Segment:
    """The segment as it can be read: what introduces a list says nothing without it, so the whole list or, where that
    is long, the item that the question speaks of; an item of a list of penalised acts alone, of others with the rest
    where a list is asked for."""
    siblings = segments(segment.document, segment.clause, question.language)
    lead = opening(segment, siblings)
    acts = segment.lead is not None and _PENAL.search(segment.lead_text) is not None
    if lead is None and (acts or not question.asks & _WIDE):
        return segment
    whole = _whole_list(segment, question.language)
    if lead is None or whole is not segment:
        return whole
    spoken = (one.segment for one in item.segments if one.segment.lead == lead and one.own > 0)
    return next(spoken, replace(segment, start=lead[0], end=lead[1]))


def _joined(picked: Sequence[Segment]) -> list[Segment]:
    """The segments, parts of one sentence that follow each other as one: a part begins without its subject."""
    found: list[Segment] = []
    for segment in picked:
        for place, other in enumerate(found):
            first, second = sorted((other, segment), key=lambda one: one.start)
            between = segment.clause.text[first.end : second.start]
            if other.clause is segment.clause and first.text.endswith(("；", ";")) and between.strip(" ") == "":
                found[place] = replace(first, end=second.end)
                break
        else:
            found.append(segment)
    return found


def _with_rest(segment: Segment, question: Question) -> Segment:
    """The segment with the parts of its sentence, between semicolons, without which it misleads: all of the list that
    the sentence opens, or what follows from it in graver cases, as an exception or in figures of the kind asked for."""
    siblings, claims = segments(segment.document, segment.clause, question.language), claimed(question.text)
    at = next((place for place, other in enumerate(siblings) if other.end == segment.end), None)
    if at is None or segment.lead is not None:
        return segment

    def joined(place: int) -> bool:
        """Whether a part goes on after its semicolon."""
        if place + 1 >= len(siblings) or siblings[place + 1].is_item:
            return False
        between = segment.clause.text[siblings[place].end : siblings[place + 1].start]
        return siblings[place].text.endswith(("；", ";")) and "\n" not in between

    def belongs(text: str) -> bool:
        """Whether what is asked is not said in full without it."""
        asked = any(states(detail, text) for detail in figures_asked(question.asks) & _LIMITS)
        return asked or bool(_GRAVER.match(text) or in_unit(claims, text))

    first, last = at, at
    while first and joined(first - 1):
        first -= 1
    opening = LIST.match(siblings[first].text) if first < at or joined(at) else None
    if opening is not None and siblings[first].text[opening.end() :].strip():
        while joined(last):
            last += 1
    else:
        first = at
        while joined(last) and belongs(siblings[last + 1].text):
            last += 1
    start, end = min(segment.start, siblings[first].start), siblings[last].end
    return replace(segment, start=start, end=end) if end - start <= _LONGEST_LIST else segment


def _with_before(segment: Segment, question: Question) -> Segment:
    """The segment with the sentence that it goes on from (但是，不得超过…)."""
    if segment.lead is not None or not _GOES_ON.match(segment.text):
        return segment
    earlier = [one for one in segments(segment.document, segment.clause, question.language) if one.end <= segment.start]
    if not earlier or segment.end - earlier[-1].start > _LONGEST_WHOLE:
        return segment
    return replace(segment, start=earlier[-1].start)


def _with_exception(segment: Segment, language: str) -> Segment:
    """The segment together with a next sentence that takes something back (但是…, 前款规定不适用于…)."""
    after = _next(segment, language)
    if after is None or not _TAKES_BACK.match(after.text) or after.end - segment.start > _LONGEST_WHOLE:
        return segment
    whole = _whole_list(after, language)  # 但是，有下列情形之一的除外：
    return replace(segment, end=whole.end if whole.end - segment.start <= _LONGEST_LIST else after.end)


def _others(segment: Segment, question: Question) -> list[Segment]:
    """The next sentence where yes or no is asked and it is on the cases left (其他贷款，如实分类)."""
    after = _next(segment, question.language)
    return [after] if after and Asks.YES_NO in question.asks and _OTHERS.match(after.text) else []


def _next(segment: Segment, language: str) -> Segment | None:
    later = (other for other in segments(segment.document, segment.clause, language) if other.start >= segment.end)
    return next(later, None)


def _ordered(question: Question, item: ClauseEvidence) -> Sequence[Evidence]:
    """The segments of a clause in the order of `_nearest`; where they rule several cases, that which the question puts
    first and the others last."""
    ordered = _nearest(question, item)
    told = {one.segment.start: _fits(question, one.segment.text) for one in ordered}
    if not told or len(set(told.values())) == 1 or item.candidate.named:
        return ordered
    strong = max(one.strength for one in ordered) - _FIGURE
    return sorted(ordered, key=lambda one: -told[one.segment.start] if one.strength >= strong else 0)


def _fits(question: Question, text: str) -> int:
    """How a sentence fits the case put: 1, 0 or -1; one on what the paragraph before lists is no first word on it."""
    back = Asks.YES_NO in question.asks and _LISTED_BEFORE.search(text)
    return -1 if back else rules_case(question.text, text)


def _nearest(question: Question, item: ClauseEvidence) -> Sequence[Evidence]:
    """The segments of a clause: the nearest, then the strongest; before them the nearest that states a figure of the
    kind asked for, and for a definition those that define a word asked for."""
    terms = _terms(question, item.candidate.clause)
    alone = _alone(terms, [one.segment.text for one in item.segments])
    nearness = {
        one.segment.start: one.strength + _USE * one.use + _E5 * one.e5 + share
        for one, share in zip(item.segments, alone, strict=True)
    }
    nearest = max(item.segments, key=lambda one: nearness[one.segment.start])
    ordered = sorted(item.segments, key=lambda one: one is not nearest)
    if Asks.DEFINITION not in question.asks:
        if not figures_to_state(question.asks):
            return ordered
        stated = [one for one in item.segments if one.stated]
        stating = max(stated, key=lambda one: nearness[one.segment.start], default=item.best)
        near = stating.strength >= item.best.strength - _FIGURE
        return sorted(ordered, key=lambda evidence: evidence is not stating) if near else ordered
    heavy = [term for term in terms if term.weight >= NAMES_IT]

    def defines(evidence: Evidence) -> bool:
        text = evidence.segment.text
        near = [text[max(0, one.start() - 20) : one.end() + 12] for one in _DEFINING.finditer(text)]
        return any(presence(term, words) > MEANT for words in near for term in heavy)

    return sorted(ordered, key=lambda evidence: not defines(evidence))


def _terms(question: Question, clause: Clause) -> Sequence[Term]:
    """The terms of the question in the language that it meets the clause in."""
    spoken, _, _ = view(clause, question.language)
    return question.terms_in(spoken)


def _alone(terms: Sequence[Term], texts: Sequence[str]) -> list[float]:
    """How much of the question each text alone speaks of: the mean, by weight, of the information in nats that one of
    the clause's sentences speaks of a term, where it does. Of four that are on fees, the one on prepayment."""
    told = [[presence(term, text) for term in terms] for text in texts]
    spoken = (sum(text[place] >= MEANT for text in told) for place in range(len(terms)))
    rare = [term.weight * math.log((len(texts) + 1) / (1 + count)) for term, count in zip(terms, spoken, strict=True)]
    weight = sum(term.weight for term in terms) or 1.0
    return [sum(one * value for one, value in zip(text, rare, strict=True)) / weight for text in told]


def _asks_part(question: Question, item: ClauseEvidence) -> bool:
    """Whether a question that names a clause asks for something of it that one of its sentences speaks of; one that
    says no more than the name (第三十九条怎么规定的) asks for all of it."""
    document, clause = item.candidate.document, item.candidate.clause
    name = f"{document.title} {document.title_en} {' '.join(document.aliases)} {document.number} {clause.label}"
    name += f" Article {' '.join(clause.id.path)}"
    terms = _terms(question, clause)
    asked = [term for term in terms if term.weight > WEAK and presence(term, name) < MEANT]
    most = _SPEAKS * sum(term.weight for term in asked)
    said = (sum(term.weight * presence(term, one.segment.text) for term in asked) for one in item.segments)
    return bool(asked) and max(said) >= most


def _whole(segment: Segment, language: str) -> Segment:
    """The whole clause in the reader's language where it is short enough, else the segment."""
    _, start, end = view(segment.clause, language)
    if end - start > _LONGEST_WHOLE:
        return segment
    return Segment(segment.document, segment.clause, start, end)


def _whole_list(segment: Segment, language: str) -> Segment:
    """The list that a segment introduces or belongs to, as one span, where it is short enough to read."""
    siblings = segments(segment.document, segment.clause, language)
    lead = segment.lead or opening(segment, siblings)
    if lead is None:
        return segment
    items = [other for other in siblings if other.lead == lead]
    if not items or items[-1].end - lead[0] > _LONGEST_LIST:
        return segment
    return Segment(segment.document, segment.clause, lead[0], items[-1].end)


def overlap(one: Segment, other: Segment) -> bool:
    """Whether two segments share characters of a clause."""
    same = one.clause is other.clause
    return same and one.start < other.end and other.start < one.end
