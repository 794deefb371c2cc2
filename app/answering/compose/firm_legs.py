"""The legs that figures of a firm are of, by the words beside them: X is staff, Y revenue and Z total assets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.answering.quantities import Quantity, find_quantities

_STAFF = r"员工|职工|从业人员|雇员|人数|\b(?:staff|headcount|employees|workers|workforce)\b"
_BESIDE = re.compile(_STAFF)
_COUNTED = re.compile(rf"(?:{_STAFF})(?:总?数|总计|共|有|为|是|约|就|of|[\s:：])*\Z")
#: Who is counted with 个 or with nothing (25个司机, 25 drivers).
_HANDS = re.compile(
    r"\s*(?:全职)?(?:员工|职工|司机|伙计|工人|店员|师傅|服务员|帮工|职员|雇员)|\s(?:drivers|helpers|hands|cooks|waiters)\b"
)
#: Whose heads are not the firm's staff: customers, where 批发客户人数 is not the staff of one who trades wholesale.
_OTHERS = re.compile(
    r"其中|股东|高管|董事|监事|合伙人|会员|学生|管理|技术|研发"
    r"|客户(?!人数|员工)|(?<![^店司厂馆家的\s])客户(?=人数)|(?<=企业)客户(?=人数)"
    r"|of (?:whom|which|them)|shareholder|director|manager|customer|partner|engineer"
)
_REVENUE = r"营收|营业收入|营业额|收入|销售额|年[销卖入做]|产值|流水|进账"
_REVENUE += r"|revenue|turnover|turn(?:s|ed)? over|sales|sells|takings"
_ASSETS = r"(?<![净定动形])资产|(?<!net )(?<!fixed )(?<!current )assets"
_NAMED = re.compile(rf"(?P<Y>{_REVENUE})|(?P<Z>{_ASSETS})|(?P<X>{_STAFF})")
_NAMED_AFTER = re.compile(rf"\s*(?:in |of |的)?(?:annual |yearly |total )?(?:(?P<Y>{_REVENUE})|(?P<Z>{_ASSETS}))")
#: What an amount is of, or is for, where it is neither: profit, tax, a month, a loan, pay, growth.
_NEITHER = re.compile(
    r"利润|净利|盈利|税|利息|每月|月(?:均|营|收|销|流|产)|季度|日均|人均|工资|薪|贷|借|融资|担保|注册|增[长加](?![到至])"
    r"|profit|tax|interest|month|quarter|loan|borrow|wage|salar|payroll|growth|grew"
)
_NOT_YUAN_A_YEAR = re.compile(r"\s*(?:[港美欧日英]|/|每|an? (?:month|quarter)|per (?:month|quarter)|monthly)")
_SCALED = re.compile(r"[百千万亿]|thousand|million|billion|mn|bn|trillion")
_PIECES = re.compile(r"[，,。；;、？?！!\n]")
_END = re.compile(rf"(?:\s|左右|上下|的|in|of|annual|yearly|total|{_REVENUE}|{_ASSETS}|[呢啊。.？?！!])*")


def placed(plain: str) -> Iterator[tuple[Quantity, str, str]]:
    """The quantities of a folded text, each with the words before and after it."""
    since = 0
    for quantity in find_quantities(plain):
        before = _PIECES.split(plain[since : quantity.start])[-1]
        yield quantity, before, _PIECES.split(plain[quantity.end :])[0][:12]
        since = quantity.end


def leg_of(quantity: Quantity, before: str, after: str, plain: str) -> str:
    """The leg that a quantity is of; '' where it is of none."""
    scaled = _SCALED.search(plain[quantity.start : quantity.end]) is not None
    if is_headcount(quantity, before, plain, scaled=scaled):
        return "" if _OTHERS.search(before + after) else "X"
    money = quantity.unit in ("yuan", "amount") or (quantity.unit == "" and scaled)
    return _money_leg(before, plain, quantity.end) if money and not _NOT_YUAN_A_YEAR.match(after) else ""


def is_headcount(quantity: Quantity, before: str, plain: str, *, scaled: bool) -> bool:
    """Whether people are counted."""
    if quantity.unit == "person":
        return True
    counts = (quantity.unit == "" and not scaled) or (quantity.unit == "count" and quantity.word == "个")
    return counts and (_COUNTED.search(before) or _HANDS.match(plain, quantity.end)) is not None


def beside_staff(words: str) -> bool:
    """Whether a word for the whole staff stands among the words."""
    return _BESIDE.search(words) is not None


def _money_leg(before: str, plain: str, end: int) -> str:
    """The leg that the words beside an amount name; '' where they name none."""
    if _NEITHER.search(before):
        return ""
    return named_in(before, "YZ") or named_after(plain, end)


def named_in(words: str, legs: str = "XYZ") -> str:
    """The one of the legs that the last name among the words is of; ''."""
    named = [str(match.lastgroup) for match in _NAMED.finditer(words)]
    return next((leg for leg in reversed(named) if leg in legs), "")


def named_after(plain: str, end: int) -> str:
    """The leg that is named right behind `end`; ''."""
    named = _NAMED_AFTER.match(plain, end)
    return str(named.lastgroup) if named else ""


def ends_in_figure(plain: str) -> bool:
    """Whether a text has nothing to say after its last figure."""
    last = find_quantities(plain)[-1:]
    return bool(last) and _END.fullmatch(plain, last[0].end) is not None
