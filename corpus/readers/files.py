"""Any file: its kind is told by its content, then the reader of that kind reads it."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from corpus.errors import RefusedFileError, UnsupportedFormatError
from corpus.readers.docx import read_docx
from corpus.readers.html import read_html, read_mhtml
from corpus.readers.markup import read_markup
from corpus.readers.ofd import read_ofd
from corpus.readers.original import Original
from corpus.readers.pdf import read_pdf
from corpus.readers.scan import read_scan
from corpus.readers.text import read_text
from corpus.safety import ZIP_FAULTS, read_bytes

SUFFIXES = frozenset(
    ".docx .pdf .html .htm .mht .mhtml .ofd .txt .md .png .jpg .jpeg .tif .tiff .bmp .doc .wps .docm .rtf".split()
)
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|div|p|table|meta|article)\b",
    re.I | re.S,
)
Reader = Callable[[bytes, str, str], Original]
_READERS: dict[str, Reader] = {
    "docx": read_docx,
    "pdf": read_pdf,
    "html": read_html,
    "mhtml": read_mhtml,
    "markdown": read_markup,
    "ofd": read_ofd,
    "text": read_text,
    "scan": read_scan,
}


def read_file(path: Path) -> Original:
    """What a file says. Raises UnsupportedFormatError (how to convert it), RefusedFileError (which bound), OSError."""
    path = Path(path)
    data = read_bytes(path)
    return read_content(data, path.name)


def read_content(data: bytes, name: str) -> Original:
    """The same for bytes in memory."""
    return _READERS[kind_of(data, name)](data, name, hashlib.sha256(data).hexdigest())


def kind_of(data: bytes, name: str) -> str:
    """docx, pdf, html, mhtml, ofd, text, markdown or scan, by content; the name decides only between kinds of text."""
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        return _zip_kind(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnsupportedFormatError(_old_office(data, name))
    if data.startswith(b"{\\rtf"):
        raise UnsupportedFormatError(f"{name}: RTF; open it in Word or WPS and save it as .docx, then import that")
    if data.startswith(_PICTURES):
        return "scan"
    if data[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return "text"
    if _HTML.match(data[:4096].removeprefix(b"\xef\xbb\xbf")):
        return "html"
    if b"\x00" in data[:4096]:
        raise UnsupportedFormatError(f"{name}: not a document; give docx, PDF, OFD, HTML, text or a picture")
    if b"multipart/related" in data[:4096] and b"MIME-Version" in data[:4096]:
        return "mhtml"
    endings = {".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown"}
    return endings.get(Path(name).suffix.lower(), "text")


def _zip_kind(data: bytes, name: str) -> str:
    try:
        names = set(zipfile.ZipFile(BytesIO(data)).namelist())
    except ZIP_FAULTS as error:
        raise UnsupportedFormatError(
            f"{name}: the file is damaged; fetch it again or save it as .docx or PDF"
        ) from error
    if "OFD.xml" in names or "/OFD.xml" in names:
        return "ofd"
    if "word/document.xml" in names:
        return "docx"
    if any(part.startswith(("xl/", "ppt/")) for part in names):
        raise UnsupportedFormatError(f"{name}: a spreadsheet or slides; save it as PDF and import that")
    raise UnsupportedFormatError(f"{name}: an archive; unpack it and import the document inside")


def _old_office(data: bytes, name: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return f"{name}: encrypted; open it with its password in Word or WPS, save it as .docx without one"
    return (
        f"{name}: an old Word or WPS file; open it in Word or WPS and save it as .docx (文件 > 另存为), "
        "or run: soffice --headless --convert-to docx FILE"
    )


def documents_in(path: Path) -> list[Path]:
    """The file, or the importable files of a folder and its subfolders, by name; links are not followed.

    Raises RefusedFileError when there is none.
    """
    path = Path(path)
    if not path.is_dir():
        return [path]
    found = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file() and not p.is_symlink())
    if not found:
        raise RefusedFileError(f"{path}: no document in this folder (docx, PDF, OFD, HTML, Markdown, text, PNG, JPEG)")
    return found
