"""Plain text in UTF-8, UTF-16, GB18030 or Big5."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.errors import UnsupportedFormatError
from corpus.readers.lines import Line, join_lines
from corpus.readers.original import Original, Paragraph, assemble, cells, clean

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
DAMAGED = "\ufffd"
_WRAPPED_SHARE = 0.3  # of a wrapped text's lines, this many at least reach the right margin
_WIDEST_WRAP = 130  # half-width cells; wider lines are paragraphs


def read_text(data: bytes, name: str, sha256: str) -> Original:
    """The paragraphs of a text file: a line each, or re-joined lines where the file was wrapped at a margin.

    Raises UnsupportedFormatError when the bytes are no text in a known encoding.
    """
    text, encoding = decode(data, name)
    told = () if encoding == "utf-8" else (encoding,)
    return assemble(name, "text", sha256, paragraphs_of(text), warnings=(*told, *damage(text)))


def decode(data: bytes, name: str) -> tuple[str, str]:
    """(text, encoding). Where both GB18030 and Big5 would do, the one that gives the more frequent characters. A few
    damaged bytes in UTF-8 become U+FFFD (see `damage`)."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise _not_text(name) from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        tried = [(_frequent(text, encoding), text, encoding) for text, encoding in _legacy(data)]
        mended = data.decode("utf-8", "replace")
        if (not tried or max(tried)[0] < 0.9) and mended.count(DAMAGED) <= max(3, len(mended) / 1000):
            return mended, "utf-8"
        if not tried or max(tried)[0] < 0.5:
            raise _not_text(name) from None
        _, text, encoding = max(tried)
        return text, encoding
    if "\x00" in text:
        raise _not_text(name)
    return text, "utf-8"


def damage(text: str) -> tuple[str, ...]:
    """A warning that counts the characters that could not be read; nothing where there are none."""
    count = text.count(DAMAGED)
    return (
        (f"{count} 处字符损坏，以 {DAMAGED} 代替，请核对 / {count} characters are damaged, check them",)
        if count
        else ()
    )


def _not_text(name: str) -> UnsupportedFormatError:
    return UnsupportedFormatError(
        f"{name}: not text in UTF-8, GB18030 or Big5; open it in an editor and save it as UTF-8 text, docx or PDF"
    )


def _legacy(data: bytes) -> list[tuple[str, str]]:
    found = []
    for encoding in ("gb18030", "big5hkscs"):
        try:
            found.append((data.decode(encoding), encoding))
        except UnicodeDecodeError:
            continue
    return found


def _frequent(text: str, encoding: str) -> float:
    """Share of the non-ASCII characters that stand in the encoding's first, frequent level (or are punctuation)."""
    sample = [char for char in text[:20000] if not char.isascii()]
    level = ("gb2312", 0xB0, 0xD7) if encoding == "gb18030" else ("big5", 0xA4, 0xC6)
    good = 0
    for char in sample:
        if char in "　，。、；：？！（）《》“”‘’「」『』—…〔〕【】·":
            good += 1
            continue
        held = char.encode(level[0], "ignore")
        good += bool(held) and level[1] <= held[0] <= level[2]
    return good / len(sample) if sample else 1.0


def paragraphs_of(text: str) -> list[Paragraph]:
    """Paragraphs of a text whose lines may be paragraphs or may be wrapped."""
    raw = re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text)
    lines = [_line(number, line) for number, line in enumerate(raw) if line.strip()]
    if _is_wrapped(lines):
        return join_lines(lines)
    return [Paragraph(clean(line.text.strip())) for line in lines]


def _line(number: int, raw: str) -> Line:
    raw = raw.expandtabs(4).rstrip()
    body = raw.lstrip()
    indent = cells(raw[: len(raw) - len(body)])
    return Line(clean(body), indent, indent + cells(body), em=2, top=number, bottom=number + 1)


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether many lines end at one right margin and most of those stop in mid-sentence."""
    right = max((line.x1 for line in lines), default=0)
    full = [line for line in lines if right - line.x1 <= 2.5 * line.em]
    if right > _WIDEST_WRAP or len(full) < max(3, _WRAPPED_SHARE * len(lines)):
        return False
    cut = sum(line.text[-1] not in "。；：！？.;:" for line in full)
    return right > 24 and cut >= max(2, 0.5 * len(full))
