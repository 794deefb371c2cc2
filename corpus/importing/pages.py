"""Pages of an original as pictures, for a source view that marks words on them: PDFs and scans have such pages."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pypdfium2 as pdfium
from PIL import Image

from corpus.errors import CorpusError
from corpus.importing.storage import StoredOriginal
from corpus.readers.pdf import PDFIUM, drawn_page, opened
from corpus.safety import open_image, read_bytes

_WIDEST = 1400  # pixels
_MOST_PIXELS = 6_000_000
_QUALITY = 82


@dataclass(frozen=True)
class PagePicture:
    """A page as a JPEG. `left`, `top`, `width` and `height` say which rectangle of the places' coordinates it shows
    (points of a PDF, pixels of a scan; from the top left)."""

    jpeg: bytes
    left: float
    top: float
    width: float
    height: float


def page_picture(original: StoredOriginal, number: int) -> PagePicture:
    """Page `number` (from 1), bounded in size. Raises CorpusError where the original has no such page to be drawn."""
    if not 1 <= number <= original.pages:
        raise CorpusError(f"{original.name}: no page {number}, it has {original.pages}")
    data = read_bytes(original.path)
    if original.path.suffix == ".pdf" or b"%PDF-" in data[:1024]:
        return _of_pdf(data, original.name, number)
    if original.media == "scan":
        image = open_image(data, original.name)
        return PagePicture(_jpeg(image), 0.0, 0.0, image.width, image.height)
    raise CorpusError(f"{original.name}: pages of {original.media} are not drawn; its text is shown instead")


def has_pages(original: StoredOriginal) -> bool:
    """Whether pictures of its pages can be drawn."""
    return original.pages > 0 and original.media in ("pdf", "scan")


def _of_pdf(data: bytes, name: str, number: int) -> PagePicture:
    with opened(data, name) as document, PDFIUM:
        try:
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(_WIDEST / max(width, 1), (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
            image = drawn_page(page, scale)
            left, bottom, _, _ = page.get_bbox()
        except pdfium.PdfiumError as error:
            raise CorpusError(f"{name}: page {number} cannot be drawn; fetch the file again") from error
    return PagePicture(_jpeg(image), left, -bottom, width, height)


def _jpeg(image: Image.Image) -> bytes:
    image.thumbnail((_WIDEST, _MOST_PIXELS // _WIDEST), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
