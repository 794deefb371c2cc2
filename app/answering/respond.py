"""From a question to an answer: look up or search, gather evidence, decide, compose, prove, caution."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from app.answering.answer import Answer, Caution, Citation, Decline, DeclineReason, Statement, Status, Timings
from app.answering.cautions import cautions, clause_label
from app.answering.compose.drafts import Draft
from app.answering.compose.extractive import compose
from app.answering.compose.thresholds import compose_size
from app.answering.decide import Decision, decide
from app.answering.dialogue import Standalone
from app.answering.evidence import Candidate, gather
from app.answering.question import Asks, Question, Scope, read
from app.answering.segments import Segment
from app.answering.terms import language_of
from app.answering.verify import cite
from app.answering.wording import say
from corpus.catalogue import Catalogue
from corpus.model import ValidityStatus
from indexing.resolver import Resolution, Resolver
from indexing.retriever import ClauseRetriever, Filters, Hit

_NEAREST = 3


@dataclass(frozen=True)
class Request:
    """One question as the façade took it: `text` is cleaned, `standalone` is what it means in its conversation."""

    text: str
    standalone: Standalone
    as_of: date
    institution: str | None = None
    documents: frozenset[str] | None = None
    language: str | None = None


class Composer(Protocol):
    """Turns judged evidence into drafts; what cannot be proved is dropped afterwards."""

    mode: str

    def __call__(self, question: Question, decision: Decision, most: int) -> list[Draft]: ...


class Extractive:
    """The words of the clauses themselves."""

    mode = "extractive"

    def __call__(self, question: Question, decision: Decision, most: int) -> list[Draft]:
        return compose(question, decision.chosen, most)


@dataclass(frozen=True)
class Responder:
    """Answers questions over one index. Thread-safe: it holds no state of its own."""

    catalogue: Catalogue
    retriever: ClauseRetriever
    resolver: Resolver
    top_k: int = 10
    max_statements: int = 5
    composer: Composer = field(default_factory=Extractive)

    def answer(self, request: Request) -> Answer:
        """The answer to one request."""
        clock = _Clock()
        question = read(request.standalone.text, request.language or language_of(request.text))
        refusal = _refusal(read(request.text)) or _refusal(question)
        if refusal is not None:
            return self._finish(request, question, clock, decline=refusal)
        resolution = self.resolver.resolve(question.text, request.as_of)
        if resolution.unresolved and not resolution.found:
            first = resolution.unresolved[0]
            reason = first.reason_en if question.language == "en" else first.reason_zh
            unknown = Decline(reason=DeclineReason.NOT_COVERED, text=reason)
            return self._finish(request, question, clock, decline=unknown)
        candidates = self._candidates(question, resolution, request)
        clock.mark("retrieve")
        decision = decide(question, gather(question, candidates))
        drafts = self._drafts(question, decision, candidates)
        clock.mark("compose")
        statements, used = _prove(drafts, request.as_of)
        decline, status = self._verdict(question, decision, statements, used, candidates, request.as_of)
        clock.mark("verify")
        return self._finish(
            request,
            question,
            clock,
            status=status,
            statements=statements,
            cautions=cautions(question, used, request.as_of, request.institution) if statements else (),
            decline=decline,
            nearest=_nearest(candidates) if decline else (),
        )

    def _drafts(self, question: Question, decision: Decision, candidates: Sequence[Candidate]) -> list[Draft]:
        sized = compose_size(question, candidates)
        if sized is not None:
            return [sized]
        return self.composer(question, decision, self.max_statements) if decision.chosen else []

    def _candidates(self, question: Question, resolution: Resolution, request: Request) -> list[Candidate]:
        named = [Candidate(found.document, found.clause, 1.0, named=True) for found in resolution.found]
        for clause in request.standalone.clauses:
            found = self.catalogue.clause(clause, request.as_of)
            named.append(Candidate(found.document, found.clause, 1.0, named=True))
        if named:
            return named
        within = request.documents
        if within is None and len(resolution.documents) == 1:
            within = frozenset(resolution.documents)
        if within and Asks.RECORD in question.asks:
            return [self._record(document, request.as_of) for document in sorted(within)]
        filters = Filters(as_of=request.as_of, institution=request.institution, documents=within)
        hits = self.retriever.search(question.text, self.top_k, filters)
        return [Candidate(hit.document, hit.clause, score) for hit, score in zip(hits, _scaled(hits), strict=True)]

    def _record(self, document: str, as_of: date) -> Candidate:
        found = self.catalogue.clause(f"{document}#meta", as_of)
        return Candidate(found.document, found.clause, 1.0, named=True)

    def _verdict(
        self,
        question: Question,
        decision: Decision,
        statements: tuple[Statement, ...],
        used: Sequence[Segment],
        candidates: Sequence[Candidate],
        as_of: date,
    ) -> tuple[Decline | None, Status]:
        language = question.language
        if decision.reason is DeclineReason.DETAIL_NOT_STATED and decision.chosen:
            segment = decision.chosen[0].segment
            label = clause_label(segment.document, segment.clause.label, language)
            detail = decision.detail or say(f"detail.{decision.asked or 'other'}", language)
            text = say("detail_not_stated", language, label=label, detail=detail)
            return Decline(reason=decision.reason, text=text), Status.DECLINED
        if not statements:
            names = [clause_label(c.document, c.clause.label, language) for c in candidates[:_NEAREST]]
            near = say("nearest", language, labels="; ".join(names)) if names else say("no_nearest", language)
            text = f"{say('not_covered', language)} {near}"
            return Decline(reason=DeclineReason.NOT_COVERED, text=text), Status.DECLINED
        if all(segment.document.validity.status_on(as_of) is ValidityStatus.UNKNOWN for segment in used):
            text = say("part_not_stated", language, detail=say("detail.still_in_force", language))
            return Decline(reason=DeclineReason.DETAIL_NOT_STATED, text=text), Status.PARTIAL
        return None, Status.ANSWERED

    def _finish(
        self,
        request: Request,
        question: Question,
        clock: _Clock,
        *,
        status: Status = Status.DECLINED,
        statements: tuple[Statement, ...] = (),
        cautions: tuple[Caution, ...] = (),
        decline: Decline | None = None,
        nearest: tuple[str, ...] = (),
    ) -> Answer:
        fingerprint = self.retriever.fingerprint
        seed = f"{request.text}\n{request.as_of}\n{fingerprint}\n{time.time_ns()}"
        return Answer(
            id=hashlib.sha256(seed.encode()).hexdigest()[:16],
            question=request.text,
            language="en" if question.language == "en" else "zh",
            as_of=request.as_of.isoformat(),
            status=status,
            statements=statements,
            cautions=cautions,
            decline=decline,
            nearest=nearest,
            mode=self.composer.mode,
            index=fingerprint,
            timings_ms=clock.timings(),
        )


class _Clock:
    """Milliseconds between marks."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self._spent: dict[str, float] = {}

    def mark(self, stage: str) -> None:
        """Everything since the last mark was `stage`."""
        now = time.perf_counter()
        self._spent[stage] = round(1000 * (now - self._last), 2)
        self._last = now

    def timings(self) -> Timings:
        """The stages and the total so far."""
        return Timings(**self._spent, total=round(1000 * (time.perf_counter() - self._started), 2))


def _refusal(question: Question) -> Decline | None:
    if question.scope is Scope.REGULATION:
        return None
    if question.scope is Scope.INSTRUCTION:
        return Decline(reason=DeclineReason.INSTRUCTION_REFUSED, text=say("instruction_refused", question.language))
    return Decline(reason=DeclineReason.OUT_OF_SCOPE, text=say(f"out_of_scope.{question.scope}", question.language))


def _scaled(hits: Sequence[Hit]) -> list[float]:
    """Scores relative to the best, in [0, 1]."""
    best = max((hit.score for hit in hits), default=0.0)
    return [max(hit.score / best, 0.0) if best > 0 else 0.0 for hit in hits]


def _prove(drafts: Sequence[Draft], as_of: date) -> tuple[tuple[Statement, ...], list[Segment]]:
    """Statements whose every quote was found in its clause, and the segments they use."""
    statements: list[Statement] = []
    used: list[Segment] = []
    for draft in drafts:
        citations: list[Citation] = []
        for segment in draft.segments:
            if segment.lead is not None:
                citations.append(cite(segment.document, segment.clause, *segment.lead, as_of))
            citations.append(cite(segment.document, segment.clause, segment.start, segment.end, as_of))
        statements.append(Statement(text=draft.text, citations=tuple(citations)))
        used.extend(draft.segments)
    return tuple(statements), used


def _nearest(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(candidate.clause.id) for candidate in candidates))[:_NEAREST]
