"""Terms of law and finance that exclude each other: kinds of liability, security, act, tax, period, base of a ratio.

A row holds the senses of which only one is meant at a place, each as a Chinese and an English pattern ('' where the
language has no sure word for it). Two words of one sense say the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

Sense = tuple[str, str]
_EVERY = "(?:every|each|per)"
_DAY = "(?=之日|日起)"

_ROWS: tuple[tuple[Sense, ...], ...] = (
    # -- liability
    (
        ("连带", r"joint(?:ly)? (?:and|or) several(?:ly)?|joint liability|jointly liable"),
        ("按份", r"(?<!joint and )(?<!jointly and )several(?:ly)? (?:liability|liable)|proportionate(?:ly)? liab\w+"),
        ("补充(?:责任|赔偿|清偿)", "supplementary liab(?:ility|le)"),
        ("一般(?=责任|保证)", "general (?:guarantee|suretyship)"),
    ),
    (("无限(?=连带|责任)", "unlimited"), ("有限(?=连带|责任(?!公司))", "limited (?=joint|liability(?! compan))")),
    (("普通合伙", "general partners?(?:hips?)?"), ("有限合伙", "limited partners?(?:hips?)?")),
    (
        ("故意", "intent(?:ional(?:ly)?)?|wil?lful(?:ly)?|deliberate(?:ly)?"),
        ("重大过失", "gross(?:ly)? negligen(?:ce|t)"),
        ("(?:轻微|一般)过失", "(?:slight|ordinary) negligence"),
    ),
    (
        ("刑事", "criminal(?:ly)?"),
        ("民事(?=责任|赔偿|诉讼|处罚)", "civil(?:ly)? (?=liab|responsib|action)"),
        ("行政(?=责任|处罚|处分|诉讼)", "administrative (?=liab|penal|punish|sanction)"),
    ),
    (("从轻|减轻", ""), ("从重|加重", "")),
    (
        ("罚款", "(?:be|is|are) fined|fines? of|a fine|fines"),
        ("没收", "confiscat\\w+"),
        ("警告", "warn(?:ings?|ed)"),
        ("拘留|拘役", "detention|detained"),
    ),
    (("吊销", ""), ("撤销", ""), ("注销", ""), ("暂扣", "")),
    # -- acts
    (
        (
            "批准|核准|审批|许可|准许|同意|认可",
            "approv(?:e[sd]?|al|als|ing)|authori[sz](?:e[sd]?|ations?)|permissions?|licen[cs]e[sd]?",
        ),
        ("备案", "fil(?:e[sd]?|ing)(?= [^.;,]{0,40}\\brecords?\\b)|record-?filing|put on record|for the record"),
        ("登记|注册", "regist(?:er(?:s|ed|ing)?|rations?)"),
        ("向[^，。；]{1,24}(?:报告|汇报|通报)|报送|上报", "report(?:s|ed|ing)? to"),
    ),
    (("注册", ""), ("核准|审批", "")),
    (("书面", "written|in writing"), ("口头", "oral(?:ly)?|verbal(?:ly)?")),
    (("中止", "suspen(?:d(?:s|ed)?|sion)"), ("终止", "terminat(?:e[sd]?|ion)")),
    (("诉讼|起诉", "litigation|lawsuits?|legal proceedings"), ("仲裁", "arbitrat\\w+"), ("复议", "reconsideration")),
    (("放弃", "waiv(?:e[sd]?|er)|give up"), ("行使", "exercis(?:e[sd]?|ing)")),
    (
        ("保存|保留|留存", "retain(?:s|ed)?|preserv\\w+"),
        ("删除|销毁", "delet\\w+|destroy\\w*|eras\\w+"),
    ),
    (("扣除|扣减", ""), ("计入", "")),
    (("自愿", "voluntar(?:y|ily)"), ("强制|强迫", "compulsory|forced")),
    (("另有规定", ""), ("另有约定", "")),
    (("认缴", "subscribed"), ("实缴", "paid-?(?:in|up)")),
    (("合法", "lawful(?:ly)?"), ("违法|非法(?!人)|不法", "unlawful(?:ly)?|illegal(?:ly)?")),
    # -- security and loans
    (("抵押权", ""), ("质权", "")),
    (("抵押", "mortgag\\w+"), ("质押|质权|出质", "pledg\\w+")),
    (
        ("信用贷款|无担保|无抵押", "unsecured|without (?:security|collateral)|credit loans?"),
        ("(?<!无)担保贷款|有担保|有抵押", "secured|collaterali[sz]ed|guaranteed loans?"),
    ),
    (("定金", "earnest money"), ("订金|预付款", "advance payments?|prepayments?")),
    (
        ("固定资产贷款", "fixed-asset loans?"),
        ("流动资金贷款", "working-capital loans?"),
        ("个人贷款", "personal loans?"),
    ),
    (("贷前", "pre-lending|before lending"), ("贷中", ""), ("贷后", "post-lending|after lending")),
    (("存款", "deposit(?:s|ors?)?"), ("贷款|借款|信贷|授信|融资", "loans?|lend\\w*|credit|borrow\\w*")),
    (("本金", ""), ("利息|有息|付息", "")),
    (("有息", ""), ("无息", "")),
    (("保险费|保费", "premiums?"), ("保险金(?!额)", ""), ("保险金额", "sums? insured|insured amounts?")),
    (("固定利率", "fixed (?:interest )?rates?"), ("浮动利率", "floating (?:interest )?rates?|variable rates?")),
    (("首期", ""), ("当期", "")),
    # -- bases of a ratio
    (
        ("净资产", "net assets?"),
        ("总资产|资产总额|资产总计", "total assets|assets in total"),
        ("注册资本", "registered capital"),
        ("资本净额|资本余额|净资本", "net capital"),
        ("总负债|负债总额", "total liabilities"),
    ),
    (("余额", ""), ("发生额|累放", "")),
    (("增速|增长率", ""), ("余额", ""), ("占比|比重", "")),
    (("名义", "nominal(?:ly)?"), ("实际", "actual(?:ly)?|real|effective")),
    (("直接", "direct(?:ly)?"), ("间接", "indirect(?:ly)?")),
    (
        ("境内|国内", "domestic(?:ally)?|within (?:the territory of )?china"),
        ("境外|国外|海外", "overseas|abroad|offshore"),
    ),
    (("人民币|本币", ""), ("外币|外汇", "")),
    (("同比", "year-on-year|year over year"), ("环比", "quarter-on-quarter|month-on-month")),
    (("税前", "pre-tax|before tax"), ("税后", "after-tax|after tax")),
    (
        ("增值税", "value-added tax|vat"),
        ("印花税", "stamp (?:duty|tax)"),
        ("所得税", "income tax"),
        ("契税", "deed tax"),
    ),
    (("免征|免税", ""), ("减征", "")),
    # -- how often, how many together, when
    (("连续", "consecutive(?:ly)?|in a row"), ("累计", "cumulative(?:ly)?|in total|in aggregate|the total")),
    (("每次|单次|每一次", "each (?:time|extension|instance)"), ("累计", "cumulative(?:ly)?|in total|in aggregate")),
    (
        ("每户|单户|每家|单家|每人", f"{_EVERY} (?:borrower|customer|client|household|firm|company)"),
        ("每笔|单笔", f"{_EVERY} (?:transaction|single loan)"),
        ("合计|总计|共计|总额", "in total|in aggregate|aggregate|combined"),
    ),
    (
        ("[按每]日(?![期历])|每天|逐日", f"daily|{_EVERY} day"),
        ("[按每]周(?!期)|每星期", f"weekly|{_EVERY} week"),
        ("[按每]月|每个月|逐月|月度", f"monthly|{_EVERY} month"),
        ("[按每]季度?|季度|逐季", f"quarterly|{_EVERY} quarter"),
        ("[按每]半年|半年度", "half-yearly|every half[- ]year|semi-?annual(?:ly)?"),
        ("[按每]年|每一年|逐年|年度", f"annual(?:ly)?|yearly|{_EVERY} year"),
    ),
    (
        ("(?<!以)[上去]一?年(?!半)", "last year|the previous year"),
        ("(?<!以)[下次]一?年(?!半)", "next year"),
    ),
    (("当[日天]", "the same day"), ("次日", "the (?:next|following) day")),
    (
        ("年初|期初|年度开始", "start of the year|beginning of the year"),
        ("年[末底]|期末|年度终了", "end of the year|year-end"),
    ),
    (("短期", "short-term"), ("中期", "medium-term"), ("长期", "long-term")),
    (
        (f"发生{_DAY}", ""),
        (f"(?:发现|知道|得知){_DAY}", ""),
        (f"开始{_DAY}", ""),
        (f"(?:终了|结束|届满|期满){_DAY}", ""),
        (f"(?:签订|订立|签署){_DAY}", ""),
        (f"(?:生效|施行|实施){_DAY}", ""),
        (f"(?:登记|注册){_DAY}", ""),
        (f"交付{_DAY}", ""),
        (f"(?:收到|接到|送达|受理){_DAY}", ""),
        (f"(?:作出|批准|公布|公告){_DAY}", ""),
    ),
    # -- who and where
    (("自然人", "natural persons?"), ("(?<!非)法人", "legal persons?")),
    (("中央", "central government"), ("地方", "local governments?")),
    (("农村|乡村", "rural"), ("城市|城镇", "urban")),
    (
        ("(?<!设区的)市级", "municipal"),
        ("县级", "county"),
        ("省级|省、自治区", "provincial"),
        ("乡级|乡镇", "township"),
    ),
    (("最高人民法院", ""), ("高级人民法院", ""), ("中级人民法院", ""), ("基层人民法院", "")),
    (("内部", "internal(?:ly)?"), ("外部", "external(?:ly)?")),
    (("线上", "online"), ("线下", "offline")),
    (("上限|最高额", "ceilings?|upper limits?"), ("下限|最低额", "floors?|lower limits?")),
)


_SCRIPTS = (re.compile(r"[\u3400-\u9fff]"), re.compile("[A-Za-z]{3}"))


@dataclass(frozen=True)
class Term:
    """The characters [start, end) of a text are a term of `row`, meant in the sense of that number."""

    row: int
    sense: int
    start: int
    end: int


@cache
def _finder(row: int, language: int) -> re.Pattern[str] | None:
    """Finds the terms of a row in Chinese (0) or English (1), each sense in a group of its own number."""
    senses = [f"(?P<s{number}>{words[language]})" for number, words in enumerate(_ROWS[row]) if words[language]]
    pattern = "|".join(senses)
    if language:
        return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) if senses else None
    return re.compile(pattern) if senses else None


@lru_cache(maxsize=16384)
def terms_of(row: int, text: str) -> tuple[Term, ...]:
    """The terms of a row in a text, first the Chinese ones, each in order."""
    finders = (_finder(row, language) for language, script in enumerate(_SCRIPTS) if script.search(text))
    return tuple(
        Term(row, int(str(found.lastgroup)[1:]), *found.span())
        for finder in finders
        if finder is not None
        for found in finder.finditer(text)
    )


@lru_cache(maxsize=2048)
def exclusive_terms(text: str) -> tuple[Term, ...]:
    """The terms of every row in a text."""
    return tuple(term for row in range(len(_ROWS)) for term in terms_of(row, text))
