"""The fresh questions, and the threshold of what is left to the evidence model."""

from itertools import combinations

from evaluation.datasets import FRESH, load_questions
from evaluation.fit_evidence import Case as FitCase
from evaluation.fit_evidence import Held, balanced


def test_fresh_questions_share_no_group_and_no_wording_with_the_others():
    files = {file.stem: load_questions((file,)) for file in FRESH}
    assert {name: len(questions) for name, questions in files.items()} == {
        "first-look": 160,
        "second-look": 148,
        "third-look": 73,
        "fourth-look-core": 108,
        "fourth-look-english": 117,
        "fourth-look-hard": 99,
        "fourth-look-laws": 110,
        "fifth-look-a": 205,
        "fifth-look-b": 218,
        "sixth-look-a": 163,
        "sixth-look-b": 190,
        "seventh-look-a": 152,
        "seventh-look-b": 152,
        "seventh-look-c": 148,
        "seventh-look-d": 136,
        "seventh-look-e": 138,
        "seventh-look-f": 154,
        "seventh-look-g": 148,
        "seventh-look-h": 154,
        "eighth-look": 294,
    }
    sets = [*files.values()]
    for one, other in combinations([*sets, load_questions()], 2):
        assert not {q.group for q in one} & {q.group for q in other}
        assert not {q.question for q in one} & {q.question for q in other}


def test_the_threshold_counts_only_questions_that_are_left_to_the_model():
    question = next(q for q in load_questions(FRESH) if q.status == "answered")
    case = FitCase(question, None, (), ())
    held = [Held(case, able, 0.5, True, (), left) for able, left in ((0.1, False), (0.6, True), (0.8, True))]
    assert balanced(held, 1.0) == 0.6
    assert balanced([item for item in held if not item.open]) == 0.0
