import pytest

from evaluation.search_figures import Tally
from evaluation.train_retrieval import own_folds
from tests.evaluation.corpus import question


def test_a_question_counts_by_the_share_of_its_groups_found():
    tally = Tally()
    two = question().model_copy(update={"required": (("a#1", "a#2"), ("b#1",)), "acceptable": ("c#1",)})
    tally.add(two, ["x#1", "c#1", "a#2", *["x#2"] * 4, "b#1"], 5.0)
    assert tally.recall == {1: [0.0], 5: [0.5], 10: [1.0]}
    assert tally.everything == [1.0]
    assert tally.reciprocal == [pytest.approx(1 / 2)]
    assert "| set (1) |" in tally.row("set")
    assert "1.000 of 1" in tally.row("set")


def test_paraphrases_are_in_one_fold():
    asked = [question().model_copy(update={"id": f"q{number}", "group": f"g{number // 3}"}) for number in range(60)]
    folds = own_folds(asked)
    assert set(folds) == {one.group for one in asked}
    assert set(folds.values()) == {0, 1, 2, 3, 4}
