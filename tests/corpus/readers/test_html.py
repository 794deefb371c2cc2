from __future__ import annotations

import quopri

import pytest

from corpus.errors import UnsupportedFormatError
from corpus.readers.files import read_content
from corpus.readers.html import read_html
from corpus.readers.original import Paragraph, Table

PAGE = """<!DOCTYPE html><html><head><title>站点</title><script>var a='第九条 脚本'</script></head><body>
<div id="header"><ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul></div>
<div class="position">当前位置：首页 &gt; 通知</div>
<div class="content"><h1>关于服务的通知</h1>
<p style="text-align: center">青金发〔2020〕1号</p>
<p>　　一、开户不超过
两个工作日。<br/>　　二、不得收费。</p>
<table><tr><th>地区</th><th>额度</th></tr>
<tr><td rowspan="2">东部</td><td>10万元</td></tr><tr><td>20万元</td></tr></table>
<div>附注<span>在后</span>面。</div>
</div><div class="footer">版权所有</div></body></html>"""


def blocks(page: str, encoding: str = "utf-8") -> list[Paragraph | Table]:
    return list(read_html(page.encode(encoding), "a.html", ""))


def test_the_site_around_the_text_is_taken_off() -> None:
    texts = [b.text for b in blocks(PAGE) if isinstance(b, Paragraph)]
    assert texts == [
        "关于服务的通知",
        "青金发〔2020〕1号",
        "一、开户不超过两个工作日。",
        "二、不得收费。",
        "附注在后面。",
    ]


def test_headings_and_centred_lines_are_known() -> None:
    first, second, third, *_ = blocks(PAGE)
    assert isinstance(first, Paragraph)
    assert isinstance(second, Paragraph)
    assert isinstance(third, Paragraph)
    assert (first.heading, second.centred, third.centred) == (1, True, False)


def test_a_table_of_data_keeps_its_rows() -> None:
    (table,) = [b for b in blocks(PAGE) if isinstance(b, Table)]
    assert table.rows == (("地区", "额度"), ("东部", "10万元"), ("东部", "20万元"))


def test_a_table_that_lays_out_the_page_is_text() -> None:
    page = "<body><table><tr><td><p>第一条　甲。</p><p>第二条　乙。</p></td></tr></table></body>"
    assert [b.text for b in blocks(page) if isinstance(b, Paragraph)] == ["第一条　甲。", "第二条　乙。"]


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-8"])
def test_the_declared_or_the_detected_encoding_is_used(encoding: str) -> None:
    words = "電子錢包應當實名登記，單日限額為一萬元。" if encoding == "big5" else "钱包应当实名登记，限额一万元。"
    declared = f'<meta charset="{"gb2312" if encoding == "gb18030" else encoding}">'
    for head in (declared, ""):
        (block,) = blocks(f"<html><head>{head}</head><body><p>{words}</p></body></html>", encoding)
        assert isinstance(block, Paragraph)
        assert block.text == words


def test_a_page_without_text_says_so() -> None:
    with pytest.raises(UnsupportedFormatError, match="no text"):
        blocks("<html><body><script>第一条 甲</script></body></html>")


def test_a_page_saved_as_one_file_is_read() -> None:
    body = quopri.encodestring(PAGE.encode()).decode()
    saved = (
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=X\r\n\r\n"
        "--X\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{body}\r\n--X--\r\n"
    )
    found = read_content(saved.encode(), "a.mht")
    assert next(b.text for b in found if isinstance(b, Paragraph)) == "关于服务的通知"
