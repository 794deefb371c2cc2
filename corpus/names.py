"""Names as people type them: folding of width, case, script and spaces; document numbers in all their spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

import opencc

from corpus.numbering import CHINESE_NUMERAL, number_or_none

_IGNORED = frozenset("《》〈〉「」『』“”\"'‘’`·•-—_")
_NATION = "中华人民共和国"


@lru_cache(maxsize=1)
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=65536)
def fold_character(character: str) -> str:
    """One character without width, case and script; '' for spaces and quotation marks."""
    plain = unicodedata.normalize("NFKC", character).lower()
    if "\ud800" <= plain[0] <= "\udfff":
        return ""  # half of a pair: no character
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

    `before` is the folded text that runs into the number; `year` is '' for a number without one (国务院令第802号);
    `bracketed` tells whether the year stands in brackets.
    """

    before: str
    year: str
    serial: int
    start: int
    end: int
    bracketed: bool = False
    sort: str = ""  # 令 or 公告 where it stands behind the number: 13号公告

    @property
    def has_word(self) -> bool:
        """Whether what runs into the number is its word: 财税〔2019〕13号, but not 根据〔2019〕13号."""
        return bool(_WORD.search(self.before)) or (self.bracketed and not may_precede(self.before))

    def names(self, other: DocumentNumber) -> bool:
        """Whether this mention can be the number `other`, whose word is known.

        The word must agree, in full or in a part that stands by itself (公告2023年第13号); a mention without a word
        (2020年18号文, 46号文) agrees with any.
        """
        if self.serial != other.serial or (self.year and self.year != other.year) or self.sort not in other.before:
            return False
        if not self.has_word:
            return True
        pairs = zip(reversed(self.before), reversed(other.before), strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        rest = self.before[: len(self.before) - same]
        part = may_precede_number(rest) or rest in other.before  # 财政部公告 of 财政部税务总局公告
        return (same == len(other.before) or same >= 2) and part


# What may stand before a bare name; after anything else it is the end of a longer one (社会|保险法, 存款|保险法).
MAY_PRECEDE = frozenset("照据按反和与及的在由对将把依如以从见在向于到或是问像比跟，,.;:!?()[]、。“”《\n")
_LEADS = re.compile(
    r"(?:(?:\A|[^一-龥]|[照据按的对])(?:新|旧|原|老|老的)"
    r"|适用|引用|使用|[要能想才套援]用|享受|落实|贯彻|符合|结合|违反了?|触犯|[了理]解|学习|查询|[问查看说讲]?一?下|查看?|看看?|知道|遵守|执行|告诉我|说说?|讲讲?|解释|介绍"
    r"|请问?|请教|咨询|涉及|参考|对比|比较|[列给找]出|找|翻译|概括|总结|打开|显示|现行|关于|有关|针对|修[订改正]后?|还有|另外|那么?|比如|例如"
    r"|(?:生效|施行|实施|出台|颁布)[后时]|就是|这个|这部|背|读|拿)\Z"
)


def may_precede(text: str) -> bool:
    """Whether a bare document name can begin after `text`: 适用|商业银行法, but not 存款|保险法."""
    last = text[-1:]
    return not last.strip() or last in MAY_PRECEDE or not "\u3400" <= last <= "\u9fff" or bool(_LEADS.search(text[-8:]))


def may_precede_number(text: str) -> bool:
    """Whether a document number can begin after `text`: …的通知|金规〔2024〕13号, but not 沪|金规〔2024〕13号."""
    return may_precede(text) or bool(_NUMBER_FOLLOWS.search(text[-4:]))


_NUMBER_FOLLOWS = re.compile(r"(?:通知|办法|规定|意见|文件|文号|编号|中国|国家)\Z")
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
        serial = number_or_none(found["serial"])
        if serial is None:
            continue
        start, end = places[found.start()], places[found.end() - 1] + 1
        sort = found["after"] if found["after"] in ("令", "公告") else ""
        yield DocumentNumber(before, year, serial, start, end, bracketed=bool(found["a"]), sort=sort)


def parse_number(text: str) -> DocumentNumber | None:
    """The document number that `text` is, or None."""
    return next(find_numbers(text), None)
