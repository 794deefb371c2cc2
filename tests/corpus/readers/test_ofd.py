from __future__ import annotations

import pytest

from corpus.errors import RefusedFileError, UnsupportedFormatError
from corpus.readers.ofd import read_ofd
from corpus.readers.original import Paragraph, Table
from tests.corpus.readers.wordfile import ofd


def text(words: str, x: float, y: float, extra: str = "", delta: str = "") -> str:
    return (
        f'<ofd:TextObject Boundary="{x} {y} 100 5" Size="4" {extra}>'
        f'<ofd:TextCode X="0" Y="3.5" DeltaX="{delta}">{words}</ofd:TextCode></ofd:TextObject>'
    )


def paragraphs(content: str) -> list[Paragraph]:
    return [block for block in read_ofd(ofd(content), "a.ofd", "") if isinstance(block, Paragraph)]


def test_text_objects_are_read_with_boxes_in_points() -> None:
    (block,) = paragraphs(text("甲乙", 20, 40, delta="4"))
    assert block.text == "甲乙"
    (place,) = block.places
    assert place.page == 1
    assert place.box == pytest.approx((56.7, 113.4, 79.4, 124.7), abs=0.6)


def test_repeated_steps_and_wide_gaps_are_understood() -> None:
    (block,) = paragraphs(text("第一条为了", 20, 40, delta="g 2 4 8 4"))
    assert block.text == "第一条 为了"


def test_a_turned_stamp_is_no_text() -> None:
    (block,) = paragraphs(text("正文", 20, 40, delta="4") + text("作废", 60, 60, 'CTM="0.7 0.7 -0.7 0.7 0 0"', "4"))
    assert block.text == "正文"


def test_objects_of_one_line_are_joined_in_order_of_position() -> None:
    (block,) = paragraphs(text("乙", 40, 40) + text("甲", 20, 40.3))
    assert block.text == "甲 乙"


def test_an_entity_is_refused() -> None:
    import io
    import zipfile

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("OFD.xml", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')
    with pytest.raises(RefusedFileError, match="document type"):
        read_ofd(held.getvalue(), "a.ofd", "")


def test_missing_parts_say_what_to_do() -> None:
    with pytest.raises(UnsupportedFormatError, match="save it as PDF"):
        paragraphs("")
    with pytest.raises(UnsupportedFormatError, match="lacks 'D/none"):
        read_ofd(ofd("", '<ofd:Page ID="1" BaseLoc="none.xml"/>'), "a.ofd", "")


def test_a_table_drawn_with_paths_keeps_its_rows() -> None:
    def path(x: float, y: float, w: float, h: float, steps: str) -> str:
        inner = f"<ofd:AbbreviatedData>{steps}</ofd:AbbreviatedData>"
        return f'<ofd:PathObject Boundary="{x} {y} {w} {h}">{inner}</ofd:PathObject>'

    across = "".join(path(20, y, 80, 0.3, "M 0 0 L 80 0") for y in (40, 50, 60))
    down = "".join(path(x, 40, 0.3, 20, "M 0 0 L 0 20") for x in (20, 60, 100))
    words = text("地区", 22, 42, delta="4") + text("额度", 62, 42, delta="4")
    values = text("东部", 22, 52, delta="4") + text("十万元", 62, 52, delta="g 2 4")
    found = list(read_ofd(ofd(text("附表", 20, 20, delta="4") + across + down + words + values), "a.ofd", ""))
    assert [type(block).__name__ for block in found] == ["Paragraph", "Table"]
    table = found[1]
    assert isinstance(table, Table)
    assert table.rows == (("地区", "额度"), ("东部", "十万元"))
