"""Official numbering: Chinese and Arabic numerals, labels to clause paths and back, 款/项/目 inside a text.

A path step is an Arabic number; 之一 becomes '-1' (第一百三十三条之一 is '133-1').
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import cn2an

from corpus.errors import CorpusError
from corpus.model import Part

CHINESE_NUMERAL = "零〇○一二三四五六七八九十百千两兩廿卅壹贰叁肆伍陆柒捌玖拾佰仟貳參陸"
NUMERAL = f"0-9０-９{CHINESE_NUMERAL}"  # inside a regular expression's brackets
_PLAIN = str.maketrans("○兩貳參陸", "〇两贰叁陆")
_UNIT = re.compile(r"^(?=[百千佰仟])")
_STEP = rf"[{NUMERAL}]+"
_ARTICLE = re.compile(rf"第?\s*({_STEP})\s*条((?:\s*之\s*{_STEP})*)")
_BELOW = re.compile(rf"第?\s*[（(]?\s*({_STEP})\s*[）)]?\s*(款|项|目)")
_LAW_LABEL = re.compile(rf"{_ARTICLE.pattern}(?:{_BELOW.pattern})*")
_NOTICE = re.compile(rf"\s*({_STEP})\s*[、.．·]?\s*(?:[（(]\s*({_STEP})\s*[）)])?\s*(?:({_STEP})[.．、])?\s*\Z")
_ENGLISH = re.compile(r"(?:Article|Art\.?|Section|Sec\.?|Clause|§)\s*(\d+(?:-\d+)?)((?:\s*\(\w+\))*)\s*\Z", re.I)


@lru_cache(maxsize=8192)
def parse_numeral(text: str) -> int:
    """The number that a Chinese (十二, 一百二十, 二〇二五, 贰拾) or Arabic (any width) numeral means.

    Raises CorpusError when it is not a numeral.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_PLAIN)).strip()
    try:
        if plain.isdecimal():
            return int(plain)
        return int(cn2an.cn2an(_UNIT.sub("一", plain), "normal"))
    except (ValueError, KeyError) as error:
        raise CorpusError(f"not a numeral: {text!r} (say 十二 or 12)") from error


def number_or_none(text: str) -> int | None:
    """`parse_numeral`, or None for what only looks like a numeral, as people mistype it: 六百七五, 三十九十."""
    try:
        return parse_numeral(text)
    except CorpusError:
        return None


@lru_cache(maxsize=8192)
def chinese_numeral(number: int) -> str:
    """The way a statute writes a number: 10 is 十, 102 is 一百零二. Beyond what has a name, its digits."""
    return str(cn2an.an2cn(number, "low")) if abs(number) < 10**16 else str(number)


def article_step(numeral: str, after: str = "") -> str:
    """Path step of 第`numeral`条`after`: article_step('一百三十三', '之一') is '133-1'."""
    return "-".join(str(parse_numeral(part)) for part in [numeral, *re.findall(_STEP, after)])


def told_step(numeral: str, after: str = "") -> str:
    """Path step of a number as somebody tells it: what is no number (六百七五) stays as it is, a step that no document
    has."""
    try:
        return article_step(numeral, after)
    except CorpusError:
        return f"{numeral}{after}"


def article_label(step: str) -> str:
    """第一百三十三条之一 for '133-1'."""
    number, *after = step.split("-")
    return f"第{chinese_numeral(int(number))}条" + "".join(f"之{chinese_numeral(int(n))}" for n in after)


def part_label(path: tuple[str, ...], *, language: str = "zh", outer: int = 0) -> str:
    """第一款第（四）项第2目 for ('1', '4', '2'); paragraph 1(4)(2) in English. The first `outer` steps are left out."""
    if language == "en":
        return f"paragraph {path[0]}" + "".join(f"({step})" for step in path[1:])
    forms = ("第{}款", "第（{}）项", "第{}目")
    zh = [chinese_numeral(int(step)) if depth < 2 and step.isdigit() else step for depth, step in enumerate(path)]
    return "".join(form.format(step) for form, step in list(zip(forms, zh, strict=False))[outer:])


def label_of(path: tuple[str, ...]) -> str:
    """Label of a path in a law: 第三十九条第一款第（四）项 for ('39', '1', '4')."""
    return article_label(path[0]) + (part_label(path[1:]) if path[1:] else "")


def english_label(label: str) -> str:
    """Article 39(1)(4) for 第三十九条第一款第（四）项, which `parse_label` reads back; any other label as it is."""
    if not _LAW_LABEL.fullmatch(label):
        return label
    step, *below = parse_label(label)
    return f"Article {step}" + "".join(f"({inner})" for inner in below)


def notice_label(path: tuple[str, ...]) -> str:
    """Label of a path in a notice: 二（一） for ('2', '1'), 二（一）3. for ('2', '1', '3')."""
    first, *rest = path
    label = chinese_numeral(int(first))
    if rest:
        label += f"（{chinese_numeral(int(rest[0]))}）"
    return label + "".join(f"{step}." for step in rest[1:])


def parse_label(label: str) -> tuple[str, ...]:
    """Path of an official label: 第三十九条第一款第（四）项, 第133条之一, 二（一）, Article 36(1)(4), 3.1.

    An item without its paragraph (第三条第（四）项) gets paragraph '1'; whether that item is there is the
    document's to say. Raises CorpusError when the label follows none of these forms.
    """
    text = label.strip()
    article = _ARTICLE.match(text)
    if article:
        below = {kind: str(parse_numeral(number)) for number, kind in _BELOW.findall(text[article.end() :])}
        deepest = max((depth for depth, kind in enumerate("款项目") if kind in below), default=-1)
        return (article_step(*article.groups()), *(below.get(kind, "1") for kind in "款项目"[: deepest + 1]))
    english = _ENGLISH.match(text)
    if english:
        return (english[1], *re.findall(r"\w+", english[2].lower()))
    if re.fullmatch(r"\d+(?:-\d+)?(?:\.\d+(?:-\d+)?)*", text):
        return tuple(text.split("."))
    notice = _NOTICE.match(text)
    if notice:
        return tuple(str(parse_numeral(step)) for step in notice.groups() if step)
    raise CorpusError(f"not a clause label: {label!r} (say 第三十九条第一款, 二（一） or Article 39)")


@dataclass(frozen=True)
class Marker:
    """A number that opens a line. `level` is one of book (编), chapter, section, article, head (一、),
    item (（一）), point (1.), subpoint ((1)), letter ((a)); `end` is where the text after it starts.

    `sure` is false for 第一条 run together with what follows: a wrapped line may begin with 第一条规定的…,
    so a splitter believes such a marker only where the number is the next one.
    """

    level: str
    step: str
    label: str
    end: int
    sure: bool = True


_DIVISIONS = {"编": "book", "章": "chapter", "节": "section", "条": "article"}
_DIVISIONS |= {"編": "book", "節": "section", "條": "article"}  # traditional
_DIVISION = re.compile(rf"\s*(第\s*({_STEP})\s*([编章节条編節條])((?:之{_STEP})*))(\s*)(.?)")
_RUNS_ON = "第的所至和或与及、，。；：,;:（(规中之项款前后以已应"  # 第一条规定的…, 第一条、第二条: a mention
_LINE = re.compile(
    rf"\s*(?:(?P<head>[{CHINESE_NUMERAL}]+)\s*、|[（(]\s*(?P<item>[{CHINESE_NUMERAL}]+)\s*[）)]"
    r"|(?P<point>[0-9０-９]{1,3})\s*[.．、](?![0-9０-９])|[（(]\s*(?P<subpoint>[0-9０-９]{1,3})\s*[）)]"
    r"|\((?P<letter>[a-z]|[ivx]{2,5})\))\s*"
)
_ENGLISH_LINE = re.compile(
    r"\s*((Part|Chapter|Section|Article)\s+(\d+(?:-\d+)?|[IVXLC]+)\b)"
    r"(?!\s*(?:[,;)(]|of\b|and\b|or\b|to\b))[.:]?\s*",
    re.I,
)
_ENGLISH_LEVELS = {"part": "book", "chapter": "chapter", "section": "section", "article": "article"}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def _roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text.upper()]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def read_marker(line: str) -> Marker | None:
    """The numbering mark that opens `line`, or None. A mention (第一条规定的…, 第三条、第四条…) is no mark."""
    try:
        return _marker(line)
    except CorpusError:  # 第一百百条: the characters of numerals, but no number
        return None


def _marker(line: str) -> Marker | None:
    found = _DIVISION.match(line)
    if found:
        label, numeral, kind, after, space, following = found.groups()
        if kind in "条條" and not space and following in _RUNS_ON and following:
            return None
        step = article_step(numeral, after)
        return Marker(_DIVISIONS[kind], step, re.sub(r"\s", "", label), found.end(5), bool(space) or not following)
    found = _LINE.match(line)
    if found:
        level = str(found.lastgroup)
        value = found[level]
        step = value if level == "letter" else str(parse_numeral(value))
        return Marker(level, step, found[0].strip(), found.end())
    found = _ENGLISH_LINE.match(line)
    if found:
        label, kind, number = found.groups()
        step = number if number[0].isdigit() else str(_roman(number))
        return Marker(_ENGLISH_LEVELS[kind.lower()], step, label, found.end())
    return None


def split_parts(text: str, start: int = 0, end: int | None = None, *, language: str = "zh") -> tuple[Part, ...]:
    """款, 项 and 目 of the characters [start, end) of `text`, one line a piece; spans are into `text`.

    A line without a mark is a new 款; （一）, (1), (a) or, where no such mark is open, 1. is an 项; under an open
    项 a mark of a lower kind is a 目. A piece ends where the next piece of its own or a higher rank begins.
    A mark that does not continue its series (第 2 after 4) is read as plain text, since a number may open a line.
    """
    stop = len(text) if end is None else end
    open_at: list[tuple[tuple[str, ...], int]] = []  # path and start of the pieces being read, outermost first
    kinds: list[str] = []  # marker level that opened the 项 and the 目
    done: list[tuple[tuple[str, ...], int, int]] = []
    paragraphs, last = 0, start

    def close(depth: int) -> None:
        while len(open_at) > depth:
            path, begun = open_at.pop()
            done.append((path, begun, last))

    for found in re.finditer(r"[^\n]+", text[start:stop]):
        line = found[0]
        begins = start + found.start() + len(line) - len(line.lstrip())
        if not line.strip():
            continue
        marker = read_marker(line)
        depth = _depth(marker, kinds) if marker else 0
        if marker and depth and _continues(marker, open_at, depth):
            if not open_at:  # a text that starts with an item: an unwritten first 款
                paragraphs += 1
                open_at.append(((str(paragraphs),), begins))
            close(depth)
            del kinds[depth - 1 :]
            kinds.append(marker.level)
            open_at.append(((*open_at[-1][0], marker.step), begins))
        else:
            close(0)
            kinds.clear()
            paragraphs += 1
            open_at.append(((str(paragraphs),), begins))
        last = start + found.start() + len(line.rstrip())
    close(0)
    done.sort(key=lambda piece: (piece[1], len(piece[0])))
    single = paragraphs == 1
    return tuple(Part(path, _label(path, single, language), begun, ended) for path, begun, ended in done)


def _depth(marker: Marker, kinds: list[str]) -> int:
    """1 for an 项, 2 for a 目, 0 for a mark that opens neither."""
    if marker.level not in ("head", "item", "point", "subpoint", "letter"):
        return 0
    if marker.level in kinds:
        return kinds.index(marker.level) + 1
    return min(len(kinds) + 1, 2)


def _continues(marker: Marker, open_at: list[tuple[tuple[str, ...], int]], depth: int) -> bool:
    if len(open_at) <= depth:  # the first of its series
        return marker.step in ("1", "a", "i")
    before = open_at[depth][0][-1]
    if not marker.step.isdigit():
        return True
    return before.isdigit() and int(marker.step) == int(before) + 1


def _label(path: tuple[str, ...], single: bool, language: str) -> str:
    return part_label(path, language=language, outer=1 if single and len(path) > 1 else 0)
