"""English questions in the words of Chinese law.

A glossary of legal and financial terms (`indexing/glossary/*.tsv`, written for this project) turns an English question
into Chinese terms. It serves two rooms: retrieval scores clauses that exist in Chinese only, and evidence looks up
which of the question's terms a Chinese text speaks of.

A line is `english|other english<TAB>中文|其他说法[<TAB>weight]`; a weight below 1 marks words that say little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import cn2an
import numpy as np
from numpy.typing import NDArray

from indexing.lexical import LexicalIndex
from indexing.tokens import pairs, units

Rows = NDArray[np.int32] | slice

_WORD = re.compile(r"[a-z]+|\d+(?:[.,]\d+)*|%")
_LONGEST = 7  # words of the longest entry
_PLAIN = re.compile(r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d+)?|\d{1,15}(?:\.\d{1,15})?")
_FIGURE = 0.6  # weight of a figure with its unit
_DENSE = 8
_UNKNOWN = 0.6  # weight of a content word that the glossary does not have
# Words that carry no subject of their own; they still count inside an entry ("notice of dishonour").
_STOP = frozenset(
    """a an the of to in on at by for from with without under as is are was were be been being am do does did done has
    have had having what when where which who whom whose why how whether if may might must can could shall should will
    would need it its their his her they he she we our us you your i my me this that these those there here and or but
    nor not no any all some each every either both such so than then too very only also just about against between
    during after before within into onto upon per up down out off over again once us get gets got make makes made take
    takes took give gives gave go goes went one ones someone somebody anyone nobody something anything nothing please
    say says said mean etc eg ie s t against more most many much few own other another same else used use uses using
    happen happens happened long much still ever exactly""".split()
)
_UNITS = {
    "day": "日",
    "month": "个月",
    "year": "年",
    "yuan": "元",
    "rmb": "元",
    "time": "倍",
    "person": "人",
    "people": "人",
}
_NUMBER_WORDS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
    )
} | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100}


@dataclass(frozen=True)
class SourceTerm:
    """One term of an English question: its words, how much it says (0 to 1), and how Chinese law may put it, the
    likeliest first; empty where the glossary does not know it."""

    text: str
    weight: float
    chinese: tuple[str, ...]


@dataclass(frozen=True)
class _Entry:
    chinese: tuple[str, ...]
    weight: float


class Bilingual:
    """The glossary, ready to be asked; immutable."""

    def __init__(self, lines: Iterable[str]) -> None:
        """`lines` of the form above; blank lines and lines that begin with # are left out. Raises ValueError."""
        self._exact: dict[str, _Entry] = {}
        self._bases: dict[str, _Entry] = {}
        for line in lines:
            if not line.strip() or line.startswith("#"):
                continue
            english, *rest = line.rstrip("\n").split("\t")
            if not 1 <= len(rest) <= 2 or not rest[0]:
                raise ValueError(f"not a glossary line: {line!r} (say english<TAB>中文)")
            entry = _Entry(tuple(rest[0].split("|")), float(rest[1]) if len(rest) == 2 else 1.0)
            for phrase in english.split("|"):
                words = _words(phrase)
                _merge(self._exact, " ".join(words), entry)
                _merge(self._bases, " ".join(map(_base, words)), entry)

    def terms(self, question: str) -> tuple[SourceTerm, ...]:
        """The distinct terms of an English question, in order: longest entry first, as written before any other form of
        its words."""
        words = _words(question)
        bases = [_base(word) for word in words]
        found: dict[str, SourceTerm] = {}
        at = 0
        while at < len(words):
            for size in range(min(_LONGEST, len(words) - at), 0, -1):
                text = " ".join(words[at : at + size])
                entry = self._exact.get(text) or self._bases.get(" ".join(bases[at : at + size]))
                if entry and not (size == 1 and words[at] in _STOP):
                    found.setdefault(text, SourceTerm(text, entry.weight, entry.chinese))
                    at += size
                    break
            else:
                at += self._plain(words[at : at + 2], found)
        return tuple(found.values())

    @staticmethod
    def _plain(words: list[str], found: dict[str, SourceTerm]) -> int:
        """Read a figure with its unit, or a content word that no entry has, from two words; how many it took."""
        word, unit = words[0], words[-1]
        figure = _figure(word)
        if figure is not None:
            if chinese := _number(figure, unit):
                text = " ".join(words)
                found.setdefault(text, SourceTerm(text, _FIGURE, chinese))
                return 2
        elif word not in _STOP and len(word) > 1:
            found.setdefault(word, SourceTerm(word, _UNKNOWN, ()))
        return 1

    def scores(self, question: str, lexical: LexicalIndex) -> NDArray[np.float32]:
        """The share of the question's terms that every clause speaks of, (clauses,) float32 in [0, 1], from the BM25
        weights of the characters of their Chinese: of several ways to say one term, the best counts. A term's
        strength in a clause counts by its root: to speak of one more term is worth more than to dwell on one."""
        total, best, strength = (np.zeros(len(lexical), np.float32) for _ in range(3))
        share = np.zeros(len(lexical), np.uint8)
        ceiling = 0.0
        for term in self.terms(question):
            met: list[Rows] = []
            for chinese in term.chinese:
                met += _phrase(chinese, lexical, best, strength, share)
            met = _few(met, len(lexical))
            most = max((float(best[rows].max(initial=0)) for rows in met), default=0.0)
            for rows in met if most else ():  # a clause that is met again finds nothing left
                total[rows] += np.float32(term.weight * most) * np.sqrt(best[rows] / np.float32(most))
                best[rows] = 0
            ceiling += term.weight * most
        total /= np.float32(max(ceiling, 1e-6))
        return total


@lru_cache(maxsize=1)
def load_bilingual() -> Bilingual:
    """The shipped glossary; read once, on the first English question."""
    folder = resources.files("indexing") / "glossary"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".tsv")), key=lambda file: file.name)
    return Bilingual(line for file in files for line in file.read_text("utf-8").splitlines())


def _words(text: str) -> list[str]:
    return [
        word for word in _WORD.findall(re.sub(r"['’]s\b", " s", text.lower())) if word not in {"a", "an", "the", "s"}
    ]


def _merge(table: dict[str, _Entry], key: str, entry: _Entry) -> None:
    """Two entries for one key are alternatives; a word of two senses says no more than its weaker one."""
    known = table.get(key)
    if known is None:
        table[key] = entry
    else:
        table[key] = _Entry(tuple(dict.fromkeys(known.chinese + entry.chinese)), min(known.weight, entry.weight))


def _figure(word: str) -> float | None:
    if word.isalpha():
        return _NUMBER_WORDS.get(word)
    return float(word.replace(",", "")) if _PLAIN.fullmatch(word) else None


def _number(value: float, unit: str) -> tuple[str, ...]:
    """五年, 三十日, 百分之十 for a figure and the word after it; nothing for a figure without a unit."""
    if value > 10**12 or value != int(value):
        return ()
    numeral = cn2an.an2cn(int(value))
    if unit in {"per", "percent", "%"}:
        return (f"百分之{numeral}",)
    sign = _UNITS.get(unit.removesuffix("s"))
    return (f"{numeral}{sign}",) if sign else ()


def _base(word: str) -> str:
    """A word without its ending, so that forms of it meet (mortgages, mortgaged, mortgaging). Lighter than a stemmer,
    which would make insurer, insured and insurance one."""
    for ending, instead in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word.removesuffix(ending) + instead
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def _phrase(
    chinese: str,
    lexical: LexicalIndex,
    best: NDArray[np.float32],
    strength: NDArray[np.float32],
    share: NDArray[np.uint8],
) -> list[Rows]:
    """Raise `best` (clauses,) to what a phrase counts in the clauses that hold any pair of it, which are returned, one
    array a pair: the BM25 weights of the pairs, tamed by their number's root, times the square of the share of pairs
    that are there. `strength` and `share` (clauses,) hold zeros before and after: sorting would take four times as
    long."""
    sequence = units(chinese)
    sought = pairs(sequence) or sequence
    found = [lexical.postings(token) for token in sought]
    if len(found) == 1:  # two characters: most terms
        rows, weights = found[0]
        best[rows] = np.maximum(best[rows], weights)
        return [rows]
    for rows, weights in found:
        strength[rows] += weights
        share[rows] += np.uint8(1)
    met = _few([rows for rows, _ in found], len(lexical))
    tamed = np.float32(len(sought) ** -2.5)
    for rows in met:
        best[rows] = np.maximum(best[rows], strength[rows] * tamed * share[rows].astype(np.float32) ** 2)
    for rows in met:
        strength[rows], share[rows] = 0, 0
    return met


def _few(met: list[Rows], clauses: int) -> list[Rows]:
    """These clauses, or all where they are so many that going through all is quicker than picking them out."""
    count = sum(clauses if isinstance(rows, slice) else len(rows) for rows in met)
    return [slice(None)] if _DENSE * count > clauses else met
