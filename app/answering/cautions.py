"""What the reader has to know before relying on an answer, drawn from the clauses it cites."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.answering.answer import Caution
from app.answering.question import Question
from app.answering.segments import Segment
from app.answering.wording import say, status_name
from corpus.addressees import GROUP_NAMES, INSTITUTIONS, concerns
from corpus.model import Document, Evidence, TextStatus, ValidityStatus
from corpus.numbering import english_label


def label_of(segment: Segment, language: str) -> str:
    """《title》（number）label, or its English form."""
    return clause_label(segment.document, segment.clause.label, language)


def short_name(document: Document, language: str) -> str:
    """How a document is named before what it says: its number, else its title."""
    return document.number or (document.title_en if language == "en" else document.title)


def clause_label(document: Document, label: str, language: str) -> str:
    """How a clause is named to people: 《title》（number）label; in English title, number, Article 530."""
    number = document.number
    if language == "en":
        return ", ".join(part for part in (document.title_en or document.title, number, english_label(label)) if part)
    return (f"《{document.title}》" if document.title else "") + (f"（{number}）" if number else "") + label


def document_name(document: Document, language: str) -> str:
    """How a document is named in a sentence: its number or 《title》; in English its title or number."""
    if language == "en":
        return document.title_en or document.number or document.title
    return document.number or f"《{document.title}》"


def cautions(
    question: Question, segments: Iterable[Segment], as_of: date, institution: str | None
) -> tuple[Caution, ...]:
    """The cautions that the cited segments call for, most general first, each once."""
    language = question.language
    found: dict[tuple[str, str], Caution] = {}

    def add(code: str, **values: object) -> None:
        text = say(f"caution.{code}", language, **values)
        found.setdefault((code, text), Caution(code=code, text=text))

    cited = list(segments)
    restated = [s for s in cited if s.clause.text_status is TextStatus.RESTATED and s.clause.id.path != ("meta",)]
    if restated:
        checks = dict.fromkeys(s.clause.to_check_en if language == "en" else s.clause.to_check for s in restated)
        add("restated_text", check=(" ".join(check for check in checks if check)))
    for segment in cited:
        document, clause = segment.document, segment.clause
        status = document.status_on(as_of)
        title = (document.title_en or document.title) if language == "en" else document.title
        if status is ValidityStatus.UNKNOWN:
            add("unverified_validity", title=title, as_of=as_of)
        elif status is not ValidityStatus.IN_FORCE:
            add("not_in_force", title=title, as_of=as_of, status=status_name(status, language))
        if clause.evidence in (Evidence.C, Evidence.D):
            add("low_evidence", label=label_of(segment, language), evidence=clause.evidence)
        for code, holder in (("document", document), ("clause", clause)):
            text = holder.caution_en if language == "en" else holder.caution
            if text:
                add(code, text=text)
        if language == "en" and clause.in_language("en") is None:
            add("original_chinese")
        if institution and clause.addressees and not concerns(clause.addressees, institution):
            names = INSTITUTIONS.get(institution) or GROUP_NAMES[institution]
            add("not_addressed", label=label_of(segment, language), institution=names[language == "en"])
    for year in question.years:
        told = (f"{s.document.title}{s.document.number}{s.document.version}{s.text}" for s in cited)
        if cited and not any(str(year) in words for words in told):
            separator = "; " if language == "en" else "、"
            numbers = dict.fromkeys(s.document.number or s.document.title for s in cited)
            add("other_year", year=year, documents=separator.join(numbers))
    return tuple(found.values())
