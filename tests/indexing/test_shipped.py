"""The shipped cache is why a first start takes seconds: it holds every passage, sentence and question shipped."""

import numpy as np

from corpus.catalogue import load_catalogue
from indexing.embeddings import load_embedders
from indexing.embeddings.cache import SHIPPED, EmbeddingCache, _read_shipped, text_hash
from indexing.embeddings.ship import asked_texts, shipped_texts
from indexing.question_space import load_space
from indexing.sentences import texts_of


def test_every_passage_sentence_and_question_of_the_shipped_corpus_has_its_vector():
    space = load_space(load_embedders())
    assert space is not None
    of_clauses, of_space = (
        {"passages": shipped_texts(), "sentences": texts_of(load_catalogue())},
        {"questions": asked_texts()},
    )
    for embedder, kinds in (*((one, of_clauses) for one in load_embedders()), (space, of_space)):
        wanted = [{text_hash(text) for text in texts} for texts in kinds.values()]
        files = _read_shipped(SHIPPED, embedder.fingerprint)
        for kind, texts, file in zip(kinds, wanted, files, strict=True):
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
