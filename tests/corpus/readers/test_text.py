from __future__ import annotations

import pytest

from corpus.errors import UnsupportedFormatError
from corpus.readers.original import Paragraph
from corpus.readers.text import decode, read_text

SIMPLIFIED = "第一条　为了规范服务，制定本办法。\n第二条　银行应当公示收费项目。\n"
TRADITIONAL = "第一條　為了規範服務，制定本辦法。\n第二條　銀行應當公示收費項目，不得強制搭售。\n"


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "utf-16", "utf-16-le"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "utf-8", "utf-8"),
    ],
)
def test_the_encoding_is_told_from_the_bytes(text: str, encoding: str, found: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == (text, found)


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03", bytes(range(128, 256)) * 3, b"\xff\xfe\x00"])
def test_bytes_that_are_no_text_say_how_to_convert(data: bytes) -> None:
    with pytest.raises(UnsupportedFormatError, match="save it as UTF-8"):
        read_text(data, "a.txt", "")


def test_a_damaged_byte_is_shown_and_told() -> None:
    data = bytearray((SIMPLIFIED * 3).encode())
    data[40] = 0xFF
    original = read_text(bytes(data), "a.txt", "")
    assert "\ufffd" in original.text
    assert any("damaged" in warning for warning in original.warnings)


def test_places_count_the_characters_of_the_text_as_read() -> None:
    original = read_text(SIMPLIFIED.encode(), "a.txt", "")
    for block in original:
        assert isinstance(block, Paragraph)
        (place,) = block.places
        assert original.text[place.start : place.end] == block.text


def test_a_paragraph_wrapped_at_a_margin_is_one_paragraph() -> None:
    wrapped = (
        "    银行应当在营业场所的醒目位置公示全部收费项目、收费标准和收费依据，并且在\n"
        "网站上同时公示，公示的内容应当保持一致，方便客户随时查询比较，并且注明投诉电\n"
        "话和受理的时间。\n"
        "    公示期不少于三个月，期满以后仍然应当能够在网站上查询到历次公示的内容和日\n"
        "期。\n"
    )
    assert len(list(read_text(wrapped.encode(), "a.txt", ""))) == 2


def test_english_lines_are_joined_with_a_space() -> None:
    wrapped = (
        "A bank shall publish every fee that it charges at its branches and on its web\n"
        "site, and shall keep both lists the same at all times so that customers can com-\n"
        "pare them without asking anybody for help at the counter or over the telephone\n"
        "line.\n"
    )
    (block,) = read_text(wrapped.encode(), "a.txt", "")
    assert isinstance(block, Paragraph)
    assert "its web site, and" in block.text
    assert "can compare them" in block.text


def test_short_lines_of_a_list_are_not_joined() -> None:
    listed = "各县支行\n各市分行\n各省分行\n各信用社\n"
    assert len(list(read_text(listed.encode(), "a.txt", ""))) == 4
