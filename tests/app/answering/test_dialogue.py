"""Follow-ups stand alone; a full question is left as it is."""

import os
import subprocess
import sys

import pytest

from app.answering.answer import Answer, Citation, Statement, Status, Verdict
from app.answering.dialogue import Turn, standalone


def _answer(*clauses):
    cited = [
        Citation(
            clause_id=clause, label="", document="", quote="甲", start=0, end=1, verdict=Verdict.EXACT,
            text_status="compiled", validity="in_force",
        )
        for clause in clauses
    ]  # fmt: skip
    statements = tuple(Statement(text="甲", citations=(citation,)) for citation in cited)
    return Answer(
        id="1", question="?", language="zh", as_of="2026-11-24", status=Status.ANSWERED, statements=statements
    )


@pytest.mark.parametrize(
    ("follow_up", "alone"),
    [
        ("那股份制银行呢?", "股份制银行的增速目标是什么?"),
        ("金融租赁公司呢，目标是啥", "金融租赁公司的增速目标是什么?"),
        ("村镇银行呢，是一家家算，还是合起来算，由谁来定", None),
    ],
)
def test_another_institution_takes_the_place_of_the_one_asked_about(follow_up, alone):
    found = standalone(follow_up, [Turn("大型商业银行的增速目标是什么?")]).text
    assert found == alone if alone else "由谁来定" in found


@pytest.mark.parametrize(
    ("follow_up", "base", "alone"),
    [
        ("下一条呢?", "商业银行法第四十条讲什么?", "商业银行法第四十一条讲什么?"),
        ("那前一条呢", "商业银行法第40条讲什么?", "商业银行法第39条讲什么?"),
        ("And the next article?", "What does Article 40 of it say?", "What does Article 41 of it say?"),
        ("What about the previous one?", "What does Article 40 say?", "What does Article 39 say?"),
    ],
)  # fmt: skip
def test_the_next_article_is_the_one_after_the_article_that_was_named(follow_up, base, alone):
    assert standalone(follow_up, [Turn(base)]).text == alone


@pytest.mark.parametrize("follow_up", ["第十一二点呢", "第二三十点的依据?", "What is the source of point 99?"])
def test_a_count_that_is_no_number_points_to_nothing(follow_up):
    assert standalone(follow_up, [Turn("有哪些要求?", _answer("price-law#3"))]).clauses == ()


@pytest.mark.parametrize("numeral", ["二十三十四", "六百七五", "十百"])
def test_an_article_that_is_no_number_has_none_after_it(numeral):
    found = standalone("下一条呢", [Turn(f"商业银行法第{numeral}条怎么规定?")]).text
    assert numeral in found
    assert "下一条" in found


def test_there_is_no_article_before_the_first():
    assert "第零条" not in standalone("上一条呢", [Turn("商业银行法第一条讲什么?")]).text


@pytest.mark.parametrize("seed", ["0", "2"])
def test_of_names_of_equal_length_the_first_gives_way_in_every_process(seed):
    code = (
        "from app.answering.dialogue import Turn, standalone; "
        "print(ascii(standalone('那大型企业呢?', [Turn('机关事业单位向中小企业付款期限多少天?')]).text))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
    )
    assert found.stdout.decode().strip() == ascii("机关大型企业向中小企业付款期限多少天?")


@pytest.mark.parametrize("follow_up", ["营收变成5000万呢", "总资产改为200万呢？", "注册资本的最低限额呢"])
def test_what_is_asked_of_another_keeps_what_was_asked(follow_up):
    found = standalone(follow_up, [Turn("工业企业25人，营收280万，属于什么规模")]).text
    assert found.startswith("工业企业25人，营收280万，属于什么规模 ")


@pytest.mark.parametrize(
    ("follow_up", "language"),
    [
        ("那英文怎么说", "en"),
        ("用英文再说一遍", "en"),
        ("Please say it in Chinese", "zh"),
        ("and in English?", "en"),
        ("How do you say that in Chinese?", "zh"),
    ],
)
def test_the_same_is_asked_in_the_other_language(follow_up, language):
    found = standalone(follow_up, [Turn("大型商业银行的增速目标是什么?"), Turn("那股份制银行呢?")])
    assert (found.text, found.language) == ("股份制银行的增速目标是什么?", language)


def test_a_question_on_the_language_of_a_contract_is_whole():
    text = "贷款合同可以用英文写吗，银行有义务提供中文版吗"
    assert standalone(text, [Turn("大型商业银行的增速目标是什么?")]).language is None


def test_a_short_follow_up_keeps_the_subject_before_it():
    found = standalone("要保存多久?", [Turn("客户身份资料由谁保存?")])
    assert "客户身份资料" in found.text
    assert "多久" in found.text


def test_a_counted_point_leads_to_the_clause_it_cited():
    history = [Turn("有哪些要求?", _answer("price-law#3", "insurance-law#17"))]
    assert standalone("第二点的依据?", history).clauses == ("insurance-law#17",)
    assert standalone("What is the source of point 1?", history).clauses == ("price-law#3",)
    assert standalone("第五点的依据?", history).clauses == ()


def test_a_full_question_is_left_as_it_is():
    text = "保险公司拒绝赔付时理赔核定的最长期限是多久?"
    assert standalone(text, [Turn("大型商业银行的增速目标是什么?")]).text == text


def test_a_chain_of_follow_ups_goes_back_to_its_start():
    history = [Turn("大型商业银行的增速目标是什么?"), Turn("那股份制银行呢?")]
    assert standalone("那农商行呢?", history).text == "农商行的增速目标是什么?"


def test_another_year_takes_the_place_of_the_one_asked_about():
    assert standalone("2024年的呢?", [Turn("2025年的增速目标是什么?")]).text == "2024年的增速目标是什么?"
    english = standalone("And the 2024 one?", [Turn("What target does the 2025 notice set?")])
    assert english.text == "What target does the 2024 notice set?"
    assert "2024" in standalone("2024年呢?", [Turn("增速目标是什么?")]).text


@pytest.mark.parametrize(
    "question",
    ["那保险公司呢？", "那么农商行怎么样", "第二点的依据？", "What about insurers?", "and how about a village bank"],
)
def test_a_follow_up_without_a_conversation_is_told_apart(question):
    assert standalone(question, []).dangling
    assert not standalone(question, [Turn("大型商业银行的增速目标是什么?")]).dangling


@pytest.mark.parametrize(
    "question",
    [
        "保险公司的资本金是多少?",
        "那笔贷款逾期了，银行能直接扣款吗？",
        "What about a loan that is overdue: may we set off?",
    ],
)
def test_a_whole_question_is_none(question):
    assert not standalone(question, []).dangling


@pytest.mark.parametrize("question", ["第三点的依据是什么？", "What is the basis of the third point?"])
def test_a_point_that_the_last_answer_does_not_have_is_not_searched_for(question):
    two = _answer("price-law#3", "insurance-law#17")
    assert standalone(question, [Turn("有哪些要求?", two)]).dangling
    assert not standalone(question, [Turn("有哪些要求?", _answer("a#1", "b#2", "c#3"))]).dangling
    assert not standalone(question, [Turn("有哪些要求?")]).dangling  # what was answered is not known
    assert standalone(question, []).dangling


def test_a_point_of_a_document_is_asked_for_whatever_was_answered():
    history = [Turn("有哪些要求?", _answer("price-law#3"))]
    assert not standalone("46号文第三部分第二点的依据是什么?", history).dangling


@pytest.mark.parametrize(
    "question", ["46号文对续贷有什么要求？", "46号文的目的是什么？", "《商业银行法》对关系人怎么规定？"]
)
def test_what_is_asked_of_a_document_by_name_does_not_lean_on_what_was_asked_before(question):
    assert standalone(question, [Turn("46号文是银保监会发的，对吧？")]).text == question


def test_a_document_named_without_anything_asked_of_it_leans_on_what_was_asked_before():
    assert "续贷" in standalone("46号文怎么规定的？", [Turn("续贷制度要明确什么？")]).text
