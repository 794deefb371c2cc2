"""Personal numbers in a question, masked before anything is stored, logged or sent to a language model.

Where a number carries a checksum (resident id: GB 11643, bank card: Luhn, unified social credit code: GB 32100) the
checksum decides; where a word says what the number is (身份证, 账号, card no.), the word does, so that a mistyped
number is masked too. Amounts, dates, document numbers and clause numbers are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from stdnum import luhn
from stdnum.cn import ric, uscc

from app.answering.numerals import fold_width


class Personal(StrEnum):
    """Kinds of personal numbers."""

    RESIDENT_ID = "resident_id"
    CREDIT_CODE = "credit_code"
    BANK_CARD = "bank_card"
    ACCOUNT = "account"
    PHONE = "phone"
    EMAIL = "email"


_NAMES: dict[Personal, tuple[str, str]] = {
    Personal.RESIDENT_ID: ("身份证号", "resident id"),
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


_NOT_INSIDE = r"(?<![0-9A-Za-z.])"
_ENDS = r"(?![0-9A-Za-z]|\.\d)"
# A number with one of these after it is an amount or a share, whatever its length.
_AMOUNT_AFTER = re.compile(
    r"\s*(?:[万亿千百]?元|[万亿]|%|‰|美元|港元|yuan|rmb|cny|usd|million|billion|股|笔|户)", re.IGNORECASE
)
_AMOUNT_BEFORE = re.compile(r"(?:[¥$￥]|rmb|cny|usd|金额(?:为|是|[:：])?|余额(?:为|是|[:：])?)\s*\Z", re.IGNORECASE)
_SAYS_ID = (
    r"(?:身份证(?:件)?(?:号码?|号)?|居民身份号码|公民身份号码|\bID (?:card )?(?:number|no\.?)"
    r"|resident id(?:entity)?(?: card)?(?: number| no\.?)?)"
)
_SAYS_ACCOUNT = (
    r"(?:账号|帐号|账户(?:号码?)?|帐户(?:号码?)?|卡号|\b(?:bank )?(?:account|acct)(?: number| no\.?)?"
    r"|\bcard(?: number| no\.?))"
)
_LINK = r"\s*(?:是|为|[:：#])?\s*(?:is\s+)?"


def _card(text: str) -> bool:
    digits = re.sub(r"[ -]", "", text)
    years = re.fullmatch(r"(?:(?:19|20)\d\d[ -]?)+", text)
    return not years and bool(luhn.is_valid(digits))


def _any(_: str) -> bool:
    return True


_RULES: tuple[tuple[Personal, re.Pattern[str], Callable[[str], bool]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE), check)
    for kind, pattern, check in (
        (Personal.EMAIL, r"(?P<it>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)", _any),
        (Personal.RESIDENT_ID, rf"{_SAYS_ID}{_LINK}(?P<it>\d{{14,17}}[\dXx*]{_ENDS})", _any),
        (Personal.RESIDENT_ID, rf"{_NOT_INSIDE}(?P<it>[1-9]\d{{16}}[\dX]){_ENDS}", ric.is_valid),
        (
            Personal.CREDIT_CODE,
            rf"{_NOT_INSIDE}(?P<it>[0-9A-HJ-NPQRTUWXY]{{2}}\d{{6}}[0-9A-HJ-NPQRTUWXY]{{10}}){_ENDS}",
            uscc.is_valid,
        ),
        (
            Personal.ACCOUNT,
            rf"{_SAYS_ACCOUNT}{_LINK}(?P<it>\d(?:[ -]?\d){{7,31}}){_ENDS}",
            lambda text: not _card(text),
        ),
        (
            Personal.BANK_CARD,
            rf"{_NOT_INSIDE}(?P<it>\d{{13,19}}"
            rf"|\d{{4}}(?:[ -]\d{{4}}){{2,3}}(?:[ -]?\d{{1,4}})?){_ENDS}",
            _card,
        ),
        (Personal.ACCOUNT, rf"{_NOT_INSIDE}(?P<it>\d{{15,30}}){_ENDS}", _any),
        (Personal.PHONE, rf"(?<![0-9A-Za-z.-])(?P<it>(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{{4}}){{2}}){_ENDS}", _any),
        (Personal.PHONE, rf"(?<![0-9A-Za-z.-])(?P<it>(?:\(0\d{{2,3}}\)|0\d{{2,3}}[ -])\s?\d{{7,8}}){_ENDS}", _any),
    )
)


def mask(text: str) -> Masked:
    """Replace personal numbers by their kind, in the language of the text around them. Masking twice changes "
    "nothing."""
    found = sorted(_find(fold_width(text)), key=lambda one: one.start)
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
        for match in pattern.finditer(text):
            start, end = match.span("it")
            if any(start < b and a < end for a, b in taken) or not check(match["it"]):
                continue
            if kind is not Personal.EMAIL and _is_amount(text, start, end):
                continue
            taken.append((start, end))
            yield Found(kind, start, end)


def _is_amount(text: str, start: int, end: int) -> bool:
    return bool(_AMOUNT_AFTER.match(text, end) or _AMOUNT_BEFORE.search(text[max(0, start - 12) : start]))
