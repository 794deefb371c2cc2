"""Bases of statements: sentences of a clause, or the subject of a list with one of its items, before any edit."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import Clause, Document

_LONGEST = 130


@dataclass(frozen=True)
class Base:
    """A sentence of a clause, or a list's subject and one of its items, before any edit."""

    document: Document
    clause: Clause
    spans: tuple[tuple[int, int], ...]

    @property
    def text(self) -> str:
        return "".join(self.clause.text[start:end] for start, end in self.spans)


def half_of(document: str) -> str:
    """The half a document's pairs are in. Laws outside the corpus are held out; of the bilingual documents, which have
    no like elsewhere, the English of half is held out, by their ids."""
    return "held_out" if document.startswith("other-") else "dev"


def english_half_of(document: str) -> str:
    """The half of a bilingual document's English."""
    return "held_out" if hashlib.sha256(document.encode()).digest()[0] % 2 else "dev"


_SENTENCE = re.compile(r"[^。；\n]+[。；]?")
_ITEM = re.compile(r"[（(][一二三四五六七八九十]+[）)]\s*")
_LEAD = re.compile(
    r"(?P<subject>[^，。；\n]{2,24})(?P<force>不得|应当|可以)(?:有|从事|实施|具有|履行|具备|采取)?下列[^：\n]{0,20}："
)
_UNCLEAR = re.compile(
    r"前款|前项|前条|上款|下列|本款|该|其他|上述|以下简称|所列|：|“|第[一二三四五六七八九十百]+[条款项]"
)


def bases(document: Document) -> Iterator[Base]:
    """Every sentence that can stand alone and every item that can follow the subject of its list."""
    for clause in document.clauses:
        if clause.id.path == ("meta",):
            continue
        start, end = clause.in_language("zh") or (0, len(clause.text))
        lead: re.Match[str] | None = None
        for match in _SENTENCE.finditer(clause.text, start, end):
            item = _ITEM.match(match[0])
            begins, ends = match.start() + (item.end() if item else 0), match.end()
            while clause.text[ends - 1] in "。；":
                ends -= 1
            words = clause.text[begins:ends]
            if not item:
                found = _LEAD.fullmatch(words)
                lead = found
                first = match.start()
            usable = 10 <= len(words) <= _LONGEST and not _UNCLEAR.search(words)
            qualified = re.match(r"[。；]?\s*但是?[，\u4e00-\u9fff]", clause.text[ends : ends + 6])
            if qualified:  # an exception follows in a sentence of its own
                continue
            if item and lead and usable and not re.search(r"[，：]", words):
                subject = (first, first + lead.end("force"))
                yield Base(document, clause, (subject, (begins, ends)))
            elif usable and not item and not words.startswith(("但", "其中", "并", "情节", "逾期", "拒不")):
                yield Base(document, clause, ((begins, ends),))
