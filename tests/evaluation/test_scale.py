import numpy as np

from evaluation.scale import Derived, varied
from indexing.embeddings import load_embedders
from indexing.passages import passages

TEXTS = ["银行应当公示收费。每年不少于12次。", "小微企业贷款余额应当增长。", "客户资料保存5年。不得泄露。"]


def test_clauses_are_varied_and_each_is_another():
    source = varied(TEXTS, 200)
    texts = [clause.text for document in source.documents for clause in document]
    assert len(set(texts)) == len(texts) == 200
    assert len(source.documents) == 3
    assert source.get("varied-1").id == "varied-1"
    assert varied(TEXTS, 200).documents == source.documents


def test_vectors_are_near_those_of_their_origins():
    embedders = load_embedders()
    source = varied(TEXTS, 50)
    real = embedders[0].passages(TEXTS)
    derived = Derived(embedders[0], real, source.origin)
    clauses = [(document, clause) for document in source.documents for clause in document]
    vectors = derived.passages([passages(*one)[0].text for one in clauses])
    firsts = [source.origin[clause.text][0] for _, clause in clauses]
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert (vectors * real[firsts]).sum(axis=1).min() > 0.8
    assert np.allclose(derived.query("利率"), embedders[0].query("利率"))
