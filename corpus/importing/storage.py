"""Where imported documents lie: written beside, synced, then put in place by one rename, so that a reader sees the
state before or after and a kill leaves nothing half done.

    data/documents/<id>@<version>.md      what the catalogue reads
    data/documents/replaced/…             earlier imports of the same version, readable, not loaded
    data/documents/withdrawn/…            imports that were taken back, readable, not loaded
    data/originals/<sha256>.<suffix>      the file as it came
    data/originals/<sha256>.json          its text as read, which the places of clauses count
    data/imports.jsonl                    one line an import
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from corpus.errors import CorpusError
from corpus.model import Document
from corpus.readers.markdown import read_markdown, write_markdown
from corpus.readers.original import Original

_SHA256 = re.compile(r"sha256:([0-9a-f]{64})")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}\Z")
_UNFINISHED = ".unfinished"


@dataclass(frozen=True)
class StoredOriginal:
    """A file as it came (`path`) and its text as read (`text`), which places count the characters of."""

    name: str
    media: str
    sha256: str
    pages: int
    text: str
    path: Path


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """One import at a time in a data folder; waits for another process."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / ".import.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _clean(data)
        yield


def _clean(data: Path) -> None:
    """Removes what a killed import left beside: nothing reads it."""
    for folder in ("documents", "originals"):
        for leftover in (data / folder).glob(f"*{_UNFINISHED}"):
            leftover.unlink(missing_ok=True)


def document_path(data: Path, document: Document) -> Path:
    return data / "documents" / f"{document.id}@{document.version or 'undated'}.md"


def keep_original(data: Path, original: Original, content: bytes) -> None:
    """Keeps the file and its text by hash; a file that is there already is left alone."""
    if hashlib.sha256(content).hexdigest() != original.sha256:
        raise CorpusError(f"{original.name}: the file changed while it was imported; import it again")
    suffix = _SUFFIX.search(original.name.lower())
    target = data / "originals" / f"{original.sha256}{suffix[0] if suffix and suffix[0] != '.json' else '.bin'}"
    if not target.is_file():
        write(target, content)
    held = {
        "name": original.name,
        "media": original.media,
        "sha256": original.sha256,
        "pages": original.pages,
        "file": target.name,
        "text": original.text,
    }
    write(data / "originals" / f"{original.sha256}.json", json.dumps(held, ensure_ascii=False).encode())


def put_document(data: Path, document: Document) -> Path:
    """Writes the document and puts it in place by one rename; an earlier import of the same version is kept aside."""
    path = document_path(data, document)
    text = write_markdown(document).encode()
    unfinished = _write_beside(path, text)
    if read_markdown(unfinished).clauses != document.clauses:
        unfinished.unlink()
        raise CorpusError(f"{document.id}: the document does not read back as it was written; please report this file")
    if path.is_file() and path.read_bytes() != text:
        before = path.read_bytes()
        kept = path.parent / "replaced" / f"{path.stem}.{hashlib.sha256(before).hexdigest()[:12]}.md.old"
        write(kept, before)
    _rename(unfinished, path)
    return path


def note(data: Path, line: dict[str, object]) -> None:
    """Appends a line to the journal of imports."""
    with (data / "imports.jsonl").open("a", encoding="utf-8") as journal:
        journal.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        journal.flush()
        os.fsync(journal.fileno())


def stored_documents(data: Path) -> list[Document]:
    """Every imported document. Raises CorpusError naming a faulty file."""
    return [read_markdown(path) for path in sorted((data / "documents").glob("*.md"))]


def original_of(document: Document, data: Path) -> StoredOriginal | None:
    """The file that an imported document was read from; None for documents that were not imported."""
    found = _SHA256.search(document.provenance)
    held = data / "originals" / f"{found[1]}.json" if found else None
    if held is None or not held.is_file():
        return None
    told = json.loads(held.read_text(encoding="utf-8"))
    file = Path(told.pop("file")).name
    return StoredOriginal(**told, path=held.parent / file)


def state(data: Path) -> str:
    """Changes whenever an imported document is added, replaced or removed: what a running server polls (cheap)."""
    digest = hashlib.sha256()
    for path in sorted((data / "documents").glob("*.md")):
        stat = path.stat()
        digest.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def write(path: Path, content: bytes) -> None:
    """The file as a whole or not at all."""
    _rename(_write_beside(path, content), path)


def _write_beside(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + _UNFINISHED)
    with unfinished.open("wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    return unfinished


def _rename(unfinished: Path, path: Path) -> None:
    os.replace(unfinished, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def journal_line(document: Document, original: Original, status: str, day: date) -> dict[str, object]:
    return {
        "day": day,
        "file": original.name,
        "sha256": original.sha256,
        "id": document.id,
        "version": document.version,
        "status": status,
        "clauses": len(document.clauses),
        "validity": {key: value for key, value in asdict(document.validity).items() if value},
    }
