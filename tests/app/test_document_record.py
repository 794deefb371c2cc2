"""What is asked of a document itself is read off its record: by whom, when, whether it still holds."""

from __future__ import annotations

import re

import pytest

from app.answering.answer import DeclineReason, Status
from tests.app.asking import said


def test_who_issued_a_document_together_is_read_off_its_record(service):
    assert said(service, "支持小微融资23条是哪几个部委联合印的")[0].startswith("发文机关是国家金融监督管理总局、")


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("46号文是银保监会发的，对吧？", "不是。发文机关是国家金融监督管理总局"),
        ("46号文是不是金融监管总局发的？", "是的。发文机关是"),
        ("46号文是2024年发布的吗？", "不是。公布日期是2025年5月7日"),
        ("46号文是2025年5月发布的吗？", "是的。公布日期是"),
        ("46号文是2025年4月发布的吗？", "不是。公布日期是"),
        ("续贷通知由国务院办公厅印发吗", "不是。发文机关是"),
        ("46号文是哪个部门发的", "发文机关是"),
        ("商业银行法是全国人大常委会制定的吗", "是的。发文机关是"),
        ("商业银行法是国务院制定的吗", "不是。发文机关是"),
        ("商业银行法是2003年施行的吗", "不是。公布日期是2015年8月29日，施行日期是2015年10月1日"),
        ("商业银行法2015年10月1日起施行，对吧", "是的。公布日期是"),
        ("商业银行法是2015年10月公布的吗", "不是。公布日期是"),
        ("46号文2026年起施行，对吧", "施行日期资料未载明"),
        ("Did the Commercial Bank Law take effect in 2015?", "Yes. It took or takes effect on 1 October 2015"),
        ("Was Notice 46 issued by the People's Bank of China?", "No. It was issued by"),
        ("Notice 46 was issued in May 2025, right?", "Yes. It was published on"),
        ("Was Notice 46 issued in June 2025?", "No. It was published on"),
        ("征信条例2013年3月15日施行对吗", "是的。公布日期是2013年1月21日，施行日期是2013年3月15日"),
        ("助贷新规10月1号起施行吗", "是的。公布日期是"),
        ("Did the loan-facilitation notice take effect on October 2, 2025?", "No. It took or takes effect on"),
        ("民法典是全国人大通过的吗", "是的。发文机关是全国人民代表大会"),
        ("民法典是全国人大常委会通过的吗", "不是。发文机关是全国人民代表大会"),
        ("助贷新规是中国人民银行发布的吗", "不是。发文机关是"),
        ("802号令是国务院发布的吗", "是的。发文机关是国务院"),
        ("300号文是工信部、统计局、发改委、财政部联合发布的吗", "是的。发文机关是"),
    ],
)
def test_whom_or_which_day_a_document_is_taken_to_be_of_is_held_against_its_record(service, question, begins):
    statements = said(service, question)
    assert statements[0].startswith(begins)
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("300号文是财政部一家发的吗", "不是。发文机关是工业和信息化部、"),
        ("18号文是银保监会单独发布的吗", "不是。发文机关是中国银保监会、"),
        ("13号公告是财政部单独发布的吗", "不是。发文机关是财政部、"),
        ("46号文仅由金融监管总局印发吗", "是的。发文机关是"),
        ("Was Notice 21 issued by the NFRA alone?", "No. It was issued by the NFRA, PBOC"),
        ("Was Notice 46 issued only by the NFRA?", "Yes. It was issued by"),
        ("18号文是由银保监会等六部门联合印发的吗", "是的。发文机关是"),
        ("18号文是由银保监会等八部门联合印发的吗", "不是。发文机关是"),
    ],
)
def test_one_of_several_authorities_did_not_issue_a_document_alone(service, question, begins):
    answer = service.ask(question)
    assert answer.status is Status.ANSWERED
    assert answer.statements[0].text.startswith(begins)


@pytest.mark.parametrize(
    "question", ["300号文是2011年6月18日发的吗", "21号文是2025年6月发的吗", "26号文是2024年3月发的吗"]
)
def test_a_day_that_the_record_does_not_state_is_neither_confirmed_nor_denied(service, question):
    assert said(service, question) == ["公布日期、施行日期资料未载明。"]


def test_an_english_record_without_a_date_of_issue_is_said_to_state_none(service):
    answer = service.ask("Was Notice 21 issued in June 2025?")
    assert answer.decline.reason is DeclineReason.DETAIL_NOT_STATED
    assert not answer.statements


def test_the_day_of_a_revision_is_that_of_the_text_and_an_earlier_one_is_not_denied(service):
    assert said(service, "反洗钱法是2024年11月8日修订的吗")[0].startswith("是的。公布日期是2024年11月8日")
    assert not said(service, "反洗钱法是2006年10月31日修订的吗")[0].startswith(("是的", "不是"))


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("46号文是部门规章吗", "不是。发文机关是"),
        ("商业银行法是行政法规吗", "不是。发文机关是"),
        ("款项支付条例是行政法规吗", "是的。发文机关是国务院，文件性质是行政法规"),
        ("流贷办法是部门规章还是规范性文件", "发文机关是国家金融监督管理总局，文件性质是部门规章"),
        ("300号文是规范性文件吗", "发文机关是"),
        ("46号文是什么性质的文件", "发文机关是国家金融监督管理总局办公厅，文件性质是通知"),
        ("Is Notice 46 a law?", "No. It is a notice (normative document)."),
        ("Is the Commercial Bank Law a law?", "Yes. It is a law."),
    ],
)
def test_of_what_kind_a_document_is_its_record_says(service, question, begins):
    assert said(service, question)[0].startswith(begins)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("征信业管理条例是国务院令第几号", "《征信业管理条例》的文号是国务院令第631号。"),
        ("21号文是哪几个部门发的", "发文机关是国家金融监督管理总局、中国人民银行、"),
        ("八部门措施是哪八个部门", "发文机关是国家金融监督管理总局、中国人民银行、"),
        ("46号文是谁印发的", "发文机关是国家金融监督管理总局办公厅，"),
        ("46号文由哪个部门发布", "发文机关是国家金融监督管理总局办公厅，"),
        ("公司法是谁制定的", "发文机关是全国人民代表大会常务委员会，"),
        ("46号文的文号是金发〔2025〕46号吗", "不是。"),
        ("46号文的文号是金办发〔2025〕46号吗", "是的。"),
    ],
)
def test_numbers_and_issuers_asked_for_in_other_words(service, question, line):
    (statement,) = said(service, question)
    assert statement.startswith(line)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("26号文失效了吗", "本文件自2025年5月7日起被《"),
        ("2024年的26号文现在还管用吗", "本文件自2025年5月7日起被《"),
        ("Is Notice 26 of 2024 still in force?", "It is superseded by "),
        ("Is it true that the 2024 notice is still in force?", "It is superseded by "),
        ("46号文失效了吗", "没有失效。效力：自2025年5月7日起有效"),
        ("Has Notice 46 been repealed?", "No, it has not ended. It is in force from 7 May 2025."),
        ("46号文什么时候失效", "效力：自2025年5月7日起有效"),
        ("When does Notice 46 expire?", "It is in force from 7 May 2025."),
        ("Which document does Notice 46 supersede?", "It supersedes or repeals Notice of the General Office"),
    ],
)
def test_whether_a_document_still_holds_is_all_that_is_told_of_it(service, question, begins):
    (statement,) = said(service, question)
    assert statement.startswith(begins)


@pytest.mark.parametrize("question", ["46号文废止了26号文吗", "Does Notice 46 replace the 2024 notice?"])
def test_of_two_documents_it_is_told_which_takes_the_place_of_which(service, question):
    newer, older = said(service, question)
    assert newer.startswith("金办发〔2025〕46号")
    assert older.startswith("金办发〔2024〕26号")
    assert all("取代" in text or "supersede" in text for text in (newer, older))


@pytest.mark.parametrize(
    ("question", "clause", "words"),
    [
        ("增值税暂行条例还有效吗", "value-added-tax-law#38", "《中华人民共和国增值税暂行条例》同时废止"),
        ("合同法现在还有效吗", "civil-code#1260", "《中华人民共和国合同法》"),
        ("民法典生效后合同法还有效吗", "civil-code#1260", "《中华人民共和国合同法》"),
        ("担保法和合同法都废止了吗", "civil-code#1260", "《中华人民共和国担保法》"),
        ("什么文件取代了728号令", "guowuyuanling-802#meta", "本文件取代（或废止）国务院令第728号"),
        ("728号令还有效吗", "guowuyuanling-802#meta", "本文件取代（或废止）国务院令第728号"),
        ("原银监会令2010年第1号还有效吗", "jinguiling-2024-2#meta", "本文件取代（或废止）银监会令2010年第1号"),
        ("流动资金贷款管理暂行办法废止了吗", "jinguiling-2024-2#meta", "本文件取代（或废止）银监会令2010年第1号"),
        ("个人贷款管理暂行办法还有效吗", "jinguiling-2024-3#0", "取代2009年至2010年间的暂行办法"),
        ("2020年的款项支付条例还有效吗", "guowuyuanling-802#meta", "本文件取代（或废止）国务院令第728号"),
        ("Is CBRC Order No. 1 of 2010 still in force?", "jinguiling-2024-2#meta", "It supersedes or repeals"),
        (
            "Are the Interim Measures for Working-Capital Loans still in force?",
            "jinguiling-2024-2#meta",
            "It supersedes or repeals",
        ),
    ],
)
def test_of_a_document_replaced_and_not_held_it_is_said_that_it_was(service, question, clause, words):
    answer = service.ask(question)
    assert words in answer.statements[0].text
    assert answer.statements[0].citations[0].clause_id == clause
    assert not any("效力" in one.text or "in force from" in one.text for one in answer.statements)


def test_which_of_two_editions_holds_is_read_off_the_record_of_the_newer(service):
    assert said(service, "款项支付条例是2020年的还是2025年的有效") == [
        "本文件取代（或废止）国务院令第728号。",
        "效力：自2025年6月1日起有效，资料中没有发现废止或被取代的记录。",
    ]


@pytest.mark.parametrize(
    "question", ["营业税暂行条例还有效吗", "2016年小微授信尽职免责通知还有效吗", "2003年的商业银行法还有效吗"]
)
def test_the_status_of_another_document_is_never_given_for_that_of_one_not_held(service, question):
    answer = service.ask(question)
    assert answer.status is Status.DECLINED
    assert not answer.statements


def test_where_a_record_tells_no_validity_that_is_said_and_nothing_else(service):
    answer = service.ask("小微企业划型标准还有效吗")
    assert answer.status is Status.DECLINED
    assert answer.decline.text.endswith("没有写所问的效力。")
    assert not answer.statements


def test_the_day_of_the_last_revision_is_asked_for_too(service):
    assert any("所收文本是2023年12月29日的文本" in text for text in said(service, "公司法是什么时候修订的"))


def test_a_clause_on_what_lapses_is_no_question_on_the_document(service):
    assert service.ask("民法典规定要约失效的情形有哪些").statements[0].citations[0].clause_id == "civil-code#478"


def test_who_made_something_else_than_the_document_is_not_read_off_its_record(service):
    assert not any("发文机关" in words for words in said(service, "46号文要求的续贷制度是总行发布的吗？"))


def test_a_record_says_what_is_asked_and_no_more(service):
    assert said(service, "商业银行法什么时候生效？") == ["公布日期是2015年8月29日，施行日期是2015年10月1日。"]
    two = said(service, "46号文的文号和发布日期？")
    assert len(two) == 2
    assert "金办发〔2025〕46号" in two[0]
    assert "2025年5月7日" in two[1]


@pytest.mark.parametrize("question", ["46号文什么时候印发、谁印发的", "Who issued Notice 46, and when?"])
def test_by_whom_and_when_are_both_told(service, question):
    lines = " ".join(said(service, question))
    assert re.search("发文机关|issued by", lines)
    assert re.search("2025年5月7日|7 May 2025", lines)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("建立小微融资协调机制那个通知是哪天出来的", "公布日期是2024年10月28日"),
        ("续贷通知作废了没，现在还管用吗", "效力：自2024年9月24日起有效"),
        ("When did the regulator put out the due-diligence exemption notice?", "It was published on 2 August 2024"),
        ("续贷那个13号文是不是也发给了AMC", "金融资产管理公司"),
    ],
)
def test_a_record_is_asked_for_in_everyday_words_too(service, question, line):
    assert any(line in text for text in said(service, question))


def test_the_notice_before_is_named_and_not_this_one_s_number(service):
    lines = said(service, "46号文之前那一年的通知是哪个文号？")
    assert "2024年普惠信贷工作的通知" in lines[0]
    assert not any("文号是" in line for line in lines)


def test_the_day_from_which_a_law_applies_is_that_of_effect(service):
    assert "20 May 2025" in " ".join(said(service, "From what date does the Private Economy Promotion Law apply?"))
