from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from corpus import safety
from corpus.errors import RefusedFileError, UnsupportedFormatError
from corpus.readers.files import read_content
from corpus.safety import Archive, check_depth, open_image, parse_xml, read_bytes
from tests.corpus.readers.wordfile import docx, p, r


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(RefusedFileError, match="bomb"):
        Archive(archive(a=b"0" * 30_000_000), "a.docx")


def test_a_member_that_lies_about_its_size_is_still_bounded() -> None:
    held = Archive(archive(a=b"0" * 5000), "a.docx")
    held._left = 100
    with pytest.raises(RefusedFileError, match="unpacks to more"):
        held.read("a")


@pytest.mark.parametrize("name", ["../a.xml", "word/../../a.xml", "..\\a.xml", "C:/a.xml"])
def test_a_path_that_leads_out_of_an_archive_is_refused(name: str) -> None:
    with pytest.raises(RefusedFileError, match="leads out"):
        Archive(archive(**{name: b"x"}), "a.docx")


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "MAX_MEMBERS", 2)
    with pytest.raises(RefusedFileError, match="3 files"):
        Archive(archive(a=b"", b=b"", c=b""), "a.docx")


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>',
    ],
)
def test_entities_and_document_types_are_refused(xml: bytes) -> None:
    with pytest.raises(RefusedFileError, match="document type"):
        parse_xml(xml, "a.xml")


def test_deep_nesting_is_refused_and_not_recursed_into() -> None:
    deep = b"<a>" * 230 + b"</a>" * 230
    with pytest.raises(RefusedFileError, match="levels deep"):
        check_depth(parse_xml(deep, "a.xml"), "a.xml")
    with pytest.raises(UnsupportedFormatError):
        parse_xml(b"<a>" * 5000 + b"</a>" * 5000, "a.xml")


def test_a_huge_picture_is_refused_by_its_header() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(RefusedFileError, match="pixels"):
        open_image(out.getvalue(), "a.png")


def test_a_file_beyond_the_bound_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "MAX_FILE_BYTES", 10)
    path = tmp_path / "a.txt"
    path.write_bytes(b"0" * 11)
    with pytest.raises(RefusedFileError, match="the bound is"):
        read_bytes(path)


def test_a_pdf_of_ten_thousand_pages_is_refused() -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    for _ in range(10_000):
        document.new_page(100, 100)
    out = io.BytesIO()
    document.save(out)
    document.close()
    with pytest.raises(RefusedFileError, match="10000 pages"):
        read_content(out.getvalue(), "a.pdf")


def test_a_word_file_with_entities_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(p(r("甲"))))) as made:
        body = made.read("word/document.xml").replace(b"?>", b'?><!DOCTYPE w [<!ENTITY e "x">]>', 1)
    with pytest.raises(RefusedFileError, match="document type"):
        read_content(archive(**{"word/document.xml": body}), "a.docx")
