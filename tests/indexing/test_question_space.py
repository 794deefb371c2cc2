"""The space in which questions are compared: what it learned, and for whom it is."""

import numpy as np
import pytest

from evaluation.train_questions import learn
from indexing.embeddings.cache import EmbeddingCache
from indexing.errors import EmbeddingModelError
from indexing.question_space import SHARES, load_space, save_space, unit


def test_questions_of_one_class_come_nearer_and_others_move_away():
    dice = np.random.default_rng(0)
    of_class = np.repeat(np.arange(200), 4)
    told = dice.normal(size=(200, 8))[of_class] * 0.6  # what tells classes apart is small beside the rest
    vectors = unit(np.concatenate([told, dice.normal(size=(800, 24))], axis=1)).astype(np.float32)
    kept = of_class % 3 > 0
    turned = unit(vectors[~kept] @ learn(vectors[kept], of_class[kept], dimensions=32, epochs=20, rate=1e-2))

    def right(some):
        cosines = some @ some.T - 2 * np.eye(len(some))
        return float(np.mean(of_class[~kept][cosines.argmax(axis=1)] == of_class[~kept]))

    assert right(turned) > right(vectors[~kept]) + 0.2


def test_one_question_has_the_vector_it_has_among_others(embedders):
    space = load_space(embedders)
    texts = ["客户断供了能不能收房", "May a shop refuse cash?", ""]
    together = space.queries(texts)
    assert together.shape == (3, space.dimensions)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together, np.stack([space.query(text) for text in texts]), atol=1e-5)


def test_it_is_for_the_models_that_it_was_learned_for(embedders, tmp_path):
    means = {one.channel: np.zeros(one.dimensions, np.float32) for one in embedders}
    matrix = np.eye(sum(one.dimensions for one in embedders), 8, dtype=np.float32)
    file = tmp_path / "space.npz"
    save_space(embedders, means, matrix, file)
    own = load_space(embedders, file)
    assert own is not None
    assert own.dimensions == 8
    assert own.fingerprint != load_space(embedders).fingerprint
    assert load_space(embedders[:1], file) is None
    other = embedders[0].model_copy(update={"fingerprint": "another"})
    assert load_space((other, embedders[1]), file) is None
    assert set(SHARES) == {one.channel for one in embedders}


def test_a_broken_file_says_what_to_do(embedders, tmp_path):
    file = tmp_path / "space.npz"
    file.write_bytes(b"nothing")
    with pytest.raises(EmbeddingModelError, match="install policyqa again"):
        load_space(embedders, file)


def test_what_is_known_of_it_is_never_another_spaces(embedders, tmp_path):
    means = {one.channel: np.zeros(one.dimensions, np.float32) for one in embedders}
    file = tmp_path / "space.npz"
    save_space(embedders, means, np.eye(896, 8, dtype=np.float32), file)
    assert not EmbeddingCache(None).known(load_space(embedders, file), ["小企业能不能续贷"])
