"""Documents that are not held and that a held one replaces or repeals, by the names that questions give them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.catalogue import Catalogue
from corpus.model import Clause, Document
from corpus.names import DocumentNumber, find_numbers, fold, parse_number, short_title
from corpus.nametable import Mention, NameTable
from corpus.readers.markdown import RECORD_PATH

_REPLACES = re.compile(r"取代.*?暂行办法")
_MEASURES = re.compile(r"\bMeasures\b")
_ORDER = re.compile(r"\border (?:no\.? ?)?(\d+)(?: of ((?:19|20)\d\d))?", re.IGNORECASE)
_STATUS = re.compile(
    r"》?(?:现在|目前|如今|今天|今年|是不是|是否|有没有|已经?|到底|还|仍然?|依然|都|全|被|什么时候|何时|哪天|哪年"
    r"|什么|哪[个份部]|文件|是|会|[,，\s])*"
    r"(?:有效|失效|废止|作废|管用|管不管用|能用|适用(?!于|范围|对象|哪|什么|谁)|过期|取代|替代|代替)"
)
_TAKEN = re.compile(r"(?:取代|替代|代替|接替|废止)了?《?\Z")
_STATUS_EN = re.compile(r"in force|valid|repealed|replaced|superseded", re.IGNORECASE)
_TITLE = re.compile(
    r"\A(?:请问|原来?的?|旧的?|老的?|现行的?)?《?"
    rf"(?P<title>[^，。？、；：\s《》的这那哪该本此其按依照]{{2,24}}?(?:法|条例|办法|通则|指引|准则|细则)){_STATUS.pattern}"
)


class Predecessors:
    """Immutable once built."""

    def __init__(self, catalogue: Catalogue) -> None:
        names: dict[str, tuple[str, ...]] = {}
        self._numbers: list[tuple[str, DocumentNumber]] = []
        for document in catalogue.documents:
            for name in _names(document, set(catalogue.ids())):
                number = parse_number(name)
                if number:
                    self._numbers.append((document.id, number))
                else:
                    names[fold(name)] = (document.id,)
        self._held = catalogue.names
        self._table = NameTable({name: ids for name, ids in names.items() if name not in self._held})

    def asked(self, question: str) -> Mention | None:
        """The one whose validity is asked about; `ids` are those of the document in its place."""
        english = _STATUS_EN.search(question) is not None
        return next(
            (
                one
                for one in self._find(question)
                if english or _STATUS.match(question, one.end) or _TAKEN.search(question[: one.start])
            ),
            None,
        )

    def unheld(self, question: str) -> str:
        """The title of rules, held under no such name nor one that it may be short for, whose validity is asked about;
        ''."""
        found = _TITLE.match(question)
        held = found and any(_abbreviates(fold(found["title"]), name) for name in self._held)
        return found["title"] if found and not held else ""

    def _find(self, question: str) -> Iterator[Mention]:
        yield from self._table.find(question)
        for number in find_numbers(question):
            ids = tuple(key for key, held in self._numbers if number.names(held) and number.year == held.year)
            if ids:
                yield Mention(number.start, number.end, question[number.start : number.end], ids)
        for order in _ORDER.finditer(question):
            wanted = (int(order[1]), order[2] or "")
            ids = tuple(key for key, held in self._numbers if (held.serial, held.year) == wanted)
            if ids:
                yield Mention(order.start(), order.end(), order[0], ids)


def _abbreviates(short: str, name: str) -> bool:
    """Whether all characters of `short` stand in `name` in this order: 消保办法 in 消费者权益保护管理办法."""
    rest = iter(name)
    return all(char in rest for char in short)


def replacing(document: Document, name: str) -> Clause:
    """The clause that says it takes the place of the document so named: by its title, as the interim measures before
    it, else its record."""
    title = fold(short_title(name))
    for clause in document:
        if clause.id.path != RECORD_PATH and "废止" in clause.text and title in fold(clause.text):
            return clause
    clauses = (clause for clause in document if clause.id.path != RECORD_PATH and _REPLACES.search(clause.text))
    record = document.clause(RECORD_PATH)
    found = next(clauses, record) if "暂行" in name else record
    if found is None:
        raise KeyError(f"{document.id} has no record")
    return found


def _names(document: Document, held: set[str]) -> Iterator[str]:
    """Titles and numbers of what it replaces; the measures before its own were interim (管理暂行办法)."""
    for other in document.validity.supersedes:
        if other not in held:
            yield from dict.fromkeys((other, short_title(other)))
    told = " ".join((document.caution, *(clause.text for clause in document)))
    if _REPLACES.search(told):
        for title in (document.title, document.title_en, *document.aliases):
            if title.endswith("办法"):
                yield f"{title[:-2]}暂行办法"
            elif _MEASURES.search(title):
                yield f"interim {title}"
                yield f"interim {title.replace('the Administration of ', '')}"
