"""Finding candidates: what the question names is looked up, the rest is searched, within the documents it speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from app.answering.dates import last_days
from app.answering.dialogue import Standalone, Turn, standalone
from app.answering.evidence import Candidate, claimed
from app.answering.privacy import Masked
from app.answering.punished import asks_for_breach, punishing
from app.answering.question import Asks, Question, asks_something, asks_twice, read
from app.answering.terms import question_terms
from corpus.catalogue import Catalogue, Found
from indexing.predecessors import replacing
from indexing.resolver import Resolution, Resolver, Unresolved
from indexing.retriever import ClauseRetriever, Filters, Hit

#: The document that "the notice" means where no other is named: the one the product is about.
SUBJECT = "jinbanfa-2025-46"
_SUBJECT = re.compile(
    r"(?:这|本|该|此)(?:份|个|次)?(?:通知|文件|文)|通知(?:里|中|上|给|要求|规定|对|有没有|的(?:文号|目标|主送|要求))|(?:25|今)年的?通知"
    r"|\b(?:the|this) (?:sme |nfra )?notice(?:'s)?\b(?! (?:on|of|about|for|period|to the)\b)",
    re.IGNORECASE,
)
_SHORT_YEAR = re.compile(r"(?<!\d)(2\d)年")
_VERSIONS = re.compile(r"去年|上一?年|往年|以前|旧版?|新版?|last year|previous|earlier|old(er)?\b", re.IGNORECASE)
#: A name of a document: with its number, or as laws, notices and announcements are called.
_FIRM = re.compile(
    r"\d|(?:法|法典|条例|办法|规定|通知|公告)\Z|\b(?:law|act|code|regulations|measures|notice|announcement)\Z",
    re.IGNORECASE,
)
_RECORD = ("meta",)
_IS_NUMBERED = re.compile(r"文号(?:是|为)|document number (?:is|of)", re.IGNORECASE)
_ASKS_RECORD = frozenset({Asks.RECORD, Asks.WHO, Asks.DATE})
_LEAST_WEIGHT = 0.8


@dataclass(frozen=True)
class Request:
    """One question as the façade took it: `text` is cleaned and `masked`, `standalone` is what it means in its
    conversation."""

    text: str
    standalone: Standalone
    as_of: date
    institution: str | None = None
    documents: frozenset[str] | None = None
    language: str | None = None
    passages: tuple[Passage, ...] | None = None
    masked: Masked | None = None


@dataclass(frozen=True)
class Passage:
    """One passage given with the question; `id` is the caller's own and comes back as the clause id."""

    id: str
    text: str


@dataclass(frozen=True)
class Part:
    """One thing asked, and what was found for it. `documents` are those it speaks of (none: all); `of_several` where
    other things were asked with it, and `asked` are then its own words, without those of the part before that it was
    searched with. `predecessor` is the document, not held, that the one candidate tells to be replaced."""

    question: Question
    candidates: tuple[Candidate, ...]
    documents: tuple[str, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    of_several: bool = False
    asked: str = ""
    predecessor: str = ""


@dataclass(frozen=True)
class Finder:
    """Candidates for questions over one index. Thread-safe: it holds no state of its own."""

    catalogue: Catalogue
    retriever: ClauseRetriever
    resolver: Resolver
    top_k: int = 10

    def find(self, question: Question, request: Request) -> list[Part]:
        """The parts of a question, each with its candidates, best first."""
        whole = self._part(question, request)
        looked_up = any(one.named and one.clause.id.path != _RECORD for one in whole.candidates)
        if whole.unresolved or (looked_up and not whole.predecessor):
            return [whole]
        pieces = _pieces(question)
        if len(pieces) < 2:
            return [whole]
        within = self._named_firmly(pieces[0][0])
        first, *later = (
            self._part(read(text, question.language), request, whole.documents, within=within) for text, _ in pieces
        )
        found = [first, *(self._told_apart(part, bare) for part, (_, bare) in zip(later, pieces[1:], strict=True))]
        return [replace(part, of_several=True, asked=bare) for part, (_, bare) in zip(found, pieces, strict=True)]

    def _told_apart(self, part: Part, bare: str) -> Part:
        """A later part, which was searched with the words of the one before it, its candidates with the nearness of its
        own words to what each clause is asked."""
        keys = [candidate.document.key(candidate.clause) for candidate in part.candidates]
        pairs = zip(part.candidates, self.retriever.questions.asked_of(bare, keys), strict=True)
        return replace(part, candidates=tuple(replace(candidate, alone=near) for candidate, near in pairs))

    def _part(
        self, question: Question, request: Request, spoken_of: Sequence[str] = (), *, within: bool = False
    ) -> Part:
        """One part; where it names no document, those `spoken_of` are meant, and with `within` no other answers."""
        replaced = self.resolver.predecessors.asked(question.text)
        if replaced is not None:
            document = self.catalogue.get(replaced.ids[0], request.as_of)
            told = Candidate(document, replacing(document, replaced.name), 1.0, named=True)
            return Part(question, (told,), (document.id,), predecessor=replaced.name)
        resolution = self.resolver.resolve(question.text, request.as_of)
        unresolved = _amiss(resolution, question) or self._unheld(question, resolution)
        if unresolved:
            return Part(question, (), unresolved=unresolved)
        named = [*resolution.found, *(self._clause(clause, request.as_of) for clause in request.standalone.clauses)]
        if named and Asks.PENALTY in question.asks and asks_for_breach(question.text):
            rule_too = asks_twice(question.text)
            named = [one for found in named for one in _punished(found, rule_too)]
        if named:
            return Part(question, tuple(Candidate(found.document, found.clause, 1.0, named=True) for found in named))
        own = self._documents(question, resolution, request)
        documents = own or tuple(spoken_of)
        if own:  # the words of a name say where to look, not what is asked
            question = replace(question, terms=question_terms(self._unnamed(question.text)))
        if Asks.RECORD in question.asks and documents:
            records = (self._clause(f"{document}#meta", request.as_of) for document in documents)
            found = tuple(Candidate(record.document, record.clause, 1.0, named=True) for record in records)
            return Part(question, found, documents)
        within = within and not own and bool(documents)
        return Part(question, tuple(self._search(question, request, documents, within=within)), documents)

    def _unheld(self, question: Question, resolution: Resolution) -> tuple[Unresolved, ...]:
        """The rules whose validity is asked about and that are not held: those of another name say nothing of it."""
        title = "" if resolution.documents or resolution.found else self.resolver.predecessors.unheld(question.text)
        return (Unresolved(title, f"资料中没有《{title}》", f"the material does not hold {title}"),) if title else ()

    def _documents(self, question: Question, resolution: Resolution, request: Request) -> tuple[str, ...]:
        spoken_of = list(resolution.documents)
        if self._speaks_of_subject(question.text) and SUBJECT in self.catalogue.ids() and SUBJECT not in spoken_of:
            spoken_of.append(SUBJECT)
        if not self._record_of_another(question, resolution):
            spoken_of += [other for other in self._of_years(question) if other not in spoken_of]
        if Asks.COMPARISON in question.asks:
            spoken_of += [other for other in self._compared(question, spoken_of) if other not in spoken_of]
        if request.documents is not None:
            return tuple(document for document in spoken_of if document in request.documents) or tuple(
                sorted(request.documents)
            )
        return tuple(spoken_of)

    def _speaks_of_subject(self, text: str) -> bool:
        """Whether "the notice" is spoken of, and not as the end of another's name (续贷通知里)."""
        found = _SUBJECT.search(text)
        if found is None:
            return False
        return not any(named.start <= found.start() < named.end for named in self.resolver.mentions(text))

    def _record_of_another(self, question: Question, resolution: Resolution) -> bool:
        """Whether the record of documents that are none of the yearly notices is asked for: a year is then theirs."""
        named = set(resolution.documents)
        return Asks.RECORD in question.asks and bool(named) and not self._series & named

    @cached_property
    def _series(self) -> set[str]:
        """The yearly notice that the product is about, and those before it."""
        known = SUBJECT in self.catalogue.ids()
        return {SUBJECT, *self.catalogue.get(SUBJECT).validity.supersedes} if known else set()

    def _of_years(self, question: Question) -> list[str]:
        """The yearly notices of the years named, where an earlier year is among them; a year at the end of which
        something ends is none."""
        ended = {day.year for day in last_days(question.text)}
        years = [str(year) for year in question.years if year not in ended]
        return [
            document.id
            for document in self.catalogue.documents
            if document.id in self._series and any(year in document.title for year in years)
        ]

    def _compared(self, question: Question, spoken_of: Sequence[str]) -> list[str]:
        """The other side of a comparison: documents of the years named, or what replaced or was replaced."""
        years = {str(year) for year in question.years} | {f"20{year}" for year in _SHORT_YEAR.findall(question.text)}
        chain = [document for document in self.catalogue.documents if document.id in (*spoken_of, SUBJECT)]
        linked = {
            other for document in chain for other in (*document.validity.supersedes, *document.validity.superseded_by)
        }
        family = {document.id for document in chain} | linked
        dated = [
            document.id
            for document in self.catalogue.documents
            if document.id in family and any(year in document.title for year in years)
        ]
        if dated:
            return dated
        if len(spoken_of) == 1 and _VERSIONS.search(question.text):
            return [document.id for document in self.catalogue.documents if document.id in linked]
        return []

    def _search(
        self, question: Question, request: Request, documents: Sequence[str], *, within: bool
    ) -> list[Candidate]:
        scopes: list[frozenset[str] | None] = [frozenset({document}) for document in documents]
        closed = request.documents is not None or within
        if not documents or not (closed or self._nowhere_else(question, documents)):
            scopes.append(None)
        found: dict[str, Candidate] = {}
        compared = Asks.COMPARISON in question.asks and len(documents) > 1
        text = self._unnamed(question.text) if compared else question.text
        for scope in scopes:
            filters = Filters(as_of=request.as_of, institution=request.institution, documents=scope)
            hits = self.retriever.search(text, self.top_k + 2, filters)
            if not question.asks & _ASKS_RECORD:
                hits = [hit for hit in hits if hit.clause.id.path != _RECORD]
            for hit, score in zip(hits[: self.top_k], _scaled(hits), strict=False):
                key = hit.document.key(hit.clause)
                found.setdefault(key, Candidate(hit.document, hit.clause, score, channels=hit.channels))
        left_open = self.retriever.questions.left_open(text, list(found))
        return [
            replace(candidate, channels={**candidate.channels, **near})
            for candidate, near in zip(found.values(), left_open, strict=True)
        ]

    def _unnamed(self, text: str) -> str:
        """Without the names of documents: of two that are compared, the name of one brings clauses of the other that
        cite it."""
        bare = text
        for mention in reversed(self.resolver.mentions(text)):
            bare = bare[: mention.start] + " " + bare[mention.end :]
        return bare if sum(term.weight for term in question_terms(bare)) >= _LEAST_WEIGHT else text

    def _nowhere_else(self, question: Question, documents: Sequence[str]) -> bool:
        """Whether only the documents named can answer, or those of earlier years. What another one says counts where
        the question may be wrong about which (46号文规定FTP优惠50BP，对吗)."""
        if Asks.COMPARISON in question.asks:
            return True
        if SUBJECT not in documents and set(documents) & set(self._of_years(question)):
            return True
        if Asks.YES_NO in question.asks and claimed(question.text):
            return False
        return self._named_firmly(question.text)

    def _named_firmly(self, text: str) -> bool:
        named = self.resolver.mentions(text)
        return any(mention.ids and _FIRM.search(text[mention.start : mention.end]) for mention in named)

    def _clause(self, clause: str, as_of: date) -> Found:
        return self.catalogue.clause(clause, as_of)


def _amiss(resolution: Resolution, question: Question) -> tuple[Unresolved, ...]:
    """Names that lead nowhere, where nothing else is named; a number may be asked to be that of a document named."""
    asked = bool(resolution.documents) and _IS_NUMBERED.search(question.text) is not None
    return () if resolution.found or asked else resolution.unresolved


def _punished(found: Found, rule_too: bool) -> list[Found]:
    """The clause that punishes a breach of the rule that was looked up, after that rule where more is asked of it."""
    penalty = punishing(found.document, found.clause)
    if penalty is None:
        return [found]
    return [*([found] if rule_too else []), replace(found, clause=penalty)]


def _scaled(hits: Sequence[Hit]) -> list[float]:
    """Scores relative to the best, in [0, 1]."""
    best = max((hit.score for hit in hits), default=0.0)
    return [max(hit.score / best, 0.0) if best > 0 else 0.0 for hit in hits]


def _pieces(question: Question) -> list[tuple[str, str]]:
    """The questions inside a question, each standing alone and as it was put; one where it asks for one thing."""
    pieces: list[tuple[str, str]] = []
    for piece in question.pieces:
        inside = read(piece, question.language)
        asking = bool(inside.asks) or asks_something(piece)
        if not asking or sum(term.weight for term in inside.terms) < _LEAST_WEIGHT:
            if not pieces:
                return []
            if not asking:
                continue
        pieces.append((standalone(piece, [Turn(pieces[-1][0])] if pieces else []).text, piece))
    return pieces
