"""Sentences: embedded once when the index is built, only looked up when a question comes."""

import numpy as np

from corpus.catalogue import load_catalogue
from indexing.embeddings.cache import EmbeddingCache
from indexing.embeddings.use import UniversalSentenceEncoder
from indexing.sentences import SentenceVectors, texts_of

TEXTS = ["银行不得强制搭售保险。", "客户身份资料应当至少保存十年。"]


def test_a_question_is_nearest_to_the_sentence_that_answers_it(tmp_path):
    use = UniversalSentenceEncoder()
    cache = EmbeddingCache(tmp_path, shipped=tmp_path)
    cache.passages(use, TEXTS)
    cache.close()
    near = SentenceVectors(EmbeddingCache(tmp_path, shipped=tmp_path, read_only=True), (use,))
    tying, records = near.cosines("Must a borrower buy insurance from the bank?", TEXTS)
    assert tying["use"] > records["use"]
    assert np.isclose(
        tying["use"], use.query("Must a borrower buy insurance from the bank?") @ use.passages(TEXTS)[0], atol=1e-2
    )


def test_a_sentence_that_was_never_embedded_has_no_cosine_and_nothing_is_written(tmp_path):
    near = SentenceVectors(EmbeddingCache(tmp_path, shipped=tmp_path, read_only=True), (UniversalSentenceEncoder(),))
    assert near.cosines("保存几年?", TEXTS) == [{}, {}]
    assert list(tmp_path.iterdir()) == []


def test_every_sentence_of_both_languages_is_embedded_once():
    catalogue = load_catalogue(laws=False)
    texts = texts_of(catalogue)
    assert len(texts) == len(set(texts))
    clause = catalogue.clause("jinbanfa-2025-46#3.1").clause
    held = [text for text in texts if text in clause.text]
    assert any("增速" in text for text in held)
    assert any("large commercial banks" in text.lower() for text in held)
