"""The numbers that Word puts before paragraphs: they are in no text run, only in the list definitions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from lxml import etree

from corpus.numbering import chinese_numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = (
    "chineseCounting chineseCountingThousand japaneseCounting taiwaneseCounting ideographDigital ideographTraditional"
    " taiwaneseCountingThousand"
)
_MAX_NUMBER = 99_999


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    pairs = zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "m cm d cd c xc l xl x ix v iv i".split(), strict=True
    )
    text = ""
    for value, letters in pairs:
        count, number = divmod(number, value)
        text += letters * count
    return text


_FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(_CHINESE.split(), chinese_numeral),
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "decimalEnclosedCircle": lambda n: chr(0x245F + n) if n <= 20 else f"({n})",
    "decimalEnclosedCircleChinese": lambda n: chr(0x245F + n) if n <= 20 else f"({n})",
    "chineseLegalSimplified": lambda n: chinese_numeral(n).translate(
        str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
    ),
    "lowerLetter": _letters,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerRoman": lambda n: _roman(min(n, 3999)),
    "upperRoman": lambda n: _roman(min(n, 3999)).upper(),
    "bullet": lambda _: "",
    "none": lambda _: "",
}


class Numbering:
    """Counts paragraphs as Word does and gives each its label (第三条 , （一）, 1.)."""

    def __init__(self, root: etree._Element | None, styles: Mapping[str, etree._Element]) -> None:
        self._styles = styles
        self._levels: dict[str, dict[int, etree._Element]] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._seen: set[str] = set()
        if root is None:
            return
        for abstract in root.iter(f"{W}abstractNum"):
            levels = {_number(level.get(f"{W}ilvl")): level for level in abstract.iter(f"{W}lvl")}
            self._levels[abstract.get(f"{W}abstractNumId", "")] = levels
        for num in root.iter(f"{W}num"):
            held = num.find(f"{W}abstractNumId")
            number = num.get(f"{W}numId", "")
            self._abstract[number] = _value(held)
            for override in num.iter(f"{W}lvlOverride"):
                start = override.find(f"{W}startOverride")
                if start is not None:
                    self._starts[number, _number(override.get(f"{W}ilvl"))] = _number(_value(start))

    def label(self, paragraph: etree._Element) -> str:
        """The number before a paragraph, with a space where Word sets one apart; '' where it has none."""
        num_id, level = self._list_of(paragraph)
        levels = self._levels.get(self._abstract.get(num_id, ""), {})
        if not num_id or num_id == "0" or level not in levels:
            return ""
        self._count(num_id, level, levels)
        counts = self._counts[self._abstract[num_id]]
        pattern = _value(levels[level].find(f"{W}lvlText"))
        label = re.sub(r"%([1-9])", lambda mark: self._shown(levels, counts, int(mark[1]) - 1), pattern)
        if not label or _value(levels[level].find(f"{W}numFmt")) == "bullet":
            return ""
        apart = _value(levels[level].find(f"{W}suff")) != "nothing" and label[-1] not in "、．.）)"
        return label + (" " if apart else "")

    def _list_of(self, paragraph: etree._Element) -> tuple[str, int]:
        """numId and level, from the paragraph or the styles that it is based on."""
        held = paragraph.find(f"{W}pPr/{W}numPr")
        style = _value(paragraph.find(f"{W}pPr/{W}pStyle"))
        num_id = _value(held.find(f"{W}numId")) if held is not None else ""
        level = _value(held.find(f"{W}ilvl")) if held is not None else ""
        for _ in range(12):
            if num_id or style not in self._styles:
                break
            inherited = self._styles[style].find(f"{W}pPr/{W}numPr")
            if inherited is not None:
                num_id = _value(inherited.find(f"{W}numId"))
                level = level or _value(inherited.find(f"{W}ilvl"))
            style = _value(self._styles[style].find(f"{W}basedOn"))
        return num_id, _number(level)

    def _count(self, num_id: str, level: int, levels: Mapping[int, etree._Element]) -> None:
        counts = self._counts.setdefault(self._abstract[num_id], [None] * 10)
        if num_id not in self._seen:
            self._seen.add(num_id)
            for (other, at), start in self._starts.items():
                if other == num_id and at < 10:
                    counts[at] = start - 1
        before = counts[level]
        start = _number(_value(levels[level].find(f"{W}start")), 1)
        counts[level] = min(before + 1 if before is not None else start, _MAX_NUMBER)
        for deeper in range(level + 1, 10):
            counts[deeper] = None

    def _shown(self, levels: Mapping[int, etree._Element], counts: list[int | None], level: int) -> str:
        if level not in levels:
            return ""
        number = counts[level]
        shown = number if number is not None else _number(_value(levels[level].find(f"{W}start")), 1)
        form = _FORMATS.get(_value(levels[level].find(f"{W}numFmt")) or "decimal", str)
        return form(shown) if shown > 0 else str(shown)


def _value(element: etree._Element | None) -> str:
    return (element.get(f"{W}val") or "") if element is not None else ""


def _number(text: str | None, default: int = 0) -> int:
    return min(int(text), _MAX_NUMBER) if text and text.isdigit() and len(text) < 9 else default
