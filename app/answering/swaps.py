"""One party put in the place of another, known by no list: 托运人 where the source has 承运人.

The statement's sentence is laid beside its first source character by character; where a piece is replaced and both
pieces name somebody (they end in 人, 者, 方, 公司, 机关 …), the statement speaks of somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import takewhile

from app.answering.alignment import View, best_domains, domains
from app.answering.faults import Fault, Reason
from app.answering.mentions import addressees, covers

_SOMEBODY = re.compile(
    r"(?:[人者]|(?:供应|经销|承包|开发|运营|代理|制造|零售|服务|进口|出口|供货|批发|生产|销售)商|[包让买卖甲乙借贷付收托保出资]方|(?:旅行|合作|信用)社|股东|董事|监事|政府|部门"
    r"|机关|机构|公司|银行|单位|企业|组织|法院|海关|学校|医院|客户|居民|事务所|委员会|协会|董事会|股东会|监事会|大会|总局|[总分支]行|[^决算]署|[^当格]局|典当行|经理|柜员|律师|会计师)\Z"
)
_NOBODY = re.compile(r"(?:他人|个人|本人|任何人|有关人|或者|前者|后者|双方|对方|一方|地方|各方|多方|任何单位)\Z")
_PUNCTUATION = re.compile(r"[，。；：、,;:\s()（）]")
_BESIDE = r"(?:、|和|与|及|或者?|以及)"
_ENOUGH = 0.45  # share of the sentence's words that the sources have to hold before the two are laid side by side
_REACH = 8
_ENDING = re.compile(
    r"师?事务所|(?:监督)?管理(?:部门|机构|人)|主管部门|(?:经纪|代理|托管)(?:人|机构)|.{0,2}(?:委员会|机关|机构|部门|单位|公司|银行|组织)"
)
_WHO = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,10}\Z")
_ADDED = re.compile(r"(?:以及|或者|会同|通过|由|[和与及或、向对给])(?P<who>[\u4e00-\u9fff]{2,10})")
_PART = re.compile(r"的?(?:经理|柜员|员工|工作人员|负责人|高级管理人员|子公司|分公司|分支机构|股东|董事|监事|客户)")
_LINK = re.compile(r"\A(?:以及|或者|[和与及或、由向对给])+")


def check_swaps(view: View) -> Iterator[Reason]:
    """No piece that names somebody stands where the first source names somebody else."""
    said = view.said.bare[view.sentence.start : view.sentence.end].replace("\x00", "")
    if view.covered < _ENOUGH or not re.search(r"[\u3400-\u9fff]", said):
        return
    source = view.sources[0]
    stated = view.stated.bare[source.start : source.end].replace("\x00", "")
    yield from _subjects(view)
    for a, b, c, d in _differences(said, stated):
        if c == d and (added := _newcomer(said, a, b)) and added not in view.stated.text and not addressees(added):
            yield Reason(Fault.ADDRESSEE, added)
        pair = _replaced(said, stated, a, b, c, d) if a < b and c < d else None
        if pair and not _same(*pair) and not _listed(*pair, said, stated):
            yield Reason(Fault.ADDRESSEE, *pair)
        if a == b and stated[c:d] == "被" and _somebody(said[a : a + 4]):
            yield Reason(Fault.ADDRESSEE, said[a : a + 4], stated[c : d + 4])


def _subjects(view: View) -> Iterator[Reason]:
    """Who must, may or must not, where no list knows them, is in the sentence that says so: the subject of one rule
    does not get the demand of another."""
    theirs = [domain for one in view.stated.sentences for domain in domains(view.stated, one) if domain.mark]
    for domain in domains(view.said, view.sentence):
        who = _WHO.search(view.said.text[view.sentence.start : domain.mark.start]) if domain.mark else None
        if who is None or not _somebody(who[0]):
            continue
        for fit in best_domains(domain, theirs)[:1]:
            source = view.stated.sentence_at(fit.start)
            words = view.stated.text[source.start : fit.start]
            other = _WHO.search(view.stated.text[source.start : fit.mark.start]) if fit.mark else None
            if who[0] not in words and other is not None and _somebody(other[0]) and not _same(who[0], other[0]):
                yield Reason(Fault.ADDRESSEE, who[0], other[0])


def _newcomer(said: str, a: int, b: int) -> str:
    """The somebody that an added piece names: 典当行 of 和典当行, 经理 of 银行经理; '' where it names none. Which of
    equal characters at its two ends is the added one cannot be told, so it is moved over them."""
    while b < len(said) and said[a] == said[b] and not _ADDED.fullmatch(said[a:b]):
        a, b = a + 1, b + 1
    if _PART.fullmatch(said[a:b]):
        return said[a:b]
    found = _ADDED.fullmatch(said[a:b])
    return found["who"] if found and _somebody(found["who"]) else ""


def _differences(said: str, stated: str) -> list[tuple[int, int, int, int]]:
    """[a, b) of the one differs from [c, d) of the other; differences a character apart are one (管理人, 托管人)."""
    found: list[tuple[int, int, int, int]] = []
    for tag, a, b, c, d in SequenceMatcher(None, said, stated, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if found and a - found[-1][1] <= 1:
            a, _, c, _ = found.pop()
        found.append((a, b, c, d))
    return found


def _replaced(said: str, stated: str, a: int, b: int, c: int, d: int) -> tuple[str, str] | None:
    """The two pieces, with the end of the word that they share, where both name somebody."""
    shared = _common(said[b : b + _REACH], stated[d : d + _REACH])
    ending = _ENDING.match(shared)
    for more in (0, 1, 2, len(ending[0]) if ending else 0):
        if more > len(shared):
            continue
        mine, theirs = (_LINK.sub("", words) for words in (said[a : b + more], stated[c : d + more]))
        if not mine or not theirs or _PUNCTUATION.search(mine + theirs):
            continue
        if _somebody(said[max(0, a - 2) : b + more]) and _somebody(stated[max(0, c - 2) : d + more]):
            return mine, theirs
    return None


def _common(one: str, other: str) -> str:
    return "".join(mine for mine, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _somebody(words: str) -> bool:
    return bool(_SOMEBODY.search(words)) and not _NOBODY.search(words)


def _listed(mine: str, theirs: str, said: str, stated: str) -> bool:
    """Whether both texts list the two side by side, so that only their order is another."""
    both = rf"{re.escape(mine)}{_BESIDE}{re.escape(theirs)}|{re.escape(theirs)}{_BESIDE}{re.escape(mine)}"
    return re.search(both, said) is not None and re.search(both, stated) is not None


def _same(mine: str, theirs: str) -> bool:
    """Whether one shortens the other (监管机构, 监督管理机构) or the two are names of one party or of a member."""
    short, long = sorted((mine, theirs), key=len)
    rest = iter(long)
    if mine == theirs:
        return True
    if len(short) < len(long) and all(char in rest for char in short):
        return True
    names, others = {one.name for one in addressees(mine)}, {one.name for one in addressees(theirs)}
    return any(covers(other, name) for other in others for name in names)
