"""OFD (GB/T 33190), the national fixed-layout format: a zip of XML pages with text objects in millimetres."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from lxml import etree

from corpus.errors import UnsupportedFormatError
from corpus.readers.layout import Page, Run, cell_text, join_blocks, lines_of
from corpus.readers.original import Box, Original, Paragraph, assemble, cells
from corpus.readers.ruled import ruled_tables
from corpus.readers.scan import recognise_page
from corpus.safety import Archive, check_characters, check_depth, check_pages, open_image

_POINT = 72 / 25.4
_MAX_DELTAS = 100_000
_MOST_STEPS = 2_000
_NUMBER = r"(-?\d{1,6}(?:\.\d+)?)"
_STEP = re.compile(rf"([SML])\s+{_NUMBER}\s+{_NUMBER}|C\b")


def read_ofd(data: bytes, name: str, sha256: str) -> Original:
    """The paragraphs of an OFD file with page and box (points, from the top left) of every line.

    Pages without text whose content is a picture are recognised. Raises UnsupportedFormatError, RefusedFileError.
    """
    package = _Package(Archive(data, name), name)
    places = package.pages()
    check_pages(len(places), name)
    pages = [package.page(number, place) for number, place in enumerate(places, 1)]
    blocks = join_blocks(lines_of(pages), pages)
    if not blocks:
        raise UnsupportedFormatError(
            f"{name}: no text was found in the OFD; open it in an OFD reader and save it as PDF"
        )
    check_characters(sum(len(block.text) for block in blocks if isinstance(block, Paragraph)), name)
    warning = (
        f"{package.recognised} 页为图像，文字由识别得来，请核对 / {package.recognised} pages were read by recognition"
    )
    return assemble(name, "ofd", sha256, blocks, pages=len(pages), warnings=(warning,) if package.recognised else ())


class _Package:
    def __init__(self, archive: Archive, name: str) -> None:
        self.archive, self.name = archive, name
        self.recognised = 0
        root_path = _text_of(self._xml("OFD.xml"), "DocRoot")
        if not root_path:
            raise self._bad("names no document")
        self.folder = posixpath.dirname(root_path.lstrip("/"))
        self.document = self._xml(root_path)
        self.media = self._media()
        area = _numbers(_text_of(self.document, "PhysicalBox"))
        self.size = (area[2], area[3]) if len(area) == 4 else (210.0, 297.0)
        self.templates = {
            element.get("ID", ""): self._join(self.folder, element.get("BaseLoc", ""))
            for element in _all(self.document, "TemplatePage")
        }

    def _bad(self, what: str) -> UnsupportedFormatError:
        return UnsupportedFormatError(f"{self.name}: the OFD {what}; open it in an OFD reader and save it as PDF")

    def _xml(self, path: str) -> etree._Element:
        if path.lstrip("/") not in self.archive:
            raise self._bad(f"lacks {path!r}")
        root = self.archive.xml(path)
        check_depth(root, self.name)
        return root

    @staticmethod
    def _join(folder: str, place: str) -> str:
        return place.lstrip("/") if place.startswith("/") else posixpath.normpath(posixpath.join(folder, place))

    def _media(self) -> dict[str, str]:
        """Paths of pictures by resource id."""
        found: dict[str, str] = {}
        for kind in ("DocumentRes", "PublicRes"):
            place = self._join(self.folder, _text_of(self.document, kind))
            if place not in self.archive:
                continue
            root = self.archive.xml(place)
            base = self._join(posixpath.dirname(place), root.get("BaseLoc", ""))
            for media in _all(root, "MultiMedia"):
                found[media.get("ID", "")] = self._join(base, _text_of(media, "MediaFile"))
        return found

    def pages(self) -> list[str]:
        holder = next(_all(self.document, "Pages"), None)
        places = [page.get("BaseLoc", "") for page in _all(holder, "Page")] if holder is not None else []
        if not places:
            raise self._bad("has no pages")
        return [self._join(self.folder, place) for place in places]

    def page(self, number: int, place: str) -> Page:
        root = self._xml(place)
        area = _numbers(_text_of(root, "PhysicalBox"))
        width, height = (area[2], area[3]) if len(area) == 4 else self.size
        sources = [root]
        for used in _all(root, "Template"):
            template = self.templates.get(used.get("TemplateID", ""), "")
            if template in self.archive:
                sources.append(self._xml(template))
        runs = [run for source in sources for run in _runs(source)]
        if not runs:
            return self._picture(root, number, width, height)
        drawn = [box for source in sources for box in _drawn(source)]
        tables, rest = ruled_tables(drawn, runs, cell_text) if len(drawn) > 3 else ([], runs)
        return Page(number, width * _POINT, height * _POINT, tuple(rest), tuple(tables))

    def _picture(self, root: etree._Element, number: int, width: float, height: float) -> Page:
        for element in _all(root, "ImageObject"):
            place = self.media.get(element.get("ResourceID", ""), "")
            box = _numbers(element.get("Boundary", ""))
            if place in self.archive and len(box) == 4 and box[2] > 0.3 * width:
                image = open_image(self.archive.read(place), f"{self.name}: {place}")
                self.recognised += 1
                scale = box[2] * _POINT / image.width
                page = recognise_page(image, number, scale)
                x, y = box[0] * _POINT, box[1] * _POINT
                moved = tuple(
                    replace(r, x0=r.x0 + x, x1=r.x1 + x, top=r.top + y, bottom=r.bottom + y) for r in page.runs
                )
                return Page(number, width * _POINT, height * _POINT, moved)
        return Page(number, width * _POINT, height * _POINT, ())


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter() if _local(element) == name)


def _text_of(root: etree._Element, name: str) -> str:
    found = next(_all(root, name), None)
    return (found.text or "").strip() if found is not None else ""


def _numbers(text: str) -> list[float]:
    with suppress(ValueError):
        numbers = [float(part) for part in text.split()]
        if all(abs(number) < 1e6 for number in numbers):
            return numbers
    return []


def _deltas(text: str, count: int) -> list[float]:
    """Steps between characters: `g 3 5.2` stands for 5.2 three times."""
    found: list[float] = []
    parts = text.split()
    with suppress(ValueError, IndexError):
        at = 0
        while at < len(parts) and len(found) < min(count, _MAX_DELTAS):
            if parts[at] == "g":
                found += [float(parts[at + 2])] * min(int(parts[at + 1]), count)
                at += 3
            else:
                found.append(float(parts[at]))
                at += 1
    return found[:count]


def _drawn(root: etree._Element) -> Iterator[Box]:
    """Boxes in points of the straight lines of path objects (`M x y L x y … C`)."""
    for element in _all(root, "PathObject"):
        box = _numbers(element.get("Boundary", ""))
        matrix = _numbers(element.get("CTM", "")) or [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
        if len(box) != 4 or len(matrix) != 6:
            continue
        points: list[tuple[float, float]] = []
        for mark, x, y in _STEP.findall(_text_of(element, "AbbreviatedData"))[:_MOST_STEPS]:
            if not mark:  # C closes the figure
                points += points[:1]
            else:
                points = points if mark == "L" else []
                at_x = box[0] + matrix[4] + float(x) * matrix[0] + float(y) * matrix[2]
                at_y = box[1] + matrix[5] + float(x) * matrix[1] + float(y) * matrix[3]
                points.append((at_x * _POINT, at_y * _POINT))
            if len(points) > 1:
                (x0, y0), (x1, y1) = points[-2:]
                yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _runs(root: etree._Element) -> Iterator[Run]:
    for element in _all(root, "TextObject"):
        box = _numbers(element.get("Boundary", ""))
        matrix = _numbers(element.get("CTM", "")) or [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
        size = _numbers(element.get("Size", "")) or [3.7]
        if (
            len(box) != 4
            or len(matrix) != 6
            or abs(matrix[1]) > 0.2 * abs(matrix[0])
            or element.get("Visible") == "false"
        ):
            continue  # turned text is a stamp or a watermark
        for code in _all(element, "TextCode"):
            run = _run(code, box, matrix, size[0])
            if run:
                yield run


def _run(code: etree._Element, box: list[float], matrix: list[float], size: float) -> Run | None:
    text = (code.text or "").replace("\n", "").replace("\r", "")
    if not text.strip():
        return None
    em = size * abs(matrix[3])
    at = (_numbers(code.get("X", "")) or [0.0])[0]
    base = (_numbers(code.get("Y", "")) or [size])[0]
    deltas = _deltas(code.get("DeltaX", ""), len(text) - 1)
    shown, x = text[0], at
    for char, delta in zip(text[1:], deltas, strict=False):
        usual = cells(shown[-1]) * size / 2
        if delta - usual > 0.4 * size and not (char.isspace() or shown[-1].isspace()):
            shown += " "
        shown += char
        x += delta
    shown += text[1 + len(deltas) :]
    end = x + (cells(text[len(deltas) :]) * size / 2)
    x0, x1 = (box[0] + matrix[4] + value * matrix[0] for value in (at, end))
    y = box[1] + matrix[5] + base * matrix[3]
    return Run(shown, x0 * _POINT, x1 * _POINT, (y - 0.88 * em) * _POINT, (y + 0.12 * em) * _POINT, em * _POINT)
