"""A notice in the form of the official one, with its number and words of our own, as the files a bank may get."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from pathlib import Path

import docx
from PIL import Image

from evaluation.rendering import Block, Placed, printed, scanned, typeset

LINES = tuple((Path(__file__).parent / "fixtures" / "notice-46-form.txt").read_text("utf-8").rstrip("\n").split("\n"))
TITLE = LINES[0]
RATES = "科学确定普惠型小微企业贷款利率"  # words of 三（四）


def _lines() -> list[Placed]:
    return typeset([Block("title", TITLE), *(Block("text", line) for line in LINES[1:])], "")


def _docx() -> bytes:
    made = docx.Document()
    for line in LINES:
        made.add_paragraph(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _html() -> bytes:
    body = "".join(f"<p>{html.escape(line)}</p>" for line in LINES)
    page = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}</title></head><body>{body}</body></html>"
    return page.encode()


def _pictures(form: str) -> bytes:
    pages: list[Image.Image] = scanned(_lines(), seed=3)
    out = io.BytesIO()
    if form == "PDF":
        pages[0].save(out, "PDF", resolution=150, save_all=True, append_images=pages[1:])
    else:
        pages[0].save(out, form)
    return out.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "notice.pdf": lambda: printed(_lines()),
    "notice.docx": _docx,
    "notice.html": _html,
    "notice.txt": lambda: "\r\n".join(LINES).encode("gb18030"),
    "scanned.pdf": lambda: _pictures("PDF"),
    "scanned.png": lambda: _pictures("PNG"),
}


def write(folder: Path, name: str) -> Path:
    """The file of this name, made in `folder`."""
    path = folder / name
    path.write_bytes(FILES[name]())
    return path
