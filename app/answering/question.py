"""A question, read: its language, what kind of detail it asks for, its subject, and what it takes for granted."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

import yaml

from app.answering.abroad import asks_abroad
from app.answering.terms import Term, fold, language_of, question_terms, translated
from app.errors import QuestionError


class Asks(StrEnum):
    """The detail a question asks for; a question may ask for several."""

    AMOUNT = "amount"  # money
    RATE = "rate"  # percent, points, multiples
    DURATION = "duration"
    DATE = "date"
    COUNT = "count"
    CONTACT = "contact"  # a telephone number, an address on the web
    WHO = "who"
    YES_NO = "yes_no"
    LIST = "list"
    DEFINITION = "definition"
    PROCEDURE = "procedure"
    COMPARISON = "comparison"
    RECORD = "record"  # number, issuer, publication and effective dates of a document
    TARGET = "target"  # what is the target/standard: a number where one is stated, else the words
    PENALTY = "penalty"
    REASON = "reason"


class Scope(StrEnum):
    """Whether the question is one for regulations at all."""

    REGULATION = "regulation"
    DRAFT = "draft"
    INSTRUCTION = "instruction"
    REALTIME = "realtime"
    OWN_DATA = "own_data"
    ABROAD = "abroad"  # the rule of another country
    OTHER = "other"


@dataclass(frozen=True)
class Question:
    """One question after reading."""

    text: str
    language: str
    asks: frozenset[Asks]
    scope: Scope
    terms: tuple[Term, ...]
    years: tuple[int, ...]
    pieces: tuple[str, ...]  # the question split at its own question marks

    def terms_in(self, language: str) -> tuple[Term, ...]:
        """The terms in the language of the text that they are looked for in."""
        return self.terms if language == self.language else translated(self.text)


_LINE_ENDS = "\r\n\t\u2028\u2029"


def visible(text: str) -> str:
    """The text in one line, without what shows nothing or turns other characters round (Unicode Cc, Cf, Co, Cs)."""
    return "".join(
        " " if char in _LINE_ENDS else char
        for char in text
        if char in _LINE_ENDS or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs")
    )


def clean(text: str, longest: int) -> str:
    """The question as it will be answered: NFC, control characters and outer space gone.

    Raises QuestionError where nothing readable is left, it is binary, or it is longer than `longest` characters.
    """
    if "\x00" in text:
        raise QuestionError("the question holds binary data: send plain text in UTF-8")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise QuestionError("the question is not valid text: send plain text in UTF-8") from error
    plain = visible(unicodedata.normalize("NFC", text)).strip()
    if len(plain) > longest:
        raise QuestionError(
            f"the question has {len(plain)} characters, the limit is {longest}: shorten it or raise "
            "POLICYQA_MAX_QUESTION_CHARS"
        )
    if not any(char.isalnum() for char in plain):
        raise QuestionError("the question is empty: ask in words, for example 续贷需要什么条件?")
    return plain


_ASKING = re.compile(
    r"吗|什么|多少|谁|怎么|如何|哪|啥|咋|是否|还是|([\u4e00-\u9fff])[不没]\1|有没有|何时|多[久长大高远]|(?<![十百])几"
    r"|(?:^|[.:] )(?:what|who|whom|when|where|which|how|why|is|are|was|were|does|do|did|can|must|may|should|has|have"
    r"|until when|from when|by when|by which|under what)\b",
    re.IGNORECASE,
)
_LAST_WORDS = re.compile(
    r"[，,]\s*(?:一起|一并|都|分别|麻烦|请|帮忙?|给我)*(?:说|讲|解释|列|介绍)(?:一?说|一?讲|一下|清楚|全)?[吧呗]?[。.？?]?$"
)
_SIDES = re.compile(r"一方面|另一方面")
_MARKERS = re.compile(r"^(?:再一个|还有|另外|以及|还想问|顺便问?一?下?)[，,]?\s*")
_SENTENCES = re.compile(r"(?<=[a-z)]\.)(?=\s+[A-Z])|(?<=[。：])|(?<=[a-z]:)(?=\s)")
_ANNOUNCED = re.compile(r"[两三几]件事|[两三几]个问题|\b(?:two|three) (?:things|questions)\b", re.IGNORECASE)
_JOINTS = re.compile(r"[，；;]\s*(?:而且|并且|还有|另外|同时|以及)?|,\s*and\s+|,\s*|\s+and\s+", re.IGNORECASE)


def asks_something(piece: str) -> bool:
    """Whether a piece of a question asks something by itself or of what was asked before it (流动性比例呢)."""
    return asks_fully(piece) or "呢" in piece


def asks_fully(piece: str) -> bool:
    """Whether a piece of a question says what it asks."""
    return _ASKING.search(piece) is not None


def asks_twice(text: str) -> bool:
    """Whether more than one thing is asked, as far as commas and "and" tell."""
    return sum(map(asks_something, _JOINTS.split(text))) > 1


_EACH = re.compile(
    r"分别|各(?:自|是|有|按|怎|得|多|叫|要|写|规)|两(?:头|样|边|处|件|种|类)|一起说"
    r"|\b(?:both|each|respectively|side by side)\b|\blist what\b",
    re.IGNORECASE,
)


def asks_each(question: Question) -> bool:
    """Whether things are compared, or the same is asked of several."""
    return Asks.COMPARISON in question.asks or _EACH.search(question.text) is not None


_IN_GENERAL = re.compile(
    r"(?:怎么|如何|怎样)(?:要求|规定|说)|(?:有|作)(?:什么|哪些|何|啥)(?:要求|规定)"
    r"|\bwhat do(?:es)? .*\b(?:say|require)\b|\bwhat .*\b(?:rules?|requirements?) do(?:es)?\b",
    re.IGNORECASE,
)


def asks_in_general(text: str) -> bool:
    """Whether it is asked what is said of a subject, and of it nothing in particular."""
    return _IN_GENERAL.search(text) is not None


def _parts(piece: str) -> list[str]:
    """The questions that commas, 、 or "and" join (条件是什么，利率可以上浮吗), each of which asks something by itself;
    what they share and stands before them goes with each (网上助贷，…). The piece as it is where one does not ask."""
    plain = _LAST_WORDS.sub("", _SIDES.sub("", piece.strip()))
    told, plain = _told(plain)
    parts = [_MARKERS.sub("", part.strip()) for part in _JOINTS.split(plain) if part.strip()]
    asking = next((place for place, part in enumerate(parts) if asks_something(part)), len(parts))
    topic, parts = "，".join(parts[:asking]), parts[asking:]
    listed = [re.split(r"、", part) for part in parts]
    parts = [part for some in listed for part in (some if all(map(_asks_alone, some)) else ["、".join(some)])]
    whole = any(part.startswith("是") and "还是" in part for part in parts)  # of what stands before it, this or that
    chinese = language_of(piece) == "zh"
    longest = _LONGEST_TOPIC["zh" if chinese else "en"]
    if whole or not 1 < len(parts) <= _MOST_PARTS or not all(map(asks_something, parts)):
        return [piece.strip()]
    if len(told + topic) > longest:
        return [piece.strip()]
    mark, joint = ("？", "，") if chinese else ("?", ", ")
    before = told + (topic and topic + joint)
    return [before + (part if part.endswith(("?", "？")) else part + mark) for part in parts]


def _told(plain: str) -> tuple[str, str]:
    """What is told in sentences of their own before something is asked, and the rest."""
    sentences = _SENTENCES.split(plain)
    first = next((place for place, one in enumerate(sentences) if asks_something(_first_part(one))), 0)
    told = "".join(sentences[:first])
    told += " " if told.endswith((".", ":")) else ""
    return ("" if _ANNOUNCED.search(told) else told), "".join(sentences[first:])


def _first_part(sentence: str) -> str:
    return next((part for part in _JOINTS.split(sentence.strip()) if part.strip()), "")


def _asks_alone(part: str) -> bool:
    return len(part) > 3 and asks_something(part)


_MOST_PARTS = 3
_LONGEST_TOPIC = {"zh": 40, "en": 200}  # characters
_MEASURED = frozenset({Asks.RATE, Asks.AMOUNT, Asks.DURATION, Asks.COUNT})
_HOW_MUCH = re.compile(r"多少|多大|是几(?![条章节])|百分之几|\bhow (?:many|much|high)\b")


#: A year; 2000万, 2000人 and 2000-3000万 are none, but 2025个人所得税 and 2025人民币贷款 tell of one.
_YEAR = re.compile(
    r"(?<!\d)(20[0-4]\d)(?!\d|[〕\]）)]|\s?[多余来]?\s?(?:[-—–~至到]\s?\d+)?\s?"
    r"(?:[百千万亿]|元(?![旦月宵])|[名户]员?(?![单录称义均籍])|人(?![民行社大均力才工])"
    r"|(?:million|billion|yuan|rmb|staff|people|persons|employees|workers)\b(?!')))"
)


def read(text: str, language: str | None = None) -> Question:
    """Read a cleaned question."""
    folded = fold(text)
    asks = frozenset(Asks(kind) for kind, pattern in _patterns("asks").items() if pattern.search(folded + " "))
    if _HOW_MUCH.search(folded) and not asks & (_MEASURED | {Asks.TARGET, Asks.CONTACT}):
        asks |= _MEASURED  # of what kind the figure is cannot be told: any will do
    return Question(
        text=text,
        language=language or language_of(text),
        asks=asks,
        scope=_scope(text, folded),
        terms=question_terms(text),
        years=tuple(int(year) for year in _YEAR.findall(folded)),
        pieces=tuple(part for piece in re.split(r"(?<=[?？])\s*", text) if piece.strip() for part in _parts(piece)),
    )


@cache
def _patterns(section: str) -> dict[str, re.Pattern[str]]:
    """One section of question.yaml, each kind's expressions joined."""
    raw = yaml.safe_load(resources.files("app.answering").joinpath("question.yaml").read_text("utf-8"))
    return {kind: re.compile("|".join(alternatives)) for kind, alternatives in raw[section].items()}


def _scope(text: str, folded: str) -> Scope:
    """What else than a question for regulations it is; words that are said of others' conduct too tell it only where
    the question is not on that."""
    conduct = _patterns("conduct")["asked"].search(folded) is not None
    soft = {} if conduct else _patterns("unless_conduct")
    for kind, found in _patterns("scope").items():
        if found.search(folded) or (kind in soft and soft[kind].search(folded)):
            return Scope(kind)
    return Scope.ABROAD if asks_abroad(text) else Scope.REGULATION
