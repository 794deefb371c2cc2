"""Whom a document is addressed to, and what it says of one kind of institution."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.answering.compose.drafts import Draft
from app.answering.evidence import institutions_named
from app.answering.modality import FORCES, find_marks
from app.answering.question import Asks, Question
from app.answering.segments import Segment, segments, sentences
from app.answering.terms import fold
from app.answering.wording import plural, say
from corpus.addressees import GROUP_NAMES, GROUPS, INSTITUTIONS, concerns
from corpus.model import Document
from corpus.readers.markdown import RECORD_PATH

_ASKED = re.compile(
    r"主送|发给|点名|管不管|管得?着|管我们|适不适用|适用(于|对象|范围)?|约束|针对"
    r"|addressee|addressed to|salutation|\b(?:is|are|was|were) [a-z -]{3,40} addressed by\b"
    r"|appl(y|ies) to|bind|cover(s|ed)?\b|subject to"
)
_ADDRESSED = re.compile(r"主送|发给|\baddressees?\b|\baddressed to\b|\bsalutation\b")
_OBEYED = re.compile(r"(?:执行|遵守|遵循|遵照)(?:这份|这个|该|本)?《?|\b(?:comply with|follow|obey)\b (?:the )?")
_REQUIRED = re.compile(
    r"对.{1,14}?(?:有|提出?)了?(?:什么|哪些|何|怎样的?).{0,6}(?:要求|规定)|要求.{2,14}(?:做什么|做哪些|怎么做)"
    r"|what .{0,40}(?:require|expect|demand|ask)(?:s|ed)?\b.{0,30}\bof\b|requirements? (?:for|on) "
    r"|what (?:must|should|does) .{0,60}(?:do|require)"
)
#: Of whom something is required, in so many words.
_OF_WHOM = re.compile(
    r"对(?:各家?|所有)?(?P<zh>[^，,。]{1,14}?)(?:都|又)?(?:有|提出?)了?(?:什么|哪些|何|怎样)"
    r"|要求(?:各家?)?(?P<who>[^，,。]{2,14}?)(?:做什么|做哪些|怎么做)|\bof (?:the |all )?(?P<en>[a-z -]+?)\s*[?.]*\s*$"
)
_LISTS = re.compile(r"主送(?:单位|机关)?[^，。]{0,4}[：:为是]|\bis addressed (?:only )?to\b")
_LISTED = re.compile(r"主送|Institution types")
_IT = re.compile(r"它|这一?(?:目标|要求|条|项|规定)|\b(?:it|that|this)\b", re.IGNORECASE)
_LEAST_NAMES = 3
_MOST_CLAUSES, _MOST_REQUIRED = 2, 5


def compose_addressees(question: Question, document: Document, institution: str | None) -> list[Draft]:
    """Where it is asked what a document requires of an institution, the sentences that speak of it by name, else those
    that bind it among others. Else the words that name the addressees, led by whether the institution asked about is
    among them, then the sentences that speak of it; [] where this is not what is asked or the document tells none."""
    required = _REQUIRED.search(fold(question.text))
    if not required and not (_asked(question.text, document) and question.asks & {Asks.WHO, Asks.YES_NO}):
        return []
    clauses = [clause for clause in document if clause.id.path != RECORD_PATH]
    every = [segment for clause in clauses for segment in segments(document, clause, question.language)]
    listing = _naming(document, question.language)
    named = institutions_named(_without_names(question.text, document))
    if required:
        demands = [segment for segment in every if listing is None or segment.clause is not listing.clause]
        whom = _of_whom(question.text)
        return _required(document, demands, _one(named) or whom, every_demand=bool(whom))
    own = listing is not None and _names(listing) >= _LEAST_NAMES
    listing = addressee_line(document, question.language)
    if listing is None:
        return []
    named = named or (frozenset({institution}) if institution else frozenset())
    if not named:
        return [Draft(_text(listing), (listing,))]
    who = _one(named)
    direct = concerns(document.addressees, who) if document.addressees else False
    name = institution_name(who, question.language)
    lead = say("addressed" if direct else "not_addressed", question.language, institution=name)
    space = " " if question.language == "en" else ""
    drafts = [Draft(f"{lead}{space}{_text(listing)}", (listing,))]
    others = [segment for segment in every if not _inside(segment, listing) and _speaks_of(segment, who)]
    if not own and not others:
        others = [segment for segment in every if _demands_of(segment, who)]
    return drafts + _drafts(others, _MOST_CLAUSES)


def addressee_line(document: Document, language: str) -> Segment | None:
    """The words of a document that name its addressees, else the line of its record; None where neither does."""
    whole = _sentences(document, language)
    listing = next((one for one in whole if _LISTS.search(one.text) and _names(one)), _naming(document, language))
    own = listing is not None and (_LISTS.search(listing.text) or _names(listing) >= _LEAST_NAMES)
    return listing if own else _recorded(document, language)


def asks_addressees(text: str) -> bool:
    """Whether it is asked to whom a document is addressed, by that word."""
    return _ADDRESSED.search(fold(text)) is not None


def _naming(document: Document, language: str) -> Segment | None:
    """The sentence of the document that names most institutions."""
    return max(_sentences(document, language), key=_names, default=None)


def _sentences(document: Document, language: str) -> list[Segment]:
    clauses = (clause for clause in document if clause.id.path != RECORD_PATH)
    return [sentence for clause in clauses for sentence in sentences(document, clause, language)]


def institution_name(key: str, language: str) -> str:
    """The name of a kind of institution or of a group of them, in English of several."""
    zh, en, _ = INSTITUTIONS.get(key) or GROUP_NAMES[key]
    return plural(en) if language == "en" else zh


def points_back(asked: str, before: Question) -> bool:
    """Whether "it" in a later part of a question is what was asked `before`, and not the document that states it."""
    return _IT.search(asked) is not None and not before.asks & {Asks.RECORD, Asks.WHO}


def _without_names(text: str, document: Document) -> str:
    """The text without the document's title or other name, which may hold that of an institution."""
    names = sorted((document.title, document.title_en, *document.aliases), key=len, reverse=True)
    return next((text.replace(name, " ") for name in names if name and name in text), text)


def _one(named: Iterable[str]) -> str:
    return min(named, default="")


def _asked(text: str, document: Document) -> bool:
    """Whether it is asked whom the document binds, or who has to obey it."""
    folded = fold(text)
    obeyed = _OBEYED.search(folded)
    names = (document.title, document.number, document.title_en, *document.aliases) if obeyed else ()
    named = any(name and folded[obeyed.end() :].startswith(fold(name)) for name in names) if obeyed else False
    return named or _ASKED.search(folded) is not None


def _of_whom(text: str) -> str:
    """The institution or group of which everything that is required is asked for, and not on one subject; ''."""
    found = _OF_WHOM.search(fold(text))
    asked = next((words for words in found.groups() if words), "").replace("-", " ").rstrip("s") if found else ""
    tables = (*INSTITUTIONS.items(), *GROUP_NAMES.items())
    return next(
        (key for key, (zh, en, others) in tables if asked in [fold(n).replace("-", " ") for n in (zh, en, *others)]), ""
    )


def _recorded(document: Document, language: str) -> Segment | None:
    """The line of the record that tells the addressees."""
    record = document.clause(RECORD_PATH)
    lines = segments(document, record, language) if record and document.addressees else ()
    return next((line for line in lines if _LISTED.search(line.text)), None)


def _required(document: Document, every: Sequence[Segment], who: str, *, every_demand: bool) -> list[Draft]:
    """The sentences that speak of the institution by name; where none does, with `every_demand` and where the document
    is addressed to it, the first demand of every clause that is."""
    if not who:
        return []
    spoken = [segment for segment in every if _speaks_of(segment, who)]
    if not spoken and every_demand and document.addressees and concerns(document.addressees, who):
        demands = [segment for segment in every if _demands_of(segment, who)]
        spoken = list({segment.clause.id: segment for segment in reversed(demands)}.values())[::-1]
    return _drafts(spoken, _MOST_REQUIRED)


def _demands_of(segment: Segment, who: str) -> bool:
    """Whether a sentence of a clause for some of the addressees demands something, and not of others by name."""
    some = segment.clause.addressees != segment.document.addressees
    named = institutions_named(segment.text)
    others = named and not any(concerns(frozenset({one}), who) for one in named)
    forces = any(mark.kinds & FORCES for mark in find_marks(segment.text))
    return some and forces and not others and concerns(segment.clause.addressees, who)


def _drafts(spoken: Sequence[Segment], most: int) -> list[Draft]:
    return [Draft(_text(segment), (segment,)) for segment in spoken[:most]]


def _inside(segment: Segment, line: Segment) -> bool:
    return segment.clause is line.clause and line.start <= segment.start and segment.end <= line.end


def _names(segment: Segment) -> int:
    return len(institutions_named(segment.text))


def _speaks_of(segment: Segment, who: str) -> bool:
    """Whether a sentence names the institution, or a group of local institutions that it belongs to."""
    wider = {who, *(group for group in ("local_bank",) if who in GROUPS[group])}
    return bool(institutions_named(segment.text) & wider) and concerns(segment.clause.addressees, who)


def _text(segment: Segment) -> str:
    return " ".join(segment.text.split())
