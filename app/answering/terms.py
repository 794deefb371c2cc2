"""Content terms: what a question or a clause is about, with how much each says.

Chinese is cut into words by jieba (no guessing of new words) after question phrases are removed; English gives
Snowball stems without stop words; numbers and Latin tokens stay whole. A term's weight is its information in
nats/10 against jieba's general Chinese frequencies or a small list of common English words: rare words decide.
"""

from __future__ import annotations

import math
import re
import unicodedata
import warnings
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import opencc
import snowballstemmer
import yaml

from indexing.bilingual import load_bilingual

_SIMPLIFY = opencc.OpenCC("t2s")
_STEMMER = snowballstemmer.stemmer("english")
_HAN = r"\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_HAN}]+|[a-z]+|\d+(?:\.\d+)?")

#: From this presence (`presence`) on a word is said.
MEANT = 0.5
#: Weight up to which a word tells nothing of what is asked (规定).
WEAK = 0.3
_POSSESSIVE = re.compile(r"['’]s\b")
#: What English questions are wrapped in: the measure asked for, and the verb of a document that "sets" a target.
_FRAME_EN = re.compile(
    r"\b(?:is it|it is|it's|be) (?:fine|ok|okay|all right)\b"
    r"|\bhow (?:high|low|large|big|great|long|far|often|soon)\b"
    r"|\b(?:set|sets|state|states|stipulate|lay down|lays down|provide for|prescribe|contain)(?: out)?(?=\s*[?.]?\s*$)"
)


@dataclass(frozen=True)
class Term:
    """One content term. `weight` is about 0.2 (says little) to 1.5 (names the subject); `others` are synonyms."""

    text: str
    weight: float
    others: tuple[str, ...] = ()


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Width, case and script folded: NFKC, lower case, traditional to simplified characters."""
    return str(_SIMPLIFY.convert(unicodedata.normalize("NFKC", text).lower()))


def language_of(text: str) -> str:
    """'zh' where Chinese characters are at least as many as Latin words, names of documents and clauses aside."""
    spoken = re.sub(r"《[^》]*》|第[零〇一二三四五六七八九十百千\d]+[条款项](?:之[一二三四五])?", "", text)
    han = len(re.findall(rf"[{_HAN}]", spoken))
    latin = len(re.findall(r"[A-Za-z]+", spoken))
    if not latin:
        return "zh" if re.search(rf"[{_HAN}]", text) else "en"
    return "zh" if han >= latin else "en"


@cache
def _vocabulary() -> dict[str, Any]:
    """vocabulary.yaml: word lists as sets, `synonyms` as groups."""
    raw = yaml.safe_load(resources.files("app.answering").joinpath("vocabulary.yaml").read_text("utf-8"))
    return {key: value if key == "synonyms" else value.split() for key, value in raw.items()}


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(_vocabulary()[name])


@cache
def _frame() -> re.Pattern[str]:
    return re.compile("|".join(_vocabulary()["frame_zh"]))


@cache
def _lexicon() -> dict[str, tuple[str, ...]]:
    """Synonym groups of the field, each folded member to the others."""
    table: dict[str, tuple[str, ...]] = {}
    for group in _vocabulary()["synonyms"]:
        members = [fold(str(member)) for member in group]
        for member in members:
            table[member] = table.get(member, ()) + tuple(other for other in members if other != member)
    return table


@cache
def _words() -> Any:
    with warnings.catch_warnings():  # jieba 0.42 uses escapes that newer Pythons deprecate
        warnings.simplefilter("ignore")
        import jieba

        jieba.setLogLevel(60)
        cutter = jieba.Tokenizer()
        # The dictionary is parsed here rather than by initialize(), which writes a cache file into the temp folder.
        cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
        cutter.initialized = True
    for word in (*_lexicon(), *_vocabulary()["words"]):
        if len(word) > 1 and "\u3400" <= word[0] <= "\u9fff":
            cutter.add_word(word, max(cutter.FREQ.get(word, 0), 2000))
    return cutter


@lru_cache(maxsize=512)
def words_of(text: str) -> tuple[str, ...]:
    """The text cut into words, all of its characters kept: those of Chinese by the dictionary."""
    return tuple(_words().cut(text, HMM=False))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Snowball stem of one English word."""
    return str(_STEMMER.stemWord(word))


@lru_cache(maxsize=2048)
def unframed(text: str) -> str:
    """A question folded, without the phrases that only ask (是不是, is it fine to)."""
    return _FRAME_EN.sub(" ", _frame().sub(" ", _POSSESSIVE.sub("", fold(text))))


@lru_cache(maxsize=2048)
def question_terms(text: str) -> tuple[Term, ...]:
    """The distinct content terms of a question, in order."""
    folded = unframed(text)
    found: dict[str, Term] = {}
    for token in _TOKEN.findall(folded):
        if "\u3400" <= token[0] <= "\u9fff":
            for word in words_of(token):
                if word not in _set("stop_zh"):
                    found.setdefault(word, Term(word, _weight_zh(word), _lexicon().get(word, ())))
        elif token[0].isdigit():
            found.setdefault(token, Term(token, 0.3))
        elif token not in _set("stop_en"):
            base = stem(token)
            weight = 0.25 if {token, token.rstrip("s")} & _set("weak_en") else 1.0
            found.setdefault(base, Term(base, weight, tuple(stem(o) for o in _lexicon().get(token, ()))))
    return tuple(found.values())


def _weight_zh(word: str) -> float:
    if word in _set("weak_zh"):
        return 0.25
    cutter = _words()
    frequency = cutter.FREQ.get(word) or 3
    information = min(max(math.log(cutter.total / frequency) / 10.0, 0.3), 1.5)
    return information if len(word) > 1 else information * 0.5


@lru_cache(maxsize=16384)
def bag(text: str) -> frozenset[str]:
    """English stems of a text, for looking terms up in it."""
    return frozenset(stem(word) for word in re.findall(r"[a-z]+|\d+(?:\.\d+)?", fold(text)))


def presence(term: Term, text: str) -> float:
    """How far `text` speaks of the term: 1 as it stands, 0.9 by a synonym, less where only part of a longer
    Chinese word is there, 0 not at all."""
    folded = fold(text)
    han = "\u3400" <= term.text[0] <= "\u9fff"
    if (term.text in folded) if han else (term.text in bag(text)):
        return 1.0
    for other in term.others:
        if (other in folded) if "\u3400" <= other[0] <= "\u9fff" or " " in other else (stem(other) in bag(text)):
            return 0.9
    if not han or len(term.text) < 3:
        return 0.0
    pairs = [term.text[i : i + 2] for i in range(len(term.text) - 1)]
    return 0.7 * sum(pair in folded for pair in pairs) / len(pairs)


@lru_cache(maxsize=256)
def translated(text: str) -> tuple[Term, ...]:
    """The content terms of an English question as Chinese law puts them, with the alternatives as synonyms."""
    found = (term for term in load_bilingual().terms(text) if term.chinese)
    return tuple(Term(term.chinese[0], term.weight, term.chinese[1:]) for term in found)
