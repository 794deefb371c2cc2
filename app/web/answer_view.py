"""An answer as the chat shows it: statements, numbered sources, cautions; or a decline with the nearest clauses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from urllib.parse import urlencode

from app.answering.answer import Answer, Citation
from app.web.citation_text import citation_text, name_of
from app.web.kept_citation import kept_citation
from app.web.source_view import addressee_names
from app.web.templates import render
from corpus.catalogue import Catalogue
from corpus.errors import CorpusError
from corpus.model import ClauseId, Document, TextStatus
from corpus.numbering import english_label

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Source:
    """One numbered source under an answer; `quote` is '' where the statement already is the quote, `href` where
    the clause is no longer held, `heading` and `copy` where the quoted words are not; `since` as of KeptCitation."""

    number: int
    href: str
    title: str
    document_number: str
    label: str
    heading: str
    quote: str
    copy: str
    text_status: str
    validity: str
    since: str = ""


@dataclass(frozen=True)
class Said:
    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Near:
    href: str
    label: str
    title: str
    addressees: str  # whom the document names; '' where it names nobody


def one_line(html: str) -> str:
    """HTML without line breaks: a chat message is Markdown, where a blank line would end the HTML, and a carriage
    return ends a line as well as a newline does."""
    return _SPACE.sub(lambda space: "" if {"\r", "\n"} & {*space[0]} else space[0], html)


def source_href(clause_id: str, as_of: str, language: str, start: int = 0, end: int = 0, version: str = "") -> str:
    """Path of the source page with the words marked; `version` is one that is not chosen by the day."""
    clause = ClauseId.parse(clause_id)
    query: dict[str, str | int] = {"clause": ".".join(clause.path)}
    if end:
        query |= {"start": start, "end": end}
    if version:
        query["version"] = version
    return f"/source/{clause.document}?" + urlencode(query | {"as_of": as_of, "lang": language})


def share_query(question: str, institution: str = "", as_of: str = "", documents: Iterable[str] = ()) -> str:
    """The query string that brings back a question with its filters; '' where there is nothing to keep."""
    pairs = [("q", question), ("institution", institution), ("as_of", as_of), *(("documents", d) for d in documents)]
    return urlencode([(key, value) for key, value in pairs if value])


def short_title(document: Document, language: str) -> str:
    """The title without the issuer's name in front, as people say it."""
    if language == "en" and document.title_en:
        return document.title_en
    return document.title.removeprefix(document.issuer) or document.title


def answer_html(answer: Answer, catalogue: Catalogue, language: str, share: str = "") -> str:
    """The card of one answer, in one line. `language` is that of the interface; the statements keep their own."""
    sources: dict[tuple[str, int, int], Source] = {}
    statements = []
    for statement in answer.statements:
        numbers = []
        for citation in statement.citations:
            key = (citation.clause_id, citation.start, citation.end)
            if key not in sources:
                sources[key] = _source(len(sources) + 1, citation, statement.text, answer, catalogue, language)
            numbers.append(sources[key].number)
        statements.append(Said(statement.text, tuple(dict.fromkeys(numbers))))
    html = render(
        "answer.html",
        language,
        answer=answer,
        statements=statements,
        sources=list(sources.values()),
        nearest=list(_nearest(answer, catalogue, language)),
        share=share,
    )
    return one_line(html)


def _source(
    number: int, citation: Citation, statement: str, answer: Answer, catalogue: Catalogue, language: str
) -> Source:
    repeated = " ".join(citation.quote.split()) == " ".join(statement.split())
    source = Source(
        number=number,
        href="",
        title=citation.document,
        document_number="",
        label=english_label(citation.label) if language == "en" else citation.label,
        heading="",
        quote="" if repeated else citation.quote,
        copy="",
        text_status=citation.text_status,
        validity=citation.validity,
    )
    kept = kept_citation(citation, catalogue, date.fromisoformat(answer.as_of))
    source = replace(source, since=kept.since)
    if kept.found is None:
        return source
    document, clause = kept.found.document, kept.found.clause
    link = partial(source_href, citation.clause_id, answer.as_of, language, version=kept.version)
    source = replace(source, href=link(), title=short_title(document, language), document_number=document.number)
    if not kept.stands:
        return source
    as_cited = replace(clause, text_status=TextStatus(citation.text_status))
    return replace(
        source,
        href=link(citation.start, citation.end),
        heading=(clause.heading_en or clause.heading) if language == "en" else clause.heading,
        copy=citation_text(document, as_cited, citation.quote, answer.language),
    )


def _nearest(answer: Answer, catalogue: Catalogue, language: str) -> Iterable[Near]:
    for clause_id in answer.nearest[:5]:
        try:
            found = catalogue.clause(clause_id, date.fromisoformat(answer.as_of))
        except CorpusError:
            continue  # an index newer than the catalogue names clauses that this process does not have yet
        label, heading = found.clause.label, found.clause.heading
        if language == "en":
            label, heading = english_label(label), found.clause.heading_en or heading
        yield Near(
            href=source_href(clause_id, answer.as_of, language),
            label=f"{label} {heading}".strip(),
            title=name_of(found.document, language),
            addressees=addressee_names(found.document.addressees, language),
        )
