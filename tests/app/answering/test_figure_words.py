"""Phrases of "not stated" lists beside the question for the figure."""

import pytest

from app.answering.evidence import not_stated
from app.answering.figure_words import words_for_figure
from app.answering.question import read
from corpus.catalogue import load_catalogue


@pytest.mark.parametrize(
    ("clause", "question", "phrase"),
    [
        ("3.1", "普惠小微贷款要净增多少亿元？", "净增金额"),
        ("3.1", "首贷户要有多少户？", "首贷户数量"),
        ("4.3", "审批要几天？", "审批时限"),
        ("6.4", "监测数据多久报一次？", "监测频率"),
        ("4.3", "How many days may an approval take?", "time limit for approval"),
        ("3.1", "Do policy banks have a separate target?", "separate target for policy banks"),
        ("3.1", "Must foreign banks reach the target individually?", "separate target for foreign banks"),
        ("4.3", "贷款审批有什么要求？", ""),
        ("3.1", "增速目标是多少？", ""),
    ],
)
def test_who_asks_for_a_figure_in_other_words_asks_for_what_is_not_stated(clause, question, phrase):
    document = load_catalogue().get("jinbanfa-2025-46")
    found = next(one for one in document if one.id.path == tuple(clause.split(".")))
    assert not_stated(read(question), found) == phrase


def test_a_word_that_only_holds_the_letters_is_none_for_a_figure():
    assert words_for_figure("separate target") == []
    assert words_for_figure("growth rate") == ["rate"]
