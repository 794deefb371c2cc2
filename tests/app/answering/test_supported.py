"""How the rankings of a question's parts bear on each other (app.answering.decide.supported)."""

import math
from dataclasses import replace

from app.answering.evidence import Candidate, gather
from app.answering.parts import supported
from app.answering.question import read
from corpus.catalogue import load_catalogue


def _ranked(*alone):
    document = load_catalogue().get("commercial-bank-law")
    candidates = [Candidate(document, clause, 1.0) for clause in document.clauses[40 : 40 + len(alone)]]
    found = gather(read("贷款有什么限制"), candidates)
    pairs = zip((0.6, 0.4, 0.2), found, alone, strict=False)
    return [(p, replace(item, candidate=replace(item.candidate, alone=near))) for p, item, near in pairs]


def _order(ranked):
    return [item.candidate.clause.label for _, item in ranked]


def test_a_later_part_gains_by_its_own_words():
    first, later = _ranked(math.nan, math.nan), _ranked(0.5, 0.7)
    assert _order(supported([first, later])[1]) == _order(later)[::-1]


def test_a_clause_without_questions_neither_gains_nor_loses():
    first = _ranked(math.nan, math.nan)
    for later in (_ranked(0.7, math.nan), _ranked(math.nan, 0.7), _ranked(math.nan, math.nan)):
        found = supported([first, later])[1]
        assert _order(found) == _order(later)
        assert [round(p, 9) for p, _ in found] == [p for p, _ in later]
