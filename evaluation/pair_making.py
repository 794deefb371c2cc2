"""Draws the pairs of evaluation/pairs/verifier.json from the corpus: right statements and minimally wrong ones.

    python -m evaluation.pair_making          writes the file anew (the same seed gives the same pairs)

A base is a sentence, or an item with the subject of its list. A right statement is a base with rewordings that keep
the meaning; a wrong one has one more edit that does not. Numerals are read here with cn2an, not with the verifier's
own reader, so that a fault of that reader shows.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cn2an

from corpus.catalogue import Catalogue, load_catalogue
from corpus.model import Clause, Document
from evaluation.pair_english import english_pairs
from evaluation.verifier_pairs import AS_OF, KINDS, Edit, Pair, edited

PER_KIND = 340  # right and wrong each, both halves together
_MOST_A_CLAUSE = 4
_LONGEST = 130
_ZH = "零一二两三四五六七八九十百千"
_DIGIT = "一二两三四五六七八九"


@dataclass(frozen=True)
class Base:
    """A sentence of a clause, or a list's subject and one of its items, before any edit."""

    document: Document
    clause: Clause
    spans: tuple[tuple[int, int], ...]
    joint: str = ""  # put between the spans

    @property
    def text(self) -> str:
        return "".join(self.clause.text[start:end] for start, end in self.spans)

    @property
    def joint_edits(self) -> tuple[Edit, ...]:
        at = self.spans[0][1] - self.spans[0][0]
        return (Edit(at, at, self.joint),) if self.joint else ()


def half_of(document: str) -> str:
    """The half a document's pairs are in: by its id, so that versions of one law stay together."""
    return "held_out" if hashlib.sha256(document.encode()).digest()[0] % 2 else "dev"


_SENTENCE = re.compile(r"[^。；\n]+[。；]?")
_ITEM = re.compile(r"[（(][一二三四五六七八九十]+[）)]\s*")
_LEAD = re.compile(
    r"(?P<subject>[^，。；\n]{2,24})(?P<force>不得|应当|可以)(?:有|从事|实施|具有|履行|具备|采取)?下列[^：\n]{0,20}："
)
_UNCLEAR = re.compile(
    r"前款|前项|前条|上款|下列|本款|该|其他|上述|以下简称|所列|：|“|第[一二三四五六七八九十百]+[条款项]"
)


def bases(document: Document) -> Iterator[Base]:
    """Every sentence that can stand alone and every item that can follow the subject of its list."""
    for clause in document.clauses:
        if clause.id.path == ("meta",):
            continue
        start, end = clause.in_language("zh") or (0, len(clause.text))
        lead: re.Match[str] | None = None
        for match in _SENTENCE.finditer(clause.text, start, end):
            item = _ITEM.match(match[0])
            begins, ends = match.start() + (item.end() if item else 0), match.end()
            while clause.text[ends - 1] in "。；":
                ends -= 1
            words = clause.text[begins:ends]
            if not item:
                found = _LEAD.fullmatch(words)
                lead = found
                first = match.start()
            usable = 10 <= len(words) <= _LONGEST and not _UNCLEAR.search(words)
            qualified = re.match(r"[。；]?\s*但是?[，\u4e00-\u9fff]", clause.text[ends : ends + 6])
            if qualified:  # an exception follows in a sentence of its own
                continue
            if item and lead and usable and not re.search(r"[，：]", words):
                subject = (first, first + lead.end("force"))
                yield Base(document, clause, (subject, (begins, ends)))
            elif usable and not item and not words.startswith(("但", "其中", "并", "情节", "逾期", "拒不")):
                yield Base(document, clause, ((begins, ends),))


# -- rewordings that keep the meaning --------------------------------------------------------------------------------

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
        "percent": (rf"百分之([{_DIGIT}十][{_ZH}]*)(?!点)", lambda m: f"{_arabic(m[1])}%"),
        "money": (rf"(?<![{_ZH}之\d])([{_DIGIT}十][{_ZH}万]*)元", _money),
        "days": (rf"(?<![{_ZH}第月])([{_ZH}]+)日(?=内|以|前|后|的|起|，)", lambda m: f"{_arabic(m[1])}日"),
        "days_tian": (rf"(?<![{_ZH}第月])([{_ZH}]+)日(?=内|以)", lambda m: f"{_arabic(m[1])}天"),
        "years": (rf"(?<![{_ZH}第〇])([{_ZH}]+)年(?=内|以|的|，|有期|期)", lambda m: f"{_arabic(m[1])}年"),
        "months": (rf"(?<![{_ZH}第])([{_ZH}]+)个月", lambda m: f"{_arabic(m[1])}个月"),
        "arabic_wan": (r"(?<!\d)(\d{1,3})(\d{3})万元", r"\1,\2万元"),
        "wan_yi": (r"(?<!\d)(\d)(\d{3})万元", lambda m: f"0.{m[1]}{m[2].rstrip('0')}亿元" if m[2] == "000" else m[0]),
        "range": (rf"([{_ZH}万\d]+[元年月日倍])以上(?=[{_ZH}万\d]+[元年月日倍]以下)", r"\1至"),
        "range_end": (rf"(?<=以上)([{_DIGIT}十][{_ZH}万]*)元以下", lambda m: f"{_money(m)}以下"),
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
        "and": (r"以及", "和"),
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
        match = dice.choice(matches)
        text = make(match)
        if text == match[0] or any(start <= match.end() and match.start() <= end for start, end in taken):
            continue
        found.append((Edit(match.start(), match.end(), text), name))
        taken.append(match.span())
    return found


# -- edits that make it wrong ----------------------------------------------------------------------------------------


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
    ("个人信息处理者", "个人"),
    ("人民法院", "公安机关"),
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
            for match in re.finditer(rf"{name}(?![业卡权人法])", base):
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
    for match in re.finditer(rf"(?<![第〇点分之{_ZH}])([{_ZH}]+){unit}(?!人民|员)", base):
        if match[2] in ("年", "人", "次") and match[1] == "一":
            continue
        found += [(Edit(match.start(), match.end(), _other_number(match, dice)), "other_number")]
    for match in re.finditer(rf"(百分之)([{_ZH}]+)", base):
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
        (rf"(?<=[{_ZH}\d])日(?=内)", "个工作日", "days→workdays"),
        (rf"(?<=[{_ZH}\d])万元", "亿元", "10⁴→10⁸"),
        (rf"(?<=[{_ZH}\d])个月", "年", "months→years"),
        (r"(?<=\d)%", "个百分点", "%→points"),
        (rf"(?<=[{_ZH}])日内", "日后", "within→after"),
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


# -- drawing ---------------------------------------------------------------------------------------------------------


def chinese_pairs(catalogue: Catalogue, dice: random.Random) -> Iterator[Pair]:
    """PER_KIND right and wrong pairs of every kind, as even over documents as they allow."""
    by_document = {name: list(bases(catalogue.get(name, AS_OF))) for name in catalogue.ids()}
    for kind in KINDS:
        for half in ("dev", "held_out"):
            documents = [d for d in by_document if half_of(d) == half]
            yield from _draw(kind, half, [by_document[d] for d in documents], catalogue, dice)


def _draw(kind: str, half: str, pools: list[list[Base]], catalogue: Catalogue, dice: random.Random) -> Iterator[Pair]:
    queue = [
        (base, dice.random() * (1 + n / 10)) for pool in pools for n, base in enumerate(dice.sample(pool, len(pool)))
    ]
    queue.sort(key=lambda entry: entry[1])
    used: dict[str, int] = defaultdict(int)
    counts = {True: 0, False: 0}
    for base, _ in queue:
        clause = str(base.clause.id)
        if used[clause] >= _MOST_A_CLAUSE:
            continue
        for right in (True, False):
            if counts[right] >= PER_KIND // 2:
                continue
            pair = _make(kind, half, base, right, catalogue, dice, counts)
            if pair is not None:
                counts[right] += 1
                used[clause] += 1
                yield pair


def _make(
    kind: str, half: str, base: Base, right: bool, catalogue: Catalogue, dice: random.Random, counts: dict[bool, int]
) -> Pair | None:
    text = base.text
    edits: list[tuple[Edit, str]] = []
    if kind == "document":
        edits.append(name_source(base, right, dice, catalogue))
    else:
        spoils = [
            one for one in spoil(kind, text, base.clause.text, dice) if one[0].text != text[one[0].start : one[0].end]
        ]
        if not spoils:
            return None
        if right and kind == "condition" and all("added" in name for _, name in spoils):
            return None
        if not right:
            edits.append(dice.choice(spoils))
    taken = [(edit.start, edit.end) for edit, _ in edits]
    edits += reword(text, taken, kind, dice.choice((0, 1, 2, 2, 3, 3)), dice)
    changed = ",".join(name for _, name in edits)
    if not right and edited(text, [edit for edit, _ in edits]) in base.clause.text:
        return None
    number = f"{kind[:3]}-{half[0]}{'r' if right else 'w'}{counts[right]:03d}"
    return Pair(
        number, str(base.clause.id), base.spans, tuple(edit for edit, _ in edits), right, kind, half, changed=changed
    )


def main() -> int:
    """Draw and write."""
    dice = random.Random(20261124)
    catalogue = load_catalogue()
    pairs = [*chinese_pairs(catalogue, dice), *english_pairs(catalogue, dice, half_of)]
    path = Path(__file__).parent / "pairs" / "verifier.json"
    path.write_text("[\n" + ",\n".join(_row(pair) for pair in pairs) + "\n]\n", encoding="utf-8")
    sys.stdout.write(f"{len(pairs)} pairs written to {path.name}\n")
    return 0


def _row(pair: Pair) -> str:
    row = {
        "id": pair.id,
        "clause": pair.clause,
        "spans": pair.spans,
        "edits": [(edit.start, edit.end, edit.text) for edit in pair.edits],
        "right": pair.right,
        "kind": pair.kind,
        "half": pair.half,
        "changed": pair.changed,
    }
    if pair.language != "zh":
        row |= {"language": pair.language, "evidence": pair.evidence}
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    sys.exit(main())
