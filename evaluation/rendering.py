"""Renders a law as files of every kind that the readers know, so that what comes back can be compared."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import numpy as np
from docx.enum.text import WD_ALIGN_PARAGRAPH
from lxml import etree
from opencc import OpenCC
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from corpus.model import Document
from corpus.numbering import chinese_numeral
from corpus.readers.markdown import write_markdown

FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")  # Debian: fonts-noto-cjk
_SIMPLIFIED = 2  # its face for simplified Chinese
_NO_START = "，。、；：！？）》〉】」』”’％"
_NO_END = "（《〈【「『“‘"
SCAN_DPI = 150
_XML = '<?xml version="1.0" encoding="UTF-8"?>'


@dataclass(frozen=True)
class Block:
    """A paragraph of a law: kind is title, heading, article (with its number) or text."""

    kind: str
    text: str
    number: str = ""


def blocks_of(law: Document) -> Iterator[Block]:
    """The law as a printed page has it: title, chapters and sections as they begin, articles by their paragraphs."""
    yield Block("title", law.title)
    above: tuple[str, ...] = ()
    for clause in law:
        if not clause.id.path[0][0].isdigit():
            continue
        for depth, heading in enumerate(clause.headings):
            if above[: depth + 1] != clause.headings[: depth + 1]:
                yield Block("heading", heading)
        above = clause.headings
        first, *rest = clause.text.split("\n")
        yield Block("article", first, clause.label)
        yield from (Block("text", line) for line in rest)


def as_text(law: Document, encoding: str) -> bytes:
    lines = [f"{b.number}　{b.text}" if b.number else b.text for b in blocks_of(law)]
    return "\r\n".join(lines).encode(encoding)


def traditional(law: Document) -> Document:
    """The law in traditional characters, as Big5 can hold them (what it cannot hold stays out)."""
    convert = OpenCC("s2t").convert

    def held(text: str) -> str:
        return str(convert(text)).encode("big5hkscs", "ignore").decode("big5hkscs")

    clauses = (
        replace(
            c, text=held(c.text), label=held(c.label), headings=tuple(map(held, c.headings)), languages=(), parts=()
        )
        for c in law
    )
    return replace(law, title=held(law.title), clauses=tuple(clauses))


def as_markdown(law: Document) -> bytes:
    return write_markdown(law).encode()


def as_html(law: Document) -> bytes:
    """A government site's page: navigation, breadcrumb, record fields and footer around the text."""
    body = []
    for block in blocks_of(law):
        text = html.escape(block.text)
        if block.kind == "article":
            body.append(f"<p>　　<strong>{block.number}</strong>　{text}</p>")
        elif block.kind == "text":
            body.append(f"<p>　　{text}</p>")
        else:
            body.append(f'<p style="text-align: center">{text}</p>')
    links = "".join(f'<li><a href="/c{n}">政务栏目{n}</a></li>' for n in range(12))
    page = (
        f"<html><head><meta charset='utf-8'><title>{law.title}</title><style>p{{color:#333}}</style></head><body>",
        f"<div class='header'><ul class='nav'>{links}</ul></div><div class='breadcrumb'>当前位置：首页 &gt; 法规</div>",
        f"<div class='article'><h1>{html.escape(law.title)}</h1><div class='share'>分享到 打印 关闭</div>",
        f"<div class='TRS_Editor'>{''.join(body)}</div></div><div class='related'><ul>{links}</ul></div>",
        "<div class='footer'>版权所有 主办单位 ICP备00000000号</div><script>document.write('第一条 脚本')</script>",
        "</body></html>",
    )
    return ("<!DOCTYPE html>" + "".join(page)).encode()


def as_docx(law: Document) -> bytes:
    """Articles and items are numbered by Word's own lists where their numbers run on; the text holds no number then."""
    document = docx.Document()
    ids = _add_lists(document)
    expected = 1
    item = 1
    in_list = False
    for block in blocks_of(law):
        paragraph = document.add_paragraph()
        if block.kind in ("title", "heading"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run(block.text)
            continue
        if block.kind == "article":
            item = 1
            in_list = block.number == f"第{chinese_numeral(expected)}条"
        listed = in_list and block.kind == "text" and block.text.startswith(f"（{chinese_numeral(item)}）")
        if block.kind == "article" and in_list:
            _number(paragraph, ids["article"], 0)
            expected += 1
        elif block.kind == "article":
            paragraph.add_run(block.number + "　")
        elif listed:
            _number(paragraph, ids["article"], 1)
            item += 1
        text = block.text.split("）", 1)[1] if listed else block.text
        middle = len(text) // 2
        paragraph.add_run(text[:middle])
        paragraph.add_run(text[middle:])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_lists(document: docx.document.Document) -> dict[str, int]:
    """A list whose first level is 第N条 and whose second is （N）."""
    numbering = document.part.numbering_part.element
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
        f'<w:suff w:val="{suff}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for level, (pattern, suff) in enumerate((("第%1条", "space"), ("（%2）", "nothing")))
    )
    kind = '<w:multiLevelType w:val="multilevel"/>'
    abstract = etree.fromstring(f'<w:abstractNum xmlns:w="{w}" w:abstractNumId="900">{kind}{levels}</w:abstractNum>')
    numbering.insert(0, abstract)
    numbering.append(etree.fromstring(f'<w:num xmlns:w="{w}" w:numId="900"><w:abstractNumId w:val="900"/></w:num>'))
    return {"article": 900}


def _number(paragraph: docx.text.paragraph.Paragraph, list_id: int, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = list_id


@dataclass(frozen=True)
class Placed:
    """A line set on a page: `x` and `y` (of its top) and `size` in points from the top left."""

    page: int
    x: float
    y: float
    size: float
    text: str


def typeset(blocks: Iterable[Block], title: str, columns: int = 1) -> list[Placed]:
    """A4 pages with page numbers and, with a title, a running header; paragraphs set in by two characters, as printed
    in China."""
    size = 12.0 if columns == 1 else 10.5
    width = (A4[0] - 144 - (columns - 1) * 24) / columns
    room = int(width // size)
    placed: list[Placed] = []
    page, column, y = 1, 0, 90.0
    for block in blocks:
        for number, line in enumerate(_wrapped(block, room)):
            if y > A4[1] - 100:
                column, y = column + 1, 90.0
                if column == columns:
                    page, column = page + 1, 0
            x = 72 + column * (width + 24)
            if block.kind in ("title", "heading"):
                x += (width - len(line) * size) / 2
            elif number == 0:
                x += 2 * size
            placed.append(Placed(page, x, y, size, line))
            y += 1.6 * size
        if block.kind in ("title", "heading"):
            y += 0.4 * size
    for number in range(1, page + 1):
        if title:
            placed.append(Placed(number, 72, 50, 9, f"{title}　文本汇编"))
        placed.append(Placed(number, A4[0] / 2 - 12, A4[1] - 60, 9, f"— {number} —"))
    return placed


def _wrapped(block: Block, room: int) -> list[str]:
    text = f"{block.number}　{block.text}" if block.number else block.text
    lines: list[str] = []
    left = room - (0 if block.kind in ("title", "heading") else 2)
    while text:
        cut = min(left, len(text))
        while 0 < cut < len(text) and (text[cut] in _NO_START or text[cut - 1] in _NO_END):
            cut -= 1
        cut = cut or min(left, len(text))
        lines.append(text[:cut].strip())
        text = text[cut:].lstrip()
        left = room
    return lines


def _pages(placed: Iterable[Placed]) -> list[list[Placed]]:
    by_page: dict[int, list[Placed]] = {}
    for line in placed:
        by_page.setdefault(line.page, []).append(line)
    return [by_page[number] for number in sorted(by_page)]


def as_pdf(law: Document, columns: int = 1) -> bytes:
    return printed(typeset(blocks_of(law), law.title, columns))


def printed(lines: Iterable[Placed]) -> bytes:
    """A digital PDF of lines."""
    registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for page in _pages(lines):
        for line in page:
            canvas.setFont("STSong-Light", line.size)
            canvas.drawString(line.x, A4[1] - line.y - 0.88 * line.size, line.text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def as_ofd(law: Document) -> bytes:
    """A minimal GB/T 33190 package: one text object a line, positions in millimetres."""
    ns = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    mm = 25.4 / 72
    out = io.BytesIO()
    pages = _pages(typeset(blocks_of(law), law.title))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "OFD.xml",
            f'{_XML}<ofd:OFD {ns} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        listed = "".join(f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
        archive.writestr(
            "Doc_0/Document.xml",
            f"{_XML}<ofd:Document {ns}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>"
            f"0 0 {A4[0] * mm:.2f} {A4[1] * mm:.2f}</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
            f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        for number, page in enumerate(pages):
            objects = "".join(_text_object(line, 100 + at, mm) for at, line in enumerate(page))
            archive.writestr(
                f"Doc_0/Pages/Page_{number}/Content.xml",
                f'{_XML}<ofd:Page {ns}><ofd:Content><ofd:Layer ID="1">{objects}</ofd:Layer></ofd:Content></ofd:Page>',
            )
    return out.getvalue()


def _text_object(line: Placed, number: int, mm: float) -> str:
    size = line.size * mm
    steps = " ".join(f"{size * (0.5 if char.isascii() else 1):.4f}" for char in line.text[:-1])
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{line.x * mm:.3f} {line.y * mm:.3f} {len(line.text) * size:.3f}'
        f' {size * 1.2:.3f}" Font="1" Size="{size:.4f}"><ofd:TextCode X="0" Y="{0.88 * size:.4f}" DeltaX="{steps}">'
        f"{escape(line.text)}</ofd:TextCode></ofd:TextObject>"
    )


def as_scan(law: Document, pages: int | None = None, seed: int = 0) -> bytes:
    """A PDF of pictures of its pages; `pages` cuts it short."""
    pictures = scanned(typeset(blocks_of(law), law.title), pages, seed)
    out = io.BytesIO()
    pictures[0].save(out, "PDF", resolution=SCAN_DPI, save_all=True, append_images=pictures[1:], quality=85)
    return out.getvalue()


def scanned(lines: Iterable[Placed], pages: int | None = None, seed: int = 0) -> list[Image.Image]:
    """Pictures of pages: drawn, turned by up to half a degree, blurred a little, with noise."""
    random = np.random.default_rng(seed)
    scale = SCAN_DPI / 72
    pictures = []
    for page in _pages(lines)[:pages]:
        picture = Image.new("L", (int(A4[0] * scale), int(A4[1] * scale)), 250)
        draw = ImageDraw.Draw(picture)
        for line in page:
            font = ImageFont.truetype(str(FONT), round(line.size * scale), index=_SIMPLIFIED)
            for at, char in enumerate(line.text):
                draw.text(((line.x + at * line.size) * scale, line.y * scale), char, font=font, fill=30)
        turned = picture.rotate(float(random.uniform(-0.5, 0.5)), Image.Resampling.BICUBIC, fillcolor=250)
        noisy = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.6)), dtype=float)
        noisy = np.clip(noisy + random.normal(0, 6, noisy.shape), 0, 255)
        pictures.append(Image.fromarray(noisy.astype("uint8")))
    return pictures


RENDERINGS: dict[str, tuple[str, Callable[[Document], bytes]]] = {
    "docx": ("docx", as_docx),
    "html": ("html", as_html),
    "text utf-8": ("txt", partial(as_text, encoding="utf-8")),
    "text gb18030": ("txt", partial(as_text, encoding="gb18030")),
    "text big5": ("txt", partial(as_text, encoding="big5hkscs")),
    "text utf-16": ("txt", partial(as_text, encoding="utf-16")),
    "markdown": ("md", as_markdown),
    "pdf": ("pdf", as_pdf),
    "pdf, two columns": ("pdf", partial(as_pdf, columns=2)),
    "ofd": ("ofd", as_ofd),
    "scan": ("pdf", as_scan),
}
