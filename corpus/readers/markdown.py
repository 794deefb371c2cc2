"""Documents as Markdown with YAML front matter: how the shipped corpus is written, and how any document is exported.

The format is in docs/corpus.md. Every error names file and line, says what is wrong and what to do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import yaml

from corpus.model import (
    Clause,
    ClauseId,
    Document,
    Evidence,
    Gloss,
    LanguageSpan,
    Modality,
    Part,
    Place,
    TextStatus,
    Thresholds,
)
from corpus.numbering import split_parts
from corpus.readers.front_matter import (
    FrontMatter,
    Line,
    MarkdownError,
    Source,
    check_addressees,
    front_matter_of,
    read_front_matter,
)

RECORD_PATH = ("meta",)  # the record card, which the catalogue makes
_ENGLISH = "### English"
_CLAUSE = re.compile(r"## +(?P<label>\S+) *(?P<heading>.*?) *\{#(?P<path>[^}\s]*)\} *\Z")
_FIELD = re.compile(r"- (?P<key>[a-z_]+):(?: (?P<value>.*))?\Z")
_ESCAPABLE = re.compile(r"\\*(?:#|- [a-z_]+:)")  # a text line of this form gets a backslash in front
_CLAUSE_KEYS = (
    *("label", "heading", "heading_en", "addressees", "modality", "evidence", "check", "not_stated", "thresholds"),
    *("text_status", "gloss", "caution", "parts", "places"),
)


def read_markdown(path: Path) -> Document:
    """The document in `path`. Raises CorpusError naming file, line, fault and remedy; OSError when unreadable."""
    source = Source(Path(path))
    lines = source.lines()
    front, ends = read_front_matter(source, lines)
    clauses = tuple(_clauses(source, front, lines[ends:]))
    if not clauses:
        raise source.error(ends, "no clause follows the front matter; add '## LABEL HEADING {#path}' and its text")
    _check_numbering(source, lines, clauses)
    try:
        return front.document(_without_shadowed_parts(clauses))
    except ValueError as error:
        raise source.error(1, str(error)) from error


def _clauses(source: Source, front: FrontMatter, lines: list[Line]) -> Iterator[Clause]:
    headings: tuple[str, ...] = ()
    headings_en: tuple[str, ...] = ()
    order = at = 0
    while at < len(lines):
        line = lines[at]
        if line.text.startswith("# "):
            zh, en = _two(line.text[2:])
            headings, headings_en = _levels(zh), _levels(en)
            at += 1
        elif line.text.startswith("## "):
            ends = next((n for n in range(at + 1, len(lines)) if lines[n].text.startswith(("# ", "## "))), len(lines))
            clause = _clause(source, front, line, lines[at + 1 : ends], order)
            yield replace(clause, headings=headings, headings_en=headings_en)
            order += 1
            at = ends
        elif line.text.strip():
            raise source.error(line.number, "text before the first clause; put '## LABEL HEADING {#path}' above it")
        else:
            at += 1


def _clause(source: Source, front: FrontMatter, head: Line, body: list[Line], order: int) -> Clause:
    found = _CLAUSE.match(head.text)
    if not found:
        raise source.error(head.number, "the clause has no id; end its line with '{#path}', say {#2.1}")
    path = tuple(found["path"].split("."))
    if path == RECORD_PATH:
        raise source.error(head.number, "{#meta} is made from the front matter; take this clause out")
    fields, ends = _fields(source, body)
    text, languages = _text(source, body[ends:])
    heading, heading_en = _two(found["heading"])
    try:
        clause_id = ClauseId(front.id, path)
        zh = next((span for span in languages if span.language == "zh"), None)
        clause = Clause(
            id=clause_id,
            label=fields["label"].text if "label" in fields else found["label"],
            text=text,
            order=order,
            languages=languages,
            heading=heading,
            heading_en=heading_en,
            parts=split_parts(text, zh.start, zh.end) if zh else split_parts(text, language="en"),
            addressees=frozenset(front.addressees),
            text_status=front.text_status,
        )
        return replace(clause, **_values(source, fields))
    except MarkdownError:
        raise
    except ValueError as error:
        raise source.error(head.number, str(error)) from error


def _fields(source: Source, body: list[Line]) -> tuple[dict[str, Line], int]:
    """The '- key: value' lines under a clause's heading, and how many lines they take."""
    fields: dict[str, Line] = {}
    for n, line in enumerate(body):
        if not fields and not line.text.strip():
            continue
        found = _FIELD.match(line.text)
        if not found:
            return fields, n if fields else 0
        key = found["key"]
        if key not in _CLAUSE_KEYS:
            raise source.error(line.number, f"unknown key {key!r}; use one of: {', '.join(_CLAUSE_KEYS)}")
        if key in fields:
            raise source.error(line.number, f"{key!r} is given twice; keep one")
        fields[key] = Line(line.number, found["value"] or "")
    return fields, len(body)


def _values(source: Source, fields: dict[str, Line]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, line in fields.items():
        try:
            values.update(_value(source, line.number, key, line.text))
        except MarkdownError:
            raise
        except (ValueError, TypeError) as error:
            raise source.error(line.number, f"{key}: {error}") from error
    return values


def _value(source: Source, line: int, key: str, text: str) -> dict[str, Any]:
    zh, en = _two(text)
    match key:
        case "heading" | "heading_en":
            return {key: text}
        case "addressees":
            return {"addressees": check_addressees(source, line, _names(text))}
        case "modality":
            return {"modality": Modality(text)}
        case "evidence":
            return {"evidence": Evidence(text)}
        case "text_status":
            return {"text_status": TextStatus(text)}
        case "check":
            return {"to_check": zh, "to_check_en": en}
        case "caution":
            return {"caution": zh, "caution_en": en}
        case "gloss":
            return {"gloss": Gloss(zh, en)}
        case "not_stated":
            return {"not_stated": _names(zh), "not_stated_en": _names(en)}
        case "thresholds":
            return {"thresholds": Thresholds(text)}
        case "parts":
            return {"parts": tuple(Part(tuple(p), label, start, end) for p, label, start, end in json.loads(text))}
        case "places":
            return {"places": tuple(_place(held) for held in json.loads(text))}
    return {}


def _place(held: dict[str, Any]) -> Place:
    box = held.pop("box", None)
    return Place(**held, box=tuple(box) if box else None)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in re.split(r"[,，;；]", text) if name.strip())


def _two(text: str) -> tuple[str, str]:
    """Chinese and English of 'zh | en'."""
    zh, _, en = text.partition("|")
    return zh.strip(), en.strip()


def _levels(text: str) -> tuple[str, ...]:
    return tuple(level.strip() for level in text.split(" / ") if level.strip())


def _text(source: Source, body: list[Line]) -> tuple[str, tuple[LanguageSpan, ...]]:
    """A clause's text and which characters of it are in which language."""
    halves: tuple[list[str], list[str]] = ([], [])
    for line in body:
        if line.text.rstrip() == _ENGLISH:
            if halves[1]:
                raise source.error(line.number, f"a second {_ENGLISH!r}; put all English text under one")
            halves[1].append("")
        elif line.text.startswith("#"):
            raise source.error(line.number, f"{line.text[:20]!r} is no heading here; put a backslash before the '#'")
        else:
            escaped = line.text.startswith("\\") and _ESCAPABLE.match(line.text)
            halves[bool(halves[1])].append(line.text[1:] if escaped else line.text)
    zh, en = ("\n".join(half).strip("\n") for half in halves)
    text = f"{zh}\n\n{en}" if zh and en else zh or en
    spans = [LanguageSpan("zh", 0, len(zh))] if zh else []
    return text, (*spans, LanguageSpan("en", len(text) - len(en), len(text))) if en else tuple(spans)


def _check_numbering(source: Source, lines: list[Line], clauses: tuple[Clause, ...]) -> None:
    """Refuses two clauses with one id or one label, and numbers that run backwards."""
    at = [line.number for line in lines if line.text.startswith("## ")]
    ids: dict[tuple[str, ...], int] = {}
    labels: dict[tuple[str, ...], int] = {}
    before: tuple[tuple[int, ...], ...] = ()
    for line, clause in zip(at, clauses, strict=True):
        path = ".".join(clause.id.path)
        if clause.id.path in ids:
            raise source.error(line, f"the id {{#{path}}} is taken by line {ids[clause.id.path]}; give each its own")
        label = (*clause.headings, clause.label)
        if label in labels:
            raise source.error(line, f"{clause.label} is also the label of line {labels[label]}; mend one")
        ids[clause.id.path] = labels[label] = line
        steps = [step.split("-") for step in clause.id.path]
        if all(number.isdigit() for step in steps for number in step):
            place = tuple(tuple(map(int, step)) for step in steps)
            if place < before:
                raise source.error(line, f"overlapping numbering: {{#{path}}} follows a later number; sort or renumber")
            before = place


def _without_shadowed_parts(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """A clause `2` that introduces the clauses `2.1`, `2.2` keeps no part of those names."""
    taken = {clause.id.path for clause in clauses}
    return tuple(
        replace(clause, parts=tuple(part for part in clause.parts if clause.id.path + part.path[:1] not in taken))
        for clause in clauses
    )


def write_markdown(document: Document) -> str:
    """The document in the form that `read_markdown` reads; the record card is left out, it is made anew.

    Reading it back gives an equal document (clauses that tell no language come back as Chinese).
    """
    return "\n".join([*_write_front(document), *_write_clauses(document)]) + "\n"


def _write_front(document: Document) -> Iterator[str]:
    yield "---"
    yield yaml.safe_dump(front_matter_of(document), allow_unicode=True, sort_keys=False, width=1000).rstrip("\n")
    yield "---"


def _write_clauses(document: Document) -> Iterator[str]:
    headings: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    for clause in document:
        if clause.id.path == RECORD_PATH:
            continue
        if (clause.headings, clause.headings_en) != headings:
            headings = (clause.headings, clause.headings_en)
            yield f"# {_both(' / '.join(headings[0]), ' / '.join(headings[1]))}".rstrip() + (
                "" if any(headings) else " "
            )
            yield ""
        plain = not re.search(r"\s|\A\Z", clause.label)
        simple = not re.search(r"[|{}]|\A\s|\s\Z", clause.heading + clause.heading_en)
        heading = _both(clause.heading, clause.heading_en) if simple else ""
        yield f"## {clause.label if plain else '-'} {heading}".rstrip() + f" {{#{'.'.join(clause.id.path)}}}"
        if not plain:
            yield f"- label: {clause.label}"
        if not simple:
            yield from (f"- heading: {clause.heading}", f"- heading_en: {clause.heading_en}")
        yield from (f"- {key}: {value}".rstrip() for key, value in _write_fields(document, clause))
        yield ""
        zh, en = clause.in_language("zh"), clause.in_language("en")
        if zh or not en:
            yield from _escaped(clause.text[slice(*zh)] if zh else clause.text)
            yield ""
        if en:
            yield from (_ENGLISH, *_escaped(clause.text[slice(*en)]), "")


def _write_fields(document: Document, clause: Clause) -> Iterator[tuple[str, str]]:
    if clause.addressees != document.addressees:
        yield "addressees", ", ".join(sorted(clause.addressees))
    if clause.modality is not Modality.STATEMENT:
        yield "modality", clause.modality
    if clause.evidence:
        yield "evidence", clause.evidence
    if clause.text_status is not document.text_status:
        yield "text_status", clause.text_status
    yield from (
        (key, _both(zh, en))
        for key, zh, en in (
            ("check", clause.to_check, clause.to_check_en),
            ("caution", clause.caution, clause.caution_en),
            ("gloss", clause.gloss.zh, clause.gloss.en),
            ("not_stated", ", ".join(clause.not_stated), ", ".join(clause.not_stated_en)),
        )
        if zh or en
    )
    if clause.thresholds:
        yield "thresholds", clause.thresholds.text
    zh = clause.in_language("zh")
    if clause.parts != (split_parts(clause.text, *zh) if zh else split_parts(clause.text, language="en")):
        held = [[part.path, part.label, part.start, part.end] for part in clause.parts]
        yield "parts", json.dumps(held, ensure_ascii=False)
    if clause.places:
        held_places = [{k: v for k, v in asdict(place).items() if v is not None} for place in clause.places]
        yield "places", json.dumps(held_places)


def _both(zh: str, en: str) -> str:
    return f"{zh} | {en}" if en else zh


def _escaped(text: str) -> Iterator[str]:
    return ("\\" + line if _ESCAPABLE.match(line) else line for line in text.split("\n"))
