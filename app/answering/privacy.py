"""Personal numbers in a question, masked before anything is stored, logged or sent to a language model.

Where a number carries a checksum (resident id: GB 11643, bank card: Luhn, unified social credit code: GB 32100, Hong
Kong identity card: modulo 11) the checksum decides; where a word says what the number is (身份证, 账号, card no.), the
word does, so that a mistyped number is masked too. Passports and travel permits have none that stands in the number:
only the word tells them. Amounts, dates, document numbers and clause numbers are left as they are.

A social credit code is masked whoever bears it: a sole trader's (92…) leads to one person, and a firm's, though it is
published, tells whose customer is asked about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from stdnum import luhn
from stdnum.cn import ric, uscc

from app.answering.numerals import DIGITS, fold_numerals


class Personal(StrEnum):
    """Kinds of personal numbers."""

    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    TRAVEL_PERMIT = "travel_permit"
    CREDIT_CODE = "credit_code"
    BANK_CARD = "bank_card"
    ACCOUNT = "account"
    PHONE = "phone"
    EMAIL = "email"


_NAMES: dict[Personal, tuple[str, str]] = {
    Personal.RESIDENT_ID: ("身份证号", "resident id"),
    Personal.PASSPORT: ("护照号", "passport number"),
    Personal.TRAVEL_PERMIT: ("通行证号", "travel permit number"),
    Personal.CREDIT_CODE: ("统一社会信用代码", "social credit code"),
    Personal.BANK_CARD: ("银行卡号", "bank card number"),
    Personal.ACCOUNT: ("账号", "account number"),
    Personal.PHONE: ("电话号码", "phone number"),
    Personal.EMAIL: ("电子邮箱", "e-mail address"),
}


@dataclass(frozen=True)
class Found:
    """A personal number stood at [start, end) of the text as it was typed. The number itself is not kept."""

    kind: Personal
    start: int
    end: int


@dataclass(frozen=True)
class Masked:
    """The text with every personal number replaced by its kind in square brackets, and what was found, in order."""

    text: str
    found: tuple[Found, ...] = ()
    without: str = ""  # the text with nothing in place of the numbers: what is searched for

    def notice(self, language: str) -> str:
        """What to tell the asker in 'zh' or 'en'; '' where nothing was masked."""
        if not self.found:
            return ""
        names = dict.fromkeys(_NAMES[one.kind][language == "en"] for one in self.found)
        if language == "en":
            return f"Masked in your question before it was stored or processed: {', '.join(names)}."
        return f"问题中的{'、'.join(names)}已在保存和处理之前遮盖。"


# A number with one of these after it is an amount or a share, whatever its length.
_AMOUNT_AFTER = (
    r"\s*(?:[万亿千百]?元|[万亿]|%|‰|美元|港元|yuan|rmb|cny|usd|million|billion|股(?!东)|笔|户(?![名主籍口]))"
)
_AMOUNT_BEFORE = re.compile(r"(?:[¥$￥]|rmb|cny|usd|金额(?:为|是|[:：])?|余额(?:为|是|[:：])?)\s*\Z", re.IGNORECASE)
#: Money without a unit after it has no more digits: that would be more than there is.
_LONGEST_AMOUNT = 15
_NOT_INSIDE = r"(?<![0-9A-Za-z.])"
_NOT_AFTER = rf"{_NOT_INSIDE}(?<![0-9A-Za-z]-)"
_ENDS = rf"(?![0-9A-Za-z]|\.\d|{_AMOUNT_AFTER})"
_SAYS_ID = (
    r"(?:(?:身份证|居住证)件?(?:编?号码?)?|居民身份号码|公民身份号码"
    r"|(?<![A-Za-z])(?:HK)?ID(?: card)?(?: number| no\.?)?"
    r"|(?:resident )?id(?:entity)?(?: card)?(?: number| no\.?)?)"
)
_SAYS_PASSPORT = r"(?:护照(?:编?号码?)?|\bpassport(?: number| no\.?)?)"
_SAYS_PERMIT = (
    r"(?:(?:通行证|回乡证|回鄉證|台胞证|臺胞證)(?:编?号码?)?"
    r"|\b(?:(?:mainland |home return |exit-entry )?(?:travel|return) permit)(?: number| no\.?)?)"
)
_SAYS_CODE = (
    r"(?:信用代码证?号?|纳税人识别号|税号|\bUSCC|\bcredit code(?: number| no\.?)?"
    r"|\btax(?:payer)? (?:id|identification)(?: number| no\.?)?)"
)
_SAYS_ACCOUNT = (
    r"(?:账号|帐号|账户(?:号码?)?|帐户(?:号码?)?|卡号|\b(?:bank )?(?:account|acct)(?: number| no\.?)?"
    r"|\bcard(?: number| no\.?))"
)
_SAYS_PHONE = (
    r"(?:(?:手机|电话|座机|传真)(?:号码?)?|联系方式|\b(?:(?:tele|cell ?|mobile ?)?phone|tel\.?|fax)(?: number| no\.?)?"
    r"|\b(?:cell|mobile)(?: number| no\.?))"
)
_LINK = r"(?:[\s:：#是为(\[【「“”‘’\"'-]|\bis\b)*"
_GAP = "[ -]?"
_CALLED_ACCOUNT = rf"{_SAYS_ACCOUNT}{_LINK}(?P<it>\d(?:{_GAP}\d){{7,31}}){_ENDS}"
_AREA = r"0(?:10|2[0-57-9]|[3-9]\d\d)"
_SHORTEST_CARD = 13
_FEWEST_DIGITS = 8  # of a social credit code: those of its region, at least
_DATED = re.compile(r"(?:(?:19|20)\d\d(?:[ .-]?(?:0?[1-9]|1[0-2])[ .-]?(?:0?[1-9]|[12]\d|3[01]))?[ .-]?)+")


def _bare(text: str) -> str:
    return re.sub(r"[ .-]", "", text)


def _card(text: str) -> bool:
    digits = _bare(text)
    return _undated(text) and len(digits) >= _SHORTEST_CARD and bool(luhn.is_valid(digits))


def _account(text: str) -> bool:
    return _undated(text) and not _card(text)


def _resident(text: str) -> bool:
    return bool(ric.is_valid(_bare(text)))


def _hong_kong(text: str) -> bool:
    """Whether the check digit of a Hong Kong identity card is right; a space stands before a single letter."""
    signs = re.sub(r"[^0-9A-Z]", "", text.upper()).rjust(9)
    values = [36 if sign == " " else int(sign, 36) for sign in signs]
    values[-1] = 10 if signs[-1] == "A" else values[-1]
    return sum(weight * value for weight, value in zip((9, 8, 7, 6, 5, 4, 3, 2, 1), values, strict=True)) % 11 == 0


def _code(text: str) -> bool:
    """A code in groups has a letter, as most have: one in 31 rows of figures would pass for one."""
    bare = _bare(text)
    return bool(uscc.is_valid(bare)) and not (bare.isdigit() and bare != text)


def _called_code(text: str) -> bool:
    return _undated(text) and sum(char.isdigit() for char in text) >= _FEWEST_DIGITS


def _undated(text: str) -> bool:
    """Whether these are neither years nor days: 2024 2025, 20250507, 2025-05-07."""
    return _DATED.fullmatch(text) is None


def _any(_: str) -> bool:
    return True


_RULES: tuple[tuple[Personal, re.Pattern[str], Callable[[str], bool]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE), check)
    for kind, pattern, check in (
        (Personal.EMAIL, r"(?P<it>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)", _any),
        (
            Personal.EMAIL,
            r"(?P<it>\b[a-z0-9._%+-]+(?: at | ?[\[(]at[\])] ?)[a-z0-9-]+(?:(?: dot | ?[\[(]dot[\])] ?)[a-z]{2,})+)\b",
            _any,
        ),
        (
            Personal.RESIDENT_ID,
            rf"{_SAYS_ID}{_LINK}(?P<it>\d(?:{_GAP}\d){{13,16}}{_GAP}[\dX*]){_ENDS}",
            _undated,
        ),
        (Personal.RESIDENT_ID, rf"{_NOT_INSIDE}(?P<it>[1-9](?:{_GAP}\d){{16}}{_GAP}[\dX]){_ENDS}", _resident),
        (
            Personal.RESIDENT_ID,
            rf"{_SAYS_ID}{_LINK}(?P<it>(?:[A-Z]{{1,2}}\d{{6}}|[157]\d{{6}})(?:\([\dA]\)|[\dA])){_ENDS}",
            _undated,
        ),
        (Personal.RESIDENT_ID, rf"{_NOT_INSIDE}(?P<it>[A-Z]{{1,2}}\d{{6}}\([\dA]\)){_ENDS}", _hong_kong),
        (Personal.PASSPORT, rf"{_SAYS_PASSPORT}{_LINK}(?P<it>[A-Z]{{0,2}}\d{{6,9}}){_ENDS}", _undated),
        (Personal.TRAVEL_PERMIT, rf"{_SAYS_PERMIT}{_LINK}(?P<it>[A-Z]{{0,2}}\d{{7,10}}){_ENDS}", _undated),
        (
            Personal.CREDIT_CODE,
            rf"{_SAYS_CODE}{_LINK}(?P<it>[0-9A-Z](?:(?:[ -](?=[A-Z]*\d))?[0-9A-Z]){{14,19}}){_ENDS}",
            _called_code,
        ),
        (
            Personal.CREDIT_CODE,
            rf"{_NOT_INSIDE}(?P<it>\d{_GAP}\d(?:{_GAP}\d){{6}}(?:{_GAP}[0-9A-HJ-NPQRTUWXY]){{10}}){_ENDS}",
            _code,
        ),
        (Personal.BANK_CARD, _CALLED_ACCOUNT, _card),
        (Personal.ACCOUNT, _CALLED_ACCOUNT, _account),
        (
            Personal.BANK_CARD,
            rf"{_NOT_INSIDE}(?P<it>\d{{13,19}}"
            rf"|[3-69]\d{{3}}(?:[ .-]\d{{4}}){{2,3}}(?:[ .-]?\d{{1,4}})?){_ENDS}",
            _card,
        ),
        (Personal.ACCOUNT, rf"{_NOT_INSIDE}(?P<it>\d{{15,30}}){_ENDS}", _undated),
        (
            Personal.PHONE,
            rf"{_NOT_AFTER}(?P<it>(?:(?:\+|00)?86{_GAP})?1[3-9]\d(?:(?:{_GAP}\d{{4}}){{2}}|(?:[.·_,/]\d{{4}}){{2}})){_ENDS}",
            _any,
        ),
        (
            Personal.PHONE,
            rf"{_NOT_AFTER}(?P<it>(?:\({_AREA}\)|{_AREA}){_GAP}[1-9]\d{{2,3}}{_GAP}\d{{4}}){_ENDS}",
            _any,
        ),
        (Personal.PHONE, rf"{_SAYS_PHONE}{_LINK}(?P<it>\+?\d(?:[ .()·_/-]{{0,2}}\d){{6,14}}){_ENDS}", _undated),
    )
)

#: Spaces (and what has no width) and dashes of all kinds as those of a keyboard: Word and PDF set their own.
_SIGNS = {"Zs": " ", "Cf": " ", "Pd": "-"}


#: A number read out digit by digit (一三八零…, 幺 for one), of seven signs and more: a year has four.
_AS_FIGURES = {char: str(value) for char, value in DIGITS.items()} | {"幺": "1"}
_TO_FIGURES = {ord(char): figure for char, figure in _AS_FIGURES.items()}
_DIGIT = rf"[{''.join(_AS_FIGURES)}\d]"
_READ_OUT = re.compile(rf"{_DIGIT}(?:[ -]?{_DIGIT}){{6,}}(?![十百千万亿])")


def _typed(text: str) -> str:
    """The text as a keyboard writes it, one character for one, so that spans stay true."""
    plain = "".join(_SIGNS.get(unicodedata.category(char), char) for char in fold_numerals(text))
    return _READ_OUT.sub(lambda found: found[0].translate(_TO_FIGURES), plain)


def mask(text: str) -> Masked:
    """Replace personal numbers by their kind, in the language of the text around them. Masking twice changes "
    "nothing."""
    found = sorted(_find(_typed(text)), key=lambda one: one.start)
    english = not re.search(r"[\u3400-\u9fff]", text)
    pieces, kept, at = [], [], 0
    for one in found:
        pieces += [text[at : one.start], f"[{_NAMES[one.kind][english]}]"]
        kept.append(text[at : one.start])
        at = one.end
    return Masked("".join([*pieces, text[at:]]), tuple(found), "".join([*kept, text[at:]]))


def _find(text: str) -> Iterator[Found]:
    taken: list[tuple[int, int]] = []
    for kind, pattern, check in _RULES:
        for start, end in _spans(text, pattern, check):
            if any(start < b and a < end for a, b in taken):
                continue
            if kind is not Personal.EMAIL and _is_amount(text, start, end):
                continue
            taken.append((start, end))
            yield Found(kind, start, end)


def _spans(text: str, pattern: re.Pattern[str], check: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Where the pattern matches what passes the check. What does not may begin with another number, a year, so that
    the search goes on inside it."""
    at = 0
    while match := pattern.search(text, at):
        start, end = match.span("it")
        at = start + 1
        if check(match["it"]):
            at = end
            yield start, end


def _is_amount(text: str, start: int, end: int) -> bool:
    before = _AMOUNT_BEFORE.search(text[max(0, start - 12) : start])
    return before is not None and len(_bare(text[start:end])) <= _LONGEST_AMOUNT
