from pathlib import Path

import pytest

from evaluation.errors import EvaluationError
from evaluation.review import Judgement, ReviewFileError, ReviewStore, agreements, fingerprint
from evaluation.run import run_system
from tests.evaluation.corpus import Told, answered, cite, clauses, declined, question

RIGHT = answered(cite("loan-law#1", "不得超过1000万元"))
QUESTIONS = [question(id=f"q{n}-1", group=f"q{n}") for n in range(10)]
RUN = run_system(Told({q.id: RIGHT if n < 6 else declined() for n, q in enumerate(QUESTIONS)}), QUESTIONS, clauses())


def judge(store: ReviewStore, reviewer: str, *right: int, unsure: tuple[int, ...] = ()) -> None:
    for number, result in enumerate(RUN.results):
        if number in unsure:
            store.add(result, reviewer, Judgement.UNSURE)
        else:
            store.add(result, reviewer, Judgement.RIGHT if number in right else Judgement.WRONG)


def test_a_verdict_is_kept_with_who_and_when(tmp_path: Path):
    store = ReviewStore(tmp_path / "deep" / "reviews.jsonl")
    made = store.add(RUN.results[0], " Compliance A ", Judgement.WRONG, "cites the wrong year")
    assert store.all() == (made,)
    assert (made.reviewer, made.note) == ("Compliance A", "cites the wrong year")
    assert made.when.startswith("20")


def test_perfect_agreement_has_kappa_one_and_chance_has_kappa_zero(tmp_path: Path):
    store = ReviewStore(tmp_path / "r.jsonl")
    judge(store, "a", 0, 1, 2, 3, 4)
    judge(store, "b", 0, 1, 2, 3, 4)
    judge(store, "c", 0, 1, 5, 6, 7)  # agrees with a on 4 of 10; by chance 5 of 10
    found = {(x.first, x.second): x for x in agreements(store.all())}
    assert found["a", "b"].kappa == 1.0
    assert found["a", "c"].observed == pytest.approx(0.4)
    assert found["a", "c"].kappa == pytest.approx((0.4 - 0.5) / 0.5)


def test_people_are_compared_with_the_scorers(tmp_path: Path):
    store = ReviewStore(tmp_path / "r.jsonl")
    judge(store, "a", 0, 1, 2, 3, 4, 5)
    (with_scorers,) = agreements(store.all(), RUN)
    assert (with_scorers.second, with_scorers.count, with_scorers.kappa) == ("scorers", 10, 1.0)


def test_unsure_counts_for_nothing_and_the_last_verdict_for_everything(tmp_path: Path):
    store = ReviewStore(tmp_path / "r.jsonl")
    judge(store, "a", 0, 1, 2, unsure=(9,))
    judge(store, "b", 5, 6)
    judge(store, "b", 0, 1, 2)
    (found,) = agreements(store.all())
    assert (found.count, found.observed) == (9, 1.0)


def test_one_sided_judgements_have_no_kappa(tmp_path: Path):
    store = ReviewStore(tmp_path / "r.jsonl")
    judge(store, "a", *range(10))
    judge(store, "b", *range(10))
    assert agreements(store.all())[0].kappa is None


def test_what_waits_for_a_reviewer_begins_with_what_the_scorers_call_wrong(tmp_path: Path):
    store = ReviewStore(tmp_path / "r.jsonl")
    waiting = store.waiting(RUN, "a")
    assert [result.question.id for result in waiting[:4]] == ["q6-1", "q7-1", "q8-1", "q9-1"]
    store.add(waiting[0], "a", Judgement.RIGHT)
    assert len(store.waiting(RUN, "a")) == 9
    assert len(store.waiting(RUN, "b")) == 10


def test_a_verdict_on_an_older_answer_is_not_one_on_a_newer():
    assert fingerprint(RIGHT) != fingerprint(declined())
    assert fingerprint(RIGHT) == fingerprint(RIGHT.model_copy(update={"index": "other", "id": "z"}))


def test_a_review_without_a_name_and_a_damaged_store_are_refused(tmp_path: Path):
    store = ReviewStore(tmp_path / "r.jsonl")
    with pytest.raises(EvaluationError, match="reviewer's name"):
        store.add(RUN.results[0], "  ", Judgement.RIGHT)
    store.path.write_text("{}\n", encoding="utf-8")
    with pytest.raises(ReviewFileError, match="line 1"):
        store.all()


def test_a_note_with_another_end_of_line_does_not_close_the_store(tmp_path: Path):
    store = ReviewStore(tmp_path / "r.jsonl")
    made = store.add(RUN.results[0], "a", Judgement.WRONG, "pasted\u2028from\u0085Word\nwith lines")
    assert store.all() == (made,)
