"""What the corpus is known to leave open (indexing.open_questions): features, and the clause that a decline names."""

import math
from dataclasses import replace

import pytest

from app.answering.answer import DeclineReason
from app.answering.decide import decide
from app.answering.evidence import Candidate, gather
from app.answering.find import Part
from app.answering.model import answer_features, load_model
from app.answering.question import read
from corpus.catalogue import load_catalogue

QUESTION = read("借款合同要不要公证")
ASKED = {"question": 0.8}


def judged(*channels):
    document = load_catalogue().get("commercial-bank-law")
    clauses = document.clauses[36 : 36 + len(channels)]
    return gather(
        QUESTION,
        [Candidate(document, clause, 1.0, channels=found) for clause, found in zip(clauses, channels, strict=True)],
    )


def features(*channels):
    return answer_features(QUESTION, judged(*channels), [0.8, 0.1][: len(channels)])


def test_a_question_near_to_one_left_open_is_less_likely_answered():
    model = load_model().answerable
    near, far = {"open": 0.95, "open_crowd": 0.2}, {"open": 0.4, "open_crowd": -0.3}
    unlikely, likely = (model.probability(features(ASKED | found)) for found in (near, far))
    assert unlikely < likely / 2


def test_the_nearest_answered_question_of_any_candidate_is_held_against_it():
    found = features(ASKED | {"open": 0.85, "open_crowd": -0.05}, {"question": 0.95})
    assert found["open"] == 0.85
    assert found["open_gap"] == pytest.approx(-0.1)
    assert found["open_crowd"] == -0.05


def test_of_an_imported_clause_it_tells_nothing():
    known = features({"open": 0.99, "open_crowd": 0.3, "own_open": 0.99})
    assert {name: value for name, value in known.items() if "open" in name} == {
        name: value for name, value in features({}).items() if "open" in name
    }


def test_a_decline_names_the_clause_whose_own_question_is_nearest():
    open_ = {"open": 0.97, "open_crowd": 0.2}
    found = judged(ASKED | open_, ASKED | open_ | {"own_open": 0.97})
    part = Part(QUESTION, tuple(item.candidate for item in found))
    never = load_model().model_copy(update={"answer_from": 1.0})
    decision = decide(part, list(zip((0.6, 0.2), found, strict=True)), never)
    assert decision.reason is DeclineReason.DETAIL_NOT_STATED
    assert [item.candidate.clause.id for item in decision.chosen] == [found[1].candidate.clause.id]
    hardly = {"open": 0.55, "own_open": 0.55, "open_crowd": 0.2}
    far = [replace(item, candidate=replace(item.candidate, channels=ASKED | hardly)) for item in found]
    assert decide(part, list(zip((0.6, 0.2), far, strict=True)), never).reason is DeclineReason.NOT_COVERED
    others = [replace(item, candidate=replace(item.candidate, channels=ASKED | open_)) for item in found]
    assert decide(part, list(zip((0.6, 0.2), others, strict=True)), never).reason is DeclineReason.NOT_COVERED


def test_nothing_is_known_where_nothing_was_compared():
    assert not any(math.isnan(value) for value in features({}).values())


@pytest.mark.parametrize(("near", "answered"), [(0.7, True), (0.3, False)])
def test_a_clause_whose_question_is_near_in_other_words_is_not_foreign(near, answered):
    question = read("欠了一屁股债跑路的老赖还能不能再借到钱")
    document = load_catalogue().get("commercial-bank-law")
    found = gather(question, [Candidate(document, document.clauses[36], 1.0, channels={"question": near})])
    assert found[0].features["asked_coverage"] < 0.25
    always = load_model().model_copy(update={"answer_from": 0.0})
    part = Part(question, tuple(item.candidate for item in found))
    assert (decide(part, [(0.9, found[0])], always).reason is None) is answered
