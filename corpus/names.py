"""Names as people type them: folding of width, case, script and spaces; document numbers in all their spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

import opencc

from corpus.numbering import CHINESE_NUMERAL, parse_numeral

_IGNORED = frozenset("《》〈〉「」『』“”\"'‘’`·•-—_")
_NATION = "中华人民共和国"


@lru_cache(maxsize=1)
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=65536)
def fold_character(character: str) -> str:
    """One character without width, case and script; '' for spaces and quotation marks."""
    plain = unicodedata.normalize("NFKC", character).lower()
    if not plain.strip() or plain in _IGNORED:
        return ""
    return str(_to_simplified().convert(plain)) if ord(plain[0]) >= 0x3400 else plain


def fold(text: str) -> str:
    """`text` without differences of width, case, traditional or simplified script, spaces and title marks."""
    return "".join(map(fold_character, text))


def fold_mapped(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, where it stood; one more entry holds len(text)."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        plain = fold_character(character)
        folded.append(plain)
        places.extend([place] * len(plain))
    return "".join(folded), [*places, len(text)]


def short_title(title: str) -> str:
    """The title without 中华人民共和国."""
    return title.removeprefix(_NATION)


@dataclass(frozen=True)
class DocumentNumber:
    """A document number (文号) and where it stands in a text: 银保监发〔2020〕18号 is 银保监发, 2020, 18.

    `before` is the folded text that runs into the number; `year` is '' for a number without one (国务院令第802号).
    """

    before: str
    year: str
    serial: int
    start: int
    end: int

    def names(self, other: DocumentNumber) -> bool:
        """Whether this mention can be the number `other`, whose word is known.

        The word must agree, in full or in a part that stands by itself (公告2023年第13号); a mention without a word
        (2020年18号文, 46号文) agrees with any.
        """
        if self.serial != other.serial or (self.year and self.year != other.year):
            return False
        if not _WORD.search(self.before):
            return True
        pairs = zip(reversed(self.before), reversed(other.before), strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        free = same == len(self.before) or self.before[-same - 1] in MAY_PRECEDE
        return same == len(other.before) or (same >= 2 and free)


# What may stand before a bare name; after anything else it is the end of a longer one (社会|保险法).
MAY_PRECEDE = frozenset(
    "照据按反用合和与及的在由对将把依如以从见为除受自给向同或于改定即是查看请问说像比跟讲阅读引旧新现有，,.;:!?()[]、。“”\n"
)
_WORD = re.compile(r"(?:[发规令函字告企法监办](?:文|第)?|公告|通知)\Z")
_YEAR = r"(?:19|20)\d{2}"
_FORM = re.compile(
    rf"(?:[〔\[(（【{{［〖]\s*(?P<a>{_YEAR})\s*年?\s*[〕\])）】}}］〗]|(?P<b>{_YEAR})\s*年?|(?<![\d第]))"
    rf"\s*第?\s*(?P<serial>\d{{1,5}}|[{CHINESE_NUMERAL}]{{1,6}})\s*号(?P<after>文件?|通知|令|公告)?"
)
_BEFORE = re.compile(r"[一-龥a-z]*\Z")


def find_numbers(text: str) -> Iterator[DocumentNumber]:
    """Every document number in `text`, in order; spans include the word where one runs into the number."""
    if "号" not in text and "號" not in text:
        return
    folded, places = fold_mapped(text)
    for found in _FORM.finditer(folded):
        run = _BEFORE.search(folded, 0, found.start())
        before = (run[0] if run else "").removeprefix(_NATION)
        year = found["a"] or found["b"] or ""
        if not year and not found["after"] and not _WORD.search(before):
            continue  # 3号楼, 1号岗位
        serial = parse_numeral(found["serial"])
        yield DocumentNumber(before, year, serial, places[found.start()], places[found.end() - 1] + 1)


def parse_number(text: str) -> DocumentNumber | None:
    """The document number that `text` is, or None."""
    return next(find_numbers(text), None)
