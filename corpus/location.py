"""From a path as people tell it to clauses: a 款 left out, a range spelled out."""

from __future__ import annotations

from corpus.absence import absence, has_articles, reversed_range
from corpus.expressions import Path
from corpus.model import Clause, Document, Part


def settle(document: Document, path: Path) -> list[Path]:
    """The paths in `document` that `path` can mean: 第三条第（四）项, ('3', '', '4'), is the item of whichever 款 has
    one. Empty where nothing fits; several where it is ambiguous."""
    path = told(document, path)
    if "" not in path:
        held = document.locate(path) or _whole_paragraph(document, path)
        return [path] if held else _counted_through(document, path)
    cut = path.index("")
    clause = document.clause(path[:cut])
    if clause is None:
        return []
    inside = path[cut:]
    return [path[:cut] + part.path for part in clause.parts if fits(part.path, inside)]


def told(document: Document, path: Path) -> Path:
    """`path` without the steps that a document without 条 has not: 46号文第二条第一项 is 二（一）, ('2', '1')."""
    here = "" not in path or document.clause(path[: path.index("")]) or has_articles(document)
    return path if here else tuple(step for step in path if step)


def _counted_through(document: Document, path: Path) -> list[Path]:
    """The clause that a lone number can mean in a notice whose items are counted through its sections: 第十四条 is
    五（十四） where 六 goes on with （十五）. None where the number is a section's."""
    clauses = [clause.id.path for clause in document]
    items = [held for held in clauses if len(held) == 2 and "".join(held).isdecimal()]
    numbers = [int(item) for _, item in items]
    through = len({section for section, _ in items}) > 1 and numbers == sorted(set(numbers))
    if len(path) != 1 or not through or any(held[0] == path[0] for held in clauses):
        return []
    return [held for held in items if held[1] == path[0]]


def fits(path: Path, told: Path) -> bool:
    """Whether `told`, where an untold step is '', can mean `path`."""
    return len(path) == len(told) and all(step in ("", held) for held, step in zip(path, told, strict=True))


def spanned(document: Document, path: Path, until: Path) -> list[Path]:
    """Every path from `path` to `until` as people tell them; empty where an end is missing or can mean several."""
    ends = [settled[0] for end in (path, until) if len(settled := settle(document, end)) == 1]
    return between(document, ends[0], ends[1]) if len(ends) == 2 else []


def missing(document: Document, path: Path, until: Path | None = None) -> tuple[str, str]:
    """Why nothing is found at `path`, or from there to `until`, as sentences in Chinese and English."""
    if until and spanned(document, until, path):
        return reversed_range(document, settle(document, path)[0], settle(document, until)[0])
    end = until if until and settle(document, path) else path
    return absence(document, told(document, end))


def _whole_paragraph(document: Document, path: Path) -> bool:
    """Whether path is 第一款 of a clause that knows no parts."""
    clause = document.clause(path[:-1]) if len(path) > 1 else None
    return clause is not None and not clause.parts and path[-1] == "1"


def locate(document: Document, path: Path) -> tuple[Clause, Part | None] | None:
    """As `Document.locate`, and the whole clause for 第一款 of one that knows no parts."""
    found = document.locate(path)
    if found is None and _whole_paragraph(document, path):
        clause = document.clause(path[:-1])
        return (clause, None) if clause else None
    return found


def between(document: Document, first: Path, last: Path) -> list[Path]:
    """Every path from `first` to `last` in the document's order; empty where an end is missing or they are reversed.
    Ends are articles (第三条至第五条) or parts of one clause (第一款至第三款)."""
    if document.clause(first) and document.clause(last):
        paths = [clause.id.path for clause in document]
    else:
        ends = document.locate(first), document.locate(last)
        if not ends[0] or not ends[1] or ends[0][0] is not ends[1][0]:
            return []
        clause = ends[0][0]
        paths = [clause.id.path + part.path for part in clause.parts if len(clause.id.path + part.path) == len(first)]
    at, until = (paths.index(end) if end in paths else -1 for end in (first, last))
    return paths[at : until + 1] if 0 <= at <= until else []
