import numpy as np
import pytest

from indexing.embeddings.adapter import Pairs, adapt, load_adapter, save_adapter, train_adapter
from indexing.errors import EmbeddingModelError


def _unit(values):
    return (values / np.linalg.norm(values, axis=-1, keepdims=True)).astype(np.float32)


def _pairs(questions: int = 300, size: int = 16) -> Pairs:
    """Questions are their clauses turned by one rotation: a matrix can turn them back."""
    rng = np.random.default_rng(0)
    windows = _unit(rng.normal(size=(questions, size)))
    rotation, _ = np.linalg.qr(rng.normal(size=(size, size)))
    return Pairs(_unit(windows @ rotation), windows, [np.array([row]) for row in range(questions)])


def test_what_is_learned_holds_for_questions_not_seen(monkeypatch):
    monkeypatch.setattr("indexing.embeddings.adapter._EPOCHS", 150)
    monkeypatch.setattr("indexing.embeddings.adapter._RATE", 0.05)
    pairs = _pairs()
    matrix = train_adapter([Pairs(pairs.questions[:200], pairs.windows, pairs.right[:200])], 0.1)
    adapted = adapt(matrix, pairs.questions[200:])
    assert np.allclose(np.linalg.norm(adapted, axis=1), 1, atol=1e-5)
    scores = adapted @ pairs.windows.T
    assert np.mean(scores.argmax(axis=1) == np.arange(200, 300)) > 0.9
    assert np.mean((pairs.questions[200:] @ pairs.windows.T).argmax(axis=1) == np.arange(200, 300)) < 0.2


def test_the_same_pairs_give_the_same_matrix():
    pairs = _pairs(60)
    assert np.array_equal(train_adapter([pairs], 0.1), train_adapter([pairs], 0.1))


def test_an_adapter_serves_the_very_model_it_was_trained_for(tmp_path, embedders):
    e5 = embedders[0]
    matrix = np.eye(e5.dimensions, dtype=np.float32) / 4
    save_adapter(matrix, e5, tmp_path)
    assert np.array_equal(load_adapter("e5", e5.fingerprint, tmp_path), matrix)
    assert load_adapter("e5", "another model", tmp_path) is None
    assert load_adapter("use", e5.fingerprint, tmp_path) is None


def test_a_broken_file_is_named(tmp_path):
    (tmp_path / "e5.npz").write_bytes(b"no archive")
    with pytest.raises(EmbeddingModelError, match=r"e5\.npz"):
        load_adapter("e5", "any", tmp_path)
