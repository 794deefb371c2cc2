"""Evidence: what in a clause may answer a question, with what speaks for and against it.

A retrieval score says that a clause is near; it cannot say that the clause answers (docs/answering.md). What can:
does a segment, with its heading and document, speak of every thing the question names, does it state the kind of
detail asked for, does it bind whom the question asks about, is it from the year asked about?
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from app.answering.clause_kinds import in_chinese_only, kind_features
from app.answering.dates import find_days
from app.answering.details import FIGURES, figures_asked, states
from app.answering.figure_words import without_figure, words_for_figure
from app.answering.quantities import Quantity, find_quantities
from app.answering.question import Asks, Question
from app.answering.segments import Segment, segments, view
from app.answering.terms import fold, presence, question_terms, unframed
from corpus.addressees import GROUP_NAMES, INSTITUTIONS, concerns
from corpus.model import Clause, Document
from indexing.clause_questions import questions_for
from indexing.question_space import CHANNEL as QUESTION
from indexing.sentences import Cosines

# Measures whose distance from the best candidate, and place among the candidates, are features of their own.
_COMPARED = (
    "seg_e5",
    "seg_use",
    "seg_near",
    "coverage",
    "own",
    "e5",
    "use",
    "e5_adapted",
    "use_adapted",
    "score",
    "asked",
    "asked_coverage",
)
# What the nearest question of a clause has as a rule, for where no candidate has questions (indexing.clause_questions).
_ASKED = 0.66
#: How much what the reader says counts beside the words, in the order of a report's segments.
_SAID = 0.3
# How much a term counts that is not in the segment itself but in what surrounds it.
_IN_LEAD, _IN_CLAUSE, _IN_HEADING, _IN_TITLE, _IN_QUESTIONS = 0.95, 0.75, 0.8, 0.7, 0.9
_YEAR = re.compile(r"20\d\d(?=年)|(?<=in )20\d\d")
_BEYOND = re.compile(r"[之以]后|延续|接续|再延|接着|\b(?:after|once|prolong(?:ed)?|extend(?:ed)?|extension)\b")
#: A "not stated" phrase counts as asked for from this share of its weight on.
_DENIED = 0.6
_DEFINITION = re.compile(r"定义|\bdefinition\b")
#: Units of figures that a question may claim.
_CLAIMS = frozenset({"%", "pp", "times", "yuan", "day", "workday", "month"})
_TIMES = frozenset({"day", "workday", "month", "year"})
#: Everybody's names: they do not single out an addressee.
_GENERIC = frozenset(
    {"sme", "everyone", "financial_institution", "banking_institution", "commercial_bank", "government"}
)


@dataclass(frozen=True)
class Candidate:
    """A clause that retrieval or look-up brought, with its score in [0, 1], whether the question named it, and
    the plain channel scores behind it; `alone` is how near the words of a later part of a question, without those
    before it, are to what the clause is asked, NaN where that is not known."""

    document: Document
    clause: Clause
    score: float
    named: bool = False
    channels: Mapping[str, float] = field(default_factory=dict)
    alone: float = math.nan


@dataclass(frozen=True)
class Evidence:
    """One segment, judged.

    coverage: share in [0, 1] of the question's term weight that the segment or its surroundings speak of.
    own: the same, counting the segment's own words only. missing: the greatest weight not spoken of at all.
    stated: whether it states a figure of the kind asked for (True when none is asked).
    e5, use: cosine of the question with this very sentence; the clause's own where it was never embedded.
    said: what the reader of given reports (app.answering.reader) says of it beside the others of its passage, log-odds.
    """

    segment: Segment
    coverage: float
    own: float
    missing: float
    stated: bool
    e5: float = 0.0
    use: float = 0.0
    said: float = 0.0

    @property
    def strength(self) -> float:
        """Order of preference among segments of one clause."""
        return self.coverage + self.own + 0.4 * self.stated + _SAID * self.said


@dataclass(frozen=True)
class ClauseEvidence:
    """One candidate clause, judged: its segments strongest first, and the features the model reads, by name."""

    candidate: Candidate
    segments: tuple[Evidence, ...]
    features: Mapping[str, float]

    @property
    def best(self) -> Evidence:
        return self.segments[0]


def gather(
    question: Question, candidates: Sequence[Candidate], documents: Sequence[str] = (), cosines: Cosines | None = None
) -> list[ClauseEvidence]:
    """Every candidate judged, in the order given. `documents` are those the question speaks of; `cosines` gives the
    nearness of single sentences (indexing.sentences)."""
    named = institutions_named(question.text)
    judged = [
        (
            candidate,
            [judge(question, part) for part in segments(candidate.document, candidate.clause, question.language)],
        )
        for candidate in candidates
    ]
    judged = [(candidate, parts) for candidate, parts in judged if parts]
    texts = [part.segment.text for _, parts in judged for part in parts]
    near = iter(cosines(question.text, texts) if cosines else ({} for _ in texts))
    judged = [
        (
            candidate,
            sorted((_near(candidate, part, next(near)) for part in parts), key=lambda evidence: -evidence.strength),
        )
        for candidate, parts in judged
    ]
    best = max((candidate.channels.get("lexical", 0.0) for candidate, _ in judged), default=0.0)
    across = max((candidate.channels.get("bilingual", 0.0) for candidate, _ in judged), default=0.0)
    rows = [
        _features(question, candidate, place, parts, (best, across), named, documents)
        for place, (candidate, parts) in enumerate(judged)
    ]
    _fill(rows)
    _compare(rows)
    return [ClauseEvidence(candidate, tuple(parts), row) for (candidate, parts), row in zip(judged, rows, strict=True)]


def _near(candidate: Candidate, evidence: Evidence, cosines: Mapping[str, float]) -> Evidence:
    own = candidate.channels.get
    return replace(evidence, e5=cosines.get("e5", own("e5", 0.0)), use=cosines.get("use", own("use", 0.0)))


def _fill(rows: Sequence[dict[str, float]]) -> None:
    """A clause without questions stands to the others by what is asked as it does by its own sentences."""
    nearest = max((row["seg_use"] for row in rows), default=0.0)
    best = max((row["asked"] for row in rows if not math.isnan(row["asked"])), default=_ASKED)
    for row in rows:
        if math.isnan(row["asked"]):
            row["asked"] = best + row["seg_use"] - nearest


def _compare(rows: Sequence[dict[str, float]]) -> None:
    """Add to each row how it stands to the others: distance from the best and 1 / place, of some measures."""
    for measure in _COMPARED:
        values = sorted((row[measure] for row in rows), reverse=True)
        for row in rows:
            row[f"{measure}_gap"] = row[measure] - values[0]
            row[f"{measure}_place"] = 1.0 / (1.0 + values.index(row[measure]))


def judge(question: Question, segment: Segment) -> Evidence:
    """One segment against the question."""
    clause, document = segment.clause, segment.document
    spoken, start, end = view(clause, question.language)
    terms = question.terms_in(spoken)
    around = (
        (segment.lead_text, _IN_LEAD),
        (f"{clause.heading} {clause.heading_en} {clause.gloss.zh} {clause.gloss.en}", _IN_HEADING),
        (clause.text[start:end], _IN_CLAUSE),
        (" ".join((document.title, document.title_en, *document.aliases, *clause.headings)), _IN_TITLE),
    )
    total = own = covered = missing = 0.0
    for term in terms:
        total += term.weight
        here = presence(term, segment.text)
        best = max(here, *(share * presence(term, text) for text, share in around if text))
        own += term.weight * here
        covered += term.weight * best
        if best < 0.3:
            missing = max(missing, term.weight)
    asked = figures_asked(question.asks)
    stated = not asked or any(states(detail, segment.text) for detail in asked)
    scale = total or 1.0
    return Evidence(segment, covered / scale, own / scale, missing, stated)


def _features(
    question: Question,
    candidate: Candidate,
    rank: int,
    judged: Sequence[Evidence],
    best: tuple[float, float],
    named: frozenset[str],
    documents: Sequence[str],
) -> dict[str, float]:
    clause, document = candidate.clause, candidate.document
    top = judged[0]
    asked = figures_asked(question.asks)
    near = [item for item in judged if item.coverage >= top.coverage - 0.15]
    channel = candidate.channels.get
    claims = claimed(question.text)
    coverage, own = max(item.coverage for item in judged), max(item.own for item in judged)
    asked_coverage, asked_missing = _asked(question, clause, document, judged)
    return {
        "asked_coverage": asked_coverage,
        "asked_missing": asked_missing,
        "score": candidate.score,
        "rank": 1.0 / (1.0 + rank),
        "lexical": channel("lexical", 0.0) / max(best[0], 1e-6),
        "e5": channel("e5", 0.0),
        "use": channel("use", 0.0),
        "e5_adapted": channel("e5_adapted", channel("e5", 0.0)),
        "use_adapted": channel("use_adapted", channel("use", 0.0)),
        "bilingual": channel("bilingual", 0.0) / max(best[1], 1e-6),
        "asked": channel(QUESTION, math.nan),
        "unasked": float(math.isnan(channel(QUESTION, math.nan))),
        "seg_e5": max(item.e5 for item in judged),
        "seg_use": max(item.use for item in judged),
        "seg_near": max(2 * item.e5 + item.use + 0.3 * item.strength for item in judged),
        "top_e5": top.e5,
        "top_use": top.use,
        "segments": float(min(len(judged), 8)),
        "coverage": coverage,
        "own": own,
        "missing": min(item.missing for item in judged),
        "stated": float(bool(asked) and any(item.stated for item in near)),
        "unstated": float(bool(asked) and not any(item.stated for item in near)),
        "figure_own": max((item.own for item in judged if asked and item.stated), default=0.0),
        "figure_coverage": max((item.coverage for item in judged if asked and item.stated), default=0.0),
        "claim_met": float(bool(claims) and claim_in(claims, clause.text)),
        "claim_unmet": float(bool(claims) and not claim_in(claims, clause.text)),
        **kind_features(question, clause, document.title, [part.segment for part in judged]),
        "denied": float(bool(not_stated(question, clause))),
        "spoken_of": float(document.id in documents),
        "unspoken_of": float(bool(documents) and document.id not in documents),
        "bound": float(bool(named) and _bound(clause, document, named)),
        "unbound": float(bool(named) and not _bound(clause, document, named)),
        "other_year": float(_other_year(question, document, clause)),
        "record": float(clause.id.path == ("meta",)),
        "record_asked": float(clause.id.path == ("meta",) and Asks.RECORD in question.asks),
        "translated": float(in_chinese_only(question, clause)),
        "short": float(len(question.terms) < 3),
    }


def _asked(question: Question, clause: Clause, document: Document, judged: Sequence[Evidence]) -> tuple[float, float]:
    """Coverage and greatest weight missing, with what the clause's own questions (indexing.clause_questions) speak of
    counted as the clause's: people's words for what the rule says in others."""
    coverage, missing = max(item.coverage for item in judged), min(item.missing for item in judged)
    asked = "\n".join(questions_for([(document, clause)])[0])
    if not asked or not question.terms:
        return coverage, missing
    spoken, start, end = view(clause, question.language)
    around = [
        (asked, _IN_QUESTIONS),
        (" ".join((document.title, document.title_en, *document.aliases, *clause.headings)), _IN_TITLE),
    ]
    if spoken == question.language:
        around.append((clause.text[start:end], 1.0))
    held = [(term.weight, max(share * presence(term, text) for text, share in around)) for term in question.terms]
    share = sum(weight * best for weight, best in held) / (sum(weight for weight, _ in held) or 1.0)
    return max(coverage, share), min(missing, max((weight for weight, best in held if best < 0.3), default=0.0))


def not_stated(question: Question, clause: Clause) -> str:
    """The phrase of the clause's own "not stated" list that the question asks for in most of its words, or ''."""
    phrases = clause.not_stated_en if question.language == "en" else clause.not_stated
    shares = {phrase: _share_asked(phrase, question) for phrase in phrases}
    best = max(shares, key=lambda phrase: shares[phrase], default="")
    return best if best and shares[best] >= _DENIED else ""


def _share_asked(phrase: str, question: Question) -> float:
    """How much of a "not stated" phrase's weight the question speaks of; 0 where it asks for another kind of thing."""
    asked = question.asks & (FIGURES - {Asks.TARGET})
    if not asked and words_for_figure(phrase) and not _figure_spoken(phrase, question.text):
        return 0.0
    if _DEFINITION.search(phrase) and Asks.DEFINITION not in question.asks:
        return 0.0
    words = question_terms(without_figure(phrase, asked))
    weight = sum(word.weight for word in words)
    text = unframed(question.text)
    return sum(word.weight * presence(word, text) for word in words) / weight if weight else 0.0


def _figure_spoken(phrase: str, text: str) -> bool:
    return any(word in fold(text) for word in words_for_figure(phrase)) or bool(claimed(text))


@lru_cache(maxsize=256)
def claimed(text: str) -> tuple[Quantity, ...]:
    """The figures that a question itself puts forward (15%, 50BP, 30 days); years and plain counts are none."""
    return tuple(quantity for quantity in find_quantities(text) if quantity.unit in _CLAIMS)


def claim_in(claims: Sequence[Quantity], text: str) -> bool:
    """Whether `text` states one of the figures, whatever the comparator."""
    ends = {(unit, bound) for q in find_quantities(text) for unit in (q.unit,) for bound in (q.low, q.high)}
    return any(
        (claim.unit, bound) in ends for claim in claims for bound in (claim.low, claim.high) if bound is not None
    )


def claim_words(claims: Sequence[Quantity], text: str) -> str:
    """The first figure as the question puts it, without the comparator before it."""
    return text[claims[0].start : claims[0].end].strip()


def in_unit(claims: Sequence[Quantity], text: str) -> list[Quantity]:
    """What `text` states in the unit of the first figure; of times in any unit."""
    units = next((_TIMES if claim.unit in _TIMES else {claim.unit} for claim in claims), frozenset())
    return [quantity for quantity in find_quantities(text) if quantity.unit in units]


def institutions_named(text: str) -> frozenset[str]:
    """The institution types and groups that a text names, generic ones (banks, enterprises) left out."""
    folded = fold(text).replace("-", " ")
    return frozenset(key for key, names in _institution_names() if any(name in folded for name in names))


@lru_cache(maxsize=1)
def _institution_names() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each institution type and group that is not generic, with its folded names."""
    tables = (*INSTITUTIONS.items(), *GROUP_NAMES.items())
    return tuple(
        (key, tuple(fold(name).replace("-", " ") for name in (zh, en, *others) if len(name) > 1))
        for key, (zh, en, others) in tables
        if key not in _GENERIC
    )


def _bound(clause: Clause, document: Document, named: frozenset[str]) -> bool:
    addressees = clause.addressees or document.addressees
    return any(concerns(addressees, who) for who in named)


def _other_year(question: Question, document: Document, clause: Clause) -> bool:
    """Whether the document's title is of a year and the question of another: of which the clause does not speak, that
    is not before the day until which it holds, or after that day."""
    years = {int(year) for year in _YEAR.findall(f"{document.title} {document.title_en}")}
    if not years or not question.years or years & set(question.years):
        return False
    if _BEYOND.search(fold(question.text)):
        return True
    last = max((day.year for day in find_days(clause.text) if day.bound and day.year), default=0)
    return not any(min(years) <= year <= last or str(year) in clause.text for year in question.years)
