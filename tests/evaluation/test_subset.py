from evaluation.datasets import UNANSWERABLE, load_questions
from evaluation.subset import stratified

ALL = load_questions()


def test_the_shipped_gold_set_is_as_large_and_as_varied_as_it_claims():
    assert len(ALL) >= 600
    assert sum(q.language == "zh" for q in ALL) >= 380
    assert sum(q.language == "en" for q in ALL) >= 160
    assert sum(q.kind in UNANSWERABLE for q in ALL) >= 150
    assert {q.kind for q in ALL} >= UNANSWERABLE
    assert sum(bool(q.history) for q in ALL) >= 60
    assert sum(q.kind.value == "cross_lingual" for q in ALL) >= 150
    assert 0.3 < sum(q.split == "test" for q in ALL) / len(ALL) < 0.5
    assert len({q.id for q in ALL}) == len(ALL)


def test_no_wording_is_asked_twice_with_the_same_circumstances():
    seen = [(q.question, q.history, q.as_of, q.institution) for q in ALL]
    assert len(set(seen)) == len(seen)


def test_the_sample_is_small_stable_and_has_every_kind():
    sample = stratified(ALL, 160)
    assert sample == stratified(ALL, 160)
    assert 120 <= len(sample) <= 260
    assert {q.kind for q in sample} == {q.kind for q in ALL}
    assert {q.language for q in sample} == {"zh", "en"}


def test_a_sample_of_everything_keeps_the_order_of_the_files():
    sample = stratified(ALL, 100)
    order = {q.id: n for n, q in enumerate(ALL)}
    assert [order[q.id] for q in sample] == sorted(order[q.id] for q in sample)
