import numpy as np

from indexing.fusion import fuse, top


def test_top_is_ordered_stable_and_never_an_excluded_row():
    scores = np.array([1.0, 3.0, -np.inf, 3.0, 2.0], np.float32)
    assert top(scores, 10).tolist() == [1, 3, 4, 0]
    assert top(scores, 2).tolist() == [1, 3]


def test_agreement_of_channels_beats_one_channel_alone():
    lexical = np.array([9.0, 8.0, 0.0, 1.0], np.float32)
    dense = np.array([0.1, 0.9, 0.8, 0.0], np.float32)
    rows, scores = fuse({"lexical": lexical, "e5": dense}, "zh")
    assert rows[0] == 1
    assert np.all(np.diff(scores) <= 0)
    assert 0 <= scores.min() <= scores.max() <= 1


def test_a_channel_that_sees_no_difference_changes_nothing():
    lexical = np.array([3.0, 2.0, 1.0], np.float32)
    alone, _ = fuse({"lexical": lexical}, "en")
    rows, _ = fuse({"lexical": lexical, "use": np.zeros(3, np.float32)}, "en")
    assert rows.tolist() == alone.tolist() == [0, 1, 2]


def test_nothing_allowed_gives_nothing():
    rows, scores = fuse({"lexical": np.full(3, -np.inf, np.float32)}, "zh")
    assert len(rows) == len(scores) == 0
