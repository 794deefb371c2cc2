"""English questions in the words of Chinese law: the glossary read, matched, scored."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexing.bilingual import Bilingual, load_bilingual
from indexing.lexical import LexicalIndex

GLOSSARY = Path(__file__).parents[2] / "indexing" / "glossary"

LINES = [
    "# a comment",
    "mortgage|mortgages\t抵押|抵押权",
    "mortgage contract\t抵押合同",
    "contract|contracts\t合同",
    "insurer|insurers\t保险人",
    "insured\t被保险人",
    "licence\t许可",
    "bank\t银行\t0.5",
    "bank\t河岸",
]
TEXTS = [
    "抵押权自登记时设立。以建筑物抵押的，应当办理抵押登记。",
    "合同自成立时生效。",
    "保险人应当及时赔偿。",
    "抵押合同应当采用书面形式。",
    "The bank shall keep records.",
]


@pytest.fixture(scope="module")
def small() -> Bilingual:
    return Bilingual(LINES)


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build(TEXTS)


def _chinese(bilingual: Bilingual, question: str) -> dict[str, tuple[str, ...]]:
    return {term.text: term.chinese for term in bilingual.terms(question)}


def test_the_longest_entry_wins(small: Bilingual) -> None:
    assert _chinese(small, "Is the mortgage contract in writing?") == {
        "mortgage contract": ("抵押合同",),
        "writing": (),
    }


def test_other_forms_of_a_word_meet_its_entry(small: Bilingual) -> None:
    assert _chinese(small, "mortgaging")["mortgaging"] == ("抵押", "抵押权")
    assert _chinese(small, "licences")["licences"] == ("许可",)


def test_insurer_and_insured_stay_apart(small: Bilingual) -> None:
    found = _chinese(small, "May the insured sue the insurer?")
    assert (found["insured"], found["insurer"]) == (("被保险人",), ("保险人",))


def test_a_word_of_two_senses_offers_both_at_the_lower_weight(small: Bilingual) -> None:
    (term,) = small.terms("bank")
    assert (term.chinese, term.weight) == (("银行", "河岸"), 0.5)


@pytest.mark.parametrize(
    ("question", "text", "chinese"),
    [
        ("within 30 days", "30 days", "三十日"),
        ("after five years", "five years", "五年"),
        ("10% of it", "10 %", "百分之十"),
        ("ten per cent", "ten per", "百分之十"),
        ("1,000 yuan", "1,000 yuan", "一千元"),
    ],
)
def test_a_figure_with_its_unit_is_written_as_laws_write_it(
    small: Bilingual, question: str, text: str, chinese: str
) -> None:
    assert _chinese(small, question)[text] == (chinese,)


@pytest.mark.parametrize("question", ["", "?!", "99999999999999999999 days", "1.5 years", "什么是抵押", "3", "%"])
def test_what_is_no_english_has_no_terms_of_the_glossary(small: Bilingual, question: str) -> None:
    assert not any(term.chinese for term in small.terms(question))


def test_a_question_word_is_no_term(small: Bilingual) -> None:
    assert small.terms("What may the and of it?") == ()


def test_a_broken_line_is_refused() -> None:
    with pytest.raises(ValueError, match="not a glossary line"):
        Bilingual(["mortgage 抵押"])


def test_an_english_question_finds_the_chinese_clause(small: Bilingual, index: LexicalIndex) -> None:
    scores = small.scores("When is a mortgage created?", index)
    assert scores.shape == (len(TEXTS),)
    assert scores.dtype == np.float32
    assert int(scores.argmax()) == 0
    assert scores[1] == scores[2] == scores[4] == 0


def test_a_clause_that_speaks_of_every_term_has_the_whole_share(small: Bilingual, index: LexicalIndex) -> None:
    scores = small.scores("the mortgage contract", index)
    assert scores.max() == pytest.approx(1.0)
    assert scores.min() == 0.0


def test_ways_to_say_one_term_do_not_add_up(index: LexicalIndex) -> None:
    one = Bilingual(["mortgage\t抵押"]).scores("mortgage", index)
    two = Bilingual(["mortgage\t抵押|抵押|抵押"]).scores("mortgage", index)
    np.testing.assert_array_equal(one, two)


def test_a_phrase_that_is_there_in_part_counts_less_than_whole(index: LexicalIndex) -> None:
    scores = Bilingual(["mortgage contract\t抵押合同"]).scores("mortgage contract", index)
    assert scores[3] > 2 * scores[0] > 0


def test_no_chinese_in_the_index_no_score(small: Bilingual) -> None:
    assert not small.scores("mortgage", LexicalIndex.build(["A mortgage is registered."])).any()


def test_the_shipped_glossary_reads_and_says_each_thing_in_chinese() -> None:
    bilingual = load_bilingual()
    for question, chinese in [
        ("What is the capital adequacy ratio?", "资本充足率"),
        ("Who is the beneficial owner?", "受益所有人"),
        ("What does the Negotiable Instruments Law say?", "票据法"),
        ("What does the People's Bank of China do?", "中国人民银行"),
    ]:
        assert any(chinese in term.chinese for term in bilingual.terms(question)), question


def test_every_glossary_line_is_lower_case_english_and_chinese() -> None:
    for file in sorted(GLOSSARY.glob("*.tsv")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            if line.startswith("#") or not line:
                continue
            english, chinese, *weight = line.split("\t")
            where = f"{file.name}:{number}"
            assert english.isascii(), where
            assert english == english.lower(), where
            assert all(alternative and not alternative.isascii() for alternative in chinese.split("|")), where
            assert all(0 < float(value) < 1 for value in weight), where
