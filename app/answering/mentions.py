"""What a text names: documents, document numbers, clause numbers and the institutions that a rule binds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from app.answering.numerals import chinese_value, fold_width
from corpus.addressees import GROUP_NAMES, GROUPS, INSTITUTIONS


@dataclass(frozen=True)
class Mention:
    """The characters [start, end) name `name` (an institution id, or a document's name or number, folded). `issuer` is
    the mark before a document's number (金办发), '' where none is given."""

    name: str
    start: int
    end: int
    issuer: str = ""


_NUMBER = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{0,10}?)[〔\[【(]\s*(?P<year>\d{4})\s*[〕\]】)]\s*第?\s*(?P<no>\d+)\s*号"
    r"|(?<!\d)(?:(?P<year2>\d{4})年)?第?(?P<no2>\d+)号(?P<kind>文|令|公告|通知)?"
    r"|[\[(](?P<year5>\d{4})[\])]\s*No\.?\s*(?P<no5>\d+)"
    r"|\b(?:Notice|Document|Order|Announcement)\s*(?:No\.?\s*)?(?P<no3>\d+)(?:\s*(?:of|\()\s*(?P<year3>\d{4})\)?)?"
    r"|\bNo\.?\s*(?P<no4>\d+)(?:\s*(?:of|\(|\[)\s*(?P<year4>\d{4})[)\]]?)?",
    re.IGNORECASE,
)
_ZH = "零〇一二两三四五六七八九十百千"
_TITLE = re.compile(r"《([^《》]{2,80})》")
_A_LAW = r"(?:(?<![办方做说立执守违合依非看用])法典?|条例)"  # no 办法, 方法
_BEFORE_ARTICLE = re.compile(
    rf"(?:法|法典|条例|办法|规定)(?=第[\d{_ZH}]+条)|{_A_LAW}(?=[的之]?(?:规定(?!期)|要求|明确))"
    rf"|(?:根据|依据|依照|按照)[\u4e00-\u9fff]{{2,20}}?{_A_LAW}(?=[，,])"
)
_NO_NAME = re.compile(r"[本该这此其]|上述|前述|有关|相关|.*(?:本|该|此|其他)(?:法|条例)\Z")
_LEADING = re.compile(r".*(?:根据|依据|依照|按照|违反|符合|遵守|适用|以及|[，。；、：\s和与在按依])|[^\u4e00-\u9fff]")
_BEFORE_ISSUER = re.compile(rf"(?:{_LEADING.pattern})|.*(?:通知|文件|文号|公告|编号|这份|该文|[见是为即])")
_ABBREVIATED = re.compile(r"[中国央办银金保监证财税法人社工信商农发改汇外建市京沪]{1,3}")
_NUMBERED = re.compile(r"(\D*)(\d*)/(\d+)")
_ARTICLE = re.compile(
    rf"第\s*([\d{_ZH}]+)\s*(?:条|部分)(?:之([\d{_ZH}]+))?|(?<![A-Za-z])Art(?:icle|\.)\s*(\d+(?:-\d+)?)", re.IGNORECASE
)

_PART = re.compile(rf"(?<=[条款])第\s*[(]?([\d{_ZH}]+)[)]?\s*([款项])")


@lru_cache(maxsize=2048)
def document_numbers(text: str) -> tuple[Mention, ...]:
    """Document numbers as 'year/number' or '/number' where no year is given: 金办发〔2025〕46号 is 2025/46."""
    found = []
    for match in _NUMBER.finditer(fold_width(text)):
        read = match.groupdict()
        year = next((read[key] for key in ("year", "year2", "year3", "year4", "year5") if read[key]), "")
        number = next(read[key] for key in ("no", "no2", "no3", "no4", "no5") if read[key])
        begins = match.start() if read["body"] is None else _led_in(text, *match.span("body"))
        issuer = text[begins : match.end("body")] if read["body"] else ""
        found.append(Mention(f"{year}/{int(number)}", begins, match.end(), issuer))
    return tuple(found)


def same_number(one: str, other: str) -> bool:
    """Whether two numbers, each after its issuer's mark, can be the same: equal, the year or the mark left out on one
    side. A mark may be led in by words (文件金办发), but is not part of another (保监发 of 银保监发)."""
    (mark, year, number), (other_mark, other_year, other_number) = (_numbered(name) for name in (one, other))
    short, long = sorted((mark, other_mark), key=len)
    led = long.endswith(short) and not _ABBREVIATED.fullmatch(long.removesuffix(short))
    return number == other_number and (not year or not other_year or year == other_year) and (not short or led)


def _numbered(name: str) -> tuple[str, str, str]:
    """The issuer's mark, year and number of 金办发2025/46."""
    found = _NUMBERED.fullmatch(name)
    return (found[1], found[2], found[3]) if found else ("", "", name)


def numbers_of(texts: Iterable[str]) -> frozenset[str]:
    """The numbers that a document goes by, each after its issuer's mark. One that another says more fully is left out:
    the alias 46号文 must not let 2019年46号文 pass where the number says 2025, nor another issuer's mark."""
    found = {mention.issuer + mention.name for text in texts for mention in document_numbers(text)}
    vague = {one for one in found for other in found if len(one) < len(other) and same_number(one, other)}
    return frozenset(found - vague)


@lru_cache(maxsize=2048)
def titles(text: str) -> tuple[Mention, ...]:
    """Titles in 《》, and 某某法 before 第N条 or 规定 or after 根据, as written."""
    quoted = [Mention(match[1], match.start(), match.end()) for match in _TITLE.finditer(text)]
    bare = (_bare_title(text, match.end()) for match in _BEFORE_ARTICLE.finditer(text))
    return (*quoted, *(one for one in bare if not _NO_NAME.match(one.name) and len(one.name) > 2))


def _bare_title(text: str, end: int) -> Mention:
    """The name that ends at `end`, without the verb that may lead it in."""
    start = _led_in(text, max(0, end - 16), end, _LEADING)
    return Mention(text[start:end], start, end)


def _led_in(text: str, start: int, end: int, leading: re.Pattern[str] = _BEFORE_ISSUER) -> int:
    """Where a name in [start, end) begins, after the words that may lead it in."""
    return max((lead.end() for lead in leading.finditer(text, start, end)), default=start)


def fold_title(title: str) -> str:
    """A title for comparison: no 中华人民共和国, no brackets, no spaces, lower case."""
    plain = fold_width(title).lower()
    return re.sub(r"中华人民共和国|[《》〈〉<>“”\"'\s]|^the ", "", plain)


@lru_cache(maxsize=2048)
def article_numbers(text: str) -> tuple[Mention, ...]:
    """Article numbers named in a text as path steps: 第一百三十三条之一 is 133-1, Article 39 is 39, 第三部分 is 3."""
    found = []
    for match in _ARTICLE.finditer(fold_width(text)):
        step = match[3] or _arabic(match[1])
        found.append(Mention(step + (f"-{_arabic(match[2])}" if match[2] else ""), match.start(), match.end()))
    return tuple(found)


@lru_cache(maxsize=2048)
def part_numbers(text: str) -> tuple[Mention, ...]:
    """The 款 and 项 named after an article or a 款, by sign and number: 第三十九条第一款第（四）项 is 款1, 项4."""
    found = _PART.finditer(fold_width(text))
    return tuple(Mention(match[2] + _arabic(match[1]), match.start(), match.end()) for match in found)


def part_names(paths: Iterable[tuple[str, ...]]) -> frozenset[str]:
    """The 款 and 项 on paths inside a clause, named as `part_numbers` names them."""
    return frozenset(sign + step for path in paths for sign, step in zip("款项", path, strict=False))


def _arabic(numeral: str) -> str:
    value = None if numeral.isascii() else chinese_value(numeral)
    return numeral if value is None else str(value)


# Names of the parties that statutes speak of and that take each other's place in a wrong statement.
_PARTIES = (
    "国务院银行业监督管理机构 国务院保险监督管理机构 国务院反洗钱行政主管部门 国务院证券监督管理机构 中国人民银行 "
    "国务院 投保人 被保险人 受益人 保险人 借款人 贷款人 债权人 债务人 保证人 出借人 担保人 被担保人 抵押人 抵押权人 "
    "质权人 出质人 承租人 出租人 买受人 出卖人 委托人 受托人 存款人 经营者 消费者 "
    "个人信息处理者 用人单位 劳动者 关系人 人民法院 人民检察院 公安机关 县级以上地方人民政府 省级人民政府 "
    "地方各级人民政府 股东会 董事会 监事会 股东 董事 监事 当事人 收款人 付款人 出票人 背书人 持票人 承兑人 发行人 "
    "上市公司 信息提供者 信息使用者"
).split()
_PARTIES_EN = {
    "policyholder": "投保人",
    "insured": "被保险人",
    "beneficiary": "受益人",
    "borrower": "借款人",
    "lender": "贷款人",
    "creditor": "债权人",
    "debtor": "债务人",
    "guarantor bank": "保证人",
    "depositor": "存款人",
    "consumer": "消费者",
}
A_REGULATOR = "a_regulator"  # the regulator: any body that supervises
_REGULATORS = frozenset({A_REGULATOR, "regulator", *(party for party in _PARTIES if "监督管理机构" in party)})
_BARE_BANK = "a_bank"  # 银行, bank: any of the banks meant by the context
_COVERS_BARE = frozenset({*GROUPS["banking_institution"], "banking_institution", "commercial_bank", "local_bank"})


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    table: dict[str, str] = {}
    for key, (zh_name, en_name, others) in {**INSTITUTIONS, **GROUP_NAMES}.items():
        table |= {name.lower(): key for name in (zh_name, en_name, *others)}
    table |= {party: party for party in _PARTIES} | _PARTIES_EN
    table |= {"银行": _BARE_BANK, "bank": _BARE_BANK, "人民银行": "中国人民银行", "insurance company": "insurer"}
    table |= {
        "城市商业银行": "city_bank",
        "农村商业银行": "rural_bank",
        "村镇银行": "rural_bank",
        "nfra bureau": "regulator",
        "regulator": A_REGULATOR,
        "supervisor": A_REGULATOR,
    }
    table |= {"银行业监督管理机构": "国务院银行业监督管理机构", "保险监督管理机构": "国务院保险监督管理机构"}
    table |= {
        name: name for name in ("个人", "个体工商户", "大中型银行", "小型银行", "中型银行", "总行", "分行", "支行")
    }
    table |= {"head office": "总行", "branch": "分行"}
    table |= {"小型微型企业": "sme", "小微型企业": "sme"}
    table |= {name: name for name in ("证券公司", "平台经营者", "平台内经营者")}
    table |= {"大型国有商业银行": "large_bank", "国有大型商业银行": "large_bank", "各金融监管局": "regulator"}
    for vague in ("信托", "机关", "大行", "小贷", "everyone", "各类主体", "sme"):
        table.pop(vague, None)
    zh = sorted((re.escape(name) for name in table if not name.isascii()), key=len, reverse=True)
    en = sorted((re.escape(name) for name in table if name.isascii() and "_" not in name), key=len, reverse=True)
    pattern = re.compile(rf"(?:{'|'.join(zh)})|\b(?:{'|'.join(en)})(?:s|es)?\b", re.IGNORECASE)
    return pattern, table


_A_THING = re.compile(r"业|账户|卡|信息|所得|独资|合伙|贷款|消费|信用|财产")  # 银行业务, 银行卡: a thing, not a party

_ANYBODY = re.compile(r"(?:单位|组织)(?:和|、|或者?|以及)个人\Z")  # 任何单位和个人: nobody in particular
_EVERY = re.compile(r"(?:所有|一切|全体|全部|各类|各种|任何)的?\Z|\b(?:all|every|any) \Z", re.IGNORECASE)
_A_MEASURE = re.compile(r"\b(?:per|each) \Z", re.IGNORECASE)  # 10 million yuan per borrower


@lru_cache(maxsize=4096)
def addressees(text: str) -> tuple[Mention, ...]:
    """The institutions, groups and parties that a text names, longest name first at each place."""
    pattern, table = _names()
    found = []
    for match in pattern.finditer(text):
        name = match[0].lower()
        key = table.get(name) or table.get(name.removesuffix("s")) or table.get(name.removesuffix("es")) or name
        if (
            _ANYBODY.search(text, 0, match.end())
            or _A_THING.match(text, match.end())
            or _A_MEASURE.search(text, 0, match.start())
        ):
            continue
        if key == _BARE_BANK and _EVERY.search(text, 0, match.start()):
            key = "banking_institution"  # 所有银行 are more than the banks meant by the context
        found.append(Mention(key, match.start(), match.end()))
    return tuple(found)


def covers(stated: str, said: str) -> bool:
    """Whether a rule for `stated` is a rule for `said`: the same, or a member of the group that is addressed."""
    if stated == said or (said == _BARE_BANK and stated in _COVERS_BARE):
        return True
    if said == A_REGULATOR or stated == A_REGULATOR:
        return {said, stated} <= _REGULATORS
    if stated == _BARE_BANK:
        return said in ("banking_institution", "commercial_bank")
    group = frozenset(GROUPS.get(stated, ()))
    return said in group or (said in GROUPS and frozenset(GROUPS[said]) <= group)
