"""What a later text does to an earlier one without taking its place whole: an amending decision marks the articles
that it changes; an official text sets aside our restatement of the same document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from corpus.model import Clause, Document, TextStatus
from corpus.names import short_title
from corpus.numbering import NUMERAL, article_step

_ARTICLE = re.compile(rf"第([{NUMERAL}]+)条((?:之[{NUMERAL}]+)*)")
_CAUTION = "官方原文已经导入，这里是此前的转述，请以官方原文为准。"
_CAUTION_EN = "The official text has been imported; this is our earlier restatement, rely on the official one."


def begins(document: Document) -> date | None:
    return document.validity.effective or document.validity.published


def amended(documents: Sequence[Document], known: Callable[[str], str | None]) -> list[Document]:
    """The documents, with what amending decisions among them (`Validity.amends`) changed marked clause by clause.

    `known` gives the document id that a name means. A version is marked when it is older than the decision.
    """
    decisions: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        for name in document.validity.amends:
            target = known(name)
            if target and target != document.id:
                decisions[target].append(document)
    return [_marked_all(document, decisions.get(document.id, [])) for document in documents]


def _marked_all(document: Document, decisions: Sequence[Document]) -> Document:
    for decision in decisions:
        day, own = begins(decision), document.validity.version or begins(document)
        if day is None or (own is not None and own >= day):
            continue
        changed = changed_articles(decision)
        clauses = tuple(_marked(clause, decision, day, changed.get(clause.id.path[0], [])) for clause in document)
        by = tuple(dict.fromkeys((*document.validity.amended_by, decision.id)))
        document = replace(document, clauses=clauses, validity=replace(document.validity, amended_by=by))
    return document


def changed_articles(decision: Document) -> dict[str, list[str]]:
    """Article steps that a decision changes, and the labels of its items that do: what stands before a quotation."""
    changed: dict[str, list[str]] = defaultdict(list)
    for clause in decision:
        instruction = re.split('[“"：:]', clause.text, maxsplit=1)[0]
        if re.search("修改|改为|删去|删除|增加", instruction):
            for numeral, after in _ARTICLE.findall(instruction):
                changed[article_step(numeral, after)].append(clause.label)
    return changed


def _marked(clause: Clause, decision: Document, day: date, items: Sequence[str]) -> Clause:
    if not items:
        return clause
    name, item = short_title(decision.title), "、".join(dict.fromkeys(items))
    return replace(
        clause,
        amended_on=day,
        amended_by=(decision.id,),
        caution=f"本条已被《{name}》（{item}）修改（自{day}起施行），此处是修改前的文本。",
        caution_en=f"This clause was changed by {decision.title_en or name} ({item}) from {day};"
        " what stands here is the text before that.",
    )


def set_aside(documents: Sequence[Document]) -> list[Document]:
    """The documents; a restatement of a document whose official text is among them ends when that text begins."""
    official = {
        (document.id, document.number): document
        for document in documents
        if document.text_status is TextStatus.OFFICIAL
    }
    return [_set_aside(document, official.get((document.id, document.number))) for document in documents]


def _set_aside(document: Document, official: Document | None) -> Document:
    if official is None or document.text_status is not TextStatus.RESTATED or not _same_text(document, official):
        return document
    day = max((d for d in (begins(official), begins(document)) if d), default=None)
    validity = replace(document.validity, superseded_by=(document.id,), superseded_on=day)
    caution, caution_en = f"{_CAUTION}{document.caution}", f"{_CAUTION_EN} {document.caution_en}".strip()
    return replace(document, validity=validity, caution=caution, caution_en=caution_en)


def _same_text(restated: Document, official: Document) -> bool:
    """One number is one text; documents without a number are told apart by the date of the text."""
    return bool(restated.number) or restated.version == official.version


def is_set_aside(document: Document, day: date) -> bool:
    """Whether an official text stands in the place of this restatement on `day`."""
    ended = document.validity.superseded_on
    return document.id in document.validity.superseded_by and (ended is None or ended <= day)
