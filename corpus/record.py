"""The record card of a document: a clause that states number, dates, issuer, addressees and supersession in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from corpus.absence import article_count
from corpus.addressees import GROUP_NAMES, INSTITUTIONS
from corpus.model import Clause, ClauseId, Document, LanguageSpan, TextStatus
from corpus.readers.markdown import RECORD_PATH

_KINDS = {
    "law": ("法律", "a law"),
    "administrative_regulation": ("行政法规", "an administrative regulation"),
    "departmental_rule": ("部门规章", "a departmental rule"),
    "notice": ("通知（规范性文件）", "a notice (normative document)"),
    "standard": ("标准", "a standard"),
    "announcement": ("公告", "an announcement"),
}
_STATUS = {
    TextStatus.OFFICIAL: ("官方文本", "the official text, imported"),
    TextStatus.COMPILED: ("第三方法规汇编中的逐字文本", "a word-for-word text from a third-party compilation"),
    TextStatus.RESTATED: ("我们的转述，不是官方原文", "our restatement, not the official wording"),
}


def record_clause(document: Document, titles: Mapping[str, tuple[str, str]]) -> Clause:
    """The clause `meta`, made from the document's own metadata; `titles` names the documents it is linked to."""
    zh = "\n".join(_chinese(document, titles))
    en = "\n".join(_english(document, titles))
    text = f"{zh}\n\n{en}"
    return Clause(
        id=ClauseId(document.id, RECORD_PATH),
        label="文件信息",
        heading="文件信息",
        heading_en="Document record",
        text=text,
        order=len(document.clauses),
        languages=(LanguageSpan("zh", 0, len(zh)), LanguageSpan("en", len(zh) + 2, len(text))),
        addressees=document.addressees,
        text_status=TextStatus.RESTATED,
    )


def _chinese(document: Document, titles: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    validity = document.validity
    yield f"《{document.title}》的文号是{document.number}。" if document.number else f"本文件是《{document.title}》。"
    if document.issuer:
        kind = f"，文件性质是{_KINDS[document.kind][0]}" if document.kind else ""
        yield f"发文机关是{document.issuer}{kind}。"
    effective = None if validity.effective_assumed else validity.effective
    dates = (("公布日期", validity.published), ("施行日期", effective))
    known = "，".join(f"{name}是{_day_zh(day)}" for name, day in dates if day)
    missing = "、".join(name for name, day in dates if not day)
    yield "；".join(piece for piece in (known, f"{missing}资料未载明" if missing else "") if piece) + "。"
    if document.kind == "law":
        version = f"，所收文本是{_day_zh(validity.version)}的文本" if validity.version else ""
        yield f"本文件共{article_count(document)}条{version}。"
    yield from _validity_zh(document, titles)
    if document.addressees:
        names = "、".join(_names(document.addressees, 0))
        yield f"主送或规范的机构类型：{names}。"
    yield f"文本性质：{_STATUS[document.text_status][0]}。"


def _validity_zh(document: Document, titles: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    validity = document.validity
    if validity.supersedes:
        yield f"本文件取代（或废止）{_titles(validity.supersedes, titles)}。"
    if validity.amended_by:
        yield f"本文件此后被{_titles(validity.amended_by, titles)}修改。"
    begins = validity.effective or validity.published
    ends = validity.repealed or validity.superseded_on or validity.amended_on
    if validity.superseded_by:
        on = f"自{_day_zh(validity.superseded_on)}起" if validity.superseded_on else ""
        yield f"本文件{on}被{_titles(validity.superseded_by, titles)}取代。"
    elif validity.amended_on:
        yield f"自{_day_zh(validity.amended_on)}起适用本文件的新文本。"
    if validity.repealed:
        yield f"本文件自{_day_zh(validity.repealed)}起废止。"
    if begins and validity.effective_assumed:
        yield f"这里按文本通过日期{_day_zh(begins)}计算其起始，实际施行可能更晚。"
    if validity.unverified_from:
        yield f"{_day_zh(validity.unverified_from)}以后是否继续适用没有核实。"
    if begins and not ends and validity.in_force_claimed:
        yield f"效力：自{_day_zh(begins)}起有效，资料中没有发现废止或被取代的记录。"


def _english(document: Document, titles: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    validity = document.validity
    name = document.title_en or document.title
    yield f"{name}: its document number is {document.number}." if document.number else f"The document is the {name}."
    if document.issuer_en or document.issuer:
        kind = f"; it is {_KINDS[document.kind][1]}" if document.kind else ""
        yield f"It was issued by the {document.issuer_en or document.issuer}{kind}."
    effective = None if validity.effective_assumed else validity.effective
    dates = (("It was published on", validity.published), ("It took or takes effect on", effective))
    yield from (f"{words} {_day_en(day)}." for words, day in dates if day)
    if not effective:
        yield "The material does not state an effective date."
    if document.kind == "law":
        version = f"; the text is that of {_day_en(validity.version)}" if validity.version else ""
        yield f"It has {article_count(document)} articles{version}."
    yield from _validity_en(document, titles)
    if document.addressees:
        yield f"Institution types that it addresses or binds: {', '.join(_names(document.addressees, 1))}."
    yield f"The text held here is {_STATUS[document.text_status][1]}."


def _validity_en(document: Document, titles: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    validity = document.validity
    if validity.supersedes:
        yield f"It supersedes or repeals {_titles_en(validity.supersedes, titles)}."
    if validity.amended_by:
        yield f"It was later amended by {_titles_en(validity.amended_by, titles)}."
    if validity.superseded_by:
        on = f" from {_day_en(validity.superseded_on)}" if validity.superseded_on else ""
        yield f"It is superseded by {_titles_en(validity.superseded_by, titles)}{on}."
    elif validity.amended_on:
        yield f"From {_day_en(validity.amended_on)} a newer text of it applies."
    if validity.repealed:
        yield f"It is repealed from {_day_en(validity.repealed)}."
    begins = validity.effective or validity.published
    ends = validity.repealed or validity.superseded_on or validity.amended_on
    if begins and validity.effective_assumed:
        yield f"Its begin is taken from the date of adoption, {_day_en(begins)}; it may apply from a later day."
    if validity.unverified_from:
        yield f"Whether it still applies from {_day_en(validity.unverified_from)} on has not been checked."
    if begins and not ends and validity.in_force_claimed:
        yield f"It is in force from {_day_en(begins)}; the material records no repeal and no successor."


def _titles(names: Iterable[str], titles: Mapping[str, tuple[str, str]]) -> str:
    """Chinese titles in their marks; a document that the catalogue lacks as it was named."""
    held = (titles[name][0] if name in titles else name for name in names)
    return "、".join(name if "号" in name else f"《{name}》" for name in held)


def _titles_en(names: Iterable[str], titles: Mapping[str, tuple[str, str]]) -> str:
    return "; ".join(titles[name][1] if name in titles else name for name in names)


def _names(addressees: Iterable[str], language: int) -> list[str]:
    tables = (*INSTITUTIONS.items(), *GROUP_NAMES.items())
    return [(zh, en)[language] for key, (zh, en, _) in tables if key in addressees]


def _day_zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _day_en(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
