"""The short form of the verifier's benchmark: every eighth pair, and all that were written by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from app.answering.segments import segments
from app.answering.verify import Source, supports
from evaluation.verifier_pairs import (
    HALVES,
    HAND_WRITTEN,
    KINDS,
    Edit,
    catalogue,
    caught,
    edited,
    judge,
    judge_tricky,
    load_pairs,
    main,
    refused,
)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def pairs():
    return load_pairs()


def test_the_pairs_are_many_even_and_unlike(pairs):
    assert len(pairs) >= 1500
    assert len({pair.id for pair in pairs}) == len(pairs)
    wrong = sum(not pair.right for pair in pairs)
    assert 0.4 < wrong / len(pairs) < 0.6
    counts = Counter((pair.kind, pair.half, pair.right) for pair in pairs)
    assert all(counts[kind, half, right] >= 100 for kind in KINDS for half in HALVES for right in (True, False))
    verbatim = sum(pair.right and not pair.edits for pair in pairs) / sum(pair.right for pair in pairs)
    assert verbatim < 0.3


def test_no_document_is_in_both_halves(pairs):
    chinese = [pair for pair in pairs if pair.language == "zh"]
    dev, held_out = ({pair.clause.split("#")[0] for pair in chinese if pair.half == half} for half in HALVES)
    assert dev
    assert held_out
    assert not dev & held_out


def test_wrong_statements_are_caught_and_right_ones_pass(pairs):
    judged = [judge(pair) for pair in pairs[::8]]
    stopped, lost = caught(judged), refused(judged)
    assert stopped.hits / stopped.count >= 0.97, [one.pair.id for one in judged if not one.correct]
    assert lost.hits / lost.count <= 0.03, [one.pair.id for one in judged if not one.correct]


@pytest.mark.parametrize("name", HAND_WRITTEN)
def test_hand_written_traps_are_caught(name):
    hands = judge_tricky(name)
    wrong = [hand for hand in hands if not hand.right]
    missed = [hand.statement for hand in wrong if hand.support.ok]
    assert len(wrong) >= 60
    assert len(missed) <= 0.02 * len(wrong), missed


def test_edits_are_made_from_the_end_so_that_places_stay_true():
    assert edited("百分之八以上", [Edit(0, 4, "8%"), Edit(4, 6, "以下")]) == "8%以下"


def test_the_command_lists_what_is_missed(capsys):
    assert main(["--faults", "tricky"]) == 0
    assert "地方法人银行力争各自" in capsys.readouterr().out
    assert main([]) == 2


def test_every_sentence_of_the_corpus_is_supported_by_its_own_quote():
    refusals = [
        (str(clause.id), segment.text)
        for document in catalogue().documents
        for clause in document.clauses[::5]
        for language in ("zh", "en")
        if not clause.languages or clause.in_language(language)
        for segment in segments(document, clause, language)
        if not supports(segment.text, segment.text, source=Source.of(document, clause)).ok
    ]
    assert refusals == []
