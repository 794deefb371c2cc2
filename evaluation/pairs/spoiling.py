"""Edits that make a Chinese statement wrong in one place: number, force, party, condition, denial or source."""

from __future__ import annotations

import random
import re

import cn2an

from corpus.catalogue import Catalogue
from evaluation.pairs.bases import Base
from evaluation.pairs.rewording import ZH
from evaluation.verifier_pairs import Edit


def _other_number(match: re.Match[str], dice: random.Random) -> str:
    value = int(cn2an.cn2an(match[1], "normal"))
    choices = [v for v in (value * 2, value + 1, value * 10, value // 2, value - 1, value + 5) if v > 1 and v != value]
    return f"{cn2an.an2cn(dice.choice(choices), 'low')}{match[2]}" if choices else match[0]


def _other_arabic(match: re.Match[str], dice: random.Random) -> str:
    value = int(match[1])
    return f"{dice.choice([v for v in (value * 2, value + 1, value * 10, value + 5) if v != value])}{match[2]}"


_PARTY_SWAPS = (
    ("保险人", "投保人", "受益人"),
    ("借款人", "贷款人"),
    ("商业银行", "保险公司", "证券公司", "信托公司"),
    ("出卖人", "买受人"),
    ("出租人", "承租人"),
    ("债权人", "债务人", "保证人"),
    ("抵押人", "抵押权人"),
    ("委托人", "受托人", "受益人"),
    ("出票人", "持票人", "背书人", "付款人", "承兑人"),
    ("股东", "董事", "监事"),
    ("经营者", "消费者"),
    ("国务院银行业监督管理机构", "中国人民银行", "国务院保险监督管理机构"),
    ("大型商业银行", "外资银行", "政策性银行", "民营银行"),
    ("保险公司", "商业银行", "融资担保公司"),
    ("金融机构", "小额贷款公司", "支付机构"),
    ("个人信息处理者", "受托人"),
    ("人民法院", "公安机关"),
    ("基金管理人", "基金托管人"),
    ("承运人", "托运人", "收货人"),
    ("招标人", "投标人"),
    ("采购人", "供应商"),
    ("期货公司", "证券公司"),
    ("发包方", "承包方"),
    ("旅行社", "旅游者"),
    ("会计师事务所", "律师事务所"),
    ("生产者", "销售者"),
    ("税务机关", "海关"),
    ("用人单位", "劳动者"),
    ("信息提供者", "信息使用者"),
    ("融资担保公司", "保险公司", "小额贷款公司"),
    ("大型企业", "中小企业"),
    ("银行业金融机构", "保险公司", "支付机构"),
    ("征信机构", "保险公司"),
)


def _party(base: str, dice: random.Random) -> list[tuple[Edit, str]]:
    found = []
    for group in _PARTY_SWAPS:
        for name in group:
            for match in re.finditer(rf"{name}(?![业卡权人法信所财])", base):
                if match.start() and base[match.start() - 1] in "被权再担务管":
                    continue
                others = [other for other in group if other != name]
                found.append((Edit(match.start(), match.end(), dice.choice(others)), "other_party"))
    return found


_FLIPS: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "modality": {
        "must→": (r"应当(?=[\u4e00-\u9fff]{3})", ("可以", "不得", "力争", "鼓励")),
        "required→": (r"必须(?=[\u4e00-\u9fff]{3})", ("可以", "不得")),
        "must_not→": (r"不得(?=[\u4e00-\u9fff]{3})", ("可以", "应当", "可")),
        "may→": (r"可以(?=[\u4e00-\u9fff]{3})(?!不)", ("应当", "不得", "必须", "可以不")),
        "strive→": (r"力争|努力(?=实现|做|提)", ("必须", "应当", "可以", "")),
        "encourage→": (r"鼓励", ("要求", "应当由", "禁止")),
        "directive→": (r"(?<=[构行司局制])要(?=[\u4e00-\u9fff]{3})", ("可以", "不得", "力争")),
        "may_lost": (r"(?<=[\u4e00-\u9fff])可以(?=[\u4e00-\u9fff]{3})(?!不)", ("",)),
        "must_not_lost": (r"(?<=[\u4e00-\u9fff])不得(?=[\u4e00-\u9fff]{3})(?!超过|低于|少于)", ("",)),
        "need_not→": (r"可以不(?=[\u4e00-\u9fff]{2})|不必|无须|无需", ("应当", "不得", "可以")),
    },
    "negation": {
        "un": (r"未(?=按|依|履|经|取|能|及|如|在|向|达|将|对|提|通|支|办|规|报|使|成|公|建|采)", ("",)),
        "not_lost": (
            r"(?<=[\u4e00-\u9fff，])不(?=承担|适用|影响|支付|履行|符合|予|发生|享有|构成|能|属于|计入|具有|具备|受|再|收取|因|知|同意|存在|产生|征收|征)",
            ("",),
        ),
        "not_added": (
            r"(?<=[\u4e00-\u9fff，])(?<![不未尚没能无])(?=(?:承担|适用|履行|符合|享有|具有|具备|属于|构成)[\u4e00-\u9fff]{2})",
            ("不",),
        ),
        "un_added": (
            r"(?<=[\u4e00-\u9fff，])(?<![不未尚没能其])(?=(?:按照|依照|履行|取得|经过)[\u4e00-\u9fff]{2})",
            ("未",),
        ),
        "without": (r"没有(?=[\u4e00-\u9fff]{2})", ("有",)),
        "none": (r"(?<=[\u4e00-\u9fff，])无(?=权|正当|效)", ("有",)),
    },
    "condition": {
        "except_lost": (r"，(?:但是|但)，?[^，。；]{3,60}(?:的除外|除外)\Z|（[^（）]{3,30}除外）", ("",)),
        "except_first_lost": (r"\A除[^，。；]{3,60}?(?:以外|外)，(?=[^。；]{6,})", ("",)),
        "without_lost": (
            r"\A未经[^，。；]{2,40}，(?=[^。；]{0,30}不得)|(?<=[\u4e00-\u9fff])未经[^，。；]{2,24}(?=不得)",
            ("",),
        ),
        "approved_lost": (
            r"(?:\A|(?<=，))经[^，。；]{2,40}(?:批准|同意|许可|核准)，(?=[^。；]{0,20}可以)"
            r"|(?<=[\u4e00-\u9fff])经[^，。；]{2,24}(?:批准|同意|许可|核准)(?:后)?(?=可以)",
            ("",),
        ),
        "case_lost": (
            r"\A[^，。；]{6,50}的，(?=[\u4e00-\u9fff]{2,10}(?:可以|不得|无权|有权)[\u4e00-\u9fff]{4})",
            ("",),
        ),
        "without→": (r"未经(?=[^，。；]{2,40}(?:批准|同意|许可))", ("经",)),
        "approval_added": (
            r"(?<=[人行司构者员])(?=(?:可以|应当)[\u4e00-\u9fff]{5})",
            ("经监督管理机构批准，", "经董事会同意后", "在取得书面同意的情况下"),
        ),
        "except_added": (
            r"(?<=[\u4e00-\u9fff])(?<!除外)\Z",
            ("，但监督管理机构另有规定的除外", "，法律另有规定的除外", "，紧急情况除外"),
        ),
    },
}


def spoil(kind: str, base: str, clause: str, dice: random.Random) -> list[tuple[Edit, str]]:
    """Every edit of `kind` that makes `base` wrong."""
    if kind == "addressee":
        return _party(base, dice)
    if kind == "number":
        return _numbers(base, dice)
    found = []
    for name, (pattern, texts) in _FLIPS.get(kind, {}).items():
        for match in re.finditer(pattern, base):
            text = dice.choice(texts)
            if name == "except_added" and (
                "除外" in clause or "另有规定" in clause or not re.search(r"应当|不得|可以", base)
            ):
                continue
            if name == "approval_added" and re.search(r"批准|同意", clause):
                continue
            found.append((Edit(match.start(), match.end(), text), f"{name}{text}"))
    return found


def _numbers(base: str, dice: random.Random) -> list[tuple[Edit, str]]:
    found: list[tuple[Edit, str]] = []
    unit = r"(万元|元|个月|年|个工作日|日(?=[内以前后的起，])|倍|人|%|次)"
    for match in re.finditer(rf"(?<![第〇点分之{ZH}])([{ZH}]+){unit}(?!人民|员)", base):
        if match[2] in ("年", "人", "次") and match[1] == "一":
            continue
        found += [(Edit(match.start(), match.end(), _other_number(match, dice)), "other_number")]
    for match in re.finditer(rf"(百分之)([{ZH}]+)", base):
        value = int(cn2an.cn2an(match[2], "normal"))
        other = dice.choice([v for v in (value + 5, value * 2, value + 1, value // 2) if 0 < v < 100 and v != value])
        found.append((Edit(match.start(2), match.end(2), cn2an.an2cn(other, "low")), "other_percent"))
    for match in re.finditer(rf"(?<![\d第〔年.])(\d+){unit}", base):
        found += [(Edit(match.start(), match.end(), _other_arabic(match, dice)), "other_number")]
    swaps = (
        (r"(?<=[元年月日倍人一二三四五六七八九十%])以上(?!\S{0,8}以下)", "以下", "above→below"),
        (r"(?<!以上)(?<=[元年月日倍人一二三四五六七八九十%])以下(?=[的罚，])", "以上", "below→above"),
        (r"不得超过(?=[^，。；]{0,24}[一二三四五六七八九十\d])", "不得低于", "at_most→at_least"),
        (r"不得低于(?=[^，。；]{0,24}[一二三四五六七八九十\d])", "不得超过", "at_least→at_most"),
        (r"(?<![不得])超过(?=[^，。；]{0,12}[一二三四五六七八九十\d]+[日年个元%百])", "不足", "over→under"),
        (r"不足(?=[^，。；]{0,12}[一二三四五六七八九十\d]+[日年个元万%百])", "超过", "under→over"),
        (rf"(?<=[{ZH}\d])日(?=内)", "个工作日", "days→workdays"),
        (rf"(?<=[{ZH}\d])万元", "亿元", "10⁴→10⁸"),
        (rf"(?<=[{ZH}\d])个月", "年", "months→years"),
        (r"(?<=\d)%", "个百分点", "%→points"),
        (rf"(?<=[{ZH}])日内", "日后", "within→after"),
    )
    for pattern, text, name in swaps:
        found += [(Edit(match.start(), match.end(), text), name) for match in re.finditer(pattern, base)]
    return found


def name_source(base: Base, right: bool, dice: random.Random, catalogue: Catalogue) -> tuple[Edit, str]:
    """A statement that begins with where it stands: the true place, or another document, number or article."""
    short = base.document.title.replace("中华人民共和国", "")
    label, number = base.clause.label, base.document.number
    others = [
        d for d in catalogue.documents if d.id != base.document.id and not set(d.aliases) & set(base.document.aliases)
    ]
    other = dice.choice(others)
    forms: list[tuple[str, str]] = [("title", f"《{short}》规定，")]
    if label.startswith("第"):
        forms.append(("article", f"《{short}》{label}规定，"))
    if number:
        forms.append(("number", f"{number}规定，"))
    name, text = dice.choice(forms)
    if right:
        return Edit(0, 0, text), f"named_{name}"
    wrong = {
        "title": f"《{other.title.replace('中华人民共和国', '')}》规定，",
        "article": f"《{short}》第{cn2an.an2cn(dice.randint(200, 400), 'low')}条规定，"
        if dice.random() < 0.5
        else f"《{other.title.replace('中华人民共和国', '')}》{label}规定，",
        "number": f"{_other_number_of(number)}规定，",
    }
    if name == "title" and dice.random() < 0.3:
        return Edit(0, 0, f"《{short}实施细则》规定，"), "other_title"
    return Edit(0, 0, wrong[name]), f"other_{name}"


def _other_number_of(number: str) -> str:
    return re.sub(r"(\d+)号", lambda match: f"{int(match[1]) + 3}号", number)
