"""What the clauses found are known not to tell: the detail, the document's figure, the institution, edition or size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.answering.absences import (
    no_fine,
    no_papers,
    off_subject,
    other_edition,
    stranger,
    unheld_class,
    unheld_industry,
    unlisted,
)
from app.answering.compose.firm_figures import sizes_a_firm
from app.answering.details import figures_to_state, states
from app.answering.editions import asks_earlier_edition
from app.answering.evidence import ClauseEvidence, claim_in, claim_words, claimed, in_unit, judge, not_stated
from app.answering.find import Part
from app.answering.industries import size_rule
from app.answering.quantities import Quantity
from app.answering.question import Asks, Question, asks_something
from app.answering.segments import segments, view
from app.answering.wording import say

#: Among so many clauses the one is looked for that is known to leave open what is asked, from this cosine on.
_LEADING, _NEAR = 5, 0.6
#: From this share of the subject on, a clause without the detail is worth naming as "speaks of it, states none".
_SUBJECT = 0.6
#: From this probability on a clause of the document asked about is worth showing where that one states no such figure.
_SPEAKS = 0.05


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
    if Asks.CONTACT in asked and part.documents and not any(states_any(asked, item, question) for item in clauses):
        return None, "", Asks.CONTACT
    least = _SUBJECT / 4 if top.features["spoken_of"] else _SUBJECT
    if top.features["coverage"] < least and not top.candidate.named:
        return None
    if unmet:
        return top, figure, None
    near = [item for item, p in zip(clauses, relevance, strict=True) if p >= relevance[0] / 3]
    if asked and not any(item.features["stated"] or states_any(asked, item, question) for item in near):
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
    rule = size_rule(document)
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


def states_any(asked: frozenset[Asks], item: ClauseEvidence, question: Question) -> bool:
    """Whether the clause states such a figure anywhere: it may stand in another sentence than the one that speaks most
    of the subject."""
    clause = item.candidate.clause
    _, start, end = view(clause, question.language)
    return any(states(kind, clause.text[start:end]) for kind in asked)


def silent_on(question: Question, clauses: Sequence[ClauseEvidence]) -> tuple[int | None, str]:
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
