"""Taking an import back: the version goes out of the corpus, and what it had replaced stands again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.errors import CorpusError
from corpus.importing import storage
from corpus.model import Document
from corpus.readers.markdown import read_markdown


@dataclass(frozen=True)
class Withdrawal:
    """What was, or would be, taken back; `restored` is the earlier import of the same version that stands again."""

    document: Document
    path: Path
    restored: Path | None


def planned(document: Document, data: Path) -> Withdrawal:
    """What taking this version back would do; writes nothing. Raises CorpusError where it was not imported."""
    path = storage.document_path(data, document)
    if not document.provenance or not path.is_file() or read_markdown(path).provenance != document.provenance:
        raise CorpusError(f"{document.id}@{document.version} was not imported, so it cannot be withdrawn")
    earlier = sorted((path.parent / "replaced").glob(f"{path.stem}.*.md.old"), key=lambda held: held.stat().st_mtime)
    return Withdrawal(document, path, earlier[-1] if earlier else None)


@contextmanager
def withdrawing(document: Document, data: Path) -> Iterator[Callable[[], None]]:
    """Prepares taking this version back; calling what is given does it, by one rename: a kill leaves the corpus as it
    was or as it shall be. The document is kept under `documents/withdrawn`, and its original stays, so that importing
    the file again brings it back.

    Raises CorpusError where it was not imported.
    """
    with storage.locked(data):
        plan = planned(document, data)
        held, name = plan.path.read_bytes(), plan.path.name
        kept = plan.path.parent / "withdrawn" / f"{plan.path.stem}.{hashlib.sha256(held).hexdigest()[:12]}.md.old"
        storage.write(kept, held)
        if plan.restored is not None:
            storage.write(plan.path.with_name(name + storage.UNFINISHED), plan.restored.read_bytes())
        storage.plan(data, *(([name], []) if plan.restored else ([], [name])))

        def commit() -> None:
            if not storage.commit(data):
                return
            if plan.restored is not None:
                plan.restored.unlink()
            line = {"day": date.today(), "id": document.id, "version": document.version, "status": "withdrawn"}
            storage.note(data, line)

        yield commit


def withdraw(document: Document, data: Path) -> None:
    """Takes this version back, as `withdrawing` says."""
    with withdrawing(document, data) as commit:
        commit()
