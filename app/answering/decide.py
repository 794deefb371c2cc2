"""Whether the evidence answers, and which of it: the step that knows when to stop (docs/answering.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.answering.absences import unknown_name
from app.answering.answer import DeclineReason
from app.answering.details import figures_to_state
from app.answering.evidence import ClauseEvidence
from app.answering.find import Part
from app.answering.lacking import lacking, silent_on
from app.answering.model import ClosedModel, EvidenceModel, answer_features
from app.answering.offences import offence, other_offence, sentence_first
from app.answering.question import Asks, Question, asks_each, asks_twice
from app.answering.words_alone import foreign, said_in_full, said_plainly, spoken_first, told_by_words
from corpus.model import Document, ValidityStatus
from indexing.linked import linked

#: A clause that the question names is cited whatever the model thinks of it.
_NAMED = 0.95
#: From this probability on a clause is cited that the best one refers to, or that refers to it.
REFERRED = 0.005
#: From this probability on a further clause is cited where things are compared or asked for one by one.
_EACH = 0.2
#: From this share of the first clause's probability on one that tells such a thing as is asked for comes before it.
_TELLS, _DEFINES = 1 / 3, 0.5
#: What a question asks for that asks for a definition alone (怎么定义).
_DEFINITION = frozenset({Asks.DEFINITION, Asks.PROCEDURE})
#: From this probability on the best clause is more likely than not the one to cite.
_EVEN = 0.5
#: From the second confidence on a part of a question is answered, and below the first declined, whatever else is said.
_UNSURE_OF_PART, SURE_OF_PART = 0.25, 0.6


@dataclass(frozen=True)
class Decision:
    """`chosen` are the clauses to compose from, most relevant first, with their `relevance`; `reason` is None when
    they answer. `detail` names what is not stated, in the question's language ('' for the general kind `asked`).
    `spoken_of` are the documents that the question names, `asker` the words that name the institution a rule is asked
    for: those of a part before where this one names none."""

    chosen: tuple[ClauseEvidence, ...]
    relevance: Sequence[float] = ()
    confidence: float = 0.0
    reason: DeclineReason | None = None
    detail: str = ""
    asked: Asks | None = None
    spoken_of: tuple[Document, ...] = ()
    asker: str = ""


#: Clauses with the probability that each is one to cite, greatest first.
Ranked = Sequence[tuple[float, ClauseEvidence]]


def rank(judged: Sequence[ClauseEvidence], model: EvidenceModel) -> list[tuple[float, ClauseEvidence]]:
    """Clauses with the probability that each is one to cite, greatest first; named ones before all others."""
    told = model.relevance.probabilities([item.features for item in judged])
    scored = [(_NAMED if item.candidate.named else told[place], item) for place, item in enumerate(judged)]
    return sorted(scored, key=lambda pair: -pair[0])


def decide(part: Part, ranked: Ranked, model: EvidenceModel) -> Decision:
    """Judge one part of a question from the evidence on its candidates, as `rank` gives it."""
    question = part.question
    if not ranked:
        return Decision((), reason=DeclineReason.NOT_COVERED)
    ranked = sentence_first(question, spoken_first(question, ranked))
    relevance = [probability for probability, _ in ranked]
    clauses = [item for _, item in ranked]
    features = answer_features(question, clauses, relevance)
    confidence = model.right.probability(features)
    silent = model.answerable.probability(features) < model.answer_from or confidence < model.sure_from
    top = clauses[0]
    refused = lacking(part, clauses, relevance)
    if refused is not None:
        clause, detail, kind = refused
        shown = () if clause is None else (clause,)
        return Decision(shown, relevance[: len(shown)], confidence, DeclineReason.DETAIL_NOT_STATED, detail, kind)
    compared = Asks.COMPARISON in question.asks and len(part.documents) > 1
    if part.of_several:  # a few words, which the regression saw little of
        silent = confidence < _UNSURE_OF_PART or (silent and confidence < SURE_OF_PART)
    silent = silent or bool(not part.documents and unknown_name(question, clauses))
    silent = (silent and not told_by_words(question, top)) or foreign(top)
    asked = figures_to_state(question.asks)
    silent = silent and not (said_in_full(question, top) or (relevance[0] >= _EVEN and said_plainly(question, top)))
    silent = silent or other_offence(question, top)
    if silent and not (top.candidate.named or compared):
        place, detail = silent_on(question, clauses)
        if place is None:
            return Decision((), (), confidence, DeclineReason.NOT_COVERED)
        why = DeclineReason.DETAIL_NOT_STATED
        return Decision((clauses[place],), (relevance[place],), confidence, why, detail, min(asked, default=None))
    for told, share in _kinds_asked(question, top):
        telling = [i for i, item in enumerate(clauses) if item.features[told] and relevance[i] >= relevance[0] * share]
        if telling and telling[0] > 0:
            clauses.insert(0, clauses.pop(telling[0]))
            relevance.insert(0, relevance.pop(telling[0]))
    several = part.of_several or asks_twice(question.text)
    cite_from = min(model.cite_from, _EACH) if asks_each(question) else model.cite_from
    one = offence(question.text) and Asks.COMPARISON not in question.asks
    kept = [0] if one else _cited(clauses, relevance, cite_from, part.documents, several)
    defined = Asks.DEFINITION in question.asks and question.asks <= _DEFINITION
    if defined and not several:  # of a thing defined, what else is said of it is not asked
        kept = [i for i in kept if clauses[i].features["defines"]] or kept
    return Decision(tuple(clauses[i] for i in kept), tuple(relevance[i] for i in kept), confidence)


def _kinds_asked(question: Question, top: ClauseEvidence) -> Iterator[tuple[str, float]]:
    """The features of a clause that tells such a thing as is asked for (a figure, a punishment, a definition), with the
    share of the first clause's probability from which on it comes before that."""
    if figures_to_state(question.asks) and not said_in_full(question, top):
        yield "stated", _TELLS
    if Asks.PENALTY in question.asks:
        yield "penal", _TELLS
    if Asks.DEFINITION in question.asks:
        yield "defines", _DEFINES


def _cited(
    clauses: Sequence[ClauseEvidence],
    relevance: Sequence[float],
    cite_from: float,
    documents: Sequence[str],
    several: bool,
) -> list[int]:
    """Which of the clauses to cite: the best one, what else is likely enough (less so where `several` things are asked
    and it refers to the best one or the best one to it), and the best of every document that a question on several
    speaks of."""
    kept = [0, *(place for place in range(1, len(clauses)) if relevance[place] >= cite_from)]
    if several:
        kept += [
            place
            for place in range(1, len(clauses))
            if relevance[place] >= REFERRED and refer(clauses[0], clauses[place])
        ]
    if len(documents) > 1:
        ids = [item.candidate.document.id for item in clauses]
        kept += [ids.index(document) for document in documents if document in ids]
    return sorted(set(kept))


def refer(one: ClauseEvidence, other: ClauseEvidence) -> bool:
    """Whether two clauses of one document refer to each other."""
    first, second = one.candidate, other.candidate
    same = first.document.id == second.document.id and first.clause.id != second.clause.id
    return same and linked(first.clause, second.clause)


def decide_closed(judged: Sequence[ClauseEvidence], model: ClosedModel) -> Decision:
    """Judge given passages: the best one decides whether there is an answer, the probabilities of all how many of them
    are cited."""
    ranked = rank_closed(judged, model)
    if not ranked or ranked[0][0] < model.answer_from:
        return Decision((), confidence=ranked[0][0] if ranked else 0.0, reason=DeclineReason.NOT_COVERED)
    kept = ranked[: how_many([probability for probability, _ in ranked], model.beta)]
    return Decision(tuple(item for _, item in kept), tuple(probability for probability, _ in kept), ranked[0][0])


def rank_closed(judged: Sequence[ClauseEvidence], model: ClosedModel) -> list[tuple[float, ClauseEvidence]]:
    """Given passages with the probability that each answers, greatest first."""
    scored = zip(model.relevance.probabilities([item.features for item in judged]), judged, strict=True)
    return sorted(scored, key=lambda pair: -pair[0])


def how_many(relevance: Sequence[float], beta: float) -> int:
    """How many of the first to cite: the k whose expected F-beta,
    (1 + beta^2) sum(p of the k) / (k + beta^2 sum of all p), is greatest."""
    squared, mass = beta * beta, sum(relevance)
    hits, best, kept = 0.0, 0.0, 1
    for count, probability in enumerate(relevance, 1):
        hits += probability
        expected = (1 + squared) * hits / (count + squared * mass)
        if expected > best:
            best, kept = expected, count
    return kept


def in_force_first(
    judged: Sequence[ClauseEvidence], as_of: date, documents: Sequence[str] = ()
) -> list[ClauseEvidence]:
    """Without clauses of documents that were not published by the day, and without those of versions that are not law
    on it where others are left; `documents`, which the question speaks of, stay."""

    def wanted(item: ClauseEvidence) -> bool:
        return item.candidate.named or item.candidate.document.id in documents

    law = (ValidityStatus.IN_FORCE, ValidityStatus.UNKNOWN)
    published = [item for item in judged if wanted(item) or item.candidate.document.published_by(as_of)]
    return [item for item in published if wanted(item) or item.candidate.document.status_on(as_of) in law] or published
