"""Modality, negation, comparison and direction: the small words that turn a rule round, as marks in a text.

A mark may stand for more than one kind where the word is used for both (应 is 应当 as much as 要; 不能 forbids or
denies). Two marks agree when they share a kind. 力争 shares none with 应当, nor 可以 with 不得.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.answering.numerals import fold_width


class Kind(StrEnum):
    """What a mark says. The first seven are forces; the others turn or bound the words after them."""

    MUST = "must"
    MUST_NOT = "must_not"
    SHOULD = "should"
    STRIVE = "strive"
    MAY = "may"
    NEED_NOT = "need_not"
    ENCOURAGED = "encouraged"
    NOT = "not"
    AT_LEAST = "at_least"  # 不低于 before words, not before a figure
    AT_MOST = "at_most"
    ABOVE = "above"
    BELOW = "below"
    UP = "up"
    DOWN = "down"
    ONLY = "only"
    PART = "part"  # 全部或者部分
    ABLE = "able"  # 能: may or can, never missed where it is left out
    EACH = "each"
    WHOLE = "whole"
    ANY_OF = "any_of"  # 下列条件之一
    ALL_OF = "all_of"  # 同时具备
    SOME = "some"  # 部分, 主要, 一般, 原则上: not all
    BEFORE = "before"  # 离职前, 事先
    AFTER = "after"
    BEGINS = "begins"  # 施行, 生效
    ENDS = "ends"  # 废止, 失效


FORCES = frozenset({Kind.MUST, Kind.MUST_NOT, Kind.SHOULD, Kind.STRIVE, Kind.MAY, Kind.NEED_NOT, Kind.ENCOURAGED})
# Forces whose loss changes a rule. A rule without 应当 is still read as a rule.
KEPT_FORCES = frozenset({Kind.MUST_NOT, Kind.STRIVE, Kind.MAY, Kind.NEED_NOT, Kind.ENCOURAGED})
# Their words say what a rule is about as well: they are compared, and stay among its words.
DIRECTIONS = frozenset({Kind.BEFORE, Kind.AFTER, Kind.BEGINS, Kind.ENDS})
COMPARISONS = frozenset({Kind.AT_LEAST, Kind.AT_MOST, Kind.ABOVE, Kind.BELOW})


@dataclass(frozen=True)
class Mark:
    """The characters [start, end) of a text and the kinds that they may stand for."""

    kinds: frozenset[Kind]
    start: int
    end: int

    @property
    def force(self) -> bool:
        return bool(self.kinds & FORCES)


# 前款, 前三名, 目前 and 后果, 最后, 前后 point to no time before or after.
_NUMBERED = r"[一二两三四五六七八九十\d]+[款条项种类名位大者]"
_ALONE_BEFORE, _ALONE_AFTER = r"(?<![目当日空面眼先])", r"(?<![最前先落滞背善今])"
_BESIDE_BEFORE = rf"[款条项述者手身景往台沿瞻置端列面罪后]|期(?![限间满])|提(?![出交供请示起醒])|{_NUMBERED}"
_BESIDE_AFTER = (
    rf"[果者手勤顾面罪款置盾]|期(?![限间满])|备(?!案)|方(?![可能得])|继(?!续)|续(?![贷订保签期约展缴])|{_NUMBERED}"
)
# Tried in this order at each place; the first that matches wins, so longer words come first.
_PATTERNS: tuple[tuple[str, str], ...] = (
    # -- Chinese
    ("part", r"全部或者?部分|部分或者?全部"),
    ("part", r"\b(?:all or (?:some|part)|(?:in )?whole or (?:in )?part|fully or partly)"),
    ("at_least", r"不(?:得|可以?|能|应|准|许)?(?:低于|少于|小于|弱于|短于)"),
    ("at_most", r"不(?:得|可以?|能|应|准|许)?(?:高于|超过|超出|多于|大于|长于|优于|晚于|迟于)"),
    ("need_not", r"可以?不(?!得)|不必|无须|无需|毋须|毋需|不需要|不需(?!求)|不要求|免予(?=[提缴])|不再要求"),
    (
        "must_not",
        r"不得(?![不已])|禁止|严禁|不可以|不可(?=[用以作在对向将被由挪])|不应当?|不准(?!确)|不许|不允许|不予允许|切勿|不要(?!求)|无权|不宜"
        r"|勿(?=[将向对])",
    ),
    ("not_must_not", r"不能(?!不)"),
    ("must", r"应当|必须|不得不|务必|(?<![无毋急])须(?!知)|有义务|(?:负有|承担)(?=.{0,12}义务)|有责任|一律应"),
    (
        "must_should",
        r"(?<![相适反响供对效答感回顺照呼策])应(?![收付用急对诉税聘届有得缴邀答力许征声允变届验])|需要?(?=经|由|向|按|在|报|提|先|将|对|把|满|具|同时|取得|进行)",
    ),
    ("strive", r"力争|努力(?=[实达做推完提保确使降])|争取(?=[实达做在到])|尽力|尽可能|尽量"),
    ("only", r"(?:方|才)(?:可以?|能)|仅[限能可]|只[限能可有]|仅(?=[向对为由包在以用有])"),
    (
        "may",
        r"可以|有权(?!益|限|机)|允许|准予|得以(?=.{0,4}[后])|(?<![许认不无尚即适宁])可(?![能靠行持见信控用比转分得疑撤再回观怕惜耕利操追预供移抗变否燃逆溯视读循降兑])",
    ),
    ("able", r"能够|(?<![不可功职性智效节产只才确未动权机本势热])能(?=[免申提享向在用办拿查获对把将以直继做发])"),
    ("encouraged", r"鼓励|提倡|倡导"),
    # 建议 as a verb at the head of what is advised; 提出建议, 检察建议, 可以建议 are none
    (
        "encouraged",
        r"(?<![或者以得政察资理意面法到质出和、减罚及])建议(?=[\u4e00-\u9fff])(?![书的和或后之权作应等])"
        r"|(?<![是的很])最好(?=[\u4e00-\u9fff])(?![的成])",
    ),
    ("any_of", r"(?<![条款])之一|任一|任意一|其中一|其一(?![，,])|有一项"),
    (
        "all_of",
        r"同时(?=具备|符合|满足|达到|具有|属于|有)|(?<!平)均(?=具备|符合|满足)|全部(?=具备|符合|满足|下列|条件)",
    ),
    ("any_of", r"\b(?:(?:any )?one of|any of|either)\b"),
    ("all_of", r"\b(?:all of the following|all (?:the|these) (?:conditions|requirements|criteria)|both)\b"),
    (
        "some",
        r"(?<![过余出足的者第或各该这此他述下留差额成低高超满分业务一干二三四五六七])(?:大部分|部分)(?=[\u4e00-\u9fff])(?![组之])|(?<!超)大多数|少数(?!民族|股)|原则上|一般(?=应|不|为|情况|可|要|须)"
        r"|通常(?=应|不|为|情况|可|要|须)|个别(?!化)|某些|有些",
    ),
    (
        "some",
        r"\b(?:some|most(?= (?:of|[a-z]+s)\b)|parts? of|generally(?! accepted)|in principle|normally|usually"
        r"|as a rule)\b",
    ),
    ("each", r"各自|分别|逐一"),
    ("whole", r"总体(?=[达上实不])|整体(?=[达上实不])"),
    ("each", r"\beach for itself|individually|severally\b"),
    ("whole", r"\bas a whole|overall\b|collectively\b"),
    (
        "should",
        r"(?<![主重需必概摘只首纲扼提将紧次显])要(?![求素约件点领员闻害是么挟塞地务职目价式义旨件\s，。；]|力争|努力[实达做推完提保确使降])",
    ),
    ("above", r"(?:高于|超过|超出|多于|大于|优于)"),
    ("below", r"(?:低于|少于|小于|不足(?=[以的]{0}\d)|短于)"),
    ("up", r"提高|提升|增加|上调|上浮|扩大|加大|增强|放宽|延长|加快"),
    ("down", r"压降|降低|减少|下调|下浮|缩小|压缩|削减|收紧|缩短|放慢|减弱|下降"),
    ("before", rf"事先|事前|提前|[之以]前|{_ALONE_BEFORE}前(?!{_BESIDE_BEFORE})"),
    ("after", rf"事后|[之以]后|{_ALONE_AFTER}后(?!{_BESIDE_AFTER})"),
    ("ends", r"废止|失效|停止(?:施行|实施|执行|适用|生效)"),
    ("begins", r"施行|生效|起(?:实施|执行)"),
    (
        "not",
        r"不|未|没有|没(?=[经按收])|无(?=[正法权效故需须力罪])|(?<!\A除)(?<![^解消免排扣开清铲废拆删剔]除)非(?![常但洲])|否(?=[定认则])|勿",
    ),
    # -- English
    (
        "need_not",
        r"\b(?:need not|needn't|(?:is|are|was) not (?:required|obliged|obligated) to|(?:do|does) not (?:have|need) to"
        r"|no need to|not necessary to|without having to|may (?:choose )?not to|no obligation to)\b",
    ),
    (
        "at_least",
        r"\b(?:not? (?:be )?(?:less|lower|fewer|slower|more slowly|shorter) than|at least|not (?:be |fall )?below)\b",
    ),
    (
        "at_most",
        r"\b(?:not? (?:be )?(?:more|greater|higher|longer|better|later) than|at most|not (?:to )?exceed(?:ing)?"
        r"|not (?:be )?above)\b",
    ),
    (
        "must_not",
        r"\b(?:(?:must|may|shall|should|can|could)(?: not|n't|n’t)|cannot|(?:is|are|be"
        r"|being) (?:strictly )?(?:not (?:allowed|permitted)"
        r"|prohibited|barred|forbidden|banned)|prohibit(?:s|ed)?|forbid(?:s|den)?|bans?|bars?"
        r"|no(?:body|[ -]one| [a-z]+(?: or [a-z]+)?(?: [a-z]+)?) (?:may|shall|must|can))\b",
    ),
    (
        "strive",
        r"\b(?:striv(?:e|es|ing)|endeavou?r(?:s|ing)?|(?:best|every|make) efforts?|aim(?:s|ing)? to|seeks? to"
        r"|tr(?:y|ies) to)\b",
    ),
    (
        "must",
        r"\b(?:must|shall|(?:have|has|having) to|(?:is|are|be) (?:required|obliged|obligated|bound) to"
        r"|required to|mandatory)\b",
    ),
    ("must_should", r"\b(?:needs? to)\b"),
    ("should", r"\b(?:should|ought to)\b"),
    ("only", r"\b(?:may only|can only|only if|only when|only after|only)\b"),
    (
        "may",
        r"\b(?:(?:is|are|be) (?:allowed|permitted|entitled) to|allowed to|permitted to|entitled to"
        r"|may(?! \d)|can|(?:has|have) the right to)\b",
    ),
    (
        "encouraged",
        r"\b(?:encourag(?:e|es|ed|ing)|(?:recommend|suggest)(?:s|ed)? that|(?:is|are) (?:advised|recommended) to"
        r"(?! [a-z]+s\b)|advisable|had better|preferably)\b",
    ),
    ("above", r"\b(?:(?:more|greater|higher|better|longer) than|exceed(?:s|ing)?|above)\b"),
    ("below", r"\b(?:(?:less|lower|fewer|slower|shorter) than|more slowly than|below)\b"),
    (
        "up",
        r"\b(?:rais(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|higher|expand(?:s|ed|ing)?|extend(?:s|ed|ing)?"
        r"|widen(?:s|ed|ing)?)\b",
    ),
    (
        "down",
        r"\b(?:lower(?:s|ed|ing)?|reduc(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|cut(?:s|ting)?|shorten(?:s|ed"
        r"|ing)?|narrow(?:s|ed|ing)?)\b",
    ),
    (
        "ends",
        r"\b(?:repeal(?:s|ed)?|replaces?|expires?|expired|ceas(?:e|es|ed) to"
        r"|no longer (?:in force|valid|applies|apply))\b",
    ),
    (
        "begins",
        r"\b(?:tak(?:e|es|ing) effect|took effect|(?:comes?|came|enters?|entered) into (?:force|effect)|effective)\b",
    ),
    ("before", r"\b(?:before|prior to|in advance)\b"),
    ("after", r"(?<!the )\bfollowing\b(?! (?:is|are)\b)|\bafter\b"),
    ("not", r"\b(?:not|no|never|nor|neither|without|(?:do|does|did|is|are|was|were|has|have|had|would)n[’']t)\b"),
)
_KINDS = {
    "not_must_not": frozenset({Kind.NOT, Kind.MUST_NOT}),
    "must_should": frozenset({Kind.MUST, Kind.SHOULD}),
    "only": frozenset({Kind.ONLY, Kind.MAY}),
    "able": frozenset({Kind.ABLE, Kind.MAY}),
}
# 不得高于 binds (MUST) by forbidding (MUST_NOT); the comparison itself is a mark of its own.
_FORBIDS_A_COMPARISON = frozenset({Kind.MUST, Kind.MUST_NOT})
_HAN = re.compile(r"[\u3400-\u9fff]")


def _any_of(chinese: bool) -> str:
    """The patterns of one language as alternatives, each in a group of its own number."""
    named = (
        f"(?P<g{n}>{pattern})" for n, (_, pattern) in enumerate(_PATTERNS) if bool(_HAN.search(pattern)) is chinese
    )
    return "|".join(named)


# The first character is looked at before the alternatives are tried: most places begin no mark.
_FIRST = (
    "全部不可免禁严无毋切勿应必务须有负承一需力努争尽方才仅只允准得鼓建最提倡要高超多大优低少小短压降减下缩削收没未非"
    "否加上扩增放延能各分逐总整事之以前后废失停施生起任其同均部大原一通个某"
)
_MARK = re.compile(rf"(?=[{_FIRST}])(?:{_any_of(True)})|\b(?=[a-z])(?:{_any_of(False)})", re.IGNORECASE)
_OF_GROUP = tuple(_KINDS.get(name) or frozenset({Kind(name)}) for name, _ in _PATTERNS)


@lru_cache(maxsize=4096)
def find_marks(text: str) -> tuple[Mark, ...]:
    """The marks of `text` in order, in both languages."""
    plain = fold_width(text)
    found = []
    for match in _MARK.finditer(plain):
        kinds = _OF_GROUP[int(str(match.lastgroup)[1:])]
        if match[0] == "May" and match.start() and plain[match.start() - 1] != "\n":
            continue  # the month, in the middle of a sentence
        if kinds <= COMPARISONS and match[0][1:2] in "得可能应准许" and match[0][0] == "不":
            found.append(Mark(_FORBIDS_A_COMPARISON, match.start(), match.start() + 2))
        found.append(Mark(kinds, match.start(), match.end()))
    return tuple(found)
