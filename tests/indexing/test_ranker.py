import lightgbm
import numpy as np
import pytest

from indexing.errors import IndexingError
from indexing.features import NAMES
from indexing.rank_training import PARAMETERS, Example, Lessons, collect, measures, train, train_ranker
from indexing.ranker import Ranker, open_ranker
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


@pytest.fixture
def turned(retriever, catalogue, embedders):
    class Backwards:
        def scores(self, features):
            return np.arange(len(features), dtype=float)

    return ClauseRetriever(retriever._snapshot, catalogue, embedders, ranker=Backwards())


def test_the_ranker_orders_what_fusion_found(retriever, turned):
    question = "客户身份资料要保存多久?"
    plain, ranked = retriever.search(question, 50), turned.search(question, 50)
    assert [hit.clause.id for hit in ranked] == [hit.clause.id for hit in plain][::-1]
    assert [hit.score for hit in ranked] == [hit.score for hit in plain]


def test_english_questions_among_chinese_clauses_keep_the_order_of_fusion(retriever, turned):
    question = "How long must customer identity records be kept?"
    assert [hit.clause.id for hit in turned.search(question)] == [hit.clause.id for hit in retriever.search(question)]


def test_training_on_goes_beyond_the_ranker_in_use(tmp_path):
    base = tmp_path / "shipped.txt"
    base.write_text(train(_lessons(120, 0.3)).model_to_string(), "utf-8")
    report = train_ranker(_lessons(200, 3.0, seed=1), tmp_path / "own.txt", base)
    assert report.kept
    flat = _lessons(5, 1.0).features.reshape(-1, len(NAMES))
    model = lightgbm.Booster(model_file=str(tmp_path / "own.txt"))
    assert model.num_trees() > lightgbm.Booster(model_file=str(base)).num_trees()
    assert np.allclose(Ranker.load(tmp_path / "own.txt").scores(flat), model.predict(flat), atol=1e-9)


def test_a_banks_own_ranker_comes_before_the_shipped_one(tmp_path, caplog):
    assert open_ranker(tmp_path) is not None
    (tmp_path / "ranker.txt").write_text("tree\nfeature_names=length\n\nTree=0\nleaf_value=0\n", "utf-8")
    with caplog.at_level("ERROR"):
        assert open_ranker(tmp_path) is open_ranker(tmp_path / "none")
    assert "trained on other features" in caplog.text
