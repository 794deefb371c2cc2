"""The shipped cache is why a first start takes seconds: it must hold every passage of the shipped corpus."""

from indexing.embeddings import load_embedders
from indexing.embeddings.cache import SHIPPED, _read_shipped, text_hash
from indexing.embeddings.ship import shipped_texts


def test_every_passage_of_the_shipped_corpus_has_its_vector():
    texts = {text_hash(text) for text in shipped_texts()}
    for embedder in load_embedders():
        rows, vectors = _read_shipped(SHIPPED, embedder.fingerprint)
        missing = len(texts - rows.keys())
        assert not missing, f"{missing} passages have no {embedder.channel} vector: run `make embeddings`"
        assert vectors.shape == (len(rows), embedder.dimensions)
        assert len(rows) == len(texts), "vectors of passages that are gone are shipped too: run `make embeddings`"
