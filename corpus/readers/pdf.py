"""PDF: digital text with its boxes; pages that are pictures go through character recognition."""

from __future__ import annotations

import ctypes
import io
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL.Image import Image

from corpus.errors import UnsupportedFormatError
from corpus.readers.layout import Page, Run, cell_text, join_blocks, lines_of
from corpus.readers.original import Box, Original, Paragraph, assemble
from corpus.readers.ruled import ruled_tables
from corpus.readers.scan import RENDER_DPI, recognise_page
from corpus.safety import check_characters, check_pages, check_pixels

_FEW_CHARACTERS = 12  # a page with a picture and fewer characters than this is a scan
_MAX_SCANNED_PAGES = 600
_MOST_PATHS = 20_000
PDFIUM = threading.RLock()  # PDFium takes one call at a time, whatever the document


def read_pdf(data: bytes, name: str, sha256: str) -> Original:
    """The paragraphs of a PDF with page and box (points, from the top left) of every line.

    Two columns are read one after the other; headers, footers and page numbers are left out; lines are re-joined,
    across pages too. Raises UnsupportedFormatError (encrypted, damaged, no text) or RefusedFileError.
    """
    pages, scanned = [], 0
    with opened(data, name) as document:
        count = len(document)
        check_pages(count, name)
        for number in range(count):
            with PDFIUM:
                read = _page(document, number, name)
            if not isinstance(read, Page):
                scanned += 1
                if scanned > _MAX_SCANNED_PAGES:
                    raise UnsupportedFormatError(
                        f"{name}: more than {_MAX_SCANNED_PAGES} scanned pages; split the document"
                    )
                read = recognise_page(read, number + 1, 72 / RENDER_DPI)
            pages.append(read)
    blocks = join_blocks(lines_of(pages), pages)
    if not blocks:
        raise UnsupportedFormatError(f"{name}: no text was found in the PDF; scan it at 300 dpi or fetch a docx")
    check_characters(sum(len(block.text) for block in blocks if isinstance(block, Paragraph)), name)
    warnings = (f"{scanned} 页为扫描件，文字由识别得来，请核对 / {scanned} scanned pages were read by recognition",)
    media = "scan" if scanned * 2 > len(pages) else "pdf"
    return assemble(name, media, sha256, blocks, pages=len(pages), warnings=warnings if scanned else ())


@contextmanager
def opened(data: bytes, name: str) -> Iterator[pdfium.PdfDocument]:
    """The PDF; calls into it are to be made holding PDFIUM. Raises UnsupportedFormatError (encrypted, damaged)."""
    try:
        with PDFIUM:
            document = pdfium.PdfDocument(io.BytesIO(data))
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnsupportedFormatError(
                f"{name}: encrypted; open it with its password and print it to a new PDF without one"
            ) from error
        raise UnsupportedFormatError(f"{name}: the PDF is damaged; fetch it again or print it to a new PDF") from error
    try:
        yield document
    finally:
        with PDFIUM:
            document.close()


def _page(document: pdfium.PdfDocument, number: int, name: str) -> Page | Image:
    """One page's runs, or its picture where the words are to be recognised."""
    try:
        page = document[number]
        width, height = page.get_size()
        chars = list(_characters(page, height))
    except pdfium.PdfiumError as error:
        raise UnsupportedFormatError(f"{name}: page {number + 1} is damaged; print the file to a new PDF") from error
    drawn = list(_drawn(page, height))
    if len(chars) < _FEW_CHARACTERS and (drawn or _has_picture(page)):
        check_pixels(width * RENDER_DPI / 72, height * RENDER_DPI / 72, name)
        try:
            return drawn_page(page, RENDER_DPI / 72)
        except pdfium.PdfiumError as error:
            raise UnsupportedFormatError(f"{name}: page {number + 1} cannot be drawn; scan it again") from error
    tables, rest = ruled_tables(drawn, chars, _cell) if len(drawn) > 3 else ([], chars)
    return Page(number + 1, width, height, tuple(_runs(rest)), tuple(tables))


def drawn_page(page: pdfium.PdfPage, scale: float) -> Image:
    """A picture of a page, `scale` pixels a point. Raises PdfiumError."""
    picture: Image = page.render(scale=scale, grayscale=False).to_pil()
    return picture.convert("RGB")


def _has_picture(page: pdfium.PdfPage) -> bool:
    pictures = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=4)
    return next(iter(pictures), None) is not None


def _drawn(page: pdfium.PdfPage, height: float) -> Iterator[Box]:
    """Boxes of the lines and rectangles drawn on a page, as (x0, top, x1, bottom)."""
    for number, path in enumerate(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=4)):
        if number >= _MOST_PATHS:
            return
        try:
            left, bottom, right, top = path.get_bounds()
        except pdfium.PdfiumError:
            continue
        yield left, height - top, right, height - bottom


def _cell(chars: list[_Char]) -> str:
    """The text of a table's cell, its lines joined."""
    return cell_text(_runs(chars))


@dataclass(frozen=True, slots=True)
class _Char:
    char: str
    x0: float
    x1: float
    top: float
    bottom: float
    em: float
    blank: bool  # a blank character stands before it


def _characters(page: pdfium.PdfPage, height: float) -> Iterator[_Char]:
    """Upright, visible characters with their boxes, without blanks (a gap or `blank` says where those are)."""
    text = page.get_textpage()
    count = text.count_chars()
    check_characters(count, "page")
    left, bottom, right, top = (ctypes.c_double() for _ in range(4))
    loose = pdfium_c.FS_RECTF()
    blank = False
    for index in range(count):
        char = chr(pdfium_c.FPDFText_GetUnicode(text, index))
        blank = blank or (char.isspace() and pdfium_c.FPDFText_IsGenerated(text, index) != 1)
        if char.isspace() or ord(char) < 32 or unicodedata.category(char) in ("Cn", "Cs"):
            continue
        if pdfium_c.FPDFText_IsGenerated(text, index) == 1 or abs(pdfium_c.FPDFText_GetCharAngle(text, index)) > 0.2:
            continue
        if not pdfium_c.FPDFText_GetCharBox(text, index, left, right, bottom, top):
            continue
        if not pdfium_c.FPDFText_GetLooseCharBox(text, index, loose):
            continue
        size = pdfium_c.FPDFText_GetFontSize(text, index)
        em = min(max(size, 1.0), max(loose.top - loose.bottom, 1.0)) if size > 1 else max(loose.top - loose.bottom, 1.0)
        yield _Char(
            char, loose.left, max(loose.right, right.value), height - loose.top, height - loose.bottom, em, blank
        )
        blank = False


def _runs(chars: list[_Char]) -> Iterator[Run]:
    """Characters joined along a line; a gap of a quarter em is a blank, one of nearly an em begins a new run."""
    held: list[_Char] = []
    text = ""
    for char in chars:
        if held:
            before = held[-1]
            gap = char.x0 - before.x1
            em = max(before.em, char.em)
            level = abs((char.top + char.bottom) - (before.top + before.bottom)) / 2
            if level > 0.4 * em or gap > 0.9 * em or gap < -1.5 * em:
                yield _run(text, held)
                held, text = [], ""
            elif char.blank or gap > (0.15 if before.char.isascii() and char.char.isascii() else 0.35) * em:
                text += " "
            elif char == before:  # bold by printing twice
                continue
        held.append(char)
        text += char.char
    if held:
        yield _run(text, held)


def _run(text: str, chars: list[_Char]) -> Run:
    return Run(
        text,
        min(c.x0 for c in chars),
        max(c.x1 for c in chars),
        min(c.top for c in chars),
        max(c.bottom for c in chars),
        sorted(c.em for c in chars)[len(chars) // 2],
    )
