"""Every word of a file is in a clause, in the record or named in a warning."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.readers.original import Paragraph, Table, assemble
from corpus.readers.text import read_text
from corpus.splitter import Split, split

NOTICE = """关于做好小微企业金融服务工作的通知
金办发〔2025〕99号
各监管局，各银行：
一、总体要求
坚持稳中求进，扎实工作。
二、工作要求
各行应当确定一名联系人。
"""
SIGNED = "国家金融监督管理总局办公厅\n2025年5月7日\n"
OPENERS = "印发 发送 分送 打印 关闭 联系人 联系电话 责任编辑 扫一扫 附件 此件 信息公开 抄送 主送 客户经理 本行".split()


def made(text: str) -> Split:
    return split(read_text(text.encode(), "通知.txt", ""), "some-document")


@pytest.mark.parametrize(
    "last",
    [
        "印发本通知后三十日内，各行应当向属地监管局报送实施方案，逾期不报的予以通报。",
        "打印的合同与系统留存的电子合同不一致的，不得放款。",
        "关闭账户的，应当在三日内告知客户；",
        "联系电话应当保存五年。",
        "联系电话应当保存五年",
        "联系人：由各行确定，报送属地监管局。",
        "发送给客户的短信应当留存",
        "（此件中的数据不得外传。）。",
    ],
)
def test_a_last_paragraph_that_begins_like_a_closing_line_stays_in_its_clause(last: str) -> None:
    notice = made(NOTICE + last + "\n" + SIGNED)
    assert notice.clauses[-1].text.endswith(last)
    assert (notice.record.issuer, str(notice.record.published)) == ("国家金融监督管理总局办公厅", "2025-05-07")
    assert notice.warnings == ()


@pytest.mark.parametrize(
    "line",
    [
        "抄送：省财政厅、省统计局。",
        "发送：各监管局，各银行",
        "联系人：张三，联系电话：010-66666666",
        "附件：1.报送表",
        "（此件公开发布）",
        "打印本页　关闭窗口",
        "【打印】【关闭】",
        "国家金融监督管理总局办公厅　2025年5月9日印发",
    ],
)
def test_a_closing_line_is_in_no_clause_and_is_named(line: str) -> None:
    notice = made(NOTICE + SIGNED + line + "\n")
    assert notice.clauses[-1].text.endswith("联系人。")
    (warning,) = notice.warnings
    assert line[:20] in warning


def test_a_line_that_looks_like_an_issuer_is_a_signature_only_above_a_date() -> None:
    unsigned = made(NOTICE + "逾期不报的，报送董事会\n各行应当报告本行董事会\n抄送：省财政厅、省统计局。\n")
    assert unsigned.clauses[-1].text.endswith("各行应当报告本行董事会")
    joint = made(NOTICE + "青山省财政厅\n青山省金融管理局\n2025年5月7日\n")
    assert joint.clauses[-1].text.endswith("联系人。")


def test_numbered_lines_above_the_signature_belong_to_the_clause() -> None:
    notice = made(NOTICE + "1.单户授信不超过一千万元\n2.期限不超过三年\n" + SIGNED)
    assert notice.clauses[-1].text.endswith("2.期限不超过三年")


def test_a_table_of_which_no_row_becomes_a_clause_is_named() -> None:
    blocks = [Paragraph(line) for line in NOTICE.splitlines()]
    rows = Table((("类别", "上限"),), header_rows=1)
    found = split(assemble("a.docx", "docx", "", [*blocks, rows]), "some-document")
    assert "类别 上限" in found.warnings[-1]


sentences = st.tuples(
    st.sampled_from(OPENERS),
    st.sampled_from(["", "：", "的", "应当", "　"]),
    st.text("贷款合同客户风险授信，、", max_size=12).map("客户{}".format),
    st.sampled_from(["。", "；", "", "：", "局", "会", "的规定", "印发"]),
).map("".join)
bodies = st.lists(sentences, min_size=1, max_size=3)
NUMBERS = "一二三四五六"


@st.composite
def documents(draw: st.DrawFn) -> list[str]:
    """The lines of a notice or a measure, with whatever may stand before its clauses and after them."""
    lines = draw(st.sampled_from([[], ["关于做好贷款工作的通知"], ["贷款管理办法", "金办发〔2025〕99号"]]))
    lines = lines + draw(st.lists(sentences, max_size=2))
    form = draw(
        st.sampled_from(["第{}条　{}", "第{}条{}", "第{}条：{}", "【第{}条】{}", "{}、{}", "（{}）{}", "{}．{}", "{}"])
    )
    for number, body in zip(NUMBERS, draw(st.lists(bodies, min_size=1, max_size=5)), strict=False):
        lines += [form.format(*([number, body[0]] if form.count("{}") == 2 else body[:1])), *body[1:]]
    if draw(st.booleans()):
        lines += ["国家金融监督管理总局", "2025年5月7日"]
    lines += draw(st.lists(sentences, max_size=2))
    if draw(st.booleans()):
        lines += ["附件1", "贷款分类表", *draw(bodies)]
    return lines


def words_of(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


@settings(max_examples=300, deadline=None)
@given(documents())
def test_every_line_is_in_a_clause_in_the_record_or_named(lines: list[str]) -> None:
    try:
        found = split(assemble("通知.docx", "docx", "", map(Paragraph, lines)), "some-document")
    except CorpusError:  # refused, and said so
        return
    told = [found.record.title, *found.record.found_in.values(), *found.warnings]
    for clause in found.clauses:
        told += [clause.text, clause.label, clause.heading, *clause.headings]
    everything = words_of("".join(told))
    for line in lines:
        assert words_of(re.sub(r"^(【?第.条】?|.[、．]|（.）|附件1?)", "", line)[:25]) in everything, line
