"""Whether a sentence is a passage with words left off, and nothing else.

Every word of the sentence has to stand in the passage, in the same order. A figure may be written in another way and a
force or denial in another word of the same meaning. Left off may be words that say nothing (的, a, the; 依法, 及时),
and stretches between commas on which nothing that is kept depends: no condition, no denial, no figure, no exception,
no introduction of a list, and never a force without its predicate or a predicate's subject alone.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.answering.conditions import find_conditions
from app.answering.modality import COMPARISONS, FORCES, Kind, Mark
from app.answering.numerals import fold_width
from app.answering.quantities import Quantity
from app.answering.reading import read
from app.answering.terms import stem

#: Marks that are compared by meaning; others (提高, 各自, 能够) by their words.
_MEANT = FORCES | COMPARISONS | {Kind.NOT, Kind.ONLY}
_BOUND = frozenset({Kind.MUST, Kind.MUST_NOT})  # the 不得 of 不得超过: the figure's bound says it too
_DUTIES = frozenset({Kind.MUST, Kind.SHOULD, Kind.STRIVE})
_WEIGHTY = COMPARISONS | {Kind.NOT, Kind.MUST_NOT, Kind.ONLY, Kind.NEED_NOT, Kind.STRIVE, Kind.ENCOURAGED}
#: A dash is a token where it makes a figure negative, not between two.
_TOKEN = re.compile(
    r"[\u3400-\u9fff]|[A-Za-z]+|\d+|[%‰≥≤<>=+±]|(?<![A-Za-z\d%‰])[-−–—](?=\s*[\d零〇一二两三四五六七八九十百千万亿])"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_OR = re.compile(r"\s*(?:或|or\b)")
_SEPARATOR = re.compile(r"[，,；;：:。！？!?()\n]|\.(?=\s|\Z)")
_LIGHT = frozenset("的了之且并和及也均都") | frozenset("a an the that its their also and".split())
_IF = "的，"  # 某某的，应当…: it makes a condition
_SAME = {"照": "", "依": "按"}  # 按照, 依照, 按
_SPARE = re.compile(
    r"依法|及时|立即|严格|切实|积极|进一步|持续|不断|(?:遵守|符合|具备|有|履行|提交)?下列[\u4e00-\u9fff、]{0,8}(?:规定|要求|条件|原则|行为|职责|职能|材料|文件|资料|内容|事项|措施)(?=：)"
    r"|(?:\A|(?<=\s))(?:[(（][一二三四五六七八九十百\d]{1,3}[)）]|\d{1,2}[.、])"
)
#: Ways of saying the same, brought to one.
_FOLDS = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"(?:如果|假如|倘若)([^，。；]{2,90}?)的?，", r"\1的，"),
        (r"的?(?:情况下|情形下)，", "的，"),
        (r"没有经过|未经过", "未经"),
        (r"以及", "和"),
        (r"或者", "或"),
        (r"但是，?", "但"),
        (r"中国人民银行", "人民银行"),
    )
)
_QUALIFIES = re.compile(
    r"\A\s*并?(?:但|除|应(?!当)|在|对|经|未|如|若|当|自|因|凡|由|以|按|依|根据|其中|上述|前款|该|此|同时|或|用于|用以|"
    r"并处|but|except|unless|if|when|where|once|after|before|until|for|in|on|by|with|without|from|under|provided|only|such)"
    r"|(?:的|时|后|前|内|外|期间|之日|情况下|情形下|以上|以下)\s*\Z",
    re.IGNORECASE,
)
#: An end that something has to follow: 应当按照…, …的行为 of a rule whose verb is gone.
_HANGS = re.compile(
    r"(?:应当?|可以?|不得|必须|须|要|有权|有责任|有义务|must|should|may)\s*(?:按照?|依照?|根据|通过|以|在|自|对|经|向|in|by|under)"
    r"[^，]*\Z|(?:的|时|后|前|期间|情况下|情形下|，|：|:)\s*\Z"
)
_ANNOUNCED = re.compile(r"[：:]\s*(?:[(（]?[一二三四五六七八九十百\d]{1,3}[)）.、]?)?\s*[(（]?\Z")  # a list
_DEPENDS = re.compile(
    r"\s*(?:其|该|此|上述|前款|并|还|也|且|但|而|则|和|与|及|或|it|they|its|their|and|this|these)", re.IGNORECASE
)
_CASE = re.compile(r"(?:\A|(?<=[。；，：\s]))[^，。；：\s]{3,90}的(?=，)")  # 某某的，应当…


@dataclass(frozen=True)
class _Item:
    """A word, mark or figure at [start, end) of a text."""

    start: int
    end: int
    word: str = ""
    mark: Mark | None = None
    figure: Quantity | None = None

    @property
    def light(self) -> bool:
        return self.word in _LIGHT or (self.mark is not None and self.mark.kinds == _BOUND)

    @property
    def force(self) -> bool:
        return self.mark is not None and self.mark.force

    def weighs(self) -> bool:
        """Whether leaving it off may turn round or loosen what is kept."""
        return self.figure is not None or (self.mark is not None and bool(self.mark.kinds & _WEIGHTY))

    def meets(self, other: _Item) -> bool:
        """Whether a sentence may say `self` where the passage says `other`."""
        if self.figure is not None or other.figure is not None:
            return self.figure is not None and other.figure is not None and self.figure.same(other.figure)
        if self.mark is not None or other.mark is not None:
            return self.mark is not None and other.mark is not None and self._means(other.mark)
        return self.word == other.word

    def _means(self, other: Mark) -> bool:
        kinds = self.mark.kinds if self.mark else frozenset()
        if (Kind.ONLY in kinds) != (Kind.ONLY in other.kinds):  # 只能 is among what may be done, 可以 is no 只能
            return False
        return bool(kinds & other.kinds) or (self.word == "要" and Kind.MUST in other.kinds)


@lru_cache(maxsize=2048)
def _items(text: str) -> tuple[_Item, ...]:
    reading = read(text)
    folded = fold_width(text)
    taken = [False] * len(text)
    found = []
    for figure in reading.quantities:
        for start, end in (*figure.reads, (max(figure.start, figure.reads[-1][0]), figure.end)):
            taken[start:end] = [True] * (end - start)
        found.append(_Item(figure.start, figure.end, figure=figure))
    for mark in reading.marks:
        if mark.kinds & _MEANT:
            taken[mark.start : mark.end] = [True] * (mark.end - mark.start)
            found.append(_Item(mark.start, mark.end, folded[mark.start : mark.end], mark=mark))
    for token in _TOKEN.finditer(folded):
        if not taken[token.start()]:
            word = token[0].lower()
            word = word if word in _LIGHT or not word.isascii() else stem(word)
            if word == "的" and folded.startswith("，", token.end()):
                word = _IF
            if _SAME.get(word, word):
                found.append(_Item(token.start(), token.end(), _SAME.get(word, word)))
    return tuple(sorted(found, key=lambda item: (item.start, item.mark is None)))


@dataclass(frozen=True)
class _Passage:
    """A passage as items, with the places where a stretch may begin and end."""

    text: str
    items: tuple[_Item, ...]
    pieces: tuple[tuple[int, int], ...]  # items [first, last) of each stretch between separators
    spare: tuple[tuple[int, int], ...]  # items [first, last) that say nothing
    runs: tuple[tuple[int, int], ...]  # items [first, last) that may be left off


def derives(sentence: str, passage: str, lead: str = "") -> bool:
    """Whether `sentence` is `passage`, an item of the list that `lead` introduces, with words left off."""
    said = _items(_folded(sentence))
    held = _passage(f"{_folded(lead)} {_folded(passage)}".strip(), len(_folded(lead)))
    at = _closed({0}, held)
    for item in said:
        met = {place + 1 for place in at if place < len(held.items) and item.meets(held.items[place])}
        if item.light:
            met |= at
        if not met:
            return False
        at = _closed(met, held)
    return len(held.items) in at and any(not item.light for item in said)


def speaks_for_itself(sentence: str) -> bool:
    """Whether a sentence names a party ahead of its force, and does not begin by pointing back (其, 该, 上述): another
    sentence in front of it does not change whom it binds."""
    reading = read(sentence)
    force = next((mark.start for mark in reading.marks if mark.force), len(sentence))
    return not _DEPENDS.match(sentence) and any(party.end <= force for party in reading.parties)


def _folded(text: str) -> str:
    for pattern, instead in _FOLDS:
        text = pattern.sub(instead, text)
    return text


def _closed(places: set[int], held: _Passage) -> set[int]:
    """The places that can be gone on from: past what says nothing, and past one stretch that may be left off."""
    lightly = _past_spare(places, held)
    return lightly | _past_spare({last for first, last in held.runs if first in lightly}, held)


def _past_spare(places: set[int], held: _Passage) -> set[int]:
    reached, waiting = set(places), list(places)
    while waiting:
        place = waiting.pop()
        onward = {last for first, last in held.spare if first == place} - reached
        reached |= onward
        waiting.extend(onward)
    return reached


@lru_cache(maxsize=512)
def _passage(text: str, lead: int) -> _Passage:
    items = _items(text)
    starts = [item.start for item in items]

    def span(start: int, end: int) -> tuple[int, int]:
        return bisect_left(starts, start), bisect_left(starts, end)

    folded = fold_width(text)
    edges = [0, *(sign.end() for sign in _SEPARATOR.finditer(folded)), len(text)]
    pieces = tuple(span(one, two) for one, two in itertools.pairwise(edges) if span(one, two)[0] < span(one, two)[1])
    spare = [(n, n + 1) for n, item in enumerate(items) if item.light]
    spare += [span(*found.span()) for found in _SPARE.finditer(text)]
    fixed = [span(one.start, one.end) for one in find_conditions(text)]
    fixed += [span(*found.span()) for found in _CASE.finditer(text)]
    own_force = any(item.force and item.start >= lead for item in items)
    if lead and not own_force:
        fixed.append(span(0, lead))
    held = _Passage(text, items, pieces, tuple(one for one in spare if one[0] < one[1]), ())
    return _Passage(text, items, pieces, held.spare, tuple(_runs(held, fixed)))


def _runs(held: _Passage, fixed: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    begins = {first for first, _ in held.pieces}
    begins |= {n + 1 for n, item in enumerate(held.items) if item.force and not item.weighs()}
    ends = [last for _, last in held.pieces]
    for first in sorted(begins):
        for last in ends:
            kept = any(first < end and begin < last for begin, end in fixed)
            if first < last and not kept and _free(first, last, held, fixed):
                yield first, last


def _free(first: int, last: int, held: _Passage, fixed: list[tuple[int, int]]) -> bool:
    """Whether nothing that is kept depends on the items [first, last), and what is kept is whole."""
    left_off = held.items[first:last]
    inside = [piece for piece in held.pieces if piece[0] < last and first < piece[1]]
    after = next((piece for piece in held.pieces if piece[0] >= last), None)
    before = next((piece for piece in reversed(held.pieces) if piece[1] <= first), None)
    predicate = inside[0][0] < first  # begins after a force, whose subject stays
    bare = [piece for piece in inside[predicate:] if not _forced(piece, held)]
    if any(item.weighs() for item in left_off) or any(_QUALIFIES.search(_words(piece, held)) for piece in bare):
        return False
    if _ANNOUNCED.search(held.text[: left_off[0].start]):
        return False
    if not _HAN.search(held.text) and not any(item.force for item in left_off):
        return False  # English adverbs stand between commas: as a rule, as a whole
    if first == 0:
        return after is not None and _ends_a_rule(inside, held) and _stands_alone(after, held, fixed)
    if after is None:
        forced = [piece for piece in inside if _forced(piece, held)]
        whole = not forced or _has_subject(forced[0], held)
        kept = whole and any(item.force for item in held.items[:first]) and (forced or _loosely(first, held))
        return bool(kept) and not predicate and before is not None and not _hangs(before, held)
    if not _HAN.search(held.text) or _OR.match(_words(after, held)):
        return False
    if any(item.force for item in left_off) or any(begin < after[1] and after[0] < end for begin, end in fixed):
        return False
    return _loosely(first, held) and not (predicate and _forced(after, held))


def _loosely(place: int, held: _Passage) -> bool:
    """Whether what follows is under a duty: leaving off a part of what is demanded asks less. Leaving off a part of
    what is allowed or forbidden would allow or forbid more."""
    last = next((item.mark for item in reversed(held.items[:place]) if item.mark is not None and item.force), None)
    return last is not None and last.kinds <= _DUTIES


def _hangs(piece: tuple[int, int], held: _Passage) -> bool:
    """Whether something has to follow: 应当按照…, 依照…的规定, …的行为."""
    words = _words(piece, held)
    return bool(_HANGS.search(words)) or (not _forced(piece, held) and bool(_QUALIFIES.search(words)))


def _has_subject(piece: tuple[int, int], held: _Passage) -> bool:
    """Whether it says by itself who must or may: two words or more before its force, and no 其, 该, 并."""
    items = held.items[slice(*piece)]
    ahead = next((n for n, item in enumerate(items) if item.mark is not None), 0)
    return ahead > 1 and not _DEPENDS.match(_words(piece, held))


def _ends_a_rule(pieces: list[tuple[int, int]], held: _Passage) -> bool:
    """Whether the pieces in front are rules, no limit and no topic of what follows."""
    topic = not _forced(pieces[0], held) and not any(held.items[first].force for first, _ in pieces[1:])
    limits = any(_QUALIFIES.search(_words(piece, held)) for piece in pieces)
    return not topic and not limits and any(_forced(piece, held) for piece in pieces)


def _stands_alone(piece: tuple[int, int], held: _Passage, fixed: list[tuple[int, int]]) -> bool:
    """Whether it is a rule of its own subject, and no condition or limit that what is in front of it goes on from."""
    bounded = any(begin < piece[1] and piece[0] < end for begin, end in fixed)
    words = _words(piece, held).removeprefix("对").removeprefix("由")  # 对某某的贷款余额不得…: what the rule is about
    return _forced(piece, held) and _has_subject(piece, held) and not bounded and not _QUALIFIES.search(words)


def _forced(piece: tuple[int, int], held: _Passage) -> bool:
    return any(item.force for item in held.items[slice(*piece)])


def _words(piece: tuple[int, int], held: _Passage) -> str:
    return held.text[held.items[piece[0]].start : held.items[piece[1] - 1].end]
