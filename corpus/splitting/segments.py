"""The stretches of a document that are numbered on their own: the body, each annex, each attached measure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.numbering import NUMERAL, number_or_none, read_marker
from corpus.readers.original import Paragraph, Table
from corpus.splitting.quotes import inside_quotes
from corpus.splitting.wording import DATE_LINE

Cuts = dict[int, tuple[tuple[str, ...], str, str]]  # start of a stretch: path prefix, label, title
Blocks = Sequence[Paragraph | Table]
_ANNEX = re.compile(rf"附\s*(件|表|录|錄)\s*[（(]?([{NUMERAL}]{{1,3}})?[)）]?\s*(?:[:：．.、]|\s|\Z)\s*(.{{0,60}})\Z")
_ENGLISH_ANNEX = re.compile(r"(Annex|Appendix|Schedule)\s*(\d+|[A-Z])?\s*(?:[:.\-]|\s|\Z)\s*(.{0,80})\Z", re.I)
_ANNEX_STEPS = {"件": "annex", "表": "schedule", "录": "appendix", "錄": "appendix"}
_RUN_IN = re.compile(rf"(?<=[。；：”）])[\s\u3000]*(?=第[{NUMERAL}]+条(?:之[{NUMERAL}]+)*[\s\u3000])")
_RUN_TOGETHER = re.compile(
    rf"(?<=[。；：”）])[\s\u3000]*(第([{NUMERAL}]+)条)(?![之的所第和与及或至款项、，。；：（）])"
)
_AFTER_CHAPTER = re.compile(rf"[\s\u3000]+(?=第[{NUMERAL}]+条(?:之[{NUMERAL}]+)*[\s\u3000])")
CONTENTS = re.compile(r"目\s*[录次錄]|Contents|Table of Contents", re.I)
_LEADER = re.compile(r"[\s.．…·‥\-—]*[.．…·‥]{2,}[\s.．…·‥\-—]*\d*\s*\Z|\s+\d{1,3}\Z")
_WRAPPED = re.compile(r"\s*(【|\*\*)\s*([^【】*]+)(?:】|\*\*)\s*")
_ENDS = "。；：！？”）.;:!?"


@dataclass(frozen=True)
class Segment:
    """`prefix` goes before the paths of its clauses (nothing for the body); `quoted` says per block whether it
    begins inside a quotation."""

    prefix: tuple[str, ...]
    label: str
    title: str
    blocks: tuple[Paragraph | Table, ...]
    quoted: tuple[bool, ...]


def segments(blocks: Blocks) -> list[Segment]:
    """Cuts a document at its annexes (附件1, 附表, Annex 2) and where article numbers start again from 第一条.

    A list of annexes before the signature is no annex. Tables of contents are left out.
    """
    pieces = _without_contents(_one_article_a_paragraph(_unwrapped(blocks)))
    texts = [block.text if isinstance(block, Paragraph) else "" for block in pieces]
    quoted = inside_quotes(texts)
    cuts = {0: ((), "", "")} | _annexes(texts, quoted)
    unnamed = _restarts(pieces, texts, quoted, cuts)
    taken = {prefix for prefix, _, _ in cuts.values()}
    number = 0
    for at in unnamed:
        number += 1
        while (f"annex-{number}",) in taken:
            number += 1
        taken.add((f"annex-{number}",))
        cuts[at] = ((f"annex-{number}",), f"附件{number}", "")
    starts = sorted(cuts)
    found = []
    for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True):
        prefix, label, title = cuts[start]
        first = start + (1 if label and start not in unnamed else 0)
        found.append(Segment(prefix, label, title, tuple(pieces[first:end]), tuple(quoted[first:end])))
    return found


def _unwrapped(blocks: Blocks) -> list[Paragraph | Table]:
    """Numbered headings without the 【】 or ** around the whole line."""
    found: list[Paragraph | Table] = []
    for block in blocks:
        whole = _WRAPPED.fullmatch(block.text) if isinstance(block, Paragraph) else None
        inside = whole and read_marker(whole[2])
        found.append(block.cut(*whole.span(2)) if isinstance(block, Paragraph) and whole and inside else block)
    return found


def _one_article_a_paragraph(blocks: Blocks) -> list[Paragraph | Table]:
    """Parts paragraphs in which several articles, or a chapter's title and its first article, run together."""
    found: list[Paragraph | Table] = []
    last = 0  # number of the article read last: one that runs into the text before it must be the next
    for block in blocks:
        if isinstance(block, Table):
            found.append(block)
            continue
        marker = read_marker(block.text)
        if marker and marker.level in ("book", "chapter", "section"):
            cut = next((cut.end() for cut in _AFTER_CHAPTER.finditer(block.text)), 0)
            if cut:
                found.append(block.cut(0, cut))
                block = block.cut(cut)
                marker = read_marker(block.text)
        if marker and marker.level == "article":
            last = int(marker.step.split("-")[0])
        marks, last = _run_in(block.text, last)
        pieces = (block.cut(a, b) for a, b in zip([0, *marks], [*marks, len(block.text)], strict=True))
        found += [piece for piece in pieces if piece.text]
    return found


def _run_in(text: str, last: int) -> tuple[list[int], int]:
    """Where further articles begin inside a paragraph, and the number of the last of them."""
    marks = {cut.end() for cut in _RUN_IN.finditer(text)}
    for found in _RUN_TOGETHER.finditer(text):
        if found.start(1) in marks or (last and _number(found[2]) == last + 1):
            marks.add(found.start(1))
            last = _number(found[2]) or last
    return sorted(mark for mark in marks if mark and not _open_quote(text[:mark])), last


def _number(numeral: str) -> int:
    return number_or_none(numeral) or 0


def _open_quote(text: str) -> bool:
    return max(text.rfind("“"), text.rfind("「")) > max(text.rfind("”"), text.rfind("」"))


def _without_contents(blocks: list[Paragraph | Table]) -> list[Paragraph | Table]:
    """Leaves out a table of contents: the headings between 目录 and the first heading that comes again."""
    for at, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not CONTENTS.fullmatch(block.text.strip()):
            continue
        seen: set[str] = set()
        for end in range(at + 1, len(blocks)):
            entry = blocks[end]
            if not isinstance(entry, Paragraph):
                break
            name = re.sub(r"\s", "", _LEADER.sub("", entry.text))
            marker = read_marker(entry.text)
            if name in seen or (marker and marker.level == "article" and not _LEADER.search(entry.text)):
                return blocks[:at] + _without_contents(blocks[end:])
            if len(name) > 60 or name[-1:] in "。；，":
                return blocks[:at] + blocks[end:]
            seen.add(name)
        break
    return blocks


def _annexes(texts: list[str], quoted: list[bool]) -> Cuts:
    """Start of each annex: (path prefix, label, title)."""
    found: Cuts = {}
    lines = [(at, _annex(text)) for at, text in enumerate(texts) if at and not quoted[at]]
    heads = [(at, head) for at, head in lines if head]
    for number, (at, head) in enumerate(heads):
        prefix, label, title = head
        again = any(later[0] == prefix for _, later in heads[number + 1 :])
        if not (again or re.match(r"\d+[.．、]", title) or _is_listing(texts, at)):
            found[at] = (prefix, label, title)
    return found


def _annex(text: str) -> tuple[tuple[str, ...], str, str] | None:
    """Prefix, label and title of a line that may open an annex."""
    found = _ANNEX.match(text)
    if found and text[-1] not in "。；，、" and not read_marker(text):
        kind, numeral, title = found.groups()
        step = _ANNEX_STEPS[kind]
        read = number_or_none(numeral) if numeral else None
        if numeral and read is None:
            return None
        number = "" if read is None else str(read)
        return ((f"{step}-{number}" if number else step,), f"附{kind}{number}", title.strip())
    english = _ENGLISH_ANNEX.match(text)
    if english and text[-1] not in ".;,":
        kind, numeral, title = english.groups()
        step = {"annex": "annex", "appendix": "appendix", "schedule": "schedule"}[kind.lower()]
        return ((f"{step}-{numeral.lower()}" if numeral else step,), f"{kind.title()} {numeral or ''}".strip(), title)
    return None


def _is_listing(texts: list[str], at: int) -> bool:
    """Whether 附件：… only lists what is attached: a date line, the end, or the next list entry comes soon."""
    for text in texts[at + 1 : at + 16]:
        if DATE_LINE.match(text.strip()):
            return True
        if len(text) > 60 or not text:
            return False
    return (
        at + 16 >= len(texts)
        and not any(len(text) > 60 for text in texts[at + 1 :])
        and bool(re.search(r"[:：]", texts[at]))
    )


def _restarts(
    blocks: list[Paragraph | Table],
    texts: list[str],
    quoted: list[bool],
    cuts: Cuts,
) -> set[int]:
    """Where a second series of articles begins in one stretch: its 第一条 (and the title lines above it), given
    that a series of articles came before and a 第二条 comes next."""
    found: set[int] = set()
    articles: list[tuple[int, str]] = []
    for at, text in enumerate(texts):
        marker = read_marker(text) if text and not quoted[at] else None
        if marker and marker.level == "article" and marker.sure:
            articles.append((at, marker.step))
    begun = False
    for number, (at, step) in enumerate(articles):
        if any(articles[number - 1][0] < cut <= at for cut in cuts) if number else False:
            begun = False
        following = articles[number + 1][1] if number + 1 < len(articles) else ""
        if step == "1" and begun and following == "2" and number >= 2:
            found.add(_title_above(blocks, texts, at))
        begun = begun or step in ("1", "2")
    return found - set(cuts)


def _title_above(blocks: list[Paragraph | Table], texts: list[str], at: int) -> int:
    """The first of the short lines (title, chapter) straight above a block."""
    while (
        at > 1
        and isinstance(blocks[at - 1], Paragraph)
        and len(texts[at - 1]) < 60
        and texts[at - 1][-1:] not in _ENDS
        and not DATE_LINE.match(texts[at - 1])
    ):
        marker = read_marker(texts[at - 1])
        if marker and marker.level not in ("book", "chapter", "section"):
            break
        at -= 1
    return at
