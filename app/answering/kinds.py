"""Things of one kind, of which a follow-up puts one in the place of another: taxes, industries, sizes of firms."""

from __future__ import annotations

import re
from functools import cache

from app.answering.terms import Term, fold
from corpus.addressees import GROUP_NAMES, GROUPS, INSTITUTIONS, UNTYPED, Names

_OTHERS: dict[str, str] = {
    "size": "大企业 小企业 大型企业 中型企业 小型企业 微型企业 小微企业 中小企业 中小微企业"
    " 民营企业 大型 中型 小型 微型"
    " large_firm medium-sized_firm medium_firm small_firm micro_firm sme"
    " large_enterprise medium-sized_enterprise medium_enterprise small_enterprise micro_enterprise",
    "industry": "农林牧渔业 农业 工业 制造业 建筑业 批发业 零售业 交通运输业 仓储业 邮政业 住宿业 餐饮业 信息传输业"
    " 软件业 房地产业 物业管理"
    " agriculture manufacturing construction wholesale retail transport storage catering software",
    "tax": "增值税 印花税 企业所得税 个人所得税 所得税 契税 房产税 消费税 城建税"
    " vat value-added_tax stamp_duty stamp_tax income_tax",
    "loan": "流动资金贷款 流贷 固定资产贷款 固贷 个人贷款 经营性贷款 消费贷款 信用贷款 抵押贷款"
    " working-capital_loan fixed-asset_loan personal_loan consumer_loan mortgage_loan",
    "guarantee": "一般保证 连带责任保证 连带保证 连带责任",
}  # fmt: skip
_LEADS = re.compile(r"(?:^|[那对是的和在给换问于把而,， ]|[a-z] )$", re.IGNORECASE)
#: Of these a rule may be made without their names: it binds a group, or firms up to a size.
_UNNAMED = frozenset({"institution", "size"})


@cache
def institution_names() -> frozenset[str]:
    """Every folded name of an institution type or a group of them."""
    known = (*INSTITUTIONS.values(), *GROUP_NAMES.values(), *UNTYPED)
    return frozenset(fold(name) for zh, en, others in known for name in (zh, en, *others) if len(name) > 1)


@cache
def _kinds() -> dict[str, str]:
    """Every folded name with its kind."""
    named = dict.fromkeys(institution_names(), "institution")
    return named | {fold(name.replace("_", " ")): kind for kind, names in _OTHERS.items() for name in names.split()}


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_kinds(), key=lambda name: (-len(name), name))
    return re.compile("|".join(rf"\b{re.escape(one)}s?\b" if one.isascii() else re.escape(one) for one in names))


def _found(text: str) -> list[tuple[str, int, int]]:
    """The kinds of the things that a folded text names, and where, in order."""
    known = _kinds()
    return [
        (known.get(match[0]) or known[match[0].removesuffix("s")], match.start(), match.end())
        for match in _pattern().finditer(text)
    ]


def thing(text: str) -> tuple[str, str, str] | None:
    """The only thing of such a kind in a text: its kind, its name, and the text without it; None where there are none
    or several."""
    folded = fold(text)
    found = _found(folded)
    if len(found) != 1 or len(folded) != len(text):
        return None
    kind, start, end = found[0]
    if not _LEADS.search(text[:start]):  # 再担保公司 is no 担保公司
        return None
    return kind, text[start:end], text[:start] + " " + text[end:]


def put_in_place(base: str, kind: str, name: str) -> tuple[str, str] | None:
    """`base` with its first thing of the kind replaced by `name`, whole and no further than that (小额贷款的印花税);
    None where it names none."""
    folded = fold(base)
    at = next(((start, end) for one, start, end in _found(folded) if one == kind), None)
    if at is None or len(folded) != len(base):
        return None
    return base[: at[0]] + name + base[at[1] :], base[: at[0]] + name


def named_by_rules(kind: str) -> bool:
    """Whether a rule on a thing of the kind names it."""
    return kind not in _UNNAMED


def names_of(name: str) -> tuple[Term, ...]:
    """What a rule on an institution, or a group of them, calls it: one of its names, that of a group it is in or of one
    in it; () for another thing."""
    folded = fold(name)
    for key, names in (*INSTITUTIONS.items(), *GROUP_NAMES.items()):
        if folded in _all(names) or folded.removesuffix("s") in _all(names):
            groups = [group for group, members in GROUPS.items() if key in members and group != "everyone"]
            related = [*(GROUP_NAMES[one] for one in groups), *(INSTITUTIONS[one] for one in GROUPS.get(key, ()))]
            return (Term(folded, 1.0, tuple(sorted({one for some in (names, *related) for one in _all(some)}))),)
    return ()


def _all(names: Names) -> set[str]:
    return {fold(one) for one in (names[0], names[1], *names[2])}
