"""Document titles with one wrong character, corrected only where one document alone can be meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from corpus.names import fold, fold_mapped, may_precede, short_title
from corpus.nametable import Mention
from corpus.numbering import CHINESE_NUMERAL

_DIGITS = frozenset(f"0123456789{CHINESE_NUMERAL}")
_ELSEWHERE = ("",)  # a document that is known and not held: it makes a typo ambiguous
_SHORTEST = {True: 10, False: 4}  # ASCII, Chinese
_LONGEST = 40
_SHORT = 5  # the first character of so short a name tells it from another law: 外|资企业法, 独|资企业法


class TypoTable:
    """Titles indexed by what is left when one character is taken out: a look-up, no search."""

    def __init__(self, names: Mapping[str, tuple[str, ...]], absent: Iterable[str] = ()) -> None:
        """`names` as in `Catalogue.names`. Names with a figure are left out: one figure off is another document."""
        elsewhere = {fold(short_title(title)): _ELSEWHERE for title in absent}
        self._names: dict[str, tuple[str, ...]] = {}
        self._less: dict[str, set[tuple[int, str]]] = defaultdict(set)
        for name, ids in {**elsewhere, **names}.items():
            core = short_title(name)
            if not _SHORTEST[name.isascii()] <= len(core) <= _LONGEST or any(map(str.isdigit, name)):
                continue
            self._names[name] = ids
            for at in range(len(name)):
                self._less[name[:at] + name[at + 1 :]].add((at, name))

    def ids(self, typed: str) -> frozenset[str]:
        """Ids of the documents whose name is one character off the folded `typed`; '' stands for one elsewhere."""
        found: set[str] = set()
        for at, name in self._less.get(typed, ()):  # a character is missing
            if name[at] not in _DIGITS:
                found.update(self._names[name])
        for at in range(len(typed)):
            if typed[at] in _DIGITS:
                continue
            less = typed[:at] + typed[at + 1 :]
            found.update(self._names.get(less, ()))  # one too many
            for place, name in self._less.get(less, ()):
                if place == at and name[at] not in _DIGITS and (at or len(name) > _SHORT):
                    found.update(self._names[name])
        return frozenset(found)

    def ending_at(self, text: str, end: int) -> Mention | None:
        """The longest mistyped title that ends at `end` and can begin where it does; None where there is none or
        where it can mean two documents."""
        base = max(0, end - _LONGEST - 10)
        folded, places = fold_mapped(text[base:end])
        for begin in range(max(0, len(folded) - _LONGEST - 1), len(folded) - 3):
            start = base + places[begin]
            if not self._begins(text, start):
                continue
            if folded[begin:] in self._names:
                return None
            ids = self.ids(folded[begin:])
            if ids:
                alone = len(ids) == 1 and "" not in ids
                return Mention(start, end, text[start:end], tuple(ids)) if alone else None
        return None

    def _begins(self, text: str, start: int) -> bool:
        if start and text[start].isascii() and text[start].isalnum():
            return not (text[start - 1].isascii() and text[start - 1].isalnum())
        return may_precede(text[:start])
