"""Rewordings of Chinese statements that keep the meaning.

Numerals are read here with cn2an, not with the verifier's own reader, so that a fault of that reader shows.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import cn2an

from evaluation.verifier_pairs import Edit

ZH = "零一二两三四五六七八九十百千"
_DIGIT = "一二两三四五六七八九"
Rule = tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]]


def _arabic(numeral: str) -> str:
    return str(cn2an.cn2an(numeral, "normal"))


def _money(match: re.Match[str]) -> str:
    value = int(cn2an.cn2an(match[1], "normal"))
    return f"{value // 10000}万元" if value >= 10000 and value % 10000 == 0 else f"{value:,}元"


def _rules(table: dict[str, tuple[str, str | Callable[[re.Match[str]], str]]]) -> tuple[Rule, ...]:
    def constant(text: str) -> Callable[[re.Match[str]], str]:
        return lambda match: match.expand(text)

    return tuple(
        (name, re.compile(pattern), constant(text) if isinstance(text, str) else text)
        for name, (pattern, text) in table.items()
    )


REWORDINGS = _rules(
    {
        "percent": (rf"百分之([{_DIGIT}十][{ZH}]*)(?!点)", lambda m: f"{_arabic(m[1])}%"),
        "money": (rf"(?<![{ZH}之\d])([{_DIGIT}十][{ZH}万]*)元", _money),
        "days": (rf"(?<![{ZH}第月])([{ZH}]+)日(?=内|以|前|后|的|起|，)", lambda m: f"{_arabic(m[1])}日"),
        "days_tian": (rf"(?<![{ZH}第月])([{ZH}]+)日(?=内|以)", lambda m: f"{_arabic(m[1])}天"),
        "years": (rf"(?<![{ZH}第〇])([{ZH}]+)年(?=内|以|的|，|有期|期)", lambda m: f"{_arabic(m[1])}年"),
        "months": (rf"(?<![{ZH}第])([{ZH}]+)个月", lambda m: f"{_arabic(m[1])}个月"),
        "arabic_wan": (r"(?<!\d)(\d{1,3})(\d{3})万元", r"\1,\2万元"),
        "wan_yi": (r"(?<!\d)(\d)(\d{3})万元", lambda m: f"0.{m[1]}{m[2].rstrip('0')}亿元" if m[2] == "000" else m[0]),
        "range": (rf"([{ZH}万\d]+[元年月日倍])以上(?=[{ZH}万\d]+[元年月日倍]以下)", r"\1至"),
        "range_end": (rf"(?<=以上)([{_DIGIT}十][{ZH}万]*)元以下", lambda m: f"{_money(m)}以下"),
        "at_most": (r"不得超过(?=[^，。；]{0,24}(?:百分之|\d))", "不超过"),
        "at_least": (r"不得低于(?=[^，。；]{0,24}(?:百分之|\d))", "不低于"),
        "should": (r"应当(?=[\u4e00-\u9fff]{3})", "应"),
        "must": (r"应当(?=[\u4e00-\u9fff]{3})", "必须"),
        "duty": (r"应当(?=[\u4e00-\u9fff]{3})", "须"),
        "may_not": (r"不得(?!已)(?=[\u4e00-\u9fff]{3})(?!超过|低于|少于|高于)", "不可以"),
        "may_not_2": (r"不得(?!已)(?=[\u4e00-\u9fff]{3})(?!超过|低于|少于|高于)", "不能"),
        "forbid": (r"(?<=人|行|构|司|员)不得(?=[\u4e00-\u9fff]{3})(?!超过|低于|少于|高于|以)", "禁止"),
        "may": (r"可以(?=[申请向要对在由按依根])", "可"),
        "or": (r"或者", "或"),
        "and": (r"(?<!可)以及", "和"),
        "but": (r"但是，?", "但"),
        "if": (r"如果", "如"),
        "by": (r"按照", "按"),
        "by_2": (r"依照", "按照"),
        "promptly": (r"(?<=应当)(?:及时|立即|严格|依法)", ""),
        "lawfully": (r"(?<=[，者构人行])依法(?=[\u4e00-\u9fff]{2})", ""),
        "not_yet": (r"未经", "没有经过"),
        "not_by": (r"未按照", "没有按照"),
        "supervisor": (r"国务院银行业监督管理机构", "银行业监督管理机构"),
        "supervisor_2": (r"国务院保险监督管理机构", "保险监督管理机构"),
        "central_bank": (r"中国人民银行", "人民银行"),
        "bank": (r"(?<!政策性)(?<!大型)(?<!股份制)(?<!城市)(?<!农村)商业银行", "银行"),
        "country": (r"中华人民共和国(?=境[内外])", "我国"),
        "reorder_three": (r"(?<=、)([\u4e00-\u9fff]{2})、([\u4e00-\u9fff]{2})(?=、)", r"\2、\1"),
        "except_aside": (r"，(?:但是|但)，?([^，。；]{4,40})的除外\Z", r"（\1的除外）"),
        "case": (r"(?<=[\u4e00-\u9fff]{3})的，(?=[\u4e00-\u9fff]{0,8}(?:应当|可以|不得))", "的情况下，"),
        "case_if": (r"\A([^，。；的]{4,30})的，(?=[\u4e00-\u9fff]{0,8}(?:应当|可以|不得))", r"如果\1，"),
        "aside_first": (r"\A除([^，。；]{3,40}?)(?:以外|外)，([^。；]{6,80})\Z", r"\2，但\1除外"),
        "approval_moves": (r"\A(未经[^，。；]{2,30})，([^，。；]{2,20})(不得)", r"\2\1\3"),
        "subject_drops": (r"\A[^，。；、]{2,14}(?=(?:应当|不得|可以)[\u4e00-\u9fff]{4})", ""),
        "ends": (r"(?<=[\u4e00-\u9fff])\Z", "。"),
    }
)
# Rewordings that would take away what the kind is about.
_SPOILS = {"addressee": {"subject_drops", "bank", "supervisor", "supervisor_2", "central_bank"}}


def reword(
    base: str, taken: list[tuple[int, int]], kind: str, most: int, dice: random.Random
) -> list[tuple[Edit, str]]:
    """Up to `most` rewordings at places that no other edit has taken."""
    found: list[tuple[Edit, str]] = []
    rules = [rule for rule in REWORDINGS if rule[0] not in _SPOILS.get(kind, ())]
    dice.shuffle(rules)
    for name, pattern, make in rules:
        matches = [match for match in pattern.finditer(base) if "《" not in base[: match.start()].rsplit("》")[-1]]
        if len(found) >= most or not matches:
            continue
        if name in ("case", "case_if", "subject_drops") and kind == "condition":
            continue
        if name == "ends" and dice.random() < 0.7:  # fits everywhere and changes little
            continue
        match = dice.choice(matches)
        text = make(match)
        if text == match[0] or any(start <= match.end() and match.start() <= end for start, end in taken):
            continue
        found.append((Edit(match.start(), match.end(), text), name))
        taken.append(match.span())
    return found
