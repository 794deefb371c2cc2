"""Clause expressions in running text: 第三条至第五条、第七条第二款第（一）项, 前款, 本条第二款.

An expression says which number, not of which document; that is for corpus/references.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from corpus.names import fold_character
from corpus.numbering import CHINESE_NUMERAL, number_or_none, told_step

Path = tuple[str, ...]
_N = rf"[0-9{CHINESE_NUMERAL}]+"
_VALUE = rf"\(?\s*{_N}\s*\)?(?:之{_N}(?![般切致起]))?"
_JOIN = r"\s*(?:、|,|以及|和|及|与|或者|或|至|到|-|~|—|–)\s*"
_TOKEN = re.compile(
    rf"(?P<relative>(?<![目之以生提])前(?P<count>[两二三四五六])?(?:条(?![件例约])|款(?!项)|项(?!目))"
    rf"|本(?:条(?![件例约])|款(?!项)|项(?!目)))"
    rf"|第\s*(?P<values>{_VALUE}(?:{_JOIN}第?\s*{_VALUE})*)\s*"
    rf"(?P<unit>条(?![件例约])|款(?!项)|项(?!目)|目(?![标录的前]))(?P<after>(?:\s*之\s*{_N}(?![般切致起]))*)"
)
# 第 is left out behind a number: 第39条1款4项, 第16条、17条. What counts (2项贷款, 三条意见) is none.
_UNMARKED = re.compile(
    rf"(?P<relative>)(?P<values>{_VALUE}(?:{_JOIN}第?\s*{_VALUE})*)\s*"
    rf"(?P<unit>条(?!件|例|约|意见|建议|措施|要求)"
    rf"|[款项目](?=\s*(?:\Z|[^\w一-龥]|[第0-9{CHINESE_NUMERAL}的是讲说对和与及或至到里中内规怎如何什写分应吗呢])))"
    rf"(?P<after>(?:\s*之\s*{_N}(?![般切致起]))*)"
)
_BEFORE_UNMARKED = re.compile(rf"(?:{_JOIN})|[^\S\n]*")
_VALUES = re.compile(rf"({_JOIN})?第?\s*\(?\s*({_N})\s*\)?((?:之{_N}(?![般切致起]))?)")
_LEVELS = {"条": 0, "款": 1, "项": 2, "目": 3}
_GAP_JOIN = re.compile(rf"{_JOIN}\Z")
_DEEPER = re.compile(r"\s*(?:规定的|所列|的)?\s*\Z")
_RANGE = re.compile(r"[至到~—–-]")


class _Plain(dict[int, str]):
    """Translation of every character to one character: half width, lower case, simplified."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = fold_character(character) or unicodedata.normalize("NFKC", character)
        self[code] = plain if len(plain) == 1 else character
        return self[code]


_PLAIN = _Plain()


def plain(text: str) -> str:
    """`text` in half width, lower case and simplified script, character for character: offsets stay valid."""
    return text.translate(_PLAIN)


@dataclass(frozen=True)
class Expression:
    """One clause number in a text, at [start, end).

    `path` is (条, 款, 项, 目) as far as told; an upper step that was not told is ''. `until` is the last path of a
    range. `relative` is the word that stands for the upper steps (本条, 前款), `count` how many (前两款 is 2).
    """

    start: int
    end: int
    path: Path
    until: Path | None = None
    relative: str = ""
    count: int = 1


@dataclass(frozen=True)
class Group:
    """Expressions joined by 、 和 至: they belong to one document, named (or not) just before `start`."""

    expressions: tuple[Expression, ...] = field(default=())

    @property
    def start(self) -> int:
        return self.expressions[0].start

    @property
    def end(self) -> int:
        return self.expressions[-1].end


def find_groups(text: str) -> list[Group]:
    """The groups of expressions in `text`, which is `plain`, in order."""
    groups: list[list[Expression]] = []
    level = -1  # of the last token
    last = -1  # where it ended
    for found in _tokens(text):
        gap = text[last : found.start()] if last >= 0 else None
        new_level = _LEVELS[found["unit"] or found["relative"][-1]]
        items = _expressions(found)
        if gap is not None and _DEEPER.match(gap) and new_level > level and not found["relative"]:
            before = groups[-1].pop()
            groups[-1].extend(_deepened(before, item, new_level) for item in items)
        elif gap is not None and _GAP_JOIN.match(gap):
            items = [_continued(groups[-1][-1], item, new_level) for item in items]
            if _RANGE.search(gap) and not found["relative"]:
                first = groups[-1].pop()
                items[0] = replace(first, until=items[0].path, end=items[0].end)
            groups[-1].extend(items)
        else:
            groups.append(items)
        level, last = new_level, found.end()
    return [Group(tuple(group)) for group in groups]


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """The numbers of `text` in order; right behind one that has its 第, others may lack it."""
    found = _TOKEN.search(text)
    while found:
        yield found
        found = (None if found["relative"] else _unmarked(text, found)) or _TOKEN.search(text, found.end())


def _unmarked(text: str, before: re.Match[str]) -> re.Match[str] | None:
    """The number without 第 that goes on with `before`: deeper (39条|1款), or joined (16条、|17条)."""
    gap = _BEFORE_UNMARKED.match(text, before.end())
    found = _UNMARKED.match(text, gap.end()) if gap and "\n" not in gap[0] else None
    deeper = found is not None and _LEVELS[found["unit"]] > _LEVELS[before["unit"]]
    return found if gap and deeper != bool(gap[0].strip()) else None


def _expressions(found: re.Match[str]) -> list[Expression]:
    """The expressions of one token; 第（一）、（三）至（五）项 is two, the second a range."""
    if found["relative"]:
        count = (number_or_none(found["count"]) or 1) if found["count"] else 1
        word = f"{found['relative'][0]}{found['relative'][-1]}"
        return [Expression(found.start(), found.end(), (), relative=word, count=count)]
    level = _LEVELS[found["unit"]]
    items: list[Expression] = []
    start = found.start()
    for joined, numeral, after in _steps(found):
        path = (*[""] * level, told_step(numeral, after if level == 0 else ""))
        if joined == "-" and level == 0 and items and _number(path) < _number(items[-1].path):
            items[-1] = replace(items[-1], path=(f"{items[-1].path[0]}-{path[0]}",))  # 第133-1条 is no range
        elif joined and _RANGE.search(joined) and items:
            items[-1] = replace(items[-1], until=path)
        else:
            items.append(Expression(start, found.end(), path))
    return items


def _number(path: Path) -> int:
    return number_or_none(path[0].split("-")[0]) or 0


def _steps(found: re.Match[str]) -> Iterator[tuple[str, str, str]]:
    """(joining word, numeral, 之一) of each value of a token."""
    values = [(match[1] or "", match[2], match[3]) for match in _VALUES.finditer(found["values"])]
    values[-1] = (*values[-1][:2], values[-1][2] + found["after"])
    return iter(values)


def _deepened(before: Expression, item: Expression, level: int) -> Expression:
    """`item` (…第二款) inside `before` (第三条); for a range it is the last one that is meant."""
    if before.relative and not before.path:
        return replace(item, start=before.start, relative=before.relative, count=before.count)
    base = before.until or before.path
    path = (*base, *[""] * (level - len(base)), *item.path[level:])
    until = (*base, *[""] * (level - len(base)), *item.until[level:]) if item.until else None
    return replace(item, start=before.start, path=path, until=until, relative=before.relative, count=before.count)


def _continued(before: Expression, item: Expression, level: int) -> Expression:
    """`item` after 、: 第三十九条第一款、第三款 keeps the article of what stands before it."""
    if item.relative:
        return item
    base = (before.until or before.path)[:level]
    fill = (*base, *[""] * (level - len(base)))
    until = (*fill, *item.until[level:]) if item.until else None
    keep = level > 0
    return replace(
        item,
        path=(*fill, *item.path[level:]),
        until=until,
        relative=before.relative if keep else "",
        count=before.count if keep else 1,
    )
