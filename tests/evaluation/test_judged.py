import json

from corpus.catalogue import load_catalogue
from evaluation.clauses import Clauses
from evaluation.judged import FOLDER, packed, shipped_agreement, stored_results, unpacked
from evaluation.scorers.outcome import Outcome
from tests.evaluation.corpus import answered, cite, clauses

CORPUS = Clauses.of(load_catalogue().documents)


def test_the_scorers_agree_with_two_readings_of_two_hundred_answers():
    readings, first, second = shipped_agreement(CORPUS)
    assert (readings.second, first.second, second.second) == ("second reading", "scorers", "scorers")
    assert readings.count == 200  # a clause that changes takes its answers out of the comparison with the scorers
    for pair in (first, second):
        assert pair.count >= 190
        assert pair.kappa >= 0.9


def test_the_stored_answers_hold_right_and_wrong_ones():
    outcomes = [result.outcome for result in stored_results(CORPUS)]
    assert outcomes.count(Outcome.RIGHT) > 100
    assert outcomes.count(Outcome.WRONG) + outcomes.count(Outcome.DECLINED) > 40


def test_no_words_of_clauses_are_stored_and_every_answer_comes_back_whole():
    answer = answered(cite("loan-law#1", "本行贷款余额不得超过1000万元。\n借款人可以申请展期。"))
    row = packed(answer)
    assert "1000万元" not in json.dumps(row, ensure_ascii=False)
    assert unpacked(row, clauses()) == answer
    kept = (FOLDER / "answers.jsonl").read_text("utf-8")
    assert '"quote"' not in kept
