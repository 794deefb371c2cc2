"""Where the words alone tell whether a clause answers, whatever the regressions say of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answering.details import FIGURES, figures_to_state, states
from app.answering.evidence import ClauseEvidence, Evidence, claimed, in_unit
from app.answering.question import Asks, Question, asks_in_general
from app.answering.terms import presence

#: Words of no more weight are those that every regulation is full of, and verbs of one character; from this presence
#: on a word or a synonym of it stands there.
_WEAK, _WORD = 0.35, 0.9
#: Below this share of what is asked, with a word of this weight among what is missing, a clause does not speak of it,
#: unless a question that it answers is so near.
_SPOKEN, _HEAVY, _LIKE = 0.25, 0.9, 0.55
#: The nearness where the question names the document: the name makes questions on it alike.
_LIKE_NAMED = 0.7
#: A clause of the document named that speaks of this share of what is asked, and lacks no heavier word, answers.
_TOLD, _LIGHT = 0.85, 0.3
#: So near in probability, with so much more of what is asked, a clause goes before one that lacks so heavy a word.
_NEARLY, _MORE, _MISSED, _MISSED_OWN = 0.5, 0.3, 0.8, 0.5
#: The same where a punishment is asked for: the word for it (罚) is what is asked, not what it is asked of.
_LIGHT_PENAL = 0.55
#: From this probability on one goes first that states the figure asked for with every word of the question.
_POSSIBLE = 0.02
#: From this share on a sentence with another figure than the one put to it is on the same subject.
_SUBJECT = 0.6
#: From this share of the first clause's probability on a rule goes before what a law is for.
_RULES = 1 / 3
_PURPOSE = re.compile(r"为了?[^。]*制定本(?:法|条例|办法|规定)")


def spoken_first(
    question: Question, ranked: Sequence[tuple[float, ClauseEvidence]]
) -> Sequence[tuple[float, ClauseEvidence]]:
    """The ranking, with another clause first, as likely as the first was: one nearly so that speaks of all that is
    asked where that does not; one that states a figure in full; or, asked if something is so, one that rules where
    that says what a law is for.
    """
    (most, first), *others = ranked
    if first.candidate.named:
        return ranked
    aim = Asks.YES_NO in question.asks and _PURPOSE.search(first.best.segment.text)
    for probability, item in others:
        near = probability >= _NEARLY * most and _speaks_more(question, item, first)
        near = near or bool(aim and probability >= _RULES * most and item.features["own"] >= first.features["own"])
        if near or (probability >= _POSSIBLE and _states_it(question, item, first)):
            return [(most, item), *(pair for pair in ranked if pair[1] is not item)]
    return ranked


def _speaks_more(question: Question, item: ClauseEvidence, first: ClauseEvidence) -> bool:
    told, other = item.features, first.features
    if told["own"] >= 1.0 and other["own"] <= _MISSED_OWN:
        return True
    light = _LIGHT_PENAL if Asks.PENALTY in question.asks else _LIGHT
    lacks = other["asked_missing"] >= _MISSED and told["asked_missing"] <= light
    return lacks and told["asked_coverage"] >= other["asked_coverage"] + _MORE


def _states_it(question: Question, item: ClauseEvidence, first: ClauseEvidence) -> bool:
    """Whether a figure is asked for that one sentence states with every word of the question, and the first none."""
    return said_in_full(question, item) and not said_in_full(question, first)


def said_in_full(question: Question, item: ClauseEvidence) -> bool:
    """Whether one sentence, with what introduces it, holds a figure of the kind asked for and every word of the
    question; it may be called in the clause's gloss what people call it (the leverage cap)."""
    kinds, gloss = figures_to_state(question.asks), item.candidate.clause.gloss

    def named(one: Evidence) -> bool:
        words = f"{_whole(one)} {gloss.zh} {gloss.en}"
        return bool(question.terms) and all(presence(term, words) >= _WORD for term in question.terms)

    stating = (one for one in item.segments if any(states(kind, _whole(one)) for kind in kinds))
    return any(one.own >= 1.0 or named(one) for one in stating)


def said_plainly(question: Question, item: ClauseEvidence) -> bool:
    """Whether it is asked if something is so, or who, and one sentence holds every word for it, the clause's questions
    all the rest."""
    asks = question.asks & {Asks.YES_NO, Asks.WHO} and not question.asks & (FIGURES | {Asks.DEFINITION})
    light = item.features["asked_missing"] <= _LIGHT
    return bool(asks) and light and any(_names(question, _whole(one)) for one in item.segments)


def _whole(one: Evidence) -> str:
    return f"{one.segment.lead_text} {one.segment.text}"


def told_by_words(question: Question, item: ClauseEvidence) -> bool:
    """Whether a clause of the document named answers by its words: a sentence says nearly all that is asked, or states
    another figure than the one put to it; or it is asked what the document says of a subject (对利率怎么要求), and a
    sentence holds every word for that."""
    told, best, claims = item.features, item.best, claimed(question.text)
    if not told["spoken_of"] or told["denied"]:
        return False
    if claims:
        return best.own >= _SUBJECT and bool(in_unit(claims, best.segment.text))
    if best.own >= _TOLD and best.missing <= _LIGHT:
        return True
    return asks_in_general(question.text) and any(_names(question, one.segment.text) for one in item.segments)


def _names(question: Question, text: str) -> bool:
    """Whether `text` holds every word of the question but those that every regulation is full of."""
    subject = [term for term in question.terms if term.weight > _WEAK]
    return bool(subject) and all(presence(term, text) >= _WORD for term in subject)


def foreign(item: ClauseEvidence) -> bool:
    """Whether neither the clause nor the questions it answers speak of what is asked in its words, and none of those
    questions is near to it in others."""
    told = item.features
    like = _LIKE_NAMED if told["spoken_of"] else _LIKE
    return told["asked_coverage"] < _SPOKEN and told["asked_missing"] >= _HEAVY and told["asked"] < like
