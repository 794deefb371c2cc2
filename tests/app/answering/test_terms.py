"""Content terms: what a question is about, and whether a text speaks of it."""

from hypothesis import given
from hypothesis import strategies as st

from app.answering.terms import fold, presence, question_terms


def _words(text):
    return {term.text for term in question_terms(text)}


def test_question_words_are_not_content():
    assert _words("请问续贷需要什么条件呢?") == {"续贷", "条件"}


def test_common_words_weigh_less_than_the_subject():
    weights = {term.text: term.weight for term in question_terms("小微贷款的不良容忍度有什么规定")}
    assert weights["不良容忍度"] > 3 * weights["规定"]


def test_a_synonym_of_the_field_counts_as_spoken_of():
    (term,) = [t for t in question_terms("银行抽贷怎么办") if t.text == "抽贷"]
    assert presence(term, "不得提前收回贷款") == 0.9
    assert presence(term, "应当签订书面合同") == 0.0


def test_english_is_compared_by_stem():
    (term,) = [t for t in question_terms("Must records be kept?") if t.text == "record"]
    assert presence(term, "Recording of transactions") == 1.0


def test_traditional_and_full_width_forms_are_the_same():
    assert fold("續貸ＦＴＰ") == "续贷ftp"


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    for term in question_terms(text):
        assert 0 < term.weight <= 1.5
        assert 0.0 <= presence(term, text) <= 1.0
