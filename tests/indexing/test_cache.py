import sqlite3

import numpy as np
import pytest

from indexing.embeddings.cache import EmbeddingCache, write_shipped_cache
from indexing.embeddings.use import UniversalSentenceEncoder
from indexing.errors import IndexStorageError

TEXTS = ["银行应当公示收费项目。", "Insurers settle claims.", "银行应当公示收费项目。"]


@pytest.fixture(scope="module")
def embedder():
    return UniversalSentenceEncoder()


def test_a_text_is_embedded_once_and_kept_between_runs(tmp_path, embedder):
    first = EmbeddingCache(tmp_path, shipped=tmp_path)
    vectors, computed = first.passages(embedder, TEXTS)
    first.close()
    again, recomputed = EmbeddingCache(tmp_path, shipped=tmp_path).passages(embedder, [*TEXTS, "新的一条。"])
    assert (computed, recomputed) == (2, 1)
    assert np.array_equal(again[:3], vectors)
    assert np.allclose(vectors, embedder.passages(TEXTS), atol=1e-3)


def test_another_model_never_gets_these_vectors(tmp_path, embedder):
    cache = EmbeddingCache(tmp_path, shipped=tmp_path)
    cache.passages(embedder, TEXTS)
    other = embedder.model_copy(update={"fingerprint": "another"})
    assert cache.passages(other, TEXTS)[1] == 2


def test_shipped_vectors_are_used_without_a_folder_of_ones_own(tmp_path, embedder):
    shipped, _ = EmbeddingCache(None, shipped=tmp_path / "none").passages(embedder, TEXTS)
    assert write_shipped_cache(embedder, TEXTS, shipped, tmp_path) == 2
    vectors, computed = EmbeddingCache(None, shipped=tmp_path).passages(embedder, TEXTS)
    assert computed == 0
    assert np.allclose(vectors, embedder.passages(TEXTS), atol=1e-3)


def test_the_shipped_file_is_the_same_for_the_same_texts_in_any_order(tmp_path, embedder):
    cache = EmbeddingCache(tmp_path, shipped=tmp_path / "none")
    write_shipped_cache(embedder, TEXTS, cache.passages(embedder, TEXTS)[0], tmp_path / "a")
    write_shipped_cache(embedder, TEXTS[::-1], cache.passages(embedder, TEXTS[::-1])[0], tmp_path / "b")
    one, other = (np.load(tmp_path / name / "use.npz") for name in "ab")
    assert all(np.array_equal(one[part], other[part]) for part in ("model", "keys", "vectors"))


def test_a_file_that_is_no_cache_is_named(tmp_path, embedder):
    (tmp_path / "embeddings.sqlite3").write_bytes(b"not a database, but long enough to be looked at" * 50)
    with pytest.raises(IndexStorageError, match=r"embeddings.sqlite3.*policyqa index"):
        EmbeddingCache(tmp_path)


def test_a_batch_is_kept_although_the_next_one_fails(tmp_path, embedder):
    cache = EmbeddingCache(tmp_path, shipped=tmp_path)
    texts = [f"第{number}条 银行应当公示。" for number in range(600)]

    def stop(stage, done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.passages(embedder, texts, stop)
    kept = sqlite3.connect(tmp_path / "embeddings.sqlite3").execute("SELECT count(*) FROM vectors").fetchone()[0]
    assert kept == 512
