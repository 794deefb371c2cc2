"""Answers, clauses and checks for a terminal, and the JSON forms that are not an Answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from app.answering.answer import Answer
from app.answering.cautions import clause_label
from corpus.model import ClauseId, Document

if TYPE_CHECKING:
    from app.checking.draft import Checked, Finding
    from app.doctor import Check
    from corpus.catalogue import Catalogue, Found
    from indexing.retriever import Hit

_VERDICT_STYLE = {"exact": "green", "normalised": "green", "unchecked": "yellow"}
_SEVERITY_STYLE = {"ok": "green", "warning": "yellow", "error": "red"}


def render_answer(answer: Answer, catalogue: Catalogue, out: Console) -> None:
    """Statements with numbered citations, then the citations, the cautions and the decline."""
    numbers: dict[str, int] = {}
    for statement in answer.statements:
        marks = "".join(
            f"[{numbers.setdefault(f'{c.clause_id}:{c.start}:{c.end}', len(numbers) + 1)}]" for c in statement.citations
        )
        out.print(Text(f"{statement.text} {marks}"))
    if answer.decline:
        out.print(Text(answer.decline.text, style="bold" if not answer.statements else ""))
    cited = {f"{c.clause_id}:{c.start}:{c.end}": c for s in answer.statements for c in s.citations}
    for key, number in numbers.items():
        c = cited[key]
        document = catalogue.get(ClauseId.parse(c.clause_id).document, date.fromisoformat(answer.as_of))
        label = clause_label(document, c.label, answer.language)
        out.print(Text(f"  [{number}] {label} · {c.clause_id} · {c.text_status} · {c.validity}", style="cyan"))
    for caution in answer.cautions:
        out.print(Text(f"  ! {caution.text}", style="yellow"))
    if answer.nearest:
        out.print(Text(f"  → {', '.join(answer.nearest)}", style="dim"))


def hit_json(hit: Hit) -> dict[str, Any]:
    """A hit as `search --json` prints it."""
    return {
        "clause_id": str(hit.clause.id),
        "label": hit.clause.label,
        "document": hit.document.title,
        "score": round(hit.score, 6),
        "channels": {name: round(float(score), 6) for name, score in hit.channels.items()},
        "text": hit.clause.text,
        "text_status": hit.clause.text_status,
    }


def render_hits(hits: Iterable[Hit], out: Console) -> None:
    """One clause a paragraph, best first."""
    for rank, hit in enumerate(hits, 1):
        label = clause_label(hit.document, hit.clause.label, "zh")
        out.print(Text(f"{rank:2d}. {label} · {hit.clause.id} · {hit.score:.3f}", style="cyan"))
        text = " ".join(hit.clause.text.split())
        out.print(Text(f"    {text[:160]}{'…' if len(text) > 160 else ''}"))


def _status(document: Document, as_of: date) -> str:
    return str(document.status_on(as_of))


def document_json(document: Document, as_of: date) -> dict[str, Any]:
    """A document as `show --json` lists it."""
    return {
        "document_id": document.id,
        "title": document.title,
        "number": document.number,
        "version": document.version,
        "clauses": len(document.clauses),
        "text_status": document.text_status,
        "validity": _status(document, as_of),
    }


def render_documents(documents: Iterable[Document], as_of: date, out: Console) -> None:
    """One document a line: its id, title, number, text status and validity."""
    for document in documents:
        name = f"{document.title}{f'（{document.number}）' if document.number else ''}"
        status = f"{document.text_status} · {_status(document, as_of)}"
        out.print(Text(f"{document.id} · {name} · {status}"))


def clause_json(found: Found, as_of: date) -> dict[str, Any]:
    """A clause as `show --json` prints it; `text` is what citations' start and end count in."""
    document, clause, part = found.document, found.clause, found.part
    return {
        "clause_id": str(clause.id),
        "label": clause.label,
        "heading": clause.heading,
        "headings": list(clause.headings),
        "document": document.title,
        "document_id": document.id,
        "number": document.number,
        "version": document.version,
        "text": clause.text,
        "part": None
        if part is None
        else {"path": list(part.path), "label": part.label, "start": part.start, "end": part.end},
        "languages": [{"language": s.language, "start": s.start, "end": s.end} for s in clause.languages],
        "addressees": sorted(clause.addressees),
        "modality": clause.modality,
        "evidence": clause.evidence,
        "text_status": clause.text_status,
        "validity": _status(document, as_of),
        "to_check": clause.to_check,
        "provenance": document.provenance,
    }


def render_clause(found: Found, as_of: date, out: Console) -> None:
    """The clause's label, status and text; a 款/项 alone where the id names one."""
    document, clause, part = found.document, found.clause, found.part
    label = clause.label + (part.label if part else "")
    out.print(Text(clause_label(document, label, "zh"), style="bold"))
    out.print(Text(f"{clause.text_status} · {_status(document, as_of)} · {document.version}", style="cyan"))
    out.print(Text(clause.text[part.start : part.end] if part else clause.text))
    if clause.to_check:
        out.print(Text(f"! {clause.to_check}", style="yellow"))


def render_checks(checks: Sequence[Check], out: Console) -> None:
    """One check a line, and the remedy under what is not well."""
    for check in checks:
        out.print(Text(f"{check.severity:8s}{check.name}: {check.found}", style=_SEVERITY_STYLE[check.severity]))
        if check.remedy:
            out.print(Text(f"        → {check.remedy}"))


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as `check --json` prints it."""
    return {
        "verdict": finding.verdict,
        "basis": finding.basis,
        "reference": finding.reference.surface,
        "start": finding.reference.start,
        "end": finding.reference.end,
        "document": finding.document,
        "clause_id": str(finding.clause) if finding.clause else None,
        "said": finding.said,
        "stated": finding.stated,
        "note": {"zh": finding.note[0], "en": finding.note[1]},
    }


def render_findings(checked: Checked, out: Console) -> None:
    """One reference a line with its verdict, then how many sentences name no source."""
    for finding in checked.findings:
        style = _VERDICT_STYLE.get(finding.verdict, "red")
        where = f" {finding.clause}" if finding.clause else ""
        note = f"  {finding.note[0]}" if finding.note[0] else ""
        out.print(Text.assemble((f"{finding.verdict:<12} ", style), finding.reference.surface, (where, "cyan"), note))
    count = len(checked.uncited)
    out.print(f"{len(checked.findings)} references, {len(checked.alarms)} wrong; {count} sentences name no source")
