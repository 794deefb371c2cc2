import numpy as np
import pytest

from indexing import retriever as retriever_module
from indexing import shortlist as shortlist_module
from indexing import vectors
from indexing.lexical import LexicalIndex
from indexing.retriever import EVERYTHING, ClauseRetriever, Filters
from indexing.shortlist import Shortlist
from indexing.vectors import VectorIndex

QUESTIONS = ["大银行贷款增长目标", "How long must customer identity records be kept?", "客户资料要保存多久"]


@pytest.mark.parametrize("filters", [EVERYTHING, Filters(institution="large_bank"), Filters(any_version=True)])
def test_a_shortlist_of_everything_ranks_as_scoring_everything(retriever, catalogue, embedders, monkeypatch, filters):
    monkeypatch.setattr(retriever_module, "LARGE", 1)
    short = ClauseRetriever(retriever._snapshot, catalogue, embedders)
    for question in QUESTIONS:
        found = short.search(question, filters=filters)
        monkeypatch.setattr(retriever_module, "LARGE", 10**9)
        exact = short.search(question, filters=filters)
        monkeypatch.setattr(retriever_module, "LARGE", 1)
        assert [hit.clause.id for hit in found] == [hit.clause.id for hit in exact]
        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in exact], abs=1e-4)
        assert dict(found[0].channels) == pytest.approx(dict(exact[0].channels), abs=1e-4)


def _unit(values):
    return (values / np.linalg.norm(values, axis=-1, keepdims=True)).astype(np.float32)


@pytest.fixture
def large(monkeypatch, tmp_path):
    """4,000 windows whose vectors lie near a few directions, stored with a sketch, and opened again."""
    monkeypatch.setattr(vectors, "SKETCHED", 1000)
    monkeypatch.setattr(shortlist_module, "_BROUGHT", 100)
    monkeypatch.setattr(shortlist_module, "_STRIDE", 8)
    monkeypatch.setattr(shortlist_module, "_SAMPLE", 50)
    rng = np.random.default_rng(0)
    matrix = _unit(rng.normal(size=(4000, 40)) @ rng.normal(size=(40, 96)) + 0.3 * rng.normal(size=(4000, 96)))
    starts = np.arange(4001)
    VectorIndex(matrix, starts).save(tmp_path / "e5.npy")
    return VectorIndex.load(tmp_path / "e5.npy", starts)


def test_the_nearest_vectors_are_on_the_shortlist_with_their_exact_cosines(large):
    allowed = np.ones(4000, bool)
    for row in range(0, 4000, 400):
        query = _unit(large.matrix[row] + 0.05)
        pool = Shortlist({}, None, [(large, {"e5": query})], {}, allowed).pool(["e5"])
        exact = large.scores(query)
        assert len(pool.rows) < 1000
        assert set(np.argsort(-exact)[:10]) <= set(pool.rows)
        assert np.allclose(pool.scores["e5"], exact[pool.rows], atol=1e-5)


def test_what_a_filter_excludes_takes_nobodys_place(large):
    allowed = np.zeros(4000, bool)
    allowed[::7] = True
    query = _unit(large.matrix[0])
    pool = Shortlist({}, None, [(large, {"e5": query})], {}, allowed).pool(["e5"])
    exact = np.where(allowed, large.scores(query), -np.inf)
    assert set(np.argsort(-exact)[:10]) <= set(pool.rows)


def test_bm25_of_a_shortlist_is_that_of_the_index(large, monkeypatch):
    monkeypatch.setattr("indexing.lexical._POSTINGS", 300)
    rng = np.random.default_rng(1)
    letters = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
    texts = ["".join(rng.choice(list(letters), 12)) for _ in range(4000)]
    index = LexicalIndex.build(texts)
    weights = LexicalIndex.asked(texts[17])
    rare, frequent = index.rare(weights)
    assert frequent
    assert rare.any()
    pool = Shortlist(weights, index, [], {}, np.ones(4000, bool)).pool([])
    assert 17 in pool.rows
    assert np.allclose(pool.scores["lexical"], index.scores(texts[17])[pool.rows], atol=1e-4)


def test_the_clauses_beside_the_best_are_scored_too(large):
    queries = [(large, {"e5": _unit(large.matrix[17]), "e5_adapted": _unit(large.matrix[3999])})]
    short = Shortlist({}, None, queries, {}, np.ones(4000, bool))
    pool = short.pool(["e5"])
    wide = short.beside(pool, np.searchsorted(pool.rows, np.array([0, 17, 3999])))
    assert {1, 2, 3, 14, 15, 16, 18, 19, 20, 3996, 3997, 3998} <= set(wide.rows)
    assert np.array_equal(wide.rows, np.unique(wide.rows))
    assert np.array_equal(wide.rows[wide.sample], pool.rows[pool.sample])
    for name, vector in queries[0][1].items():
        assert np.allclose(wide.scores[name], large.scores(vector)[wide.rows], atol=1e-5)


def test_a_filter_that_leaves_few_clauses_has_all_of_them_scored(large):
    allowed = np.zeros(4000, bool)
    allowed[1000:1700] = True
    pool = Shortlist({}, None, [(large, {"e5": _unit(large.matrix[0])})], {}, allowed).pool(["e5"])
    assert set(range(1000, 1700)) <= set(pool.rows)
