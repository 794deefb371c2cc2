"""The shipped cache is why a first start takes seconds: it must hold every passage and sentence shipped."""

import numpy as np

from corpus.catalogue import load_catalogue
from indexing.embeddings import load_embedders
from indexing.embeddings.cache import SHIPPED, EmbeddingCache, _read_shipped, text_hash
from indexing.embeddings.ship import shipped_texts
from indexing.sentences import texts_of


def test_every_passage_and_sentence_of_the_shipped_corpus_has_its_vector():
    wanted = [{text_hash(text) for text in texts} for texts in (shipped_texts(), texts_of(load_catalogue()))]
    for embedder in load_embedders():
        files = _read_shipped(SHIPPED, embedder.fingerprint)
        assert len(files) == 2
        for kind, texts, file in zip(("passages", "sentences"), wanted, files, strict=True):
            missing = len(texts - file.rows.keys())
            assert not missing, f"{missing} {kind} have no {embedder.channel} vector: run `make embeddings`"
            assert file.vectors.shape == (len(file.rows), embedder.dimensions)
            assert len(file.rows) == len(texts), (
                f"vectors of {kind} that are gone are shipped too: run `make embeddings`"
            )


def test_eight_bits_keep_the_direction_of_a_sentence():
    texts = texts_of(load_catalogue())[:200:10]
    for embedder in load_embedders():
        known = EmbeddingCache(None).known(embedder, texts)
        kept = np.array([known[text] for text in texts], np.float32)
        assert (np.sum(kept * embedder.passages(texts), axis=1) > 0.998).all()
