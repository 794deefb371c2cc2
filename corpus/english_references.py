"""English references: Article 36(1)(4) of the Commercial Bank Law, Articles 3 to 5 and 7, Notice 46 item 2(1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.expressions import Path
from corpus.names import short_title
from corpus.nametable import Mention, NameTable
from corpus.reference import Home, Reference, unknown

_NUMBER = r"\d+(?:-\d+)?(?:\.\d+)*(?:\s?\(\w{1,4}\))*"
_JOIN = r"\s*(?:,\s*(?:and|or)|,|and|or|&)\s*"
_RANGE = r"\s*(?:to|through|–|—|-)\s*"
_ARTICLE = r"(?:articles?|arts?\.?|sections?|secs?\.?|clauses?|§{1,2})"
_UNIT = rf"(?:{_ARTICLE}|items?)"
_ARTICLES = re.compile(
    rf"(?<![a-z])(?:(?P<items>items?)|{_ARTICLE})\s*"
    rf"(?P<list>{_NUMBER}(?:(?:{_JOIN}|{_RANGE})(?:(?(items)items?|{_ARTICLE})\s*)?{_NUMBER})*)"
    r"(?:,?\s*(?:paragraph|para\.?)\s*\(?(?P<paragraph>\d+)\)?)?(?:,?\s*(?:item|subparagraph|point)\s*\(?(?P<item>\w+)\)?)?",
    re.I,
)
_PARAGRAPH = re.compile(r"(?:paragraph|para\.?)\s*\(?(\d+)\)?(?:,?\s*(?:item|point)\s*\(?(\w+)\)?)?\s*of\s*\Z", re.I)
_OF = re.compile(r"\s*(?:of|in|under|from)\s+(?:the\s+)?(?:china's\s+|prc\s+|chinese\s+)?", re.I)
_THIS = re.compile(r"this\s+(law|notice|act|code|regulation|regulations|measures)\b", re.I)
_BEFORE = re.compile(r"(?:[,:]|'s|’s|\s|\bthe\b)*\Z", re.I)
_TITLE_LIKE = re.compile(
    r"(?:(?:[A-Z][\w'’-]*|of|and|on|the|for)\s+)*?[A-Z][\w'’-]*\s*(?:Law|Act|Code|Regulations?|Measures|Rules|Notice|Directive)"
    r"(?:\s+(?:of|on)\s+(?:the\s+)?[A-Z][\w'’]*(?:\s+[A-Z][\w'’]*)*)?"
)


@dataclass(frozen=True)
class _Named:
    start: int
    end: int
    name: str
    document: str
    reason: tuple[str, str] | None


def find_english(text: str, *, names: NameTable, home: Home | None = None) -> Iterator[Reference]:
    """English references to clauses, in order; a document that is named without a number is none of them."""
    if not _ARTICLES.search(text):
        return
    mentions = [mention for mention in names.find(text) if mention.name.isascii()]
    for found in _ARTICLES.finditer(text):
        named = _named(text, found, mentions, home)
        front = _PARAGRAPH.search(text, 0, found.start())
        below = _below(*(front.groups() if front else (found["paragraph"], found["item"])))
        start = front.start() if front else found.start()
        end = found.end()
        if named and named.start >= 0:
            start, end = min(start, named.start), max(end, named.end)
        for path, until in _listed(found["list"], below):
            yield Reference(
                start=start,
                end=end,
                surface=text[start:end],
                document=named.document if named else "",
                name=named.name if named else "",
                path=path,
                until=until,
                reason=named.reason
                if named
                else ("没有说明是哪份文件的条款", f"nothing says of which document {found[0].strip()} is"),
            )


def _below(paragraph: str | None, item: str | None) -> Path:
    """Steps inside an article: ('', '4') for its item 4, whose paragraph is not told."""
    return (paragraph or "", item.lower()) if item else (paragraph,) if paragraph else ()


def _listed(numbers: str, below: Path) -> Iterator[tuple[Path, Path | None]]:
    """Paths of '3 to 5 and 7(1)', a range as its first and last."""
    pending: Path | None = None
    for found in re.finditer(rf"({_JOIN}|{_RANGE})?(?:{_UNIT}\s*)?({_NUMBER})", numbers, re.I):
        joined = (found[1] or "").strip().lower()
        path = (*re.findall(r"\d+(?:-\d+)?|\w+", found[2].lower()),)
        first, _, last = path[0].partition("-")
        if last and int(last) > int(first):  # Articles 39-41; Article 133-1 is 第一百三十三条之一
            yield (first,), (last,)
            continue
        if pending is not None and joined and not re.fullmatch(_JOIN, found[1], re.I):
            yield pending, path
            pending = None
            continue
        if pending is not None:
            yield pending, None
        pending = path
    if pending is not None:
        yield (*pending, *below), None


def _named(text: str, found: re.Match[str], mentions: list[Mention], home: Home | None) -> _Named | None:
    """The document that is named right behind (of the …) or right before (… Law, Article 3) the number."""
    of = _OF.match(text, found.end())
    if of:
        behind = next((mention for mention in mentions if mention.start == of.end()), None)
        if behind:
            return _mentioned(behind)
        this = _THIS.match(text, of.end())
        if this:
            return _this(this, home)
        like = _TITLE_LIKE.match(text, of.end())
        if like:
            return _Named(like.start(), like.end(), like[0], "", unknown(like[0]))
    for mention in mentions:
        if mention.end <= found.start() and _BEFORE.fullmatch(text, mention.end, found.start()):
            return _mentioned(mention)
    head = text[: found.start()].rstrip(" ,")
    like = next((m for m in _TITLE_LIKE.finditer(head) if m.end() == len(head)), None)
    if like:
        return _Named(like.start(), like.end(), like[0], "", unknown(like[0]))
    if home is not None:
        return _Named(-1, -1, short_title(home.document.title), home.document.id, None)
    return None


def _mentioned(mention: Mention) -> _Named:
    one = len(mention.ids) == 1
    reason = None if one else unknown(mention.name, mention.ids)
    return _Named(mention.start, mention.end, mention.name, mention.ids[0] if one else "", reason)


def _this(found: re.Match[str], home: Home | None) -> _Named:
    if home is None:
        return _Named(
            found.start(), found.end(), found[0], "", ("没有上下文", f"without its document, {found[0]} names nothing")
        )
    return _Named(found.start(), found.end(), found[0], home.document.id, None)
