"""Named checks of an installation, each with what was found and how to mend it."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Literal

from packaging.requirements import Requirement

from app.errors import PolicyQAError
from app.settings import Settings, load_settings
from corpus.errors import CorpusError
from indexing.errors import IndexingError

_LEAST_FREE = 200 * 2**20


@dataclass(frozen=True)
class Check:
    """One finding. `remedy` is the next command or step, empty where all is well."""

    name: str
    severity: Literal["ok", "warning", "error"]
    found: str
    remedy: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def examine(environ: Mapping[str, str]) -> list[Check]:
    """All checks; those that need working settings are left out where the settings are wrong."""
    checks = [_python(), _packages()]
    try:
        settings = load_settings(environ)
    except PolicyQAError as error:
        return [*checks, Check("settings", "error", str(error), "correct or unset the variable")]
    checks.append(Check("settings", "ok", f"data in {settings.data}, embedding {settings.embedding}"))
    for name, look in (("data folder", _data), ("corpus", _corpus), ("index", _index)):
        checks.append(_guarded(name, look, settings))
    return checks


def _guarded(name: str, look: Callable[[Settings], Check], settings: Settings) -> Check:
    try:
        return look(settings)
    except ModuleNotFoundError as error:
        return Check(name, "error", f"the Python package of {error.name} is not installed", "make install")
    except (PolicyQAError, CorpusError, IndexingError, OSError) as error:
        remedy = "policyqa index" if isinstance(error, IndexingError) else "mend what the line names"
        return Check(name, "error", " ".join(str(error).split()), remedy)


def _python() -> Check:
    return Check("python", "ok", ".".join(map(str, sys.version_info[:3])))


def _packages() -> Check:
    """Every direct dependency, at the version that was tested."""
    pinned = [Requirement(line) for line in importlib.metadata.requires("policyqa") or ()]
    pinned = [wanted for wanted in pinned if wanted.marker is None or wanted.marker.evaluate({"extra": ""})]
    found = {wanted.name: _installed(wanted.name) for wanted in pinned}
    if missing := [name for name, version in found.items() if version is None]:
        return Check("packages", "error", f"missing: {', '.join(missing)}", "make install")
    others = [f"{p.name} {found[p.name]} ({p.specifier} wanted)" for p in pinned if found[p.name] not in p.specifier]
    if others:
        return Check("packages", "warning", f"other than tested: {', '.join(others)}", "make install")
    return Check("packages", "ok", f"{len(found)} packages as pinned")


def _installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _data(settings: Settings) -> Check:
    folder = settings.data.resolve()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(existing, os.W_OK):
        return Check("data folder", "error", f"{existing} is not writable", "set POLICYQA_DATA to a folder that is")
    free = shutil.disk_usage(existing).free
    if free < _LEAST_FREE:
        return Check("data folder", "error", f"{existing}: {free // 2**20} MB free", "free 200 MB or set POLICYQA_DATA")
    return Check("data folder", "ok", f"{folder}: {free // 2**30} GB free")


def _corpus(settings: Settings) -> Check:
    from app.service import open_catalogue

    catalogue = open_catalogue(settings)
    clauses = sum(len(document.clauses) for document in catalogue.documents)
    restated = sum(document.text_status == "restated" for document in catalogue.documents)
    found = f"{len(catalogue.documents)} documents, {clauses} clauses; {restated} documents are restated"
    if restated:
        return Check("corpus", "warning", found, "import the official texts: policyqa import FILE")
    return Check("corpus", "ok", found)


def _index(settings: Settings) -> Check:
    from app.service import open_catalogue, open_retriever

    retriever = open_retriever(settings, open_catalogue(settings), None, build=False)
    return Check("index", "ok", f"fingerprint {retriever.fingerprint}")
