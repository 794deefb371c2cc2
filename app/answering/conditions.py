"""Conditions and exceptions: 除…外, …的除外, 经…批准, 未经…, …的，应当, 如…, unless, except, with approval, if."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.answering.numerals import fold_width


class Sort(StrEnum):
    EXCEPT = "except"
    WITHOUT = "without"  # 未经批准
    APPROVED = "approved"  # 经批准
    IF = "if"


@dataclass(frozen=True)
class Condition:
    """[start, end) holds a condition, [core_start, core_end) what it is about, without 除, 如果, 的情况下, unless.
    `generic` where it only points to a list (有下列情形之一的)."""

    sort: Sort
    start: int
    end: int
    core_start: int
    core_end: int
    generic: bool = False


_SAYS_YES = r"(?:批准|同意|许可|核准|审批|授权|认可|审查|评估|核实|认定|备案|注册|登记|特许|委托|请求|书面)"
_NOT_A_VERB = "(?<![解消免排扣开清铲废拆删剔])"  # 解除, 免除, 扣除 are verbs, 除 alone makes an exception
_PATTERNS: tuple[tuple[Sort, str], ...] = (
    (Sort.EXCEPT, rf"{_NOT_A_VERB}除非[^，。；\n]{{2,80}}"),
    (Sort.EXCEPT, rf"{_NOT_A_VERB}除[^。；\n]{{1,80}}?(?:以外|之外|外)(?=[，,。；\n的]|\Z)"),
    (
        Sort.EXCEPT,
        r"但[^，。；\n(]{2,50}除外|[^，。；\n(]{0,50}除外|[^，。；\n(]{0,20}另有(?:规定|约定)的?(?=[，,]\s*(?:从|依照|按照|依|适用)其)",
    ),
    (Sort.WITHOUT, rf"(?:未经|未取得|未获|没有经过|没经|非经)[^，。；\n]{{0,40}}?{_SAYS_YES}"),
    (Sort.APPROVED, rf"(?<![未非没所已曾])经(?![营济验常费理纪办销])[^，。；\n]{{0,40}}?{_SAYS_YES}"),
    (Sort.IF, r"(?<=[。；\n，：])[^，。；：\n]{2,90}的(?=[，,])|\A[^，。；：\n]{2,90}的(?=[，,])"),
    (Sort.IF, r"(?<![例诸假譬比])(?:如果|倘若|若(?!干)|假如|一旦|如(?=[有需遇未无经发出]))[^，。；\n]{2,60}"),
    (
        Sort.IF,
        r"[^，。；：\n]{2,60}(?:情况下|情形下|条件下|的情况|的情形|的前提下|为前提)|只有[^，。；\n]{2,40}",
    ),
    (
        Sort.EXCEPT,
        r"\b(?:unless|except(?: (?:for|where|when|that|as|in|with))?|other than|save (?:for|where|as)|excluding"
        r"|apart from)\b[^.;,\n]*",
    ),
    (
        Sort.WITHOUT,
        r"\bwithout (?:the |its |their |his |prior |written |express |first )*(?:approval|consent|permission"
        r"|authori[sz]ation"
        r"|leave|licen[cs]e|(?:[a-z]+ )?(?:obtaining|getting))\b[^.;,\n]*",
    ),
    (
        Sort.APPROVED,
        r"\b(?:with|subject to|upon|after|on) (?:the |its |their |prior |written |obtaining "
        r"|express )*(?:approval|consent|permission"
        r"|authori[sz]ation|licen[cs]e)\b[^.;,\n]*|\b(?:if|when|where|once) (?:it is "
        r"|they are )?(?:so )?approved\b[^.;,\n]*",
    ),
    (
        Sort.IF,
        r"\b(?:if|provided that|providing|in case|only if|subject to|in the event|on condition that|as long as"
        r"|where|once)\b[^.;,\n]*",
    ),
)
_FINDERS = tuple((sort, re.compile(pattern, re.IGNORECASE)) for sort, pattern in _PATTERNS)
_GENERIC = re.compile(r"下列|之一|前款|前条|前项|上述|following|any of")
_HEAD = re.compile(
    r"(?:但是?，?|如果|倘若|假如|一旦|只有|若|如|除非?|未经|没有经过|经|在|unless|except|if|where|once)\s*", re.I
)
_TAIL = re.compile(r"(?:的?(?:情况下|情形下|条件下|情况|情形|前提下)|为前提|的?除外|以外|之外|外|的)\Z")
_IN = re.compile(r".*(?<!存)在")  # 某某人在取得同意的情况下: the party is not part of the condition
_NO_CONDITION = re.compile(r"(?:目的|有的|为目的|依法|是[^，]{0,10}|总的|真实、有效)的?\Z")


@lru_cache(maxsize=4096)
def find_conditions(text: str) -> tuple[Condition, ...]:
    """The conditions and exceptions of `text`, in order; where two overlap, the first sort of the table above."""
    plain = fold_width(text).replace("\u3000", " ")
    found: list[Condition] = []
    for sort, pattern in _FINDERS:
        for match in pattern.finditer(plain):
            if sort is Sort.IF and _NO_CONDITION.search(match[0]):
                continue
            if any(one.start < match.end() and match.start() < one.end for one in found):
                continue
            head, tail = _HEAD.match(match[0]), _TAIL.search(match[0])
            inside = _IN.search(match[0]) if tail and tail[0] != "的" and sort is Sort.IF else None
            head = inside or head
            core = match.start() + (head.end() if head else 0), match.end() - (len(tail[0]) if tail else 0)
            generic = bool(_GENERIC.search(match[0]))
            found.append(Condition(sort, match.start(), match.end(), core[0], max(core), generic))
    return tuple(sorted(found, key=lambda condition: condition.start))
