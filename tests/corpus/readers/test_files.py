from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import CorpusError, RefusedFileError, UnsupportedFormatError
from corpus.readers.files import documents_in, kind_of, read_content, read_file
from tests.corpus.readers.wordfile import docx, ofd, p, r


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (docx(p(r("甲"))), "docx"),
        (ofd(""), "ofd"),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>x</p>", "html"),
        (b"<?xml version='1.0'?>\n<html><body/></html>", "html"),
        ("第一条　甲".encode("gb18030"), "text"),
        (b"\x89PNG\r\n\x1a\n", "scan"),
    ],
)
def test_the_kind_is_told_by_content_whatever_the_name(data: bytes, kind: str) -> None:
    assert kind_of(data, "named.wrong") == kind


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd0\xcf\x11\xe0 old", "save it as .docx"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"{\\rtf1 x}", "RTF"),
        (b"PK\x03\x04rest", "damaged"),
        (b"\x7fELF\x00\x00", "not a document"),
    ],
)
def test_what_cannot_be_read_says_how_to_convert_it(data: bytes, says: str) -> None:
    with pytest.raises(UnsupportedFormatError, match=says):
        read_content(data, "a.doc")


def test_an_empty_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    empty = tmp_path / "a.docx"
    empty.touch()
    with pytest.raises(UnsupportedFormatError, match="empty"):
        read_file(empty)
    with pytest.raises(RefusedFileError, match="not a file"):
        read_file(tmp_path)


def test_a_folder_gives_its_documents_by_name_and_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/2.pdf", "1.docx", "note.xyz"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "3.txt").symlink_to("/etc/hostname")
    assert [path.name for path in documents_in(tmp_path)] == ["1.docx", "2.pdf"]
    (tmp_path / "none").mkdir()
    with pytest.raises(CorpusError, match="no document"):
        documents_in(tmp_path / "none")
