"""The default composer: the words of clauses that answer, picked and put in order; no model, nothing invented."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.answering.cautions import label_of
from app.answering.compose.drafts import Draft, stopped
from app.answering.compose.premise import SURE, bounded, premise, within
from app.answering.decide import Decision
from app.answering.details import figures_to_state
from app.answering.evidence import ClauseEvidence, Evidence, claim_in, claimed, in_unit, translated
from app.answering.modality import Kind, find_marks
from app.answering.quantities import Quantity
from app.answering.question import Asks, Question, asks_twice
from app.answering.segments import Segment, segments, view
from app.answering.terms import language_of, presence, question_terms
from app.answering.wording import say

# How far below a clause's best segment another may be and still be worth saying.
_FURTHER = 0.4
#: How far below it a segment may be that states the figure asked for where the best one does not.
_FIGURE = 0.8
_LONGEST_LIST = 700
_LONGEST_WHOLE = 400
_PER_CLAUSE = 2
#: Below this share of what is asked of a named clause no sentence of it stands out, and it is quoted whole.
_SPEAKS = 0.35
#: Share of the words under a force, where they are more than a few, that the question has to name before the force
#: decides a yes or no.
_GOVERNED, _MEANT, _FEW = 0.25, 0.5, 4
#: Weight up to which a word tells nothing of what is asked (规定).
_WEAK = 0.3
_WIDE = frozenset({Asks.LIST, Asks.PROCEDURE, Asks.COMPARISON, Asks.PENALTY, Asks.DEFINITION})
#: Weight from which on a term may be the one that is to be defined.
_NAMES_IT = 0.7
_DEFINING = re.compile(r"是指|所称|，指|即为|本法称|\bmeans\b|\brefers? to\b|\bis meant\b|\bare those\b")
_TAKES_BACK = re.compile(
    r"但是?[，,]?|除.{1,30}外|(?:前款|上述|本条)[^。]{0,20}(?:不适用|除外|不受)|however\b|except\b|unless\b"
    r"|this (?:does|shall) not|the (?:preceding|above) .{0,30}\bnot\b",
    re.IGNORECASE,
)

#: What opens a list of things or of cases, up to its colon.
_LIST = re.compile(
    r"[^。；;\n]*(?:下列|以下|\bthe following\b|\b(?:all|each) of these\b)[^。；;\n]*?[：:]", re.IGNORECASE
)
#: What a sentence adds for graver cases.
_GRAVER = re.compile(r"(?:尚不)?构成犯罪|情节(?:特别)?严重|逾期(?:不|未)|否则")


def compose(question: Question, decision: Decision, most: int) -> list[Draft]:
    """At most `most` drafts from the clauses that were chosen, most relevant first. What the question takes for granted
    and they do not state leads them, else a yes or no; neither does where they only speak of the matter."""
    chosen = decision.chosen
    picked = _pick(question, chosen, most)
    if not picked:
        return []
    lead = premise(question, decision, picked[0])
    if not lead and decision.reason is None and chosen[0].best.own >= SURE:
        lead = verdict(question, picked[0])
    lead = f"{lead.rstrip()} " if lead and question.language == "en" else lead
    return [
        Draft(("" if place else lead) + _words(question, segment) + _in_short(question, picked, place), (segment,))
        for place, segment in enumerate(picked)
    ]


def _pick(question: Question, chosen: Sequence[ClauseEvidence], most: int) -> list[Segment]:
    """The best segments of each clause: first every clause's best, then what else is nearly as good."""
    wide = bool(question.asks & _WIDE)
    first: list[Segment] = []
    further: list[Segment] = []
    for item in chosen:
        if item.candidate.named and not _asks_part(question, item):
            first.append(_whole(item.best.segment, question.language))
            continue
        for place, evidence in enumerate(_ordered(question, item)[:_PER_CLAUSE]):
            if place and evidence.strength < item.best.strength - _FURTHER:
                break
            leads = evidence.segment.text.rstrip().endswith(("：", ":"))  # says nothing without its list
            segment = _whole_list(evidence.segment, question.language) if wide or leads else evidence.segment
            (further if place else first).append(segment)
    picked: list[Segment] = []
    for segment in (*first, *further):
        if len(picked) < most and not any(overlap(segment, other) for other in picked):
            picked.append(_with_exception(_with_rest(segment, question), question.language))
    picked = _joined(picked)
    if Asks.PROCEDURE in question.asks and len({segment.document.id for segment in picked}) == 1:
        picked.sort(key=lambda segment: (segment.clause.order, segment.start))  # steps in the order of the document
    return picked


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
    the sentence opens, or what follows from it in graver cases or in figures of the unit of one that is asked about."""
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

    first, last = at, at
    while first and joined(first - 1):
        first -= 1
    opening = _LIST.match(siblings[first].text) if first < at or joined(at) else None
    if opening is not None and siblings[first].text[opening.end() :].strip():
        while joined(last):
            last += 1
    else:
        first = at
        while joined(last) and (_GRAVER.match(siblings[last + 1].text) or in_unit(claims, siblings[last + 1].text)):
            last += 1
    start, end = min(segment.start, siblings[first].start), siblings[last].end
    return replace(segment, start=start, end=end) if end - start <= _LONGEST_LIST else segment


def _with_exception(segment: Segment, language: str) -> Segment:
    """The segment together with a next sentence that takes something back (但是…, 前款规定不适用于…)."""
    later = (other for other in segments(segment.document, segment.clause, language) if other.start >= segment.end)
    after = next(later, None)
    if after is None or not _TAKES_BACK.match(after.text) or after.end - segment.start > _LONGEST_WHOLE:
        return segment
    whole = _whole_list(after, language)  # 但是，有下列情形之一的除外：
    return replace(segment, end=whole.end if whole.end - segment.start <= _LONGEST_LIST else after.end)


def _ordered(question: Question, item: ClauseEvidence) -> Sequence[Evidence]:
    """The segments of a clause, strongest first; before them the strongest that states a figure of the kind asked for,
    and for a definition those that define a word asked for."""
    if Asks.DEFINITION not in question.asks:
        if not figures_to_state(question.asks):
            return item.segments
        stating = next((one for one in item.segments if one.stated), item.best)
        near = stating.strength >= item.best.strength - _FIGURE
        return sorted(item.segments, key=lambda evidence: evidence is not stating) if near else item.segments
    spoken, _, _ = view(item.candidate.clause, question.language)
    terms = question.terms if spoken == question.language else translated(question.text)
    heavy = [term for term in terms if term.weight >= _NAMES_IT]

    def defines(evidence: Evidence) -> bool:
        text = evidence.segment.text
        near = [text[max(0, one.start() - 20) : one.end() + 12] for one in _DEFINING.finditer(text)]
        return any(presence(term, words) > SURE for words in near for term in heavy)

    return sorted(item.segments, key=lambda evidence: not defines(evidence))


def _asks_part(question: Question, item: ClauseEvidence) -> bool:
    """Whether a question that names a clause asks for something of it that one of its sentences speaks of; one that
    says no more than the name (第三十九条怎么规定的) asks for all of it."""
    document, clause = item.candidate.document, item.candidate.clause
    name = f"{document.title} {document.title_en} {' '.join(document.aliases)} {document.number} {clause.label}"
    name += f" Article {' '.join(clause.id.path)}"
    spoken, _, _ = view(clause, question.language)
    terms = question.terms if spoken == question.language else translated(question.text)
    asked = [term for term in terms if term.weight > _WEAK and presence(term, name) < _MEANT]
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
    lead = segment.lead or ((segment.start, segment.end) if segment.text.rstrip().endswith(("：", ":")) else None)
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


_GLOSS_PARTS = re.compile(r"(?<=[,;]) ")


def _words(question: Question, segment: Segment) -> str:
    quote = re.sub(r"\s*\n\s*", " ", segment.text).strip()
    if segment.lead is not None:
        quote = f"{segment.lead_text.strip()} {quote}"
    if question.language == "en" and re.search(r"[\u3400-\u9fff]", quote):
        return say("quoted", "en", label=label_of(segment, "en"), quote=quote)
    return stopped(quote, question.language)


def _in_short(question: Question, picked: Sequence[Segment], place: int) -> str:
    """Our English summary of a clause that is quoted in Chinese, once, after its first quote; without the parts whose
    figures none of the quotes from it states."""
    clause = picked[place].clause
    if question.language != "en" or clause.in_language("en") is not None or not clause.gloss.en:
        return ""
    if any(other.clause is clause for other in picked[:place]):
        return ""
    quotes = " ".join(f"{other.lead_text} {other.text}" for other in picked if other.clause is clause)
    parts = _GLOSS_PARTS.split(clause.gloss.en)
    kept = [part for part in parts if all(claim_in((figure,), quotes) for figure in claimed(part))]
    gloss = " ".join(kept).removeprefix("and ").rstrip(",;.")
    return f" {say('summary', 'en', quote='', gloss=gloss[:1].upper() + gloss[1:])}." if gloss else ""


_FORBIDS = re.compile(r"不得|禁止|严禁|不可以|must not|may not|shall not|barred|prohibited|not allowed|cannot")
_ALLOWS = re.compile(r"可以|可(?=[参申按对在不])|允许|(?<!所)有权|\bmay\b(?! not)|\bcan\b|allowed|permitted")
_REQUIRES = re.compile(r"应当|必须|须|应(?=[当在按向将由依])|\bmust\b(?! not)|\bshall\b(?! not)|required")
#: What is excepted from a duty, and what in another sentence of its clause releases from it.
_EXCEPTS = re.compile(r"除.{1,40}外|除外|unless|except", re.IGNORECASE)
_RELEASES = re.compile(r"可以不(?!再)|无需|无须|不需要?|不必|免(?:予|于)|need not|not required")
_UNLESS = re.compile(
    r"除.{1,40}外|除外|未经|经.{1,20}(?:批准|同意)|unless|except|without (?:the )?(?:consent|approval)|provided that",
    re.IGNORECASE,
)
_ASKS_LEAVE = re.compile(
    r"能不能|可不可以|能否|可否|可以|能.{0,20}吗|行不行"
    r"|(?:^|[,.;:?!] ?)(?:(?:and|but|so|then) )?(?:can|may|could)\b|\b(?:allowed|permitted)\b",
    re.IGNORECASE,
)
_ASKS_DUTY = re.compile(
    r"必须|需不需要|需要|要不要|是否应|应不应|强制|硬性"
    r"|\b(?:must|have to|required|need to|shall|mandatory|compulsory)\b",
    re.IGNORECASE,
)
#: Whether a rule is a duty at all, whatever it is about.
_ASKS_FORCE = re.compile(r"强制|硬性|\b(?:mandatory|compulsory)\b", re.IGNORECASE)
#: What is no duty where it is asked whether something is one.
_SOFTER = frozenset({Kind.STRIVE, Kind.ENCOURAGED})
#: A bound that is itself the rule (不得超过百分之十) and leaves free what keeps to it; others say when a rule holds.
_RULES = re.compile(r"不(?![足满到])|至少|最[高低多少]|内|\bnot?\b|at (?:least|most)|within")
#: Of two things, which.
_ASKS_WHICH = re.compile(r"还是|\bor (?:is|are|do|does|can|may|must|should|will)\b", re.IGNORECASE)
_ASKS_NOT = re.compile(r"(?:可以|能)不(?!能)|不.{0,6}(?:可以|行)吗")


def verdict(question: Question, segment: Segment) -> str:
    """可以/不可以/需要/视情况 before the words, only where the words themselves decide it and one thing is asked, of
    which it can be said; else ''. Of a figure it is said only as far as the bounds in its unit decide."""
    if Asks.YES_NO not in question.asks or question.asks & {Asks.COMPARISON, Asks.WHO} or asks_twice(question.text):
        return ""
    if _ASKS_WHICH.search(question.text):
        return ""
    words = f"{segment.lead_text} {segment.text}"

    def says(force: re.Pattern[str], besides: re.Pattern[str] | None = None) -> bool:
        taken = [found.span() for found in besides.finditer(words)] if besides else []
        return any(
            _asked_for(question, words[found.end() :]) and _listed(question, words, found.start())
            for found in force.finditer(words)
            if not any(start < found.end() and found.start() < end for start, end in taken)
        )

    leave, duty = _ASKS_LEAVE.search(question.text), _ASKS_DUTY.search(question.text)
    figures = bounded(question.text, words)
    kept = [bound for figure, bound in figures if within(figure, bound)]

    def rules(bound: Quantity) -> bool:
        return any(_RULES.search(words[start:end]) for start, end in bound.reads)

    if leave and not _ASKS_NOT.search(question.text):
        if says(_FORBIDS):
            if any(map(rules, kept)):
                return ""
            if language_of(words) == question.language and says(_ALLOWS, besides=_FORBIDS):
                return say("depends", question.language)
            return say("no_except" if _UNLESS.search(words) else "no", question.language)
        if not _FORBIDS.search(words) and says(_ALLOWS) and (kept or not figures):
            return say("depends" if _UNLESS.search(words) else "yes", question.language)
        return ""
    if figures and not any(figure.same(bound) if rules(bound) else bound in kept for figure, bound in figures):
        return ""
    if leave and says(_REQUIRES):
        return say("no_except" if _released(question, segment) else "no", question.language)
    if duty and not _FORBIDS.search(words):
        if says(_REQUIRES):
            return say("depends" if _released(question, segment) else "required", question.language)
        softer = (mark for mark in find_marks(words) if mark.kinds & _SOFTER)
        of_force = _ASKS_FORCE.search(question.text)
        force = next((mark for mark in softer if of_force or _asked_for(question, words[mark.end :])), None)
        if force is not None and not _REQUIRES.search(words):
            return say("softer", question.language, force=words[force.start : force.end])
    return ""


def _released(question: Question, segment: Segment) -> bool:
    """Whether the sentence makes an exception to its duty, or its clause releases from what is asked elsewhere."""
    _, start, end = view(segment.clause, question.language)
    text = segment.clause.text[start:end]
    released = (_asked_for(question, text[found.end() :]) for found in _RELEASES.finditer(text))
    return _EXCEPTS.search(f"{segment.lead_text} {segment.text}") is not None or any(released)


def _listed(question: Question, words: str, at: int) -> bool:
    """Whether a force (at `at`) holds for what is asked, as far as it stands before a list or in it: 下列财产不得抵押
    forbids what an item names, and nothing else."""
    opening = next((one for one in _LIST.finditer(words) if one.start() <= at), None)
    if opening is None:
        return True
    terms = question.terms if language_of(words) == question.language else translated(question.text)
    named = [term for term in terms if term.weight >= _NAMES_IT and presence(term, opening[0]) < _MEANT]
    return any(presence(term, words[opening.end() :]) >= _MEANT for term in named)


#: 有权拒绝查询, 不得拒绝申请: who may refuse is not who may do it.
_REFUSES = re.compile(
    r".{0,4}?(?:拒绝|拒不|阻碍|阻挠|干涉|干预|妨碍|\b(?:refus|reject|declin|den[iy]|obstruct|turn(?:ed)? .{0,12}down))"
)
#: 不得因申诉加重责任, 不得以…为由拒绝: what is forbidden is what follows, for that reason.
_FOR_A_REASON = re.compile(r"因(?!此)|以[^，。；]{1,20}(?:为由|为名|名义)")


def _asked_for(question: Question, after: str) -> bool:
    """Whether what a force governs is what the question asks: 不得约定提前还款违约金 forbids no early repayment. Across
    languages the words cannot be compared, and the coverage of the sentence has to do."""
    governed = re.split(r"[。；;]|，但|\.(?=\s|$)", after)[0]
    if _FOR_A_REASON.match(governed) or (_REFUSES.match(governed) and not _REFUSES.search(question.text.lower())):
        return False
    terms = question_terms(governed)
    if language_of(governed) != question.language or len(terms) < _FEW:
        return True
    share = sum(term.weight for term in terms if presence(term, question.text) >= _MEANT)
    return share >= _GOVERNED * sum(term.weight for term in terms)
