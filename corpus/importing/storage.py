"""Where imported documents lie: written beside, synced, then put in place by one rename, so that a reader sees the
state before or after and a kill leaves nothing half done.

    data/documents/<id>@<version>.md      what the catalogue reads
    data/documents/replaced/…             earlier imports of the same version, readable, not loaded
    data/documents/withdrawn/…            imports that were taken back, readable, not loaded
    data/originals/<sha256>.<suffix>      the file as it came
    data/originals/<sha256>.json          its text as read, which the places of clauses count
    data/documents/<id>@<version>.md.unfinished   written, not yet part of the corpus
    data/documents/plan.json              what of these shall be part of it, and what shall no longer be
    data/documents/commit.json            the same, decided
    data/imports.jsonl                    one line an import
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
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
UNFINISHED = ".unfinished"
_PLAN, _COMMIT = "plan.json", "commit.json"


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
        _settle(data)
        _clean(data)
        yield


def document_files(folder: Path, *, planned: bool = False) -> list[Path]:
    """The files that the imported part of the corpus is read from, whatever moment the last import was killed at;
    `planned`: as it will be once what is planned is committed."""
    files = {path.name: path for path in folder.glob("*.md")}
    decided = folder / (_PLAN if planned else _COMMIT)
    told = json.loads(decided.read_text("utf-8")) if decided.is_file() else {"put": [], "drop": []}
    files |= {name: beside for name in told["put"] if (beside := folder / (name + UNFINISHED)).is_file()}
    return sorted(path for name, path in files.items() if name not in told["drop"])


def plan(data: Path, put: Sequence[str], drop: Sequence[str] = ()) -> None:
    """Says what shall become part of the corpus (staged before) and what shall not be any more: names of files in
    `data/documents`."""
    told = {"put": list(put), "drop": list(drop)}
    write(data / "documents" / _PLAN, json.dumps(told, ensure_ascii=False).encode())


def commit(data: Path) -> bool:
    """Does what is planned; whether anything was. One rename decides: a kill leaves the corpus as it was or as it
    shall be."""
    folder = data / "documents"
    if not (folder / _PLAN).is_file():
        return False
    _rename(folder / _PLAN, folder / _COMMIT)
    _settle(data)
    return True


def _settle(data: Path) -> None:
    """Does what was decided, also what a killed import had decided."""
    folder = data / "documents"
    decision = folder / _COMMIT
    if not decision.is_file():
        return
    told = json.loads(decision.read_text("utf-8"))
    for name in told["put"]:
        if (beside := folder / (name + UNFINISHED)).is_file():
            _rename(beside, folder / name)
    for name in told["drop"]:
        (folder / name).unlink(missing_ok=True)
    decision.unlink()


def _clean(data: Path) -> None:
    """Removes what a killed import left beside: nothing reads it."""
    for folder in ("documents", "originals"):
        for leftover in (data / folder).glob(f"*{UNFINISHED}"):
            leftover.unlink(missing_ok=True)
    (data / "documents" / _PLAN).unlink(missing_ok=True)


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


def stage_document(data: Path, document: Document) -> Path:
    """Writes the document beside; where it will stand once it is committed. An earlier import of the same version is
    kept aside."""
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
    return path


def note(data: Path, line: dict[str, object]) -> None:
    """Appends a line to the journal of imports."""
    with (data / "imports.jsonl").open("a", encoding="utf-8") as journal:
        journal.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        journal.flush()
        os.fsync(journal.fileno())


def stored_documents(data: Path) -> list[Document]:
    """Every imported document. Raises CorpusError naming a faulty file."""
    return [read_markdown(path) for path in document_files(data / "documents")]


def original_of(document: Document, data: Path) -> StoredOriginal | None:
    """The file that an imported document was read from; None for documents that were not imported."""
    found = _SHA256.search(document.provenance)
    held = data / "originals" / f"{found[1]}.json" if found else None
    if held is None or not held.is_file():
        return None
    told = json.loads(held.read_text(encoding="utf-8"))
    file = Path(told.pop("file")).name
    return StoredOriginal(**told, path=held.parent / file)


def write(path: Path, content: bytes) -> None:
    """The file as a whole or not at all: a reader sees the old one or the new one. Raises OSError."""
    _rename(_write_beside(path, content), path)


def _write_beside(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + UNFINISHED)
    with unfinished.open("wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    return unfinished


def _rename(unfinished: Path, path: Path) -> None:
    os.replace(unfinished, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames inside `folder` survive a power cut. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
