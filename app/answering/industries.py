"""The industries that a question names a firm by, for rules that tell sizes by industry.

A firm is of the industry that its name ends in: 软件园物业公司 manages property, and a software training school trains.
So a name counts only where nothing but words that say nothing of the trade stand between it and the firm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.answering.compose.size_asked import ASKS_SIZE
from app.answering.terms import fold, words_of
from corpus.model import Clause, Document
from corpus.readers.markdown import RECORD_PATH

#: Industries that the size standard tells sizes of and whose figures are not held (its caution says so).
_UNHELD = (
    ("物业管理", "property management", ("物业", "property management", "property manager")),
    (
        "租赁和商务服务业",
        "leasing and business services",
        ("租赁", "商务服务", "leasing", "rental", "business services"),
    ),
)
#: Trades that are of either of two industries, by the labels of their clauses.
_EITHER_OF = (("物流", "logistics", ("交通运输业", "仓储业")),)
#: Said of any industry (the software industry), and one's own name where no other is.
_ANY = "industry"
_PIECES = re.compile(r"[，,。；;、？?！!：:\d\s]")
#: The firm; a size class (小型企业) or what is asked (哪类企业) is none.
_FIRM = re.compile(r"(?<![微小中大型类种档级么])(?:公司|企业|集团|店|厂|学校|中心|医院|机构|事务所|工作室)")
_FIRM_EN = re.compile(r"[a-z]+(?:[ -][a-z]+){1,3}?[ -](?:company|firm|business|enterprise|agency|school|park)\b")
_SAYS_NOTHING = (
    "老板|领域|业务|服务|开发|经营|生产|工程|施工|科技|技术|连锁|加盟|个体|民营|私营|国有|股份|有限|责任|单位|夫妻|家庭|公司|企业"
    "|行业|[业商户者主店厂场队社馆车类里的小微中大型老新这那一两家个做办是]"
)
#: What goes on to another firm, to figures, or to the same firm again.
_GOES_ON = re.compile(r"[和及与跟或兼我咱是]|[本该贵][公企店厂]|员工|职工|从业|人数|人的|营收|收入|资产|一年|去年|属于")
_AFTER_EN = re.compile(
    r"(?:[ -](?:development|services?|industry|sector|trade|chain|and|or))*(?:[^\w\s-]|\s*\Z|\s*\d"
    r"|[ -](?:compan(?:y|ies)|firms?|business(?:es)?|enterprises?|shops?|stores?|house|operator|contractor|group|"
    r"start-?up|outlet|owner|(?:with|that|which|whose|where|who|in|of|on|for|at|under|by|be|to|than|a|an|the|it)\b"
    r"|[a-z]+(?:s|ed|ad)\b))"
)


_NO_TRADE = re.compile(rf"(?:{_SAYS_NOTHING}|[我咱你他它们某本该贵客户]|一|小微|微型|小型|中型|大型|什么|哪)+")
_TRADE_EN = re.compile(
    r"\b(?!(?:an?|the|this|that|our|my|your|their|which|what|small|micro|medium|large|sized|private|new|of)\b)[a-z]+"
    r" (?:company|firm|business|agency|school|studio)\b"
)


@dataclass(frozen=True)
class Industry:
    """An industry as a question names it, and the clause that tells its sizes; None where none is held."""

    name: str
    clause: Clause | None


@dataclass(frozen=True)
class _Place:
    """The name of an industry in a text: `heads` where the firm is of it, `firm` as it is called, where it is."""

    heads: bool
    firm: str = ""


def industries(document: Document, text: str, language: str) -> list[Industry]:
    """The industries that the folded `text` names a firm by, each under its longest name; those that a follow-up names
    after a size was asked hold over the ones before."""
    asked = ASKS_SIZE.search(text)
    return (_named(document, text[asked.end() :], language) if asked else []) or _named(document, text, language)


def _named(document: Document, text: str, language: str) -> list[Industry]:
    """All industries held that are named where a firm is of one of them: 建筑材料零售店 leaves open which holds. Of a
    trade that may be of either of two, both have its name."""
    held = _held(document)
    places = {wording: list(_places(wording, text, held)) for wording in held}
    headed = any(place.heads for found in places.values() for place in found)
    named = [held[wording] for wording, found in places.items() if found and headed]
    named = [one for one in named if one.name != _ANY] or named
    named = [one for one in named if not any(one.name != other.name and one.name in other.name for other in named)]
    unheld = [
        Industry((zh, en)[language == "en"], None)
        for zh, en, names in _UNHELD
        if any(place.heads for name in names for place in _places(name, text, held))
    ]
    return [_in_language(one, language) for one in named] + unheld or _either_of(document, text, language, held)


def _either_of(document: Document, text: str, language: str, held: Iterable[str]) -> list[Industry]:
    """Both industries of a trade that may be of either, under the one name."""
    return [
        Industry((zh, en)[language == "en"], clause)
        for zh, en, labels in _EITHER_OF
        if any(place.heads for name in (zh, en) for place in _places(name, text, held))
        for clause in document
        if clause.label in labels
    ]


def _in_language(one: Industry, language: str) -> Industry:
    """An industry that was named in the other language by the first name that its clause has in this one."""
    english = language == "en"
    if one.clause is None or one.clause.thresholds is None or one.name.isascii() == english:
        return one
    names = one.clause.thresholds.values["industry"]
    return Industry(next((fold(name) for name in names if name.isascii() == english), one.name), one.clause)


def firm_of_another(document: Document, text: str) -> str:
    """The firm as the folded `text` names it where the industry in its name is not its own (工业设计公司); or ''."""
    held = _held(document)
    places = [place for name in held for place in _places(name, text, held)]
    if any(place.heads for place in places):
        return ""
    return max((place.firm for place in places), key=len, default="")


def firm_called(text: str) -> str:
    """The firm as the folded `text` calls it by its trade (广告公司, advertising agency); '' where it has none."""
    english = _TRADE_EN.search(text)
    if english:
        return english[0]
    for piece in _PIECES.split(text):
        firm = _FIRM.search(piece)
        trade = words_of(piece[: firm.start()])[-1:] if firm else []
        if firm and firm[0] != "厂" and trade and not _NO_TRADE.fullmatch(trade[0]):
            return trade[0] + firm[0]
    return ""


def industry_name(clause: Clause, called: str, language: str) -> str:
    """The industry of a clause that tells sizes as its table calls it, and as the question called it where that is
    another word: 零售业（超市）."""
    english = language == "en"
    name = clause.heading_en.lower() if english else clause.label
    known = called.replace("-", " ") in name.replace("-", " ")
    return name if known else f"{name} ({called})" if english else f"{name}（{called}）"


def _held(document: Document) -> dict[str, Industry]:
    """The industries whose sizes `document` tells, by their wordings; 制造 is one where 制造业 is."""
    told = [
        Industry(fold(name), clause)
        for clause in document
        if clause.thresholds
        for name in clause.thresholds.values["industry"]
    ]
    return {one.name.removesuffix("业"): one for one in told if len(one.name) > 2} | {one.name: one for one in told}


def _places(name: str, text: str, held: Iterable[str]) -> Iterator[_Place]:
    if name.isascii():
        for match in re.finditer(rf"\b{name}(?:s|e?rs?|ing|ation)?\b", text):
            firm = _FIRM_EN.match(text, match.start())
            yield _Place(_AFTER_EN.match(text, match.end()) is not None, firm[0] if firm else "")
        return
    nothing = "|".join((*sorted(held, key=len, reverse=True), _SAYS_NOTHING))
    for match in re.finditer(name, text):
        piece = _PIECES.split(text[match.start() :])[0]
        firms = list(_FIRM.finditer(piece, len(name)))
        between = piece[len(name) : firms[-1].start()] if firms else _rest_of_word(piece, len(name))
        heads = re.fullmatch(f"(?:{nothing})*+", between) or _GOES_ON.search(between)
        yield _Place(heads is not None, piece[: firms[-1].end()] if firms else "")


def _rest_of_word(piece: str, end: int) -> str:
    """What the word that `end` stands in has after it (软件|园)."""
    at = 0
    for word in words_of(piece):
        at += len(word)
        if at >= end:
            break
    return piece[end:at]


def size_rule(document: Document) -> Clause | None:
    """The clause of a document of size tables that says how they are read: the first without a table."""
    return next((clause for clause in document if not clause.thresholds and clause.id.path != RECORD_PATH), None)
