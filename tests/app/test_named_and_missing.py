"""What is missing is named and what is asked is quoted: named clauses, records, parts of a question, silent clauses."""

from __future__ import annotations

import pytest

from app.answering.answer import DeclineReason, Status
from tests.app.asking import said


def test_a_named_clause_is_quoted_whole_where_nothing_in_particular_is_asked_of_it(service):
    (whole,) = said(service, "《商业银行法》第三十九条怎么规定的？")
    assert all(item in whole for item in ("（一）资本充足率", "（四）", "前款规定"))
    (whole,) = said(service, "What does Article 40 of the Commercial Bank Law say?")
    assert all(item in whole for item in ("（一）", "（二）"))


def test_of_a_named_clause_the_sentence_that_is_asked_for_is_quoted(service):
    assert said(service, "反洗钱法第三十四条要求保存多久")[0].endswith("应当至少保存十年。")
    assert "（三）" not in "".join(said(service, "商业银行法第三十九条对资本充足率的要求是多少"))


def test_a_target_asked_for_is_not_taken_for_its_definition(service):
    answer = service.ask("What is the growth target for inclusive small and micro loans under Notice 46?")
    assert (answer.status, answer.decline) == (Status.ANSWERED, None)
    assert answer.statements[0].text.startswith("The growth target is that")


@pytest.mark.parametrize(
    ("question", "states"),
    [
        ("How many free credit reports can a person get each year?", "twice a year"),
        ("How many basis points must the FTP discount be?", "50 basis points"),
    ],
)
def test_a_figure_is_not_called_missing_beside_the_words_that_state_it(service, question, states):
    answer = service.ask(question)
    assert (answer.status, states in answer.statements[0].text) == (Status.ANSWERED, True)


@pytest.mark.parametrize(
    ("question", "clause", "detail"),
    [
        ("46号文规定的不良容忍度是多少？", "jinbanfa-2025-46#4.1", "不良容忍度"),
        ("助贷业务利率上限是24%吗？", "jingui-2025-9#6", "年化利率上限"),
        ("普惠型小微企业贷款的定义是什么？", "jinbanfa-2025-46#3.1", "普惠型小微企业贷款的定义"),
        ("Is there an annual rate ceiling of 24% for loan facilitation?", "jingui-2025-9#6", "annual rate ceiling"),
    ],
)
def test_what_a_clause_is_known_not_to_state_is_declined_with_that_clause(service, question, clause, detail):
    answer = service.ask(question)
    assert answer.decline.reason is DeclineReason.DETAIL_NOT_STATED
    assert detail in answer.decline.text
    assert {citation.clause_id for one in answer.statements for citation in one.citations} == {clause}


def test_a_later_part_is_answered_within_the_document_that_the_first_names(service):
    answer = service.ask("商业银行法对同一借款人的贷款比例限制是多少，违反怎么处罚？")
    cited = [citation.clause_id for one in answer.statements for citation in one.citations]
    assert {clause.split("#")[0] for clause in cited} == {"commercial-bank-law"}


def test_a_record_asked_for_does_not_silence_what_is_asked_beside_it(service):
    answer = service.ask("18号文什么时候施行，对小微企业能收资信证明费吗？")
    assert "2020年6月1日" in answer.statements[0].text
    assert any("资信证明费" in statement.text for statement in answer.statements)


def test_records_of_two_documents_name_theirs(service):
    first, second = said(service, "Compare the addressees of the 2024 and 2025 notices.")
    assert first.startswith("金办发〔2025〕46号: Institution types")
    assert second.startswith("金办发〔2024〕26号: Institution types")


def test_who_issued_a_document_is_told_beside_the_day(service):
    first, second = said(service, "When was Notice 46 issued and by whom?")
    assert "General Office" in first
    assert "7 May 2025" in second


def test_two_parts_of_one_sentence_are_one_statement(service):
    (only,) = said(service, "What is the purpose of Notice 46?")
    assert "work conference; it arranges the work" in only


def test_a_clause_is_summed_up_once_and_only_with_figures_that_its_quotes_state(service):
    told = said(service, "What fine does the Personal Information Protection Law set for serious violations?")
    assert [text.count("In short: ") for text in told] == [1, *(0 for _ in told[1:])]
    assert "50 million yuan or 5%" in told[0]
    assert "1 million yuan" not in told[0]


def test_an_amended_clause_says_so_under_the_answer(service):
    cautions = service.ask("刑法第三百八十七条怎么规定的？").cautions
    assert any("此处是修改前的文本" in caution.text for caution in cautions)


def test_a_decline_of_a_document_that_is_not_held_is_a_sentence(service):
    assert service.ask("2023年46号文怎么说小微贷款？").decline.text == "资料中没有2023年46号文。"
    assert service.ask("《火星贷款办法》第三条怎么规定的？", language="en").decline.text.startswith("The material")


def test_a_figure_that_is_not_stated_is_quoted_as_the_question_put_it(service):
    text = service.ask("Notice 46 requires 15% of loans to go to first-time borrowers, correct?").decline.text
    assert text.endswith("states no “15%”.")


def test_whether_a_rule_still_holds_is_left_open_for_a_day_that_is_named(service):
    text = service.ask("免增值税执行到哪一天？", as_of="2026-11-24").decline.text
    assert text == "资料没有回答的部分：在2026-11-24是否仍然适用。"


def test_a_sentence_is_not_said_twice_for_two_parts_of_a_question(service):
    told = said(service, "监管来现场检查最少要几个人？要出示什么？")
    assert sum("检查人员不得少于二人" in text for text in told) == 1


@pytest.mark.parametrize("topic", ["续贷", "首贷", "票据贴现"])
def test_of_what_a_document_does_not_speak_of_its_opening_words_are_no_answer(service, topic):
    answer = service.ask(f"46号文对{topic}有什么要求？")
    assert answer.status is Status.DECLINED
    assert not answer.statements


def test_what_a_document_is_for_is_still_told(service):
    assert said(service, "46号文的目的是什么？")[0].startswith("通知的目的有三")
    assert "LPR" in said(service, "46号文对贷款定价有什么要求？")[0]


def test_whether_it_is_fine_asks_for_no_fine(service):
    cited = service.ask("Under Notice 46, is it fine to set small-business loan rates by LPR alone?")
    assert cited.statements[0].citations[0].clause_id == "jinbanfa-2025-46#3.2"


def test_a_time_told_in_days_is_answered_by_a_rule_in_months(service):
    told = said(service, "我们想网络日志留60天就删，网络安全法允许吗")
    assert any("不少于六个月" in text for text in told)


def test_some_banks_told_of_are_not_counted(service):
    assert "无序竞争" in said(service, "几家银行为了抢小微客户互相拆台，46号文对这种乱竞争怎么说")[0]
