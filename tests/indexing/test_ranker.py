import lightgbm
import numpy as np
import pytest

from indexing.errors import IndexingError
from indexing.features import NAMES
from indexing.rank_training import PARAMETERS, Example, Lessons, collect, measures, train, train_ranker
from indexing.ranker import Ranker
from indexing.retriever import ClauseRetriever


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr("indexing.rank_training.ROUNDS", 20)
    monkeypatch.setitem(PARAMETERS, "num_threads", 1)


RIGHT = NAMES.index("pair_coverage")


def _lessons(questions: int, signal: float, seed: int = 0) -> Lessons:
    """Random features, one right candidate in ten; `signal` is how far its pair coverage tells."""
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(questions, 10, len(NAMES))).astype(np.float32)
    labels = np.zeros((questions, 10), np.int8)
    place = rng.integers(0, 10, questions)
    labels[np.arange(questions), place] = 1
    features[np.arange(questions), place, RIGHT] += signal
    return Lessons(features, labels, np.ones(questions, np.int64))


def test_trees_are_evaluated_as_lightgbm_does(tmp_path):
    lessons = _lessons(120, 2.0)
    model = train(lessons)
    file = tmp_path / "ranker.txt"
    file.write_text(model.model_to_string(), "utf-8")
    flat = lessons.features.reshape(-1, len(NAMES))
    assert np.allclose(Ranker.load(file).scores(flat), model.predict(flat), atol=1e-9)
    assert lightgbm.Booster(model_file=str(file)).feature_name() == list(NAMES)


def test_a_ranker_that_helps_is_written_with_its_gain(tmp_path):
    report = train_ranker(_lessons(200, 3.0), tmp_path / "ranker.txt")
    assert report.kept
    assert report.low > 0
    assert report.after["RR@10"] > report.before["RR@10"]
    assert (tmp_path / "ranker.txt").exists()


def test_a_ranker_that_learns_nothing_is_not_written(tmp_path):
    labels = np.zeros((200, 10), np.int8)
    labels[:, 0] = 1  # retrieval is always right already
    lessons = Lessons(_lessons(200, 0.0).features, labels, np.ones(200, np.int64))
    report = train_ranker(lessons, tmp_path / "ranker.txt")
    assert not report.kept
    assert not (tmp_path / "ranker.txt").exists()


def test_too_few_questions_are_refused(tmp_path):
    with pytest.raises(IndexingError, match="too few"):
        train_ranker(_lessons(10, 1.0), tmp_path / "ranker.txt")


def test_a_model_of_other_features_is_refused_with_what_mends_it(tmp_path):
    file = tmp_path / "ranker.txt"
    file.write_text("tree\nfeature_names=length colour\n\nTree=0\nleaf_value=0\n", "utf-8")
    with pytest.raises(IndexingError, match="policyqa train-ranker"):
        Ranker.load(file)
    with pytest.raises(IndexingError, match="policyqa train-ranker"):
        Ranker.load(tmp_path / "missing.txt")


def test_measures_are_those_of_the_first_ten():
    labels = np.zeros((2, 12), np.int8)
    labels[0, [1, 11]] = 1
    assert measures(labels, np.array([2, 1])).tolist() == [[0.5, 0.5], [0.0, 0.0]]


def test_lessons_hold_what_retrieval_gives(retriever):
    lessons = collect(retriever, [Example("大银行贷款增长目标", frozenset({"credit-notice#1"}))])
    assert lessons.labels[0, 0] == 1
    held = lessons.labels[0] >= 0
    assert np.isfinite(lessons.features[0][held]).all()
    assert lessons.features[0, 0, NAMES.index("fused_gap")] == 0


def test_the_ranker_orders_clauses_of_the_questions_language_only(retriever, catalogue, embedders):
    class Backwards:
        def scores(self, features):
            return np.arange(len(features), dtype=float)

    turned = ClauseRetriever(retriever._snapshot, catalogue, embedders, ranker=Backwards())
    question = "How long must customer identity records be kept?"
    plain, ranked = retriever.search(question), turned.search(question)
    english = [hit.clause.in_language("en") is not None for hit in plain]
    assert [hit.clause.in_language("en") is not None for hit in ranked] == english
    speaking = [hit.clause.id for hit, speaks in zip(plain, english, strict=True) if speaks]
    assert [hit.clause.id for hit, speaks in zip(ranked, english, strict=True) if speaks] == speaking[::-1]
    assert [hit.score for hit in ranked] == [hit.score for hit in plain]
