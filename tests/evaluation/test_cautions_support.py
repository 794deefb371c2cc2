from app.answering.answer import Caution
from evaluation.scorers import cautions, support
from evaluation.systems.system import Reply
from tests.evaluation.corpus import OLD, answered, cite, clauses, declined, question

NOTICE = "力争增速不低于各项贷款增速。"


def cautioned(citation, *codes: str) -> float | None:
    answer = answered(citation).model_copy(update={"cautions": tuple(Caution(code=c, text=c) for c in codes)})
    return cautions.score(question(), Reply(answer), clauses())["caution_right"]


def test_restated_words_need_their_caution_and_verbatim_words_must_not_carry_it():
    restated, compiled = cite("notice#1", "力争", NOTICE), cite("loan-law#1", "1000万元")
    assert cautioned(restated, "restated_text") == 1.0
    assert cautioned(restated) == 0.0
    assert cautioned(compiled) == 1.0
    assert cautioned(compiled, "restated_text") == 0.0


def test_an_old_version_needs_its_caution():
    old = cite("loan-law#1", "500万元", OLD, validity="superseded")
    assert cautioned(old) == 0.0
    assert cautioned(old, "not_in_force") == 1.0


def test_other_cautions_are_not_judged_and_a_decline_is_unscored():
    assert cautioned(cite("loan-law#1", "1000万元"), "other_year") == 1.0
    assert cautions.score(question(), Reply(declined()), clauses())["caution_right"] is None


def supported(text: str, citation) -> float | None:
    return support.score(question(), Reply(answered(citation, text=text)), clauses())["statement_supported"]


def test_a_statement_with_another_figure_is_not_supported():
    citation = cite("loan-law#1", "贷款余额不得超过1000万元")
    assert supported("贷款余额不得超过1000万元。", citation) == 1.0
    assert supported("贷款余额不得超过2000万元。", citation) == 0.0
    assert supported("贷款余额可以超过1000万元。", citation) == 0.0


def test_a_quote_that_is_not_word_for_word_supports_nothing():
    assert supported("贷款余额不得超过2000万元。", cite("loan-law#1", "贷款余额不得超过2000万元")) == 0.0
    assert support.score(question(), Reply(declined()), clauses())["statement_supported"] is None


def test_the_frame_around_a_quote_adds_nothing_but_a_false_yes_does():
    forbids = cite("loan-law#1", "本行贷款余额不得超过1000万元。")
    assert supported("不可以。本行贷款余额不得超过1000万元。", forbids) == 1.0
    assert supported("《贷款法》第1条（中文原文）：“本行贷款余额不得超过1000万元”", forbids) == 1.0
    assert supported("可以。本行贷款余额不得超过1000万元。", forbids) == 0.0


def test_a_false_no_in_front_of_a_permission_is_not_supported():
    allows = cite("loan-law#1", "借款人可以申请展期。")
    assert supported("可以。借款人可以申请展期。", allows) == 1.0
    assert supported("不可以。借款人可以申请展期。", allows) == 0.0


def test_words_added_to_a_quote_are_judged():
    allows = cite("loan-law#1", "借款人可以申请展期。")
    assert supported("借款人可以申请展期。展期不得超过30日。", allows) == 0.0


def test_a_duty_said_in_front_needs_a_duty_in_the_words():
    allows = cite("loan-law#1", "借款人可以申请展期。")
    forbids = cite("loan-law#1", "本行贷款余额不得超过1000万元。")
    assert supported("需要。借款人可以申请展期。", allows) == 0.0
    assert supported("Yes, it is required. 借款人可以申请展期。", allows) == 0.0
    assert supported("需要。本行贷款余额不得超过1000万元。", forbids) == 0.0


def test_the_english_name_of_a_clause_and_parts_of_its_printed_summary_add_nothing():
    told = cite("loan-law#2", "银行应当告知费用。", "银行应当告知费用。")
    named = "贷款法, Article 2 (Chinese original): “银行应当告知费用。”"
    assert supported(named, told) == 1.0
    assert supported(named.replace("Article 2", "Article 3"), told) == 0.0
    assert supported(f"{named} In short: In 3 days at most.", told) == 1.0
    assert supported(f"{named} In short: In 4 days at most.", told) == 0.0
