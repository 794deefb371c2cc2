import pytest

from app.answering.answer import DeclineReason, Status
from evaluation.run import score
from evaluation.scorers.outcome import Outcome, outcome
from evaluation.systems.system import Reply
from tests.evaluation.corpus import LAW, OLD, answered, cite, clauses, declined, question

RIGHT = cite("loan-law#1", "不得超过1000万元")
OTHER = cite("loan-law#2", "银行应当告知费用", "银行应当告知费用。")


def judged(answer, **fields):
    asked = question(**fields)
    reply = Reply(answer=answer, latency_ms=1.0)
    scores = score(asked, reply, clauses())
    return scores, outcome(asked, reply, scores)


def test_the_right_clause_quoted_word_for_word_is_right():
    scores, verdict = judged(answered(RIGHT))
    assert verdict is Outcome.RIGHT
    assert scores["citation_f1"] == scores["quote_valid"] == scores["in_force"] == 1.0


def test_a_paragraph_of_the_gold_clause_counts_as_the_clause():
    assert judged(answered(cite("loan-law#1.2", "可以申请展期")))[1] is Outcome.RIGHT


def test_a_quote_with_one_character_changed_is_not_valid():
    scores, verdict = judged(answered(cite("loan-law#1", "不得超过2000万元")))
    assert scores["quote_valid"] == 0.0
    assert verdict is Outcome.WRONG


def test_the_neighbour_clause_has_no_recall_but_the_right_document():
    scores, verdict = judged(answered(OTHER))
    assert (scores["citation_recall"], scores["document_right"], scores["clause_right"]) == (0.0, 1.0, 0.0)
    assert verdict is Outcome.WRONG


def test_every_group_of_required_clauses_must_be_cited():
    scores, verdict = judged(answered(RIGHT), required=(("loan-law#1",), ("loan-law#2", "notice#1")))
    assert scores["citation_recall"] == 0.5
    assert verdict is Outcome.WRONG
    assert judged(answered(RIGHT, OTHER), required=(("loan-law#1",), ("loan-law#2", "notice#1")))[1] is Outcome.RIGHT


def test_citing_everything_is_not_right():
    notice = cite("notice#1", "力争", "力争增速不低于各项贷款增速。")
    scores, verdict = judged(answered(RIGHT, OTHER, notice))
    assert scores["citation_precision"] == pytest.approx(1 / 3)
    assert verdict is Outcome.WRONG


def test_citing_a_forbidden_clause_is_wrong_even_beside_the_right_one():
    scores, verdict = judged(answered(RIGHT, OTHER), forbidden=("loan-law#2",))
    assert scores["forbidden_cited"] == 1.0
    assert verdict is Outcome.WRONG


def test_a_version_that_is_no_longer_law_must_be_said_to_be_so():
    silent = judged(answered(cite("loan-law#1", "不得超过500万元", OLD)))[0]
    said = judged(answered(cite("loan-law#1", "不得超过500万元", OLD, validity="superseded")))[0]
    assert (silent["in_force"], said["in_force"]) == (0.0, 1.0)
    assert silent["quote_valid"] == 1.0


def test_an_unknown_clause_does_not_exist():
    assert judged(answered(cite("loan-law#77", LAW)))[0]["citation_exists"] == 0.0


def test_declined_wrong_and_right_are_three_outcomes():
    assert judged(declined())[1] is Outcome.DECLINED
    assert judged(answered(OTHER))[1] is Outcome.WRONG
    unanswerable = {"status": "declined", "required": (), "kind": "no_detail", "reason": "detail_not_stated"}
    assert judged(declined(), **unanswerable)[1] is Outcome.RIGHT
    assert judged(answered(RIGHT), **unanswerable)[1] is Outcome.WRONG


def test_what_has_no_gold_is_unscored_not_zero():
    scores, _ = judged(declined())
    assert scores["over_answering"] is None
    assert scores["citation_precision"] is None
    assert scores["forbidden_cited"] is None
    assert scores["over_refusal"] == 1.0


def test_a_decline_is_judged_by_its_reason_and_its_nearest_clause():
    unanswerable = {"status": "declined", "required": (), "kind": "no_detail", "reason": "detail_not_stated"}
    near = {**unanswerable, "acceptable": ("loan-law#1",)}
    scores, _ = judged(declined("loan-law#1", reason=DeclineReason.DETAIL_NOT_STATED), **near)
    assert (scores["decline_reason"], scores["nearest_right"]) == (1.0, 1.0)
    scores, _ = judged(declined("loan-law#2"), **near)
    assert (scores["decline_reason"], scores["nearest_right"]) == (0.0, 0.0)


def test_a_gap_that_is_not_named_is_not_a_partial_answer():
    assert judged(answered(RIGHT), status="partial")[1] is Outcome.WRONG
    assert judged(answered(RIGHT, status=Status.PARTIAL), status="partial")[1] is Outcome.RIGHT
