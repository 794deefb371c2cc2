"""What a question takes a document to be – whose, of which day or kind, under which number, at its end – held against
the document's record."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.answering.dates import Day, find_days
from app.answering.numerals import plain_value
from app.answering.wording import say
from corpus.model import Document
from corpus.names import find_numbers, parse_number

#: Lines of a record, in Chinese and English.
ISSUER = re.compile(r"发文机关|issued by")
KIND = re.compile(r"文件性质|\bit is an? ")
NUMBER = re.compile(r"文号|document number")
PUBLISHED = re.compile(r"公布日期|published on")
EFFECTIVE = re.compile(r"施行日期|takes effect on|an effective date")
EDITION = re.compile(r"所收文本|公布日期|the text is that|published on")
VALIDITY = re.compile(
    r"效力：|本文件[^《取]*被《|起废止|适用本文件的新文本|没有核实"
    r"|in force from|is superseded|is repealed|newer text|has not been checked"
)


@dataclass(frozen=True)
class Claim:
    """Words of a question that say something of a document, and the lines of its record that tell whether it holds."""

    words: str
    line: re.Pattern[str]
    holds: Callable[[str, Document], bool | None]
    denied: str = "issued_not"

    def lead(self, document: Document, language: str) -> str:
        """Yes or no; '' where the record does not tell."""
        held = self.holds(self.words, document)
        return "" if held is None else say("issued" if held else self.denied, language)


_MADE = r"(?:印发|发布|公布|出台|下发|颁布|制定|通过|修[订正改]|发)"
#: By whom, or from when on, a document is taken to be: 46号文是银保监会发的, 2026年起施行, issued by the State Council.
_MADE_BY = re.compile(
    rf"(?:仅|只|单独)?[是由](?![哪什谁几])[^，,。？?是由]{{2,60}}?{_MADE}"
    r"|(?:(?:19|20)\d\d年|\d{1,2}月\d{1,2}[日号])[^，,。？?]{0,12}?(?:施行|生效|实施|执行|通过|修[订正改])"
    r"|\b(?:issued|published|released|adopted|effect|force) (?:only |solely |exclusively |jointly )?"
    r"(?:by|in|on|from|since) (?!whom|which|what)[^?.]{3,80}"
)
_ALONE = re.compile(r"一家|单独|独家|独自|仅由|只由|只是|\b(?:alone|only|solely|exclusively)\b")
_COUNTED = re.compile(r"([一二两三四五六七八九十\d]+)个?(?:部门|部委|单位|机关|家)")
_EFFECT = re.compile(r"施行|生效|实施|执行|\beffect|\bforce\b")
_REVISED = re.compile(r"修[订正改]")
_ADOPTED = re.compile(r"通过|制定|adopted")
_OF_KIND = re.compile(
    r"(?:是|算|属于)(?:不是|不算)?(?:一?[部个份种项])?"
    r"((?:法律|行政法规|部门规章|规章|规范性文件|通知)(?:吗|么|吧|还是|或|[ ，,？?]|$))"
    r"|\bis .{1,60}?\ban? (law\b|statute\b|administrative regulation|departmental rule|normative document)"
)
_KINDS = {
    "law": re.compile(r"法律|\blaw\b|statute"),
    "administrative_regulation": re.compile(r"行政法规|administrative regulation"),
    "departmental_rule": re.compile(r"规章|departmental rule"),
    "notice": re.compile(r"规范性文件|通知|normative document"),
}
_NUMBERED = re.compile(r"文号(?:是|为)|number (?:is|of)\b")
_ENDED = re.compile(
    r"(?:失效|废止|作废|过期|被取代|被替代)了?(?:没有?|吗|么|吧|[ ，,？?]|$)"
    r"|\bbeen (?:repealed|superseded|replaced)|\bexpired\b"
)
_WHEN = re.compile(r"什么时候|啥时候|何时|几时|哪|\bwhen\b")
#: Authorities by their names in questions and records.
_AUTHORITIES = tuple(
    re.compile(names)
    for names in (
        "人民银行|央行|人行|people's bank|pboc",
        "金融监督?管理?总局|金监总局|financial regulatory administration|nfra",
        "银保监会|银行保险监督管理|banking and insurance regulatory|cbirc",
        "银监会|银行业监督管理委员会|banking regulatory commission|cbrc",
        "证监会|证券监督管理|securities regulatory|csrc",
        "财政部|ministry of finance|mof",
        "国务院|state council",
        "发展?改革?委|development and reform|ndrc",
        "工信部|工业和信息化部|industry and information|miit",
        "税务总局|taxation administration|administration of taxation|\\bsta\\b",
        "市场监督?管理?总局|market regulation|samr",
        "统计局|bureau of statistics",
        "人民代表大会|人大常委会|全国人大|people's congress",
        "常委会|常务委员会|standing committee",
    )
)


def claim_of(folded: str) -> Claim | None:
    """What the folded question says of the document; None where it takes nothing for granted."""
    if kind := _OF_KIND.search(folded):
        return Claim(folded[kind.start(kind.lastindex or 0) :], KIND, _of_kind)
    numbered = _NUMBERED.search(folded)
    if numbered and parse_number(folded[numbered.end() :]):
        return Claim(folded[numbered.end() :], NUMBER, _of_number)
    ended = _ENDED.search(folded)
    if ended and not _WHEN.search(folded):
        return Claim(ended[0], VALIDITY, _ended, denied="not_ended")
    made = _MADE_BY.search(folded)
    return Claim(made[0], _line(made[0]), _made) if made else None


def _line(words: str) -> re.Pattern[str]:
    if not _days(words):
        return ISSUER
    return EFFECTIVE if _EFFECT.search(words) else EDITION if _REVISED.search(words) else PUBLISHED


def _made(words: str, document: Document) -> bool | None:
    """Whether it is of the authorities, the only one where that is said, and of the days."""
    told = f"{document.issuer} {document.issuer_en}".lower()
    held: list[bool | None] = [names.search(told) is not None for names in _AUTHORITIES if names.search(words)]
    issuers = document.issuer.count("、") + 1
    counted = _COUNTED.search(words)
    if document.issuer and _ALONE.search(words):
        held.append(issuers == 1)
    elif document.issuer and counted:
        held.append(issuers == plain_value(counted[1]))
    held += [_of_day(day, words, document) for day in _days(words)]
    return None if None in held or not held else all(held)


def _of_day(day: Day, words: str, document: Document) -> bool | None:
    """Whether the record states the day; None where it states none, or it may be that of an earlier edition."""
    validity = document.validity
    if _EFFECT.search(words):
        return _same(day, None if validity.effective_assumed else validity.effective)
    same = _same(day, validity.version if _REVISED.search(words) else validity.published)
    return same or None if _REVISED.search(words) or _ADOPTED.search(words) else same


def _same(day: Day, other: date | None) -> bool | None:
    if other is None:
        return None
    pairs = zip((day.year, day.month, day.day), (other.year, other.month, other.day), strict=True)
    return all(mine is None or mine == theirs for mine, theirs in pairs)


def _days(words: str) -> tuple[Day, ...]:
    return find_days(re.sub(r"(月\d{1,2})号", r"\1日", words))


def _of_kind(words: str, document: Document) -> bool | None:
    """Whether it is of the kind; None where several are named or its own is none of those that the law tells apart."""
    named = [kind for kind, names in _KINDS.items() if names.search(words)]
    return document.kind == named[0] if len(named) == 1 and document.kind in _KINDS else None


def _of_number(words: str, document: Document) -> bool | None:
    own = parse_number(document.number)
    return all(number.names(own) for number in find_numbers(words)) if own else None


def _ended(words: str, document: Document) -> bool | None:
    """Not where the record knows of no end."""
    validity = document.validity
    known = any((validity.repealed, validity.superseded_by, validity.amended_on, validity.unverified_from))
    return None if known or not validity.in_force_claimed else False
