"""The default composer: the words of clauses that answer, picked and put in order; no model, nothing invented."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answering.cautions import label_of
from app.answering.compose.drafts import Draft, stopped
from app.answering.compose.picking import pick
from app.answering.compose.premise import SURE, premise
from app.answering.compose.verdict import verdict
from app.answering.decide import Decision
from app.answering.evidence import claim_in, claimed
from app.answering.question import Question
from app.answering.segments import Segment
from app.answering.terms import presence, question_terms
from app.answering.wording import say


def compose(question: Question, decision: Decision, most: int) -> list[Draft]:
    """At most `most` drafts from the clauses that were chosen, most relevant first. What the question takes for granted
    and they do not state leads them, else a yes or no; neither does where they only speak of the matter."""
    chosen = decision.chosen
    picked = pick(question, chosen, most)
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


#: From this share of a summary's words on a quote is what it sums up, and from this share of the most of any quote on
#: as much so as that.
_SUMMED, _AS_MUCH = 0.3, 0.5
_GLOSS_PARTS = re.compile(r"(?<=[,;]) ")


def _words(question: Question, segment: Segment) -> str:
    quote = re.sub(r"\s*\n\s*", " ", segment.text).strip()
    if segment.lead is not None:
        quote = f"{segment.lead_text.strip()} {quote}"
    if question.language == "en" and re.search(r"[\u3400-\u9fff]", quote):
        return say("quoted", "en", label=label_of(segment, "en"), quote=quote)
    return stopped(quote, question.language)


def _in_short(question: Question, picked: Sequence[Segment], place: int) -> str:
    """Our English summary of a clause that is quoted in Chinese, once, after the first quote that says about as much of
    it as any; '' where none says much, without the parts whose figures none of the quotes from it states."""
    clause = picked[place].clause
    if question.language != "en" or clause.in_language("en") is not None or not clause.gloss.en:
        return ""
    said = {at: f"{other.lead_text} {other.text}" for at, other in enumerate(picked) if other.clause is clause}
    summed = question_terms(clause.gloss.zh)
    shared = {at: sum(term.weight * presence(term, words) for term in summed) for at, words in said.items()}
    most = max(shared.values())
    if most < _SUMMED * sum(term.weight for term in summed):
        return ""
    if place != next(at for at in said if shared[at] >= _AS_MUCH * most):
        return ""
    quotes = " ".join(said.values())
    parts = _GLOSS_PARTS.split(clause.gloss.en)
    kept = [part for part in parts if all(claim_in((figure,), quotes) for figure in claimed(part))]
    gloss = " ".join(kept).removeprefix("and ").rstrip(",;.")
    return f" {say('summary', 'en', quote='', gloss=gloss[:1].upper() + gloss[1:])}." if gloss else ""
