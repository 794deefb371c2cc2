"""What is asked in one breath hangs together: the parts of a question in the light of each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from app.answering.absences import asks_for_someone, stranger
from app.answering.answer import DeclineReason
from app.answering.decide import REFERRED, SURE_OF_PART, Decision, Ranked, refer
from app.answering.details import figures_asked
from app.answering.evidence import ClauseEvidence
from app.answering.find import Part
from app.answering.lacking import states_any
from app.answering.question import Asks
from app.answering.terms import question_terms
from indexing.linked import named

#: How much the odds of a clause grow where one that it refers to, or that refers to it, answers another part for sure.
_SUPPORT = 4.0
#: How the odds grow with each cosine that a later part's own words are nearer, and the greatest logarithm of that.
_ALONE, _MOST_ALONE = 15.0, 3.0
#: From this weight on a word is one of the part's own.
_OWN = 0.9


def supported(parts: Sequence[Ranked]) -> Sequence[Ranked]:
    """The rankings of a question's parts, with clauses raised that refer to one found for another part, or that one
    refers to: what is asked in one breath hangs together. The odds grow with the probability of that other clause; and
    in a later part with how much nearer its own words are to what the clause is asked than to what the first is."""
    found = []
    for place, ranked in enumerate(parts):
        others = [pair for number, other in enumerate(parts) if number != place for pair in other]
        raised = []
        for probability, item in ranked:
            support = max((p for p, other in others if refer(item, other)), default=0.0)
            nearer = item.candidate.alone - ranked[0][1].candidate.alone
            nearer = 0.0 if math.isnan(nearer) else nearer
            odds = probability * (1 + _SUPPORT * support) * math.exp(min(_ALONE * nearer, _MOST_ALONE))
            raised.append((odds / (odds + 1 - probability), item))
        found.append(sorted(raised, key=lambda pair: -pair[0]))
    return found


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
    leans = decision.confidence < SURE_OF_PART and not any(term.weight >= _OWN for term in question_terms(part.asked))
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
    sure = decision.reason is None and decision.confidence >= SURE_OF_PART
    told = {item.candidate.clause.id: probability for probability, item in ranked}
    for earlier, judged in before:
        if earlier.reason is not None:
            continue
        rule, *cited = earlier.chosen
        for item in (*cited, *(item for _, item in ranked), *judged):
            clause = item.candidate.clause
            if not refer(rule, item) or not all(states_any(one, item, part.question) for one in kinds):
                continue
            punishes = Asks.PENALTY in asks and rule.candidate.clause.label in named(clause.label, clause.text)
            probability = told.get(clause.id, 0.0)
            if punishes or (not sure and (item in cited or probability >= REFERRED)):
                return Decision((item,), (probability,), decision.confidence, spoken_of=decision.spoken_of)
    return decision
