"""Document names inside running text, without taking one name for the part of a longer one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from corpus.names import (
    MAY_PRECEDE,
    DocumentNumber,
    fold,
    fold_character,
    fold_mapped,
    may_precede,
    may_precede_number,
    short_title,
)

# A name that goes on with one of these is the name of another document: 商业银行法实施细则.
CONTINUATIONS = (
    "实施细则",
    "实施条例",
    "实施办法",
    "实施意见",
    "司法解释",
    "修正案",
    "暂行条例",
    "细则",
    "条例",
    "通则",
    "典",
    "学",
)
_GOES_ON = re.compile(r"\s+(?:implement\w*|interpretations?|detailed|rules|regulations|amendments?|institute)\b", re.I)
_GENERAL = re.compile(r"\s*总则(?!编)")
_COMPOUNDS = frozenset("院庭律人官学案定治规医则制典统部")  # 民法|院, 刑法|学: the short name is inside a word
_NUMBERED = re.compile(r"\A[一-龥].*号\Z")
_SHORT = 4  # a bare name of at most so many characters needs a free place on both sides


@dataclass(frozen=True)
class Mention:
    """A name of a document at [start, end) of a text. `ids` is empty for one that is known to be elsewhere only, and
    holds several where the name is shared."""

    start: int
    end: int
    name: str
    ids: tuple[str, ...]


class NameTable:
    """Names of the catalogue's documents, and titles of documents that it lacks."""

    def __init__(
        self,
        names: Mapping[str, tuple[str, ...]],
        numbers: Iterable[tuple[str, DocumentNumber]] = (),
        absent: Iterable[str] = (),
    ) -> None:
        """`names` and `numbers` as the catalogue has them: folded name to ids, (id, number); `absent` are titles of
        documents held nowhere here."""
        self._numbers = tuple(numbers)
        elsewhere = {fold(form): () for title in absent for form in (title, short_title(title))}
        self._names: dict[str, tuple[str, ...]] = {**elsewhere, **names}
        self._titles = {short_title(name) for name in self._names if short_title(name) != name}
        lengths: dict[str, set[int]] = {}
        for name in self._names:
            lengths.setdefault(name[:2], set()).add(len(name))
        self._lengths = {prefix: sorted(held, reverse=True) for prefix, held in lengths.items()}
        self._longest = max(map(len, self._names), default=0)

    def ids(self, name: str) -> tuple[str, ...]:
        """Ids of the documents that bear exactly this name, however typed; empty for an unknown one."""
        return self._names.get(fold(name), ())

    def numbered(self, number: DocumentNumber) -> tuple[str, ...]:
        """Ids of the documents that this number can mean."""
        return tuple(sorted({key for key, held in self._numbers if number.names(held)}))

    def word_of(self, number: DocumentNumber, ids: tuple[str, ...]) -> str:
        """The part of `number.before` that belongs to the number: 银保监发 of 根据银保监发."""
        words = [held.before for key, held in self._numbers if key in ids and number.before.endswith(held.before)]
        if words:
            return max(words, key=len)
        cut = next((n for n in range(len(number.before), 0, -1) if number.before[n - 1] in MAY_PRECEDE), 0)
        return number.before[cut:]

    def knows(self, name: str) -> bool:
        """Whether a document of this name is known, here or elsewhere."""
        return fold(name) in self._names

    def find(self, text: str) -> list[Mention]:
        """Every name in `text`, the longest at each place, in order and without overlap."""
        return list(self._find(text))

    def _find(self, text: str) -> Iterator[Mention]:
        folded, places = fold_mapped(text)
        at = 0
        while at < len(folded):
            length = next((n for n in self._lengths.get(folded[at : at + 2], ()) if self._fits(folded, at, n)), 0)
            start, end = places[at], places[at + length - 1] + 1 if length else 0
            if length and self._free(text, start, end, folded[at : at + length]):
                yield Mention(start, end, text[start:end], self._names[folded[at : at + length]])
                at += length
            else:
                at += 1

    def _fits(self, folded: str, at: int, length: int) -> bool:
        return at + length <= len(folded) and folded[at : at + length] in self._names

    def _free(self, text: str, start: int, end: int, name: str) -> bool:
        """Whether the name stands by itself: not inside a word, a longer title or other title marks."""
        before = fold_character(text[start - 1]) or text[start - 1] if start else " "
        after = fold_character(text[end]) or text[end] if end < len(text) else " "
        if name[0].isascii() and before.isascii() and before.isalnum():
            return False
        if name[-1].isascii() and after.isascii() and after.isalnum():
            return False
        opened, closed = text.rfind("《", 0, start), text.find("》", end)
        if opened > text.rfind("》", 0, start) and closed >= 0:
            return fold(text[opened:closed]) == name
        if text[end : end + 6].lstrip().startswith(CONTINUATIONS) or _GOES_ON.match(text, end):
            return False
        if self._is_another(name, text, end):
            return False
        if name[-1] == "法" and after in "律规院庭官" and not text.startswith("规定", end):
            return False  # 违反反洗钱|法律
        if _NUMBERED.search(name):
            return may_precede_number(text[:start])
        if name.isascii() or len(name) > _SHORT:
            return True
        return may_precede(text[:start]) and (after not in _COMPOUNDS or text.startswith("规定", end))

    def _is_another(self, name: str, text: str, end: int) -> bool:
        """Whether a short alias goes on as the name of another law: 民法总则. After a title it is a chapter of the law
        itself: 公司法总则."""
        return len(name) <= _SHORT and name not in self._titles and bool(_GENERAL.match(text, end))

    def starting_at(self, text: str, start: int) -> Mention | None:
        """The longest name that starts at `start`, where it stands by itself."""
        first = next(self._find(text[start : start + self._longest + 8]), None)
        return replace(first, start=start, end=start + first.end) if first and first.start == 0 else None

    def ending_at(self, text: str, end: int) -> Mention | None:
        """The longest name that ends at `end`, where it stands by itself; for the name before 第三条."""
        folded, places = fold_mapped(text[max(0, end - self._longest - 8) : end])
        base = max(0, end - self._longest - 8)
        for begin in range(max(0, len(folded) - self._longest), len(folded) - 1):
            name = folded[begin:]
            if name in self._names:
                start = base + places[begin]
                if self._is_another(name, text, end):
                    return None
                if may_precede(text[:start]) or (text[start - 1] == "有" and len(name) > _SHORT):
                    return Mention(start, end, text[start:end], self._names[name])
                return None
        return None
