"""A reference, and the place that it is read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.expressions import Path
from corpus.model import Clause, Document


@dataclass(frozen=True)
class Reference:
    """A reference at [start, end) of a text.

    `document` is the id of the document meant, '' when unresolved; `name` is how the text calls it. `path` is the
    official numbering, '' where an upper step is not told (第三条第（四）项 has the path ('3', '', '4')), () for the
    document as a whole; `until` is the last path of a range. `reason` (Chinese, English) says why it is unresolved.
    """

    start: int
    end: int
    surface: str
    document: str
    name: str
    path: Path = ()
    until: Path | None = None
    reason: tuple[str, str] | None = None

    @property
    def kind(self) -> str:
        """'clause' or 'document'."""
        return "clause" if self.path else "document"


@dataclass(frozen=True)
class Home:
    """Where a text stands; `defined` maps short names defined earlier in the document to document ids."""

    document: Document
    clause: Clause
    defined: Mapping[str, str] = field(default_factory=dict)


def unknown(name: str, ids: tuple[str, ...] = ()) -> tuple[str, str]:
    """Why a name resolves to no one document, in Chinese and English."""
    if ids:
        return f"{name}可指多份文件：{'、'.join(ids)}", f"{name} can mean several documents: {', '.join(ids)}"
    return f"资料中没有{name}", f"the material does not hold {name}"
