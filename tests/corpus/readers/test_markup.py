from __future__ import annotations

from corpus.readers.files import read_content
from corpus.readers.original import Paragraph, Table
from corpus.splitter import split

TEXT = """<!-- 来源 -->
# 青山省典当行管理办法

> 2020年1月1日公布

## 第一章 总则

**第一条** 典当期限见下表，参见[附则](http://127.0.0.1/x)。

| 种类 | 期限 |
| --- | :---: |
| 动产 | 六个月 |

---
**第二条** 本办法自公布之日起施行。
"""


def test_marks_are_taken_off_and_tables_kept() -> None:
    found = read_content(TEXT.encode(), "a.md")
    texts = [b.text for b in found if isinstance(b, Paragraph)]
    assert texts == [
        "青山省典当行管理办法",
        "2020年1月1日公布",
        "第一章 总则",
        "第一条 典当期限见下表，参见附则。",
        "第二条 本办法自公布之日起施行。",
    ]
    (table,) = [b for b in found if isinstance(b, Table)]
    assert table.rows == (("种类", "期限"), ("动产", "六个月"))


def test_a_plain_markdown_law_falls_into_its_articles() -> None:
    made = split(read_content(TEXT.encode(), "a.md"), "x")
    assert [".".join(c.id.path) for c in made.clauses] == ["0", "1", "1.row-1", "2"]
    assert made.record.title == "青山省典当行管理办法"
