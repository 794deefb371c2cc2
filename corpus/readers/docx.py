"""Word documents (.docx): paragraphs with their numbers as Word shows them, tables, notes, text boxes; tracked
changes as accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from corpus.errors import UnsupportedFormatError
from corpus.readers.docx_numbering import Numbering
from corpus.readers.original import Original, Paragraph, Table, assemble, clean, grid
from corpus.safety import Archive, check_characters, check_depth

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}delInstrText", _FALLBACK, f"{W}pPr", f"{W}rPr"}
_BREAKS = {f"{W}tab": " ", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}


def read_docx(data: bytes, name: str, sha256: str) -> Original:
    """The paragraphs and tables of a .docx in reading order. A text box follows the paragraph that it hangs on, a
    footnote the paragraph that refers to it. Raises UnsupportedFormatError or RefusedFileError."""
    archive = Archive(data, name)
    if "word/document.xml" not in archive:
        raise UnsupportedFormatError(f"{name}: no Word document inside; save it as .docx or PDF and import that")
    root = archive.xml("word/document.xml")
    check_depth(root, name)
    body = root.find(f"{W}body")
    if body is None:
        raise UnsupportedFormatError(f"{name}: the Word document has no body; save it anew as .docx")
    blocks = list(_Reader(archive).blocks(body))
    check_characters(sum(len(b.text) for b in blocks if isinstance(b, Paragraph)), name)
    return assemble(name, "docx", sha256, blocks)


class _Reader:
    def __init__(self, archive: Archive) -> None:
        styles = archive.xml("word/styles.xml") if "word/styles.xml" in archive else None
        numbering = archive.xml("word/numbering.xml") if "word/numbering.xml" in archive else None
        self.styles = {s.get(f"{W}styleId", ""): s for s in styles.iter(f"{W}style")} if styles is not None else {}
        self.numbering = Numbering(numbering, self.styles)
        self.notes = dict(_notes(archive, "footnote")) | dict(_notes(archive, "endnote"))

    def blocks(self, parent: etree._Element) -> Iterator[Paragraph | Table]:
        carried = ""  # text of a paragraph whose end mark was deleted: it runs on into the next one
        for element in parent:
            if element.tag == f"{W}p":
                text = carried + self.paragraph_text(element)
                if element.find(f"{W}pPr/{W}rPr/{W}del") is not None:
                    carried = text
                    continue
                carried = ""
                yield from self.paragraph(element, text)
            elif element.tag == f"{W}tbl":
                yield from self.table(element)
            elif element.tag in (f"{W}sdt", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
                content = element.find(f"{W}sdtContent") if element.tag == f"{W}sdt" else element
                if content is not None:
                    yield from self.blocks(content)
        if carried:
            yield Paragraph(clean(carried))

    def paragraph_text(self, element: etree._Element) -> str:
        label = self.numbering.label(element)
        return label + "".join(_texts(element))

    def paragraph(self, element: etree._Element, text: str) -> Iterator[Paragraph | Table]:
        style = self.styles.get(_value(element.find(f"{W}pPr/{W}pStyle")))
        style_name = _value(style.find(f"{W}name")).lower() if style is not None else ""
        if not style_name.startswith("toc "):
            centred = _value(element.find(f"{W}pPr/{W}jc")) == "center" or (
                style is not None and _value(style.find(f"{W}pPr/{W}jc")) == "center"
            )
            heading = int(style_name[8:]) if style_name[:8] == "heading " and style_name[8:].isdigit() else 0
            heading = 1 if style_name == "title" else heading
            plain = Paragraph("", centred=centred, heading=heading)
            yield from (replace(plain, text=clean(line)) for line in text.split("\n") if line.strip())
        for box in element.iter(f"{W}txbxContent"):
            if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
                yield from self.blocks(box)
        for kind in ("footnote", "endnote"):
            for mark in element.iter(f"{W}{kind}Reference"):
                note = self.notes.get((kind, mark.get(f"{W}id", "")))
                if note:
                    yield Paragraph(note)

    def table(self, element: etree._Element) -> Iterator[Paragraph | Table]:
        rows: list[list[str]] = []
        headers = 0
        for row in element.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl")) is not element or row.find(f"{W}trPr/{W}del") is not None:
                continue
            if row.find(f"{W}trPr/{W}tblHeader") is not None and headers == len(rows):
                headers += 1
            rows.append(self.cells(row, rows[-1] if rows else []))
        found = grid(rows)
        yield from (replace(found, header_rows=max(1, headers)),) if isinstance(found, Table) else found

    def cells(self, row: etree._Element, above: list[str]) -> list[str]:
        cells: list[str] = []
        for cell in row.iter(f"{W}tc"):
            if next(cell.iterancestors(f"{W}tr")) is not row:
                continue
            span = _value(cell.find(f"{W}tcPr/{W}gridSpan"))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            continued = merge is not None and _value(merge) in ("", "continue")
            lines = [self.paragraph_text(p) for p in cell.iter(f"{W}p")]
            text = above[len(cells)] if continued and len(cells) < len(above) else clean(" ".join(filter(None, lines)))
            cells += [text] * (min(int(span), 60) if span.isdigit() else 1)
        return cells


def _value(element: etree._Element | None) -> str:
    return (element.get(f"{W}val") or "") if element is not None else ""


def _texts(element: etree._Element) -> Iterator[str]:
    """Text of a paragraph as accepted: without deletions, hidden runs, field codes and text boxes."""
    for child in element:
        if child.tag in _GONE or child.tag == f"{W}txbxContent":
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag == f"{W}br":
            yield "" if child.get(f"{W}type") in ("page", "column") else "\n"
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag == f"{W}r" and child.find(f"{W}rPr/{W}vanish") is not None:
            continue
        else:
            yield from _texts(child)


def _notes(archive: Archive, kind: str) -> Iterator[tuple[tuple[str, str], str]]:
    part = f"word/{kind}s.xml"
    if part not in archive:
        return
    root = archive.xml(part)
    check_depth(root, archive.name)
    for note in root.iter(f"{W}{kind}"):
        if note.get(f"{W}type") in (None, "normal"):
            text = clean(" ".join("".join(_texts(p)) for p in note.iter(f"{W}p")))
            if text:
                yield (kind, note.get(f"{W}id", "")), f"注：{text}"
