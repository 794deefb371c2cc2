"""Makes small .docx, .ofd and .pdf files from the XML that a test is about."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = f'<?xml version="1.0" encoding="UTF-8"?><w:{{tag}} xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'


def part(tag: str, inner: str) -> str:
    return _HEAD.format(tag=tag) + inner + f"</w:{tag}>"


def docx(body: str, **parts: str) -> bytes:
    """A .docx whose body is `body`; `numbering`, `styles`, `footnotes` are the inner XML of those parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", part("document", f"<w:body>{body}</w:body>"))
        for name, inner in parts.items():
            archive.writestr(f"word/{name}.xml", part(name, inner))
    return out.getvalue()


def p(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def ofd(content: str, document: str = '<ofd:Page ID="1" BaseLoc="P.xml"/>') -> bytes:
    ns = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "OFD.xml", f"<ofd:OFD {ns}><ofd:DocBody><ofd:DocRoot>D/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        )
        archive.writestr("D/Document.xml", f"<ofd:Document {ns}><ofd:Pages>{document}</ofd:Pages></ofd:Document>")
        archive.writestr(
            "D/P.xml", f"<ofd:Page {ns}><ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return out.getvalue()
