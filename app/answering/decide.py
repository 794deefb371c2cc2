"""Whether the evidence answers, and which of it: the step that knows when to stop (docs/answering.md)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.answering.absences import (
    asks_for_someone,
    no_fine,
    no_papers,
    off_subject,
    other_edition,
    stranger,
    unheld_class,
    unheld_industry,
    unknown_name,
    unlisted,
)
from app.answering.answer import DeclineReason
from app.answering.compose.firm_figures import sizes_a_firm
from app.answering.details import figures_asked, figures_to_state, states
from app.answering.editions import asks_earlier_edition
from app.answering.evidence import ClauseEvidence, claim_in, claim_words, claimed, in_unit, judge, not_stated
from app.answering.find import Part
from app.answering.model import ClosedModel, EvidenceModel, answer_features
from app.answering.offences import offence, other_offence, sentence_first
from app.answering.quantities import Quantity
from app.answering.question import Asks, Question, asks_each, asks_something, asks_twice
from app.answering.segments import segments, view
from app.answering.terms import question_terms
from app.answering.wording import say
from app.answering.words_alone import foreign, said_in_full, said_plainly, spoken_first, told_by_words
from corpus.model import Document, ValidityStatus
from corpus.readers.markdown import RECORD_PATH
from indexing.linked import linked, named

#: A clause that the question names is cited whatever the model thinks of it.
_NAMED = 0.95
#: From this probability on a clause is cited that the best one refers to, or that refers to it.
_REFERRED = 0.005
#: How much the odds of a clause grow where one that it refers to, or that refers to it, answers another part for sure.
_SUPPORT = 4.0
#: How the odds grow with each cosine that a later part's own words are nearer, and the greatest logarithm of that.
_ALONE, _MOST_ALONE = 15.0, 3.0
#: From this probability on a further clause is cited where things are compared or asked for one by one.
_EACH = 0.2
#: From this share of the first clause's probability on one that tells such a thing as is asked for comes before it.
_TELLS, _DEFINES = 1 / 3, 0.5
#: From this probability on the best clause is more likely than not the one to cite.
_EVEN = 0.5
#: Among so many clauses the one is looked for that is known to leave open what is asked, from this cosine on.
_LEADING, _NEAR = 5, 0.6
#: From this share of the subject on, a clause without the detail is worth naming as "speaks of it, states none".
_SUBJECT = 0.6
#: From this probability on a clause of the document asked about is worth showing where that one states no such figure.
_SPEAKS = 0.05
#: From the second confidence on a part of a question is answered, and below the first declined, whatever else is said.
_UNSURE_OF_PART, _SURE_OF_PART = 0.25, 0.6
#: From this weight on a word is one of the part's own.
_OWN = 0.9


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


def supported(parts: Sequence[Ranked]) -> Sequence[Ranked]:
    """The rankings of a question's parts, with clauses raised that refer to one found for another part, or that one
    refers to: what is asked in one breath hangs together. The odds grow with the probability of that other clause; and
    in a later part with how much nearer its own words are to what the clause is asked than to what the first is."""
    found = []
    for place, ranked in enumerate(parts):
        others = [pair for number, other in enumerate(parts) if number != place for pair in other]
        raised = []
        for probability, item in ranked:
            support = max((p for p, other in others if _linked(item, other)), default=0.0)
            nearer = item.candidate.alone - ranked[0][1].candidate.alone
            nearer = 0.0 if math.isnan(nearer) else nearer
            odds = probability * (1 + _SUPPORT * support) * math.exp(min(_ALONE * nearer, _MOST_ALONE))
            raised.append((odds / (odds + 1 - probability), item))
        found.append(sorted(raised, key=lambda pair: -pair[0]))
    return found


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
        silent = confidence < _UNSURE_OF_PART or (silent and confidence < _SURE_OF_PART)
    silent = silent or bool(not part.documents and unknown_name(question, clauses))
    silent = (silent and not told_by_words(question, top)) or foreign(top, of_several=part.of_several)
    asked = figures_to_state(question.asks)
    silent = silent and not (said_in_full(question, top) or (relevance[0] >= _EVEN and said_plainly(question, top)))
    silent = silent or other_offence(question, top)
    if silent and not (top.candidate.named or compared):
        place, detail = _silent_on(question, clauses)
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
    if Asks.DEFINITION in question.asks and not several:  # of a thing defined, what else is said of it is not asked
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


def _silent_on(question: Question, clauses: Sequence[ClauseEvidence]) -> tuple[int | None, str]:
    """Which clause is known not to state what is asked, and what it calls that; (None, '') where none is."""
    silent = [place for place, item in enumerate(clauses) if item.features["denied"] and _speaks_of_it(item)]
    if silent:
        place = max(silent, key=lambda place: clauses[place].features["asked_coverage"])
        return place, not_stated(question, clauses[place].candidate.clause)
    return (_left_open(clauses) if asks_something(question.text) else None), ""


def _speaks_of_it(item: ClauseEvidence) -> bool:
    return item.features["asked_coverage"] >= _SUBJECT / 2


def _left_open(clauses: Sequence[ClauseEvidence]) -> int | None:
    """Which of the leading clauses is known to leave open what is asked: of all questions left open one of its own is
    the nearest, and near. None where no clause's is, or where it states a figure of the kind asked for."""
    for place, item in enumerate(clauses[:_LEADING]):
        own = item.candidate.channels.get("own_open", -1.0)
        if own >= max(_NEAR, item.candidate.channels.get("open", 1.0)):
            return None if item.features["stated"] else place
    return None


def followed(
    part: Part, decision: Decision, ranked: Ranked, before: Sequence[tuple[Decision, Sequence[ClauseEvidence]]]
) -> Decision:
    """The decision on a part of a question in the light of those `before`: what is asked in one breath is asked for the
    institution named last, and a rule's punishment is that of the rule.

    `ranked` are the clauses found for this part; each decision before comes with those found for its own, best first.
    """
    if not part.of_several:
        return decision
    text = part.question.text
    told = next((earlier.asker for earlier, _ in reversed(before) if earlier.asker), "")
    found = replace(_punished(part, decision, ranked, before), asker=text if asks_for_someone(text) else told)
    return _withheld(part, found, [earlier for earlier, _ in before]) if before else found


def _withheld(part: Part, decision: Decision, before: Sequence[Decision]) -> Decision:
    """The decision on a later part, with no clause to show where its clause is a rule for another institution: beside
    the answers to other parts it would pass for one. Nor has a part without words of its own (要什么条件) an answer
    where what it is asked of has none."""
    leans = decision.confidence < _SURE_OF_PART and not any(term.weight >= _OWN for term in question_terms(part.asked))
    if leans and decision.reason is None and all(one.reason is DeclineReason.NOT_COVERED for one in before):
        return Decision((), (), decision.confidence, DeclineReason.NOT_COVERED, asker=decision.asker)
    if not decision.asker or not decision.chosen or decision.chosen[0].candidate.named:
        return decision
    top = decision.chosen[0].candidate
    asked = replace(part.question, text=f"{decision.asker} {part.question.text}")
    if not stranger(asked, top.clause, top.document):
        return decision
    return Decision((), (), decision.confidence, DeclineReason.NOT_COVERED, asker=decision.asker)


def _punished(
    part: Part, decision: Decision, ranked: Ranked, before: Sequence[tuple[Decision, Sequence[ClauseEvidence]]]
) -> Decision:
    """A rule and its punishment are asked for in one breath, the second in a few words: the article that punishes a
    breach of the rule that answered a part `before` answers this one, and so does another that refers to that rule,
    where nothing answers as surely."""
    asks = part.question.asks
    kinds = [kinds for kinds in (figures_asked(asks), asks & {Asks.PENALTY}) if kinds]
    sure = decision.reason is None and decision.confidence >= _SURE_OF_PART
    told = {item.candidate.clause.id: probability for probability, item in ranked}
    for earlier, judged in before:
        if earlier.reason is not None:
            continue
        rule, *cited = earlier.chosen
        for item in (*cited, *(item for _, item in ranked), *judged):
            clause = item.candidate.clause
            if not _linked(rule, item) or not all(_states(one, item, part.question) for one in kinds):
                continue
            punishes = Asks.PENALTY in asks and rule.candidate.clause.label in named(clause.label, clause.text)
            probability = told.get(clause.id, 0.0)
            if punishes or (not sure and (item in cited or probability >= _REFERRED)):
                return Decision((item,), (probability,), decision.confidence, spoken_of=decision.spoken_of)
    return decision


def lacking(
    part: Part, clauses: Sequence[ClauseEvidence], relevance: Sequence[float]
) -> tuple[ClauseEvidence | None, str, Asks | None] | None:
    """The clause that speaks of the subject and what it does not state: (clause, its name, its kind), no clause where
    the document named does not speak of it; None where nothing is missing or no clause speaks of the subject."""
    question, top = part.question, clauses[0]
    if Asks.COMPARISON in question.asks and len(part.documents) > 1:
        return None
    claims = claimed(question.text) if part.documents and Asks.YES_NO in question.asks else ()
    for place, item in enumerate(clauses):
        spoken_of = item.features["spoken_of"] or item.candidate.named
        speaks = item.features["coverage"] >= _SUBJECT / 2 or bool(spoken_of and not claims)
        if item.features["denied"] and (spoken_of or place == 0) and speaks:
            return item, not_stated(question, item.candidate.clause), None
    first = _judged_by(question, clauses)
    absent = _absent(part, [first, *clauses])
    if absent:
        return _without_figures(question, first), absent, None
    unmet = bool(claims) and not _meets(claims, clauses)
    figure = say("detail.claim", question.language, claim=claim_words(claims, question.text)) if unmet else ""
    if unmet and top.features["unspoken_of"]:
        own = (place for place, clause in enumerate(clauses) if clause.features["spoken_of"])
        nearest = next((clauses[place] for place in own if relevance[place] >= _SPEAKS), None)
        return nearest, figure, None
    asked = figures_to_state(question.asks) - {Asks.TARGET}
    if Asks.CONTACT in asked and part.documents and not any(_states(asked, item, question) for item in clauses):
        return None, "", Asks.CONTACT
    least = _SUBJECT / 4 if top.features["spoken_of"] else _SUBJECT
    if top.features["coverage"] < least and not top.candidate.named:
        return None
    if unmet:
        return top, figure, None
    near = [item for item, p in zip(clauses, relevance, strict=True) if p >= relevance[0] / 3]
    if asked and not any(item.features["stated"] or _states(asked, item, question) for item in near):
        return top, say("detail.figure", question.language) if len(asked) > 1 else "", min(asked)
    return None


def _judged_by(question: Question, clauses: Sequence[ClauseEvidence]) -> ClauseEvidence:
    """The clause that has to speak of whom the question is about: one of the size standard where a firm is to be sized
    by its figures (广告公司15人算小微吗 is nothing for the advertising law), else the best."""
    sizes = (item for item in clauses if item.candidate.clause.thresholds)
    return next(sizes, clauses[0]) if sizes_a_firm(question.text) else clauses[0]


def _meets(claims: Sequence[Quantity], clauses: Sequence[ClauseEvidence]) -> bool:
    """Whether a figure that is put to a document is stated: by that document, or by the very sentence of another that
    speaks most of the subject; or whether the document's sentence states another figure in its unit."""
    top, best = clauses[0], clauses[0].best.segment
    if top.features["unspoken_of"]:
        return clauses[0].best.own >= _SUBJECT and claim_in(claims, f"{best.lead_text} {best.text}")
    if in_unit(claims, best.text):
        return True
    return any(item.features["claim_met"] and not item.features["unspoken_of"] for item in clauses)


def _without_figures(question: Question, top: ClauseEvidence) -> ClauseEvidence:
    """The clause to show where something is missing: how sizes are told, not the figures of another industry."""
    document = top.candidate.document
    rule = next((clause for clause in document if not clause.thresholds and clause.id.path != RECORD_PATH), None)
    if not top.candidate.clause.thresholds or rule is None:
        return top
    pieces = tuple(judge(question, piece) for piece in segments(document, rule, question.language))
    return replace(top, candidate=replace(top.candidate, clause=rule), segments=pieces) if pieces else top


def _absent(part: Part, clauses: Sequence[ClauseEvidence]) -> str:
    """What the best clause does not say although it is near: for whom, of which edition, which things; or ''."""
    question, top = part.question, clauses[0].candidate
    if top.named:
        return ""
    language = question.language
    who = stranger(question, top.clause, top.document)
    spoken_of = [item.candidate.document for item in clauses if item.features["spoken_of"]]
    industry = unheld_industry(question, top.document)
    size = unheld_class(question, top.clause)
    year = "" if Asks.COMPARISON in question.asks else other_edition(question, [top.document, *spoken_of])
    return (
        (say("detail.stranger", language, institution=who) if who else "")
        or (say("detail.edition", language, year=year) if year else "")
        or (say("detail.earlier", language) if asks_earlier_edition(question) else "")
        or (say("detail.industry", language, industry=industry) if industry else "")
        or (say("detail.size", language, size=size) if size else "")
        or (say("detail.fine", language) if no_fine(question, top.document) else "")
        or off_subject(question, clauses[0])
        or (say("detail.papers", language) if no_papers(question, top.clause) else "")
        or unlisted(question, clauses[0])
    )


def _states(asked: frozenset[Asks], item: ClauseEvidence, question: Question) -> bool:
    """Whether the clause states such a figure anywhere: it may stand in another sentence than the one that speaks most
    of the subject."""
    clause = item.candidate.clause
    _, start, end = view(clause, question.language)
    return any(states(kind, clause.text[start:end]) for kind in asked)


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
            if relevance[place] >= _REFERRED and _linked(clauses[0], clauses[place])
        ]
    if len(documents) > 1:
        ids = [item.candidate.document.id for item in clauses]
        kept += [ids.index(document) for document in documents if document in ids]
    return sorted(set(kept))


def _linked(one: ClauseEvidence, other: ClauseEvidence) -> bool:
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
