"""What is asked of a document itself is read off its record: by whom, when, whether it still holds."""

from __future__ import annotations

import pytest

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
    ],
)
def test_whom_or_which_day_a_document_is_taken_to_be_of_is_held_against_its_record(service, question, begins):
    statements = said(service, question)
    assert statements[0].startswith(begins)
    assert len(statements) == 1


def test_who_made_something_else_than_the_document_is_not_read_off_its_record(service):
    assert not any("发文机关" in words for words in said(service, "46号文要求的续贷制度是总行发布的吗？"))


def test_a_record_says_what_is_asked_and_no_more(service):
    assert said(service, "商业银行法什么时候生效？") == ["公布日期是2015年8月29日，施行日期是2015年10月1日。"]
    two = said(service, "46号文的文号和发布日期？")
    assert len(two) == 2
    assert "金办发〔2025〕46号" in two[0]
    assert "2025年5月7日" in two[1]


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
