"""Are the key facts stated, and is none of them contradicted?

Units are normalised by `app.answering.quantities` (1,000万元 = 10 million yuan, 半年 = 6 months); the order of
magnitude is kept, and a percentage is not a percentage point. Where the gold answer gives the figure as a bound (不低于
25%, 25%以上), it has to be the same bound in the answer; one that it gives plainly may be any. A fact is *contradicted*
when the answer does not state it but states another value of the same kind, or another bound, where the fact should be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from app.answering.dates import find_days
from app.answering.forces import DENIES
from app.answering.modality import Kind, find_marks
from app.answering.quantities import Quantity, find_quantities
from corpus.addressees import GROUP_NAMES, INSTITUTIONS
from corpus.model import Modality
from evaluation.clauses import Clauses
from evaluation.datasets import KeyFact, Question
from evaluation.systems.system import Reply
from evaluation.terms import mentions_term

# "No later than" and 不能清偿的，… begin a rule, not an answer.
NO = re.compile(
    r"\A\W*(?:不可以|不能(?![^。，,]*的[，,])|不行|不是|不需要|不用|没有点名|否[，。,]|"
    r"no\b(?!\s+(?:later|sooner|earlier|longer|more|less|fewer)\b))",
    re.IGNORECASE,
)
YES = re.compile(
    r"\A\W*(?:可以[。，,]|能[。，,]|需要[。，,]|应当[。，,]|是的?[。，,]|有[。，,]|点名包括|yes\b)", re.IGNORECASE
)
# Further words that are a yes or no where they stand alone; what they say of the force is judged by nobody.
_ALONE_NO = re.compile(r"\A\W*(?:不得|不对|不会|不必|不应当?|不允许|不属于|不算|没有|无需|无须)[。，,：:]")
_ALONE_YES = re.compile(r"\A\W*(?:可以的?|能|需要|应[当该]|必须|允许|会|要|对|属于|算|是的?|有)[。，,：:]")
_STOP = re.compile(r"[。！？!?]|(?<!\d)\.(?=\s)")
_KINDS = {
    Modality.MUST: {Kind.MUST, Kind.SHOULD},
    Modality.SHOULD: {Kind.MUST, Kind.SHOULD},
    Modality.MUST_NOT: {Kind.MUST_NOT, Kind.AT_MOST, Kind.AT_LEAST},
    Modality.STRIVE: {Kind.STRIVE},
    Modality.MAY: {Kind.MAY},
    Modality.ENCOURAGED: {Kind.ENCOURAGED},
}
_RIVALS = {
    Modality.STRIVE: {Kind.MUST},
    Modality.MUST_NOT: {Kind.MAY, Kind.NEED_NOT},
    Modality.MAY: {Kind.MUST_NOT, Kind.MUST},
    Modality.MUST: {Kind.MUST_NOT, Kind.STRIVE},
}


def score(question: Question, reply: Reply, clauses: Clauses) -> dict[str, float | None]:
    """`fact_recall` is 0 for a declined answer; the fact measures are None where the gold has no facts.

    `verdict_wrong` is scored where the gold says yes or no and the answer begins with either.
    """
    del clauses
    facts, verdict = question.facts, _verdict_wrong(question, reply)
    if not facts:
        return {"fact_recall": None, "fact_contradicted": None, "facts_right": None, "verdict_wrong": verdict}
    said = words(reply)
    gold = question.answer
    stated = [states(fact, said, gold) for fact in facts]
    against = any(not yes and contradicts(fact, said, facts) for fact, yes in zip(facts, stated, strict=True))
    recall = sum(stated) / len(facts)
    right = float(recall == 1 and not against)
    return {"fact_recall": recall, "fact_contradicted": float(against), "facts_right": right, "verdict_wrong": verdict}


def _verdict_wrong(question: Question, reply: Reply) -> float | None:
    said = _verdict(reply)
    return None if question.says is None or said is None else float(said != question.says)


def _verdict(reply: Reply) -> str | None:
    """The yes or no that the answer begins with; words quoted from a clause are none."""
    first = next(iter(reply.answer.statements), None)
    if first is None or any(first.text.startswith(citation.quote) for citation in first.citations):
        return None
    for said, patterns in (("no", (NO, _ALONE_NO)), ("yes", (YES, _ALONE_YES))):
        if any(pattern.match(first.text) for pattern in patterns):
            return said
    return None


def words(reply: Reply) -> str:
    """Everything that the answer says: statements and the words quoted for them."""
    lines = []
    for statement in reply.answer.statements:
        lines += [statement.text, *(citation.quote for citation in statement.citations)]
    return "\n".join(lines)


def states(fact: KeyFact, text: str, gold: str = "") -> bool:
    """Whether `text` states the fact, in either language; `gold` is the answer that tells how a figure is meant."""
    if fact.number is not None:
        meant = _meant(fact, gold)
        return any(
            _turned(text, said) or any(_bound_alike(fact, figure, said) for figure in meant)
            for said in _figures(fact, text)
        )
    if fact.date is not None:
        wanted_day = (fact.date.year, fact.date.month, fact.date.day)
        return any((day.year, day.month, day.day) == wanted_day for day in find_days(text))
    if fact.modality is not None:
        wanted_kinds = _KINDS.get(fact.modality, set())
        return any(mark.kinds & wanted_kinds for mark in find_marks(text))
    return any(mentions_term(name, text) for name in _names(fact))


def contradicts(fact: KeyFact, text: str, facts: Sequence[KeyFact] = ()) -> bool:
    """Whether `text`, which does not state the fact, states a rival value in its place, or the value as another bound.
    A value that is another of the gold `facts` is no rival."""
    if fact.number is not None:
        if _figures(fact, text):
            return True
        unit = _quantity(fact)[1]
        gold = {_quantity(other) for other in facts if other.number is not None}
        said = [q for q in find_quantities(text) if q.unit == unit]
        return any(not {(q.low, unit), (q.high, unit)} & gold for q in said)
    if fact.date is not None:
        days = [(day.year, day.month, day.day) for day in find_days(text)]
        gold_days = {(other.date.year, other.date.month, other.date.day) for other in facts if other.date is not None}
        return any(None not in day and day not in gold_days for day in days)
    if fact.modality is not None:
        return any(mark.kinds & _RIVALS.get(fact.modality, set()) for mark in find_marks(text))
    return False


def _quantity(fact: KeyFact) -> tuple[Fraction, str]:
    """The normalised value and unit. The unit was checked when the file was read."""
    found = find_quantities(fact.written)
    return next(value for value in (found[0].low, found[0].high) if value is not None), found[0].unit


def _figures(fact: KeyFact, text: str) -> list[Quantity]:
    """Where `text` gives the fact's figure, as a bound of whatever kind."""
    value, unit = _quantity(fact)
    return [q for q in find_quantities(text) if q.unit == unit and value in (q.low, q.high)]


def _meant(fact: KeyFact, gold: str) -> list[Quantity]:
    """The fact's figure as the gold means it: as a bound where it or the gold answer gives one, else as the latter
    gives it."""
    own, given = _figures(fact, fact.written), _figures(fact, gold)
    return [figure for figure in (*own, *given) if figure.low != figure.high] or given or own


def _bound_alike(fact: KeyFact, meant: Quantity, said: Quantity) -> bool:
    """Whether the figure is the same end of what is meant and of what is said; a plain one is as good as any end."""
    if {meant.relation, said.relation} == {"before", "after"}:
        return False
    return meant.low == meant.high or bool(_ends(fact, meant) & _ends(fact, said))


def _ends(fact: KeyFact, figure: Quantity) -> set[tuple[str, bool]]:
    """The ends that the fact's figure is, each with whether it is itself left out; none for a plain figure."""
    if figure.low == figure.high:
        return set()
    ends = (("low", figure.low, figure.low_open), ("high", figure.high, figure.high_open))
    return {(end, left_out) for end, held, left_out in ends if held == _quantity(fact)[0]}


def _turned(text: str, figure: Quantity) -> bool:
    """Whether its sentence denies before the figure (不得有下列情形：…超过五万元; should not, as a rule, exceed): what
    the bound is then is not for the figure to tell."""
    begins = max((stop.end() for stop in _STOP.finditer(text, 0, figure.start)), default=0)
    return any(mark.kinds & DENIES for mark in find_marks(text[begins : figure.reads[0][0]]))


def _names(fact: KeyFact) -> list[str]:
    if fact.term is not None:
        return [name.strip() for name in fact.term.split("|")]
    key = str(fact.addressee)
    zh, en, others = INSTITUTIONS.get(key) or GROUP_NAMES[key]
    return [zh, en, *others]
