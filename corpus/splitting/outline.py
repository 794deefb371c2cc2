"""Which paragraphs of a stretch open a numbered piece, and which only begin with a number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from corpus.errors import CorpusError
from corpus.numbering import (
    CHINESE_NUMERAL,
    NUMERAL,
    Marker,
    article_step,
    chinese_numeral,
    notice_label,
    number_or_none,
    read_marker,
)
from corpus.readers.original import Paragraph, Table
from corpus.splitting.chain import Candidate, best_chain, follows
from corpus.splitting.segments import Segment

_ENDS = "。；：！？”）】.;:!?)"
_MENTION = re.compile(
    r"\s*(规定|規定|所|的|与|之|已|应|應|前款|以[上下前后]|修改为|改为|中[的“]|增加|删去|第[一二三四五六七八九十\d]+[款项項]"
    r"|[，、和及或至。；：）])"
)
_RUN_TOGETHER = re.compile(rf"\s*(第\s*([{NUMERAL}]+)\s*[条條]((?:之[{NUMERAL}]+)*))(?:\s*[：:、](?!\s*第)\s*)?")
_LOOSE_HEAD = re.compile(rf"\s*([{CHINESE_NUMERAL}]{{1,3}})(?:\s*[.．](?!\d)\s*|[\s\u3000]+(?=[^。；，]{{2,30}}\Z))")
_WRAPPED = re.compile(r"\s*(?:【|\*\*)\s*([^【】*]{1,12}?)\s*(?:】|\*\*)\s*")
_DECIMAL = re.compile(
    r"\s*(\d{1,2}(?:[.．]\d{1,2}){0,4})(?:[.．、](?!\d)|(?=[\s\u3000\u4e00-\u9fff《“]))[\s\u3000]*(?=\S)"
)
_SUBBOOK = re.compile(rf"\s*(第([{NUMERAL}]+)分编)[\s\u3000]*")
RANKS = ("book", "subbook", "chapter", "section", "head")  # what a clause can stand under, outermost first
_TITLE_AND_BODY = re.compile(r"([^\s。，；：]{1,24})[\s\u3000]+(.{15,})", re.S)


@dataclass(frozen=True)
class Opening:
    """Block `at` opens a division (`label` is its whole heading, its path a neutral chapter-1) or a clause.

    The words that belong to it begin at character `text_from`; `title_lines` more blocks belong to its heading."""

    at: int
    level: str
    path: tuple[str, ...]
    label: str
    text_from: int
    title_lines: int = 0


def outline(segment: Segment) -> list[Opening]:
    """The openings of a stretch, in order: its articles, else 一、 and （一）, else 1 and 1.1, else （一）, else 1."""
    markers = _markers(segment)
    articles = _series(segment, markers, "article")
    heads = _series(segment, markers, "head")
    if not any(markers[head.at].sure for head in heads) and (len(heads) < 2 or heads[0].step != "1"):
        heads = []
    first = articles[0].step if articles else ""
    alone = len(articles) == 1 and heads and not markers[articles[0].at].sure
    if articles and not alone and (first == "1" or len(articles) > 2) and not (len(heads) >= 3 and first != "1"):
        return _with_divisions(segment, markers, articles, "article")
    sections = _series(segment, markers, "section")
    if len(sections) >= 2 and not heads and markers[sections[0].at].label[0].isascii():
        return _with_divisions(segment, markers, sections, "section")
    if heads:
        return _heads_and_items(segment, markers, heads)
    decimals = _decimals(segment)
    if decimals:
        return decimals
    for level in ("item", "point"):
        chain = _series(segment, markers, level)
        if len(chain) >= 2:
            return [Opening(c.at, level, (c.step,), markers[c.at].label, markers[c.at].end) for c in chain]
    return []


def _markers(segment: Segment) -> dict[int, Marker]:
    found = {}
    for at, block in enumerate(segment.blocks):
        if not isinstance(block, Paragraph) or segment.quoted[at]:
            continue
        sub = _SUBBOOK.match(block.text)
        if sub:
            found[at] = Marker("subbook", article_step(sub[2]), sub[1], sub.end())
            continue
        marker = next(filter(None, (read(block.text) for read in _READERS)), None)
        if marker:
            found[at] = marker
    return found


def _run_together(text: str) -> Marker | None:
    """第九条中小企业…, a number that recognition or a web page has run into the text: believed only in a series."""
    found = _RUN_TOGETHER.match(text)
    if not found:
        return None
    try:
        step = article_step(found[2], found[3])
    except CorpusError:
        return None
    return Marker("article", step, re.sub(r"\s", "", found[1]), found.end(), sure=False)


def _loose_head(text: str) -> Marker | None:
    """一．总则, and 一 总则 where the line is no sentence: believed only in a series."""
    found = _LOOSE_HEAD.match(text)
    number = number_or_none(found[1]) if found else None
    return Marker("head", str(number), found[0].strip(), found.end(), sure=False) if found and number else None


def _wrapped(text: str) -> Marker | None:
    """【第一条】 and **第一条**: a number in brackets or in bold before the words."""
    found = _WRAPPED.match(text)
    marker = read_marker(found[1]) if found else None
    return replace(marker, end=found.end()) if found and marker and marker.end == len(found[1]) else None


_READERS = (read_marker, _run_together, _loose_head, _wrapped)


def _series(
    segment: Segment, markers: Mapping[int, Marker], level: str, groups: Mapping[int, int] | None = None
) -> list[Candidate]:
    candidates = [
        Candidate(at, marker.step, _belief(segment, at, marker), groups[at] if groups else 0)
        for at, marker in markers.items()
        if marker.level == level
    ]
    return best_chain(candidates, restarts=groups is not None)


def _belief(segment: Segment, at: int, marker: Marker) -> float:
    """How much the line looks like an opening: a gap after the number and a finished sentence before it speak for
    it; a word that a mention goes on with (规定, 所称, 第二款) speaks against it."""
    belief = 1.0 if marker.sure else 0.2
    block = segment.blocks[at]
    rest = _text(block)[marker.end :]
    before = segment.blocks[at - 1] if at else None
    if not isinstance(before, Paragraph) or before.text.rstrip()[-1:] in _ENDS or before.centred:
        belief += 0.5
    elif len(before.text) > 30 or re.search("[，。；]", before.text):
        belief -= 0.9
    if _MENTION.match(rest):
        belief -= 1.6
    return belief


def _with_divisions(
    segment: Segment, markers: Mapping[int, Marker], articles: list[Candidate], level: str
) -> list[Opening]:
    english = markers[articles[0].at].label[0].isascii()
    chosen = {c.at: c for c in articles}
    open_numbers: dict[str, str] = {}
    found: list[Opening] = []
    for at, marker in markers.items():
        if at in chosen:
            found.append(Opening(at, level, (marker.step,), marker.label, marker.end))
        elif marker.level in RANKS and marker.level != level and (marker.level != "head" or at + 1 in chosen):
            division = _division(segment, at, marker, open_numbers, english)
            if division:
                depth = RANKS.index(marker.level)
                open_numbers = {k: v for k, v in open_numbers.items() if RANKS.index(k) < depth}
                open_numbers[marker.level] = marker.step
                found.append(division)
    return found


def _division(
    segment: Segment, at: int, marker: Marker, open_numbers: Mapping[str, str], english: bool
) -> Opening | None:
    """The heading of a 编, 章 or 节 at a block; None where it is running text or out of order."""
    block = segment.blocks[at]
    if not isinstance(block, Paragraph):
        return None
    text = block.text
    rest = text[marker.end :].strip()
    before = open_numbers.get(marker.level)
    if before is not None and not marker.sure and not follows(before, marker.step):
        return None
    if not marker.sure and not block.centred and (_MENTION.match(rest) or rest[:1] in "的所与"):
        return None
    title_lines, text_from = 0, len(text)
    if marker.level == "head" and (not rest or rest[-1] in _ENDS):
        return None
    if re.search("[。；]", rest) or len(rest) > (90 if english else 45):
        both = _TITLE_AND_BODY.match(rest)
        if not both or english:
            return None
        rest, text_from = both[1], len(text) - len(text[marker.end :].strip()) + both.start(2)
    elif at + 1 < len(segment.blocks) and _goes_on(rest, segment.blocks[at + 1]):
        rest, title_lines = rest + _text(segment.blocks[at + 1]), 1
    title = rest if english else re.sub(r"[\s\u3000]+", "", rest)
    label = f"{marker.label.rstrip('、')} {title}".strip()
    return Opening(at, marker.level, (f"{marker.level}-{marker.step}",), label, text_from, title_lines)


def _text(block: Paragraph | Table) -> str:
    return block.text if isinstance(block, Paragraph) else ""


def _goes_on(title: str, after: Paragraph | Table) -> bool:
    """Whether a heading's title stands on the line below it, or its last words do, centred."""
    if not isinstance(after, Paragraph) or read_marker(after.text) or after.text[-1] in _ENDS:
        return False
    return len(after.text) <= 40 if not title else after.centred and len(after.text) <= 20 and len(title) >= 12


def _heads_and_items(segment: Segment, markers: Mapping[int, Marker], heads: list[Candidate]) -> list[Opening]:
    """一、 and the （一） below it; items count on through the notice or start again in each section."""
    starts = [head.at for head in heads]
    below = {at: m for at, m in markers.items() if m.level == "item" and at > starts[0]}
    groups = {at: sum(start < at for start in starts) for at in below}
    items = _series(segment, below, "item", groups)
    steps = {head.at: head.step for head in heads}
    found = []
    section = ""
    for opening in sorted([*heads, *items], key=lambda candidate: candidate.at):
        at = opening.at
        if at in steps:
            section = steps[at]
            found.append(Opening(at, "head", (section,), chinese_numeral(int(section)), markers[at].end))
        else:
            path = (section, opening.step)
            found.append(Opening(at, "item", path, notice_label(path), markers[at].end))
    return found


def _decimals(segment: Segment) -> list[Opening]:
    """1, 1.1 and 2.2.1, as a bank's own rules are numbered: one series that begins with 1 and has two numbers or more
    below the first level, else nothing. 2.2.1 follows 2.2 as 第二条之一 follows 第二条, so it is the same chain."""
    markers = {}
    for at, block in enumerate(segment.blocks):
        found = _DECIMAL.match(_text(block))
        if found and not segment.quoted[at]:
            steps = [str(int(step)) for step in re.split("[.．]", found[1])]
            markers[at] = Marker("decimal", "-".join(steps), ".".join(steps), found.end(), sure=len(steps) > 1)
    chain = _series(segment, markers, "decimal")
    if sum("-" in c.step for c in chain) < 2 or chain[0].step not in ("1", "1-1"):
        return []
    paths = [(c.at, tuple(c.step.split("-"))) for c in chain]
    return [Opening(at, "item" if path[1:] else "head", path, markers[at].label, markers[at].end) for at, path in paths]
