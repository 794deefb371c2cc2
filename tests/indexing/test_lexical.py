import random

import bm25s
import numpy as np

from indexing.lexical import K1, B, LexicalIndex
from indexing.tokens import pairs, tokens, units

TEXTS = [
    "银行不得要求小店以存款作为发放贷款的前提。",
    "保险公司应当简化理赔,理赔期限为三十日。",
    "贷款余额为1,000万元以下的,可以续贷。",
    "Banks must not require deposits before granting loans.",
    "The insurer shall settle claims within 30 days.",
]


def test_chinese_is_counted_by_characters_and_pairs():
    assert tokens("小微贷款") == ["小", "微", "贷", "款", "小微", "微贷", "贷款"]


def test_width_case_and_traditional_characters_are_folded():
    assert tokens("貸款ＡＢＣ") == tokens("贷款abc")


def test_english_is_counted_by_stems_and_numbers_whole():
    assert units("Regulated banks' loans: 1,000 or 2.5%") == ["regul", "bank", "loan", "", "1000", "or", "2.5"]


def test_pairs_are_neighbours_that_touch():
    assert pairs(units("loans, interest rate")) == ["interest rate"]
    assert pairs(units("贷款,利率 rate")) == ["贷款", "利率"]
    assert pairs(units("third-party bank's duty")) == ["third parti", "parti bank", "bank duti"]


def test_scores_are_those_of_bm25s():
    texts = TEXTS[:3]
    vocabulary: dict[str, int] = {}
    ids = [[vocabulary.setdefault(token, len(vocabulary)) for token in tokens(text)] for text in texts]
    # The one number of these texts is left out: its script has lengths of its own.
    reference = bm25s.BM25(k1=K1, b=B, method="lucene")
    reference.index((ids, vocabulary), show_progress=False)
    known = [vocabulary[token] for token in tokens("理赔期限多久") if token in vocabulary]
    ours = LexicalIndex.build(texts).scores("理赔期限多久")
    assert np.argmax(ours) == 1
    assert np.allclose(ours, reference.get_scores_from_ids(known), rtol=0.05)


def test_a_saved_index_scores_as_before(tmp_path):
    index = LexicalIndex.build(TEXTS)
    index.save(tmp_path)
    loaded = LexicalIndex.load(tmp_path)
    assert np.array_equal(loaded.scores("deposits 存款"), index.scores("deposits 存款"))
    assert all(np.array_equal(loaded.units_of(row), index.units_of(row)) for row in range(len(TEXTS)))


def test_an_unknown_word_scores_nothing():
    assert not LexicalIndex.build(TEXTS).scores("xylophone").any()


def test_an_updated_index_equals_one_built_anew(tmp_path):
    rng = random.Random(7)
    words = ["贷款", "保险", "理赔", "续贷", "bank", "claim", "deposit", "利率", "期限"]
    texts = [" ".join(rng.choices(words, k=8)) for _ in range(40)]
    LexicalIndex.build(texts).save(tmp_path)
    changed = [*texts[5:20], "全新的条文关于绿色金融 green finance", *texts[22:]]
    reuse = [*range(5, 20), -1, *range(22, 40)]
    updated = LexicalIndex.build(
        [None if old >= 0 else text for text, old in zip(changed, reuse, strict=True)],
        LexicalIndex.load(tmp_path),
        reuse,
    )
    anew = LexicalIndex.build(changed)
    names = {place: unit for unit, place in updated.vocabulary.items()} | {-1: ""}
    assert [names[unit] for unit in updated.units_of(15)[:-1]] == units(changed[15])
    for query in ("贷款利率", "green deposit", "期限"):
        assert np.allclose(updated.scores(query), anew.scores(query), atol=1e-5)


def test_english_beside_chinese_does_not_make_a_clause_long():
    zh = "银行应当在三十日以内答复。"
    alone, both = LexicalIndex.build([zh, zh + "\n" + "the bank shall answer soon " * 20]).scores("答复")
    assert np.isclose(alone, both)
