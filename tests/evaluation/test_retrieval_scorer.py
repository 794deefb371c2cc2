import math

import pytest

from evaluation.scorers.retrieval import score
from evaluation.systems.system import Reply
from tests.evaluation.corpus import clauses, declined, question


def ranked(*names: str, **fields):
    return score(question(**fields), Reply(declined(), ranked=names), clauses())


def test_the_place_of_the_gold_clause_is_what_counts():
    scores = ranked("loan-law#2", "loan-law#1")
    assert (scores["recall_at_1"], scores["recall_at_5"], scores["mrr"]) == (0.0, 1.0, 0.5)
    assert scores["ndcg_at_10"] == pytest.approx(1 / math.log2(3))


def test_each_required_group_has_to_be_found():
    scores = ranked("loan-law#1", required=(("loan-law#1",), ("notice#1", "loan-law#2")))
    assert (scores["recall_at_10"], scores["all_gold_at_10"]) == (0.5, 0.0)
    assert ranked("notice#1", "loan-law#1", required=(("loan-law#1",), ("notice#1",)))["ndcg_at_10"] == 1.0


def test_a_paragraph_is_found_by_its_clause():
    assert ranked("loan-law#1.2")["recall_at_1"] == 1.0


def test_no_search_and_nothing_to_find_are_unscored():
    assert score(question(), Reply(declined()), clauses())["mrr"] is None
    assert ranked("loan-law#1", status="declined", kind="no_detail", required=())["mrr"] is None
