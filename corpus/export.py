"""Any document as Markdown or as Akoma Ntoso 3.0 (OASIS LegalDocML), so that nothing is locked in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from lxml import etree

from corpus.errors import CorpusError
from corpus.model import Clause, Document, Part, Validity
from corpus.numbering import read_marker
from corpus.readers.markdown import write_markdown

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OWN_NAMESPACE = "urn:policyqa:record"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SOURCE = "#policyqa"
_DIVISIONS = {"book": "book", "chapter": "chapter", "section": "section"}
_UNKNOWN_DAY = "0001-01-01"  # Akoma Ntoso wants a date; this one says that none is known


def export(document: Document, format: str) -> str:
    """The document in `format`: 'markdown' or 'akn'. Raises CorpusError naming the formats known."""
    writers: dict[str, Callable[[Document], str]] = {
        "markdown": write_markdown,
        "md": write_markdown,
        "akn": akoma_ntoso,
        "akoma-ntoso": akoma_ntoso,
    }
    if format not in writers:
        raise CorpusError(f"unknown export format {format!r}; use one of: markdown, akn")
    return writers[format](document)


def akoma_ntoso(document: Document) -> str:
    """An `act` with metadata, preface, preamble and body, valid against akomantoso30.xsd.

    Articles are `article`, 款 `paragraph`, 项 `point`, 目 `indent`; a notice's 一、 is a `section` and its （一） a
    `paragraph` with its own number; what has no counterpart is a named `hcontainer`. The record card is left out.
    """
    root = etree.Element(_tag("akomaNtoso"), nsmap={None: NAMESPACE, "pq": OWN_NAMESPACE})
    act = _child(root, "act", name=document.kind or "document", contains="singleVersion")
    _meta(act, document)
    _preface(act, document)
    clauses = [clause for clause in document if clause.id.path != ("meta",)]
    first = next((clause for clause in clauses if clause.id.path == ("0",)), None)
    if first is not None:
        _paragraphs(_child(act, "preamble"), first, 0, len(first.text))
    rest = [clause for clause in clauses if clause is not first]
    body = _child(act, "body")
    if rest:
        _body(body, rest)
    else:
        _child(_child(_child(body, "hcontainer", name="text", eId="text"), "content"), "p", "")
    return etree.tostring(root, encoding="unicode", pretty_print=True)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _child(parent: etree._Element, tag: str, text: str | None = None, /, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, _tag(tag), attributes)
    if text is not None:
        element.text = _legal(text)
    return element


def _legal(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def _day(day: date | None) -> str:
    return day.isoformat() if day else _UNKNOWN_DAY


def _meta(act: etree._Element, document: Document) -> None:
    validity = document.validity
    meta = _child(act, "meta")
    begins = validity.published or validity.effective or validity.version
    work = f"/akn/cn/act/{_day(begins)}/{document.id}"
    language = "eng" if not any(clause.in_language("zh") for clause in document if clause.languages) else "zho"
    if not any(clause.languages for clause in document):
        language = "zho"
    expression = f"{work}/{language}@{document.version or _UNKNOWN_DAY}"
    identification = _child(meta, "identification", source=_SOURCE)
    for level, uri in (("FRBRWork", work), ("FRBRExpression", expression), ("FRBRManifestation", f"{expression}.xml")):
        held = _child(identification, level)
        _child(held, "FRBRthis", value=f"{uri}/!main" if level != "FRBRManifestation" else f"{expression}/!main.xml")
        _child(held, "FRBRuri", value=uri)
        _child(held, "FRBRdate", date=_day(begins if level == "FRBRWork" else validity.version or begins), name=level)
        _child(held, "FRBRauthor", href="#issuer" if level == "FRBRWork" else _SOURCE)
        if level == "FRBRWork":
            _child(held, "FRBRcountry", value="cn")
            if document.number:
                _child(held, "FRBRnumber", value=document.number)
            _child(held, "FRBRname", value=document.id)
        if level == "FRBRExpression":
            _child(held, "FRBRlanguage", language=language)
    if validity.published:
        name = document.issuer or "unknown"
        _child(meta, "publication", date=_day(validity.published), name=name, showAs=name)
    events = _events(validity)
    if events:
        lifecycle = _child(meta, "lifecycle", source=_SOURCE)
        for number, (day, kind) in enumerate(events, 1):
            _child(lifecycle, "eventRef", eId=f"event_{number}", date=_day(day), source="#original", type=kind)
    references = _child(meta, "references", source=_SOURCE)
    _child(references, "original", eId="original", href=work, showAs=document.title)
    issuer = document.issuer or "unknown"
    _child(references, "TLCOrganization", eId="issuer", href="/ontology/organization/cn/issuer", showAs=issuer)
    _child(references, "TLCOrganization", eId="policyqa", href="/ontology/organization/policyqa", showAs="policyqa")
    proprietary = _child(meta, "proprietary", source=_SOURCE)
    for name in ("id", "text_status", "provenance", "caution", "caution_en", "title_en"):
        value = str(getattr(document, name))
        if value:
            etree.SubElement(proprietary, f"{{{OWN_NAMESPACE}}}{name}").text = _legal(value)


def _events(validity: Validity) -> list[tuple[date, str]]:
    told = (
        (validity.published, "generation"),
        (validity.version, "amendment"),
        (validity.amended_on, "amendment"),
        (validity.superseded_on, "repeal"),
        (validity.repealed, "repeal"),
    )
    return sorted((day, kind) for day, kind in told if day)


def _preface(act: etree._Element, document: Document) -> None:
    preface = _child(act, "preface")
    title = _child(_child(preface, "longTitle"), "p")
    _child(title, "docTitle", document.title)
    if document.number:
        _child(_child(preface, "p"), "docNumber", document.number)


def _body(body: etree._Element, clauses: Sequence[Clause]) -> None:
    open_divisions: list[tuple[str, etree._Element]] = []
    counts: dict[str, int] = {}
    for clause in clauses:
        kept = 0
        while (
            kept < min(len(open_divisions), len(clause.headings)) and open_divisions[kept][0] == clause.headings[kept]
        ):
            kept += 1
        del open_divisions[kept:]
        for heading in clause.headings[kept:]:
            parent = open_divisions[-1][1] if open_divisions else body
            open_divisions.append((heading, _division(parent, heading, counts)))
        parent = open_divisions[-1][1] if open_divisions else body
        _clause(parent, clause)


def _division(parent: etree._Element, heading: str, counts: dict[str, int]) -> etree._Element:
    label, _, title = heading.partition(" ")
    marker = read_marker(heading)
    name = _DIVISIONS.get(marker.level, "hcontainer") if marker else "hcontainer"
    name = "section" if re.fullmatch("[一二三四五六七八九十百]+", label) else "part" if "分编" in label else name
    above = parent.get("eId")
    key = f"{above}__{name}" if above else name
    counts[key] = counts.get(key, 0) + 1
    extra = {"name": "division"} if name == "hcontainer" else {}
    division = _child(parent, name, eId=f"{key}_{counts[key]}", **extra)
    if name != "hcontainer" and title:
        _child(division, "num", label)
        _child(division, "heading", title)
    else:
        _child(division, "heading", heading)
    return division


def _clause(parent: etree._Element, clause: Clause) -> None:
    identity = "cl_" + "__".join(clause.id.path)
    if (clause.label.startswith("第") and "条" in clause.label) or re.match(r"Article|Section", clause.label):
        element = _child(parent, "article", eId=identity)
    elif re.match("[一二三四五六七八九十]", clause.label):
        element = _child(parent, "paragraph" if len(clause.id.path) > 1 else "section", eId=identity)
    else:
        element = _child(parent, "hcontainer", name="clause", eId=identity)
    _child(element, "num", clause.label)
    if clause.heading:
        _child(element, "heading", clause.heading)
    top = [part for part in clause.parts if len(part.path) == 1]
    if len(clause.languages) > 1 or not top or not _covers(top, clause.text):
        _paragraphs(_child(element, "content"), clause, 0, len(clause.text))
        return
    for part in top:
        _part(element, clause, part, identity)


def _covers(parts: Sequence[Part], text: str) -> bool:
    """Whether parts hold the whole text, so that nothing is lost by writing them one by one."""
    at = 0
    for part in parts:
        if text[at : part.start].strip():
            return False
        at = part.end
    return not text[at:].strip()


def _part(parent: etree._Element, clause: Clause, part: Part, above: str) -> None:
    names = ("paragraph", "point", "indent", "indent")
    depth = len(part.path)
    identity = f"{above}__{names[depth - 1]}_{part.path[-1]}"
    element = _child(parent, names[depth - 1], eId=identity)
    inner = [p for p in clause.parts if len(p.path) == depth + 1 and p.path[:depth] == part.path]
    text = clause.text[part.start : part.end]
    start = part.start
    marker = read_marker(text) if depth > 1 else None
    if marker:
        _child(element, "num", text[: marker.end].strip())
        start += marker.end
    if not inner:
        _paragraphs(_child(element, "content"), clause, start, part.end)
        return
    if clause.text[start : inner[0].start].strip():
        _paragraphs(_child(element, "intro"), clause, start, inner[0].start)
    for below in inner:
        _part(element, clause, below, identity)


def _paragraphs(parent: etree._Element, clause: Clause, start: int, end: int) -> None:
    """The characters [start, end) of a clause, a `p` a line, each with its language where the clause has two."""
    at = start
    written = False
    for line in clause.text[start:end].split("\n"):
        if line.strip():
            written = True
            element = _child(parent, "p", line.strip())
            language = next((span.language for span in clause.languages if span.start <= at < span.end), "")
            if language and len(clause.languages) > 1:
                element.set(_XML_LANG, language)
        at += len(line) + 1
    if not written:
        _child(parent, "p", "")
