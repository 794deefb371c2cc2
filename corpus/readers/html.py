"""Saved web pages: the article without the site's navigation, with its tables."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree
from lxml import html as lxml_html

from corpus.errors import UnsupportedFormatError
from corpus.readers.original import Original, Paragraph, Table, assemble, clean, grid
from corpus.readers.text import damage, decode
from corpus.safety import MAX_XML_DEPTH, check_characters

_DROP = (
    "script style noscript template svg iframe object embed form nav header footer aside button select input textarea"
    " video audio canvas head"
).split()
_BLOCKS = set(
    "p div section article main li dd dt h1 h2 h3 h4 h5 h6 blockquote pre td th tr ul ol dl table tbody thead center"
    " figcaption address body html fieldset".split()
)
_NAVIGATION = re.compile(
    r"(?:^|[-_\s])(nav|menu|breadcrumb|crumb|sidebar|footer|header|toolbar|share|qrcode|copyright|friend-?link|pagination"
    r"|related|recommend|comment|advert|banner|search|login|position|dqwz|sitemap|topbar|logo)(?:[-_\s]|$|bar|box|list)",
    re.I,
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.I)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_SITE_LINES = re.compile(
    r"(当前位置|您?现在的位置|您的位置|首页\s*[>》/|]|打印本页|关闭窗口|字号\s*[：:]|【?字体|分享到|扫一扫|上一篇|下一篇|版权所有|ICP备|公网安备"
    r"|网站地图|联系我们|技术支持|主办单位|网站标识码|相关链接|浏览次数|点击量)"
)


def read_html(data: bytes, name: str, sha256: str) -> Original:
    """Paragraphs and tables of the page's main text. Scripts are dropped, nothing is fetched.

    Raises UnsupportedFormatError when no text is left.
    """
    root = _parse(data, name)
    for element in [*root.iter(*_DROP)]:
        if element.tag != "header" or not _holds_body(element):
            element.drop_tree()
    for element in [*root.iter()]:
        if isinstance(element.tag, str) and element.getparent() is not None and _is_navigation(element, root):
            element.drop_tree()
    blocks = [b for b in _blocks(_main(root)) if isinstance(b, Table) or not _SITE_LINES.match(b.text)]
    if not blocks:
        raise UnsupportedFormatError(
            f"{name}: the page holds no text; save it from the browser as a complete page or PDF"
        )
    check_characters(sum(len(b.text) for b in blocks if isinstance(b, Paragraph)), name)
    return assemble(name, "html", sha256, blocks, warnings=damage(root.text_content()))


def read_mhtml(data: bytes, name: str, sha256: str) -> Original:
    """The same for a page saved as one file (.mht, .mhtml): its first HTML part."""
    message = email.message_from_bytes(data)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return read_html(payload, name, sha256)
    raise UnsupportedFormatError(f"{name}: no page inside; save it from the browser as HTML or PDF")


def _parse(data: bytes, name: str) -> lxml_html.HtmlElement:
    declared = _CHARSET.search(data[:4096])
    try:
        text = (
            data.decode({b"gb2312": "gb18030", b"gbk": "gb18030"}.get(declared[1].lower(), declared[1].decode()))
            if declared
            else decode(data, name)[0]
        )
    except (LookupError, UnicodeDecodeError):
        text = decode(data, name)[0]
    text = _DECLARATION.sub("", text).replace("\x00", "")
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnsupportedFormatError(
            f"{name}: not a readable page; save it from the browser again or as PDF"
        ) from error
    return root


def _holds_body(element: lxml_html.HtmlElement) -> bool:
    return len(_WORDS.findall(element.text_content())) > 2000


def _is_navigation(element: lxml_html.HtmlElement, root: lxml_html.HtmlElement) -> bool:
    """By its class or id, or because nearly all of its words are links; never what holds most of the page."""
    named = (
        _NAVIGATION.search(f"{element.get('class') or ''} {element.get('id') or ''}") if element.tag != "body" else None
    )
    if element.tag not in _BLOCKS and not named:
        return False
    if not named and element.tag not in ("ul", "ol", "dl", "table", "div"):
        return False
    words = len(_WORDS.findall(element.text_content()))
    if named:
        return words < 0.4 * max(1, len(_WORDS.findall(root.text_content())))
    links = sum(len(_WORDS.findall(a.text_content())) for a in element.iter("a"))
    return words > 0 and links > 0.8 * words


def _main(root: lxml_html.HtmlElement) -> lxml_html.HtmlElement:
    """The smallest element that holds nine tenths of the page's words."""
    element = root
    total = len(_WORDS.findall(root.text_content()))
    for _ in range(MAX_XML_DEPTH):
        heavy = [
            c
            for c in element
            if isinstance(c.tag, str) and c.tag in _BLOCKS and len(_WORDS.findall(c.text_content())) >= 0.9 * total
        ]
        if not heavy or heavy[0].tag in ("p", "tr", "td", "table", "tbody", "li"):
            break
        element = heavy[0]
    return element


def _blocks(root: lxml_html.HtmlElement) -> Iterator[Paragraph | Table]:
    """Block elements as paragraphs, inline ones joined; iterative, so that deep nesting costs no stack."""
    line: list[str] = []
    shape = Paragraph("")

    def flush() -> Iterator[Paragraph]:
        text = clean("".join(line)).strip("\u3000 ")
        line.clear()
        if text:
            yield replace(shape, text=text)

    skip_until: lxml_html.HtmlElement | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if skip_until is not None:
            if event == "end" and element is skip_until:
                skip_until = None
                line.append(element.tail or "" if element is not root else "")
            continue
        if not isinstance(element.tag, str):
            continue
        if event == "start":
            if element.tag == "table" and (table := _table(element)):
                yield from flush()
                yield table
                skip_until = element
                continue
            if element.tag in _BLOCKS or element.tag == "br":
                yield from flush()
                shape = _shape(element, shape)
            line.append(_spaces(element.text))
        else:
            if element.tag in _BLOCKS:
                yield from flush()
                shape = Paragraph("")
            if element is not root:
                line.append(_spaces(element.tail))
    yield from flush()


def _spaces(text: str | None) -> str:
    """Line ends in a page's source are blanks, and none between Chinese characters."""
    text = re.sub(
        r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n][ \t\r\n]*(?=[\u3000-\u9fff\uff00-\uffef])", "", text or ""
    )
    return re.sub(r"[\r\n\t]+", " ", text)


def _shape(element: lxml_html.HtmlElement, before: Paragraph) -> Paragraph:
    if element.tag == "br":
        return before
    centred = element.get("align") == "center" or "text-align:center" in (element.get("style") or "").replace(" ", "")
    heading = int(str(element.tag)[1]) if re.fullmatch("h[1-6]", str(element.tag)) else 0
    return Paragraph("", centred=centred or element.tag == "center", heading=heading)


def _table(element: lxml_html.HtmlElement) -> Table | None:
    """The element as a table of data; None where it only lays out the page (nested tables, long cells, one column)."""
    if element.find(".//table") is not None:
        return None
    rows: list[list[str]] = []
    carried: dict[int, tuple[int, str]] = {}
    headers = 0
    for row in element.iter("tr"):
        cells: list[str] = []
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            _carry(cells, carried)
            text = clean(_spaces(cell.text_content()))
            for _ in range(_span(cell, "colspan")):
                if _span(cell, "rowspan") > 1:
                    carried[len(cells)] = (_span(cell, "rowspan") - 1, text)
                cells.append(text)
        _carry(cells, carried)
        if cells and headers == len(rows) and all(c.tag == "th" for c in row if c.tag in ("td", "th")):
            headers += 1
        rows.append(cells)
    if any(len(cell) > 800 for row in rows for cell in row):
        return None
    found = grid(rows)
    return replace(found, header_rows=max(1, min(headers, len(found.rows) - 1))) if isinstance(found, Table) else None


def _carry(cells: list[str], carried: dict[int, tuple[int, str]]) -> None:
    while len(cells) in carried:
        left, text = carried.pop(len(cells))
        if left > 1:
            carried[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: lxml_html.HtmlElement, name: str) -> int:
    value = cell.get(name) or "1"
    return max(1, min(int(value), 60)) if value.isdigit() and len(value) < 6 else 1
