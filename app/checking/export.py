"""The findings for other programs: CSV, and the draft as a Word document with a comment on each reference."""

from __future__ import annotations

import csv
import io
import re

from docx import Document as new_document
from docx.enum.text import WD_COLOR_INDEX
from docx.text.paragraph import Paragraph

from app.answering.answer import Verdict
from app.checking.draft import ALARMS, Checked, Finding
from app.spreadsheet import safe_cell

_COLOURS = {
    Verdict.EXACT: WD_COLOR_INDEX.BRIGHT_GREEN,
    Verdict.NORMALISED: WD_COLOR_INDEX.BRIGHT_GREEN,
    Verdict.UNCHECKED: WD_COLOR_INDEX.YELLOW,
}
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # all but Char of XML 1.0, 2.2
_COLUMNS = ("verdict", "basis", "reference", "document", "clause", "said", "stated", "note", "start", "end")


def as_csv(checked: Checked, language: str) -> bytes:
    """UTF-8 with a byte-order mark, for spreadsheets. A cell that a spreadsheet would run gets an apostrophe."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(_COLUMNS)
    for finding in checked.findings:
        rows.writerow([safe_cell(cell) for cell in _row(finding, language)])
    return out.getvalue().encode("utf-8-sig")


def as_docx(checked: Checked, language: str) -> bytes:
    """The draft's paragraphs; each reference coloured by its verdict and with the finding as a comment."""
    file = new_document()
    start = 0
    for line in checked.text.split("\n"):
        end = start + len(line)
        paragraph = file.add_paragraph()
        inside = [f for f in checked.findings if start <= f.reference.start < end]
        _write(paragraph, checked.text, start, end, inside, language)
        start = end + 1
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _write(paragraph: Paragraph, text: str, start: int, end: int, findings: list[Finding], language: str) -> None:
    at = start
    by_place: dict[tuple[int, int], list[Finding]] = {}
    for finding in findings:
        by_place.setdefault((finding.reference.start, min(finding.reference.end, end)), []).append(finding)
    for (begins, ends), held in sorted(by_place.items()):
        if begins < at:
            continue  # a reference inside another one
        paragraph.add_run(_printable(text[at:begins]))
        run = paragraph.add_run(_printable(text[begins:ends]))
        worst = next((f.verdict for f in held if f.verdict in ALARMS), held[0].verdict)
        run.font.highlight_color = _COLOURS.get(worst, WD_COLOR_INDEX.PINK)
        comment = "\n".join(_comment(finding, language) for finding in held)
        paragraph.part.document.add_comment(run, text=_printable(comment), author="policyqa", initials="PQ")
        at = ends
    paragraph.add_run(_printable(text[at:end]))


def _comment(finding: Finding, language: str) -> str:
    note = finding.note[1 if language == "en" else 0]
    return " · ".join(part for part in (finding.verdict.upper(), finding.document, finding.label, note) if part)


def _row(finding: Finding, language: str) -> tuple[str, ...]:
    reference = finding.reference
    return (
        finding.verdict,
        finding.basis,
        reference.surface,
        finding.document,
        str(finding.clause or ""),
        finding.said,
        finding.stated,
        finding.note[1 if language == "en" else 0],
        str(reference.start),
        str(reference.end),
    )


def _printable(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _FORBIDDEN.sub("", text)
