"""One ranking of clauses that speak the question's language and clauses that do not."""

from __future__ import annotations

import numpy as np

from indexing.across import fuse_across

ENGLISH = np.array([True, True, False, False, False])


def _channels(**scores: list[float]) -> dict[str, np.ndarray]:
    return {name: np.array(values, np.float32) for name, values in scores.items()}


def test_a_clause_is_held_to_the_words_of_the_language_it_speaks() -> None:
    channels = _channels(lexical=[9, 0, 0, 0, 0], bilingual=[0, 0, 0.8, 0.1, 0])
    rows, scores = fuse_across(channels, ENGLISH, ceiling=10.0, depth=5)
    assert rows[:2].tolist() == [0, 2]
    assert scores[0] == 1.0
    assert scores[-1] == 0.0


def test_chinese_outranks_english_that_has_few_of_the_words() -> None:
    channels = _channels(lexical=[2, 1, 0, 0, 0], bilingual=[0, 0, 0.8, 0.1, 0])
    assert fuse_across(channels, ENGLISH, ceiling=10.0, depth=5)[0][0] == 2


def test_being_in_the_language_of_the_question_is_no_merit_to_an_encoder() -> None:
    nothing = [0.0] * 5
    channels = _channels(lexical=nothing, bilingual=nothing, e5=[0.90, 0.88, 0.86, 0.80, 0.80])
    assert fuse_across(channels, ENGLISH, ceiling=0.0, depth=5)[0][0] == 2


def test_what_a_filter_excludes_is_no_candidate_and_moves_no_mean() -> None:
    out = -np.inf
    channels = _channels(lexical=[out, 1, 0, out, 0], bilingual=[out, 0, 0.5, out, 0], e5=[out, 0.9, 0.8, out, 0.7])
    rows, scores = fuse_across(channels, ENGLISH, ceiling=10.0, depth=5)
    assert sorted(rows.tolist()) == [1, 2, 4]
    assert np.isfinite(scores).all()


def test_nothing_allowed_nothing_found() -> None:
    channels = _channels(lexical=[-np.inf] * 5, bilingual=[-np.inf] * 5)
    rows, scores = fuse_across(channels, ENGLISH, ceiling=10.0, depth=5)
    assert len(rows) == len(scores) == 0
