"""Bounds on what a file may cost or do. Beyond them it is refused with the bound in the text; nothing is unpacked to
disk, no macro or script is run, no entity is expanded, no address is fetched."""

from __future__ import annotations

import io
import lzma
import struct
import warnings
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from lxml import etree
from PIL import Image

from corpus.errors import RefusedFileError, UnsupportedFormatError

MAX_FILE_BYTES = 200_000_000
MAX_PAGES = 3_000
MAX_MEMBERS = 5_000  # files in an archive
MAX_EXPANDED_BYTES = 400_000_000
MAX_EXPANSION = 200  # times the packed size, once a member is larger than a megabyte
MAX_PIXELS = 80_000_000
MAX_XML_DEPTH = 200
MAX_CHARACTERS = 20_000_000
_SMALL = 1_000_000
# What zipfile raises on damaged archives (found by mutating them), besides what it says it raises.
ZIP_FAULTS = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    EOFError,
    KeyError,
    OverflowError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
)
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", "editdata.mso")


def read_bytes(path: Path) -> bytes:
    """The content of a regular file. Raises RefusedFileError when too large, UnsupportedFormatError when empty."""
    path = Path(path)
    if not path.is_file():
        raise RefusedFileError(f"{path.name}: not a file; give the path of the document itself")
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise RefusedFileError(
            f"{path.name}: {size / 1e6:.0f} MB, the bound is {MAX_FILE_BYTES / 1e6:.0f} MB; split the document"
        )
    if size == 0:
        raise UnsupportedFormatError(f"{path.name}: the file is empty; fetch or export the document again")
    return path.read_bytes()


def check_pages(count: int, name: str) -> None:
    if count > MAX_PAGES:
        raise RefusedFileError(f"{name}: {count} pages, the bound is {MAX_PAGES}; split the document")


def check_characters(count: int, name: str) -> None:
    if count > MAX_CHARACTERS:
        raise RefusedFileError(f"{name}: more than {MAX_CHARACTERS} characters of text; split the document")


class Archive:
    """A zip archive in memory whose members are read within bounds."""

    def __init__(self, data: bytes, name: str) -> None:
        """Raises RefusedFileError on a bound, a path that leads out, or macros; UnsupportedFormatError when it is
        damaged or encrypted."""
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except ZIP_FAULTS as error:
            raise _damaged(name) from error
        if len(members) > MAX_MEMBERS:
            raise RefusedFileError(f"{name}: {len(members)} files inside, the bound is {MAX_MEMBERS}")
        for member in members:
            self._check(member)
        if sum(member.file_size for member in members) > MAX_EXPANDED_BYTES:
            raise RefusedFileError(f"{name}: unpacks to more than {MAX_EXPANDED_BYTES / 1e6:.0f} MB; looks like a bomb")
        self._members = {member.filename.lstrip("/"): member for member in members}
        self._left = MAX_EXPANDED_BYTES

    def _check(self, member: zipfile.ZipInfo) -> None:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if ".." in path.parts or (path.parts and path.parts[0].endswith(":")) or "\x00" in member.filename:
            raise RefusedFileError(f"{self.name}: holds a path that leads out of it: {member.filename!r}")
        if member.flag_bits & 1:
            raise UnsupportedFormatError(f"{self.name}: encrypted; open it with its password and save it without one")
        if path.name.lower() in _MACRO_PARTS:
            raise RefusedFileError(f"{self.name}: holds macros; save it as .docx (without macros) and import that")
        if member.file_size > _SMALL and member.file_size > MAX_EXPANSION * max(member.compress_size, 1):
            raise RefusedFileError(
                f"{self.name}: {member.filename!r} unpacks to over {MAX_EXPANSION} times its size; looks like a bomb"
            )

    def __contains__(self, member: str) -> bool:
        return member.lstrip("/") in self._members

    def names(self) -> list[str]:
        return list(self._members)

    def read(self, member: str) -> bytes:
        """The bytes of a member, counted against the bound as they really are, whatever the directory claims."""
        try:
            with self._zip.open(self._members[member.lstrip("/")]) as stream:
                data = stream.read(self._left + 1)
        except ZIP_FAULTS as error:
            raise _damaged(self.name) from error
        if len(data) > self._left:
            raise RefusedFileError(f"{self.name}: unpacks to more than {MAX_EXPANDED_BYTES / 1e6:.0f} MB")
        self._left -= len(data)
        return data

    def xml(self, member: str) -> etree._Element:
        return parse_xml(self.read(member), f"{self.name}: {member}")


def _damaged(name: str) -> UnsupportedFormatError:
    return UnsupportedFormatError(f"{name}: the file is damaged; fetch it again or save it anew as .docx or PDF")


def parse_xml(data: bytes, name: str) -> etree._Element:
    """Root element. A document type (and so every entity) is refused; no address is ever fetched."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _damaged(name) from error
    if root is None:
        raise _damaged(name)
    if root.getroottree().docinfo.internalDTD is not None:
        raise RefusedFileError(f"{name}: declares a document type or entities, which no office document needs")
    return root


def check_depth(root: etree._Element, name: str) -> None:
    """Refuses XML nested deeper than any document is (recursive readers rely on it)."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_XML_DEPTH:
            raise RefusedFileError(f"{name}: nested more than {MAX_XML_DEPTH} levels deep")


def open_image(data: bytes, name: str) -> Image.Image:
    """A picture in memory, its size checked before it is decoded. Raises RefusedFileError, UnsupportedFormatError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "BMP"))
            check_pixels(*image.size, name)
            return image.convert("RGB")
    except RefusedFileError:
        raise
    except Image.DecompressionBombError as error:
        raise RefusedFileError(f"{name}: {error}; scan at 300 dpi") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnsupportedFormatError(f"{name}: not a readable picture; save it as PNG or JPEG") from error


def check_pixels(width: float, height: float, name: str) -> None:
    if width * height > MAX_PIXELS:
        bound = f"{MAX_PIXELS // 1_000_000} million"
        raise RefusedFileError(f"{name}: {width:.0f} x {height:.0f} pixels, the bound is {bound}; scan at 300 dpi")
