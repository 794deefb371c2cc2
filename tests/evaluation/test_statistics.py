import numpy as np
import pytest

from evaluation.statistics import (
    balanced_figure,
    cluster_weights,
    mean_figure,
    paired_permutation,
    share_figure,
    statistic_figure,
)


def test_paraphrases_that_fail_together_widen_the_interval():
    values = [1.0, 0.0] * 50
    spread = mean_figure(values, cluster_weights([str(n) for n in range(100)]))
    rows = [1.0] * 50 + [0.0] * 50
    clustered = mean_figure(rows, cluster_weights([str(n // 10) for n in range(100)]))
    assert spread.value == clustered.value == 0.5
    assert clustered.high - clustered.low > 2 * (spread.high - spread.low)


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    random = np.random.default_rng(1)
    covered = 0
    for trial in range(100):
        chance = random.beta(3, 2, size=40)  # mean 0.6
        values = [float(random.random() < p) for p in chance for _ in range(3)]
        clusters = [str(n) for n in range(40) for _ in range(3)]
        figure = mean_figure(values, cluster_weights(clusters, resamples=400, seed=trial))
        covered += figure.low <= 0.6 <= figure.high
    assert covered >= 88


def test_a_handful_without_a_failure_is_no_certainty():
    three = share_figure([1.0] * 6 + [None], cluster_weights(list("aabbccd")))
    assert (three.value, three.low, three.high) == (1.0, pytest.approx(0.025 ** (1 / 3)), 1.0)
    none = share_figure([0.0] * 3, cluster_weights(list("abc")))
    assert (none.value, none.low, none.high) == (0.0, 0.0, pytest.approx(1 - 0.025 ** (1 / 3)))
    assert share_figure([1.0] * 400, cluster_weights([str(n) for n in range(400)])).low > 0.99
    paraphrases = share_figure([1.0] * 20, cluster_weights(["one"] * 20))
    assert paraphrases.low == pytest.approx(0.025)


def test_unscored_values_are_left_out():
    figure = mean_figure([1.0, None, 0.0, None], cluster_weights(["a", "b", "c", "d"]))
    assert (figure.value, figure.count) == (0.5, 2)
    assert mean_figure([None], cluster_weights(["a"])) is None


def test_each_class_counts_half_whatever_its_size():
    weights = cluster_weights([str(n) for n in range(11)])
    figure = balanced_figure([1.0] * 10 + [None], [None] * 10 + [0.0], weights)
    assert figure.value == 0.5


def test_a_consistent_gain_is_significant_and_a_coin_is_not():
    clusters = [str(n) for n in range(40)]
    gain = paired_permutation([0.0] * 40, [1.0] * 20 + [0.0] * 20, clusters)
    assert gain[0] == 0.5
    assert gain[1] < 0.01
    coin = paired_permutation([0.0, 1.0] * 20, [1.0, 0.0] * 20, clusters)
    assert coin == (0.0, pytest.approx(1.0))
    assert paired_permutation([None], [1.0], ["a"]) == (0.0, 1.0)


def test_twenty_paraphrases_of_one_need_are_not_twenty_proofs():
    assert paired_permutation([0.0] * 20, [1.0] * 20, ["one"] * 20)[1] > 0.4


def test_any_statistic_gets_an_interval():
    values = np.arange(10.0)
    weights = cluster_weights([str(n) for n in range(10)], resamples=200)
    figure = statistic_figure(lambda w: float(w @ values / w.sum()), weights, 10)
    assert figure.value == 4.5
    assert figure.low < 4.5 < figure.high
