"""How a given passage stands to a question and to the passages beside it: features for closed evidence.

A retrieval score says that a passage is near; with passages that are all of the topic, what tells the one that answers
is what the others lack: the words that not every passage has, the very numbers of the question (the 95th, not the
96th), the kind of detail asked for in the same sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.answering.question import Question
from app.answering.terms import Term, fold, presence
from indexing.fusion import standardised

#: Least presence of a term that counts as spoken of.
_SPOKEN = 0.3
_NUMBER = r"[\d.,]+|[零〇一二两三四五六七八九十百千万]+"
_NUMBERED = re.compile(rf"(第)?({_NUMBER})(\w)?")
_WHEN = re.compile(r"什么时候|什么时间|何时|哪一?天|几号|日期|\bwhen\b|what date")
_YEAR = re.compile(r"哪一?年|(?:which|what) year")
_UNITS = (
    "个百分点|平方公里|平方米|分钟|公里|小时|个月"
    "|[枚人元钱节座家部辆克米天岁次名票页吨届期集首种项条年周艘架颗场层户倍]"
)
_HOW_MANY = re.compile(
    rf"(?:多少|几)(?:[万亿]|个)?({_UNITS})?|多[长高大久重]|how (?:many|much|long)|what (?:rate|share)"
)
#: What a figure is given in, by the noun before 多少 where no unit follows it.
_GIVEN_IN = tuple(
    (re.compile(rf"(?:{nouns})(?:是|为|有|达到?|约|大约)?(?:多少|几)"), re.compile(units))
    for nouns, units in (
        (
            "价格?|票房|收入|营收|利润|金额|总额|奖金|罚款|罚金|工资|月薪|年薪|成本|投资|市值|费用?|赔款|捐款|产值",
            r"[元镑]|卢[比布]|法郎|克朗|比索|块钱|[$¥￥€£] ?\d",
        ),
        ("率|比例|占比|份额|比重|增速|增幅|涨幅|跌幅|降幅", r"[%％‰成]|百分之|百分点|分之"),
        ("面积", r"平方|公顷|亩"),
        ("长度|全长|里程|距离|高度|海拔|身高|深度|宽度", r"[米里尺]"),
        ("重量|体重|产量|吨位", r"[吨克斤]"),
        ("年龄|年纪|享年", r"岁"),
        ("人口|人数", r"[人名]"),
        ("时速|速度", r"[米里节]|马赫"),
        ("气温|温度", r"[度℃]"),
    )
)
_MONTH = r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b\.?"
_DAY = re.compile(rf"\d{{1,2}}月\d{{1,2}}日|\d{{4}}-\d\d-\d\d|{_MONTH} \d|\d {_MONTH}")
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")
_CALENDAR = re.compile(r"\d{4}年(?:末|底|度)?|\d{1,2}月(?:\d{1,2}日)?")
_ANY_NUMBER = re.compile(
    r"\d|[零一二两三四五六七八九十百千万亿]+[成倍个%％]|\b(?:one|two|three|four|five|six|ten|twelve|thirty)\b"
)
#: Of a passage that sends its reader to another: Rule 3.2.1, subject to (2), 依照本法第五条, 前款.
_REFERS = re.compile(
    r"(?:Rule|[Ss]ection|Chapter|Part|[Ss]ubsection|[Pp]aragraph|Article)s? \u200e?[\dA-Z(]|this (?:Rule|[Ss]ection)"
    r"|\b(?:in|of|to|under|by|with) \u200e?\(\d\)"
    r"|(?:依照|按照|根据|违反|适用)[^。；]{0,20}第[^。；条]{1,9}条|前[一二三两]?[条款项]"
)
#: Characters from which on a longer passage counts as no longer: gold ones of the development sets are short.
_LONG = 700
_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千\d]+条|应当|不得")


def features(
    question: Question, texts: Sequence[str], channels: Mapping[str, NDArray[np.float32]]
) -> list[dict[str, float]]:
    """The features of every passage, in the order given.

    `channels` holds one score a passage of each kind: `lexical`, `background` (BM25 with the weights of words in the
    corpus at large), of every encoder `<name>` and, of reports, `<name>_sentence` (its best sentence) and `read` (what
    the reader says), and `alike` (likeness to the passage that looks best).
    """
    table = _Table(question, texts)
    rows = [table.row(place) for place in range(len(texts))]
    columns: dict[str, NDArray[np.float64]] = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    columns |= {name: np.asarray(values, float) for name, values in channels.items()}
    z = {name: standardised(values) for name, values in channels.items() if name != "alike"}
    columns |= {f"{name}_z": np.asarray(values, float) for name, values in z.items()}
    fused = fused_scores(channels)
    columns |= {"fused": fused, "fused_gap": fused - fused.max()}
    for name in ("covered", "sentence", "own_words", "stating"):
        columns[f"{name}_gap"] = columns[name] - columns[name].max()
    for name in ("e5", "use", "read"):
        if name in channels:
            columns[f"{name}_gap"] = columns[name] - columns[name].max()
    best = int(np.argmax(fused))
    columns["adds"] = table.beyond(best)
    columns["passages"] = np.full(len(texts), float(len(texts)))
    return [{name: round(float(values[i]), 5) for name, values in columns.items()} for i in range(len(texts))]


def fused_scores(channels: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float64]:
    """One score a passage: the weighted mean of the standardised channels at hand."""
    weights = {"background": 0.45, "e5": 0.40, "use": 0.15, "dense": 0.55}
    used = {name: weight for name, weight in weights.items() if name in channels}
    total = sum(used.values())
    return np.asarray(sum(weight / total * standardised(channels[name]) for name, weight in used.items()), float)


def are_provisions(texts: Sequence[str]) -> bool:
    """Whether most passages read like articles of law rather than like news or an encyclopedia."""
    return 2 * sum(_ARTICLE.search(text) is not None for text in texts) >= len(texts)


class _Table:
    """The question's terms against every passage."""

    def __init__(self, question: Question, texts: Sequence[str]) -> None:
        self._question, self._texts = question, texts
        self._terms: tuple[Term, ...] = question.terms
        self._weights = np.array([term.weight for term in self._terms])
        self._total = float(self._weights.sum()) or 1.0
        self._present = np.array([[presence(term, text) for term in self._terms] for text in texts])
        spoken = (self._present >= _SPOKEN).mean(0) if self._terms else np.zeros(0)
        #: A word that every passage has tells none from another; one that none has speaks against all.
        self._telling = self._weights * (1 - spoken) + 1e-3
        self._unspoken = float(self._weights[spoken == 0].sum()) / self._total if self._terms else 0.0
        self._numbers = _numbered(question.text)
        self._years = frozenset(_ANY_YEAR.findall(question.text))

    def row(self, place: int) -> dict[str, float]:
        """The features of one passage by itself."""
        text, present = self._texts[place], self._present[place]
        pieces = sentences(text)
        inside = np.array([[presence(term, piece) for term in self._terms] for piece in pieces])
        telling = float(self._telling.sum()) or 1.0
        shares = inside @ self._weights / self._total
        stating = np.array([states_asked(self._question.text, piece) for piece in pieces])
        missing = self._weights[present < _SPOKEN]
        there = _numbered(text)
        same = sum(any(n == m and after == b for _, m, b in there) for _, n, after in self._numbers)
        other = sum(
            any(n != m and (before, after) == (a, b) for a, m, b in there)
            and not any(n == m and after == b for _, m, b in there)
            for before, n, after in self._numbers
        )
        count = max(len(self._numbers), 1)
        return {
            "covered": float(present @ self._weights) / self._total,
            "sentence": float(shares.max(initial=0.0)),
            "own_words": float(present @ self._telling) / telling,
            "own_sentence": float((inside @ self._telling / telling).max(initial=0.0)),
            "missing": float(missing.max(initial=0.0)),
            "missing_share": float(missing.sum()) / self._total,
            "unspoken": self._unspoken,
            "pairs": _pairs_found(self._question.text, text),
            "numbers_same": same / count,
            "numbers_other": other / count,
            "year": _of_year(self._years, pieces[: int(shares.argmax()) + 1]),
            "states": float(stating.any()),
            "stating": float((shares * stating).max(initial=0.0)),
            "asks_when": float(bool(_WHEN.search(self._question.text))),
            "asks_number": float(bool(_HOW_MANY.search(self._question.text))),
            "refers": float(_REFERS.search(text) is not None),
            "length": float(np.log1p(min(len(text), _LONG))),
        }

    def beyond(self, best: int) -> NDArray[np.float64]:
        """How much of the question every passage speaks of that passage `best` does not."""
        gained = np.maximum(self._present - self._present[best], 0) @ self._weights / self._total
        return np.asarray(gained, float)


_ENDS = re.compile(r"(?<=[。；！？\n])|(?<=[.;!?])(?=\s)")


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a passage in either language; the whole where it has none."""
    return tuple(piece.strip() for piece in _ENDS.split(text) if len(piece.strip()) > 1) or (text,)


def _of_year(asked: frozenset[str], pieces: Sequence[str]) -> float:
    """Whether the last of these sentences is on a year asked for, by the year named last: 1 where none is asked for, .5
    where none is named."""
    named = next((found for piece in reversed(pieces) if (found := _ANY_YEAR.findall(piece))), None) if asked else None
    return 1.0 if not asked else 0.5 if named is None else float(not asked.isdisjoint(named))


@lru_cache(maxsize=4096)
def _numbered(text: str) -> tuple[tuple[str, str, str], ...]:
    """Numbers with 第 before and the character after them: 第95届 gives ("第", "95", "届")."""
    found = _NUMBERED.finditer(fold(text))
    return tuple((m.group(1) or "", m.group(2).strip(".,"), m.group(3) or "") for m in found)


def states_asked(question: str, sentence: str) -> bool:
    """Whether a sentence states a detail of the kind that the question asks for; True where it asks for none that can
    be told by its form."""
    question, sentence = fold(question), fold(sentence)
    if _YEAR.search(question):
        return _ANY_YEAR.search(sentence) is not None
    if _WHEN.search(question):
        return _DAY.search(sentence) is not None
    asked = _HOW_MANY.search(question)
    if asked is None:
        return True
    unit = (asked.group(1) or "").replace("钱", "元")
    if unit:
        return re.search(rf"(?:{_NUMBER})[多余]?[千百]?[万亿]?[个美欧日港]?{re.escape(unit)}", sentence) is not None
    figures = _CALENDAR.sub("", sentence)
    units = next((units for nouns, units in _GIVEN_IN if nouns.search(question)), None)
    return _ANY_NUMBER.search(figures) is not None and (units is None or units.search(figures) is not None)


@lru_cache(maxsize=512)
def _pairs(text: str) -> tuple[str, ...]:
    folded = fold(text)
    if re.search(r"[\u3400-\u9fff]", folded):
        return tuple(folded[i : i + 2] for i in range(len(folded) - 1) if folded[i : i + 2].isalnum())
    words = re.findall(r"[a-z]+|\d+", folded)
    return tuple(f"{a} {b}" for a, b in pairwise(words))


def _pairs_found(question: str, text: str) -> float:
    """The share of the question's neighbouring characters (English: words) that stand side by side in the text."""
    pairs, folded = _pairs(question), " ".join(fold(text).split())
    return sum(pair in folded for pair in pairs) / max(len(pairs), 1)
