"""From a question to an answer: look up or search, gather evidence, decide, compose, prove, caution."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from app.answering.answer import Answer, Caution, Citation, Decline, DeclineReason, Statement, Status, Timings, whole
from app.answering.cautions import cautions, clause_label, document_name
from app.answering.closed import ClosedPart, closed_part, judged, with_own_ids
from app.answering.compose.addressees import compose_addressees, points_back
from app.answering.compose.comparison import compose_comparison
from app.answering.compose.drafts import Composed, Draft, distinct
from app.answering.compose.extractive import compose
from app.answering.compose.predecessor import compose_predecessor
from app.answering.compose.record import compose_record, is_record, unrecorded
from app.answering.compose.record_claim import VALIDITY
from app.answering.compose.thresholds import compose_size
from app.answering.decide import (
    Decision,
    Ranked,
    decide,
    decide_closed,
    in_force_first,
    rank,
    rank_closed,
)
from app.answering.evidence import ClauseEvidence, gather
from app.answering.find import Finder, Part, Request
from app.answering.model import ClosedModel, EvidenceModel, Form
from app.answering.parts import followed, supported
from app.answering.question import Asks, Question, Scope, read
from app.answering.segments import Segment
from app.answering.terms import language_of
from app.answering.verify import cite
from app.answering.wording import say
from corpus.readers.markdown import RECORD_PATH
from indexing.sentences import Cosines

_NEAREST = 3
_STOPS = ("。", ".")
#: Confidence of an answer read off a table or a list of names, which the model does not judge.
_READ_OFF = 1.0
_LONG_STORY = 150


@dataclass(frozen=True)
class Reply:
    """What came of one part: the decision, all clauses judged (most relevant first) and the drafts."""

    part: Part
    decision: Decision
    ordered: tuple[ClauseEvidence, ...]
    drafts: tuple[Draft, ...]
    mode: str = "extractive"
    caution: str = ""


class Composer(Protocol):
    """Turns judged evidence into drafts: each that takes time as soon as it is proved, then all that count. `since` is
    when the question came (time.monotonic()): a composer that waits for something counts its time from there."""

    def __call__(
        self, question: Question, decision: Decision, most: int, since: float
    ) -> Iterator[Draft | Composed]: ...


class Extractive:
    """The words of the clauses themselves."""

    def __call__(self, question: Question, decision: Decision, most: int, since: float) -> Iterator[Draft | Composed]:
        yield Composed(tuple(compose(question, decision, most)))


@dataclass(frozen=True)
class Responder:
    """Answers questions over one index. Thread-safe: it holds no state of its own."""

    finder: Finder
    model: EvidenceModel
    closed_models: Mapping[Form, ClosedModel]
    max_statements: int = 5
    cosines: Cosines | None = None
    composer: Composer = field(default_factory=Extractive)

    def answer(self, request: Request) -> Answer:
        """The answer to one request."""
        return whole(self.stream(request))

    def stream(self, request: Request) -> Iterator[Statement | Answer]:
        """Each statement as soon as it is proved, then the answer with all that count (where a language model's are
        found not to answer, others stand in their place)."""
        clock = _Clock()
        alone = request.standalone
        question = read(alone.text, request.language or alone.language or language_of(request.text))
        refusal = _refusal(read(request.text, question.language), request) or _refusal(question, request)
        if refusal is not None:
            yield self._finish(request, question, clock, decline=refusal)
            return
        parts = self._parts(question, request)
        clock.mark("retrieve")
        replies: list[Reply] = []
        statements: tuple[Statement, ...] = ()
        used: list[Segment] = []
        told: list[Statement] = []
        ranked = supported([self._ranked(part, request) for part in parts])
        quick = replace(self, composer=Extractive()) if alone.last else self  # for what is not answered
        found = zip([*(quick for _ in parts[1:]), self], parts, ranked, strict=True)
        since = clock.since
        steps = ((who, one) for who, part, some in found for one in who._reply(part, some, request, since, replies))
        for who, step in steps:
            clock.mark("compose")
            if isinstance(step, Draft):
                proved, _ = _prove([step], request.as_of)
            else:
                replies = [*([] if alone.last else replies), step]
                drafts = distinct([draft for reply in replies for draft in reply.drafts])
                proved, used = statements, used = _prove(drafts, request.as_of)
            clock.mark("verify")
            fresh = [statement for statement in proved if statement not in told and who is self]
            told += fresh
            yield from fresh if request.passages is None else ()
        decline, status = _verdict(question, replies, statements, used, request.as_of)
        notes = cautions(question, used, request.as_of, request.institution)
        notes = (*_unsure(replies, self.model.certain_from, question.language), *notes) if statements else notes
        answer = self._finish(
            request,
            question,
            clock,
            status=status,
            statements=statements,
            cautions=(*(notes if request.passages is None else ()), *_composed(replies, question.language)),
            decline=decline,
            nearest=_nearest(replies) if decline else (),
            mode="llm" if any(reply.mode == "llm" for reply in replies) else "extractive",
            confidence=_confidence(replies),
        )
        yield answer if request.passages is None else with_own_ids(answer, request.passages)

    def _parts(self, question: Question, request: Request) -> list[Part]:
        if request.passages is None:
            return self.finder.find(question, request)
        found = self.finder.retriever
        encoders = [embedder for embedder in found.embedders if not embedder.auxiliary]
        return [closed_part(question, request.passages, encoders, found.lexical, request.as_of, found.adapters)]

    def _ranked(self, part: Part, request: Request) -> Ranked:
        """The clauses found for a part with the probability that each is one to cite; none for given passages."""
        if isinstance(part, ClosedPart):
            return ()
        found = gather(part.question, part.candidates, part.documents, self.cosines)
        return rank(in_force_first(found, request.as_of, part.documents), self.model)

    def _reply(
        self, part: Part, ranked: Ranked, request: Request, since: float, before: Sequence[Reply]
    ) -> Iterator[Draft | Reply]:
        """The drafts that take time, each as it comes, then the reply with all that count; `before` are the replies to
        the parts before it."""
        if isinstance(part, ClosedPart):
            model, given = self.closed_models[part.form], judged(part)
            ordered = tuple(item for _, item in rank_closed(given, model))
            yield from self._worded(part, decide_closed(given, model), ordered, since)
            return
        ordered = tuple(item for _, item in ranked)
        told = self._read_off(part, request, before)
        if told:
            yield Reply(part, Decision(ordered[:1], confidence=_READ_OFF), ordered, tuple(told[: self.max_statements]))
            return
        spoken_of = tuple(self.finder.catalogue.get(document, request.as_of) for document in part.documents)
        decision = replace(decide(part, ranked, self.model), spoken_of=spoken_of)
        decision = followed(part, decision, ranked, [(reply.decision, reply.ordered) for reply in before])
        recorded = compose_record(part.question, decision.chosen) if decision.reason is None else []
        decision = decision if recorded else unrecorded(part.question, decision)
        if recorded or (decision.reason is not None and is_record(decision.chosen)):
            yield Reply(part, decision, ordered, tuple(recorded[: self.max_statements]))
            return
        if decision.reason is None and Asks.COMPARISON in part.question.asks:
            compared = compose_comparison(part.question, decision)
            if compared:
                yield Reply(part, decision, ordered, tuple(compared))
                return
        yield from self._worded(part, decision, ordered, since)

    def _read_off(self, part: Part, request: Request, before: Sequence[Reply]) -> Sequence[Draft]:
        """What the size table, a document's replacement or its addressees tell, whatever the evidence is; () where none
        of them is asked for."""
        sized = compose_size(part.question, part.candidates, not part.of_several)
        if sized is not None:
            return (sized,)
        replaced = compose_predecessor(part)
        back = bool(before) and points_back(part.asked, before[-1].part.question)
        if replaced or len(part.documents) != 1 or back:
            return replaced
        document = self.finder.catalogue.get(part.documents[0], request.as_of)
        return compose_addressees(part.question, document, request.institution)

    def _worded(
        self, part: Part, decision: Decision, ordered: tuple[ClauseEvidence, ...], since: float
    ) -> Iterator[Draft | Reply]:
        composed = Composed(())
        if decision.chosen:
            for step in self.composer(part.question, decision, self.max_statements, since):
                if isinstance(step, Draft):
                    yield step
                else:
                    composed = step
        yield Reply(part, decision, ordered, composed.drafts, composed.mode, composed.caution)

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
        mode: str = "extractive",
        confidence: float | None = None,
    ) -> Answer:
        fingerprint = self.finder.retriever.fingerprint
        seed = f"{request.text}\n{request.as_of}\n{fingerprint}\n{time.time_ns()}"
        return Answer(
            id=hashlib.sha256(seed.encode()).hexdigest()[:16],
            question=request.text,
            language="en" if question.language == "en" else "zh",
            as_of=request.as_of.isoformat(),
            status=status,
            statements=statements,
            cautions=(*_masked(request, question.language), *cautions),
            decline=decline,
            nearest=nearest,
            mode=mode,
            index=fingerprint,
            timings_ms=clock.timings(),
            confidence=confidence,
        )


class _Clock:
    """Milliseconds between marks."""

    def __init__(self) -> None:
        self.since = time.monotonic()
        self._started = self._last = time.perf_counter()
        self._spent: dict[str, float] = {}

    def mark(self, stage: str) -> None:
        """Everything since the last mark was `stage`."""
        now = time.perf_counter()
        self._spent[stage] = round(self._spent.get(stage, 0.0) + 1000 * (now - self._last), 2)
        self._last = now

    def timings(self) -> Timings:
        """The stages and the total so far."""
        return Timings(**self._spent, total=round(1000 * (time.perf_counter() - self._started), 2))


def _refusal(question: Question, request: Request) -> Decline | None:
    """The decline of a follow-up to nothing, and of what is no question for published regulations, before anything is
    searched. Given passages may be about anything, and a question on them may tell a long story in which all sorts of
    things are said."""
    scope, language = question.scope, question.language
    if request.standalone.dangling:
        return Decline(reason=DeclineReason.NOT_COVERED, text=say("dangling", language))
    if scope is Scope.REGULATION:
        return None
    if request.passages is not None and (scope is not Scope.INSTRUCTION or len(question.text) > _LONG_STORY):
        return None
    if scope is Scope.INSTRUCTION:
        return Decline(reason=DeclineReason.INSTRUCTION_REFUSED, text=say("instruction_refused", language))
    if scope is Scope.DRAFT:
        return Decline(reason=DeclineReason.NOT_COVERED, text=say("draft", language))
    return Decline(reason=DeclineReason.OUT_OF_SCOPE, text=say(f"out_of_scope.{scope}", language))


def _confidence(replies: Sequence[Reply]) -> float | None:
    """That of the weakest part which is answered, else of the weakest part; None where nothing was judged."""
    judged = [reply for reply in replies if reply.ordered]
    answered = [reply for reply in judged if reply.decision.reason is None]
    return min((round(reply.decision.confidence, 4) for reply in answered or judged), default=None)


def _unsure(replies: Sequence[Reply], certain_from: float, language: str) -> tuple[Caution, ...]:
    """What the asker is told where a part is answered on little: its confidence is below `certain_from` and it does not
    name the clause."""
    for reply in replies:
        decision = reply.decision
        named = any(item.candidate.named for item in decision.chosen)
        if decision.reason is None and not named and decision.confidence < certain_from:
            return (Caution(code="unsure", text=say("caution.unsure", language)),)
    return ()


def _masked(request: Request, language: str) -> tuple[Caution, ...]:
    """What the asker is told about personal numbers in the question."""
    notice = request.masked.notice(language) if request.masked else ""
    return (Caution(code="masked", text=notice),) if notice else ()


def _composed(replies: Sequence[Reply], language: str) -> tuple[Caution, ...]:
    """What the composer has to say about how it came to the words."""
    codes = dict.fromkeys(reply.caution for reply in replies if reply.caution)
    return tuple(Caution(code=code, text=say(f"caution.{code}", language)) for code in codes)


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


def _verdict(
    question: Question,
    replies: Sequence[Reply],
    statements: Sequence[Statement],
    used: Sequence[Segment],
    as_of: date,
) -> tuple[Decline | None, Status]:
    """The decline, if any part was declined, and the status of the whole."""
    declined = [reply for reply in replies if reply.decision.reason is not None]
    if not declined:
        material = question.asks & {Asks.YES_NO, Asks.DATE}
        if statements and material and all(_unverified(segment, as_of) for segment in used):
            detail = say("detail.still_in_force", question.language, as_of=as_of)
            text = say("part_not_stated", question.language, detail=detail)
            return Decline(reason=DeclineReason.DETAIL_NOT_STATED, text=text), Status.PARTIAL
        return None, Status.ANSWERED
    decline = _decline(question, declined[0])
    if len(declined) == len(replies):
        return decline, Status.DECLINED
    missing = (", " if question.language == "en" else "、").join(f"“{reply.part.asked}”" for reply in declined)
    text = f"{say('part_not_stated', question.language, detail=missing)} {decline.text}"
    return decline.model_copy(update={"text": text}), Status.PARTIAL


def _unverified(segment: Segment, as_of: date) -> bool:
    """Whether nobody has checked that it still applies; a record's other lines hold anyway."""
    if segment.clause.id.path == RECORD_PATH and not VALIDITY.search(segment.text):
        return False
    from_day = segment.document.validity.unverified_from
    return from_day is not None and as_of >= from_day


def _decline(question: Question, reply: Reply) -> Decline:
    language, decision = question.language, reply.decision
    if reply.part.unresolved:
        first = reply.part.unresolved[0]
        english = language == "en"
        text = first.reason_en if english else first.reason_zh
        text = text[:1].upper() + text[1:]
        return Decline(reason=DeclineReason.NOT_COVERED, text=text if text.endswith(_STOPS) else text + _STOPS[english])
    if decision.reason is DeclineReason.DETAIL_NOT_STATED:
        detail = decision.detail or say(f"detail.{decision.asked or 'other'}", language)
        if not decision.chosen:
            named = document_name(decision.spoken_of[0], language)
            text = say("document_silent", language, named=named, detail=detail)
            return Decline(reason=DeclineReason.DETAIL_NOT_STATED, text=text)
        segment = decision.chosen[0].best.segment
        label = clause_label(segment.document, segment.clause.label, language)
        return Decline(
            reason=DeclineReason.DETAIL_NOT_STATED,
            text=say("detail_not_stated", language, label=label, detail=detail),
        )
    names = [
        clause_label(item.candidate.document, item.candidate.clause.label, language)
        for item in reply.ordered[:_NEAREST]
    ]
    near = say("nearest", language, labels="; ".join(names)) if names else say("no_nearest", language)
    return Decline(reason=DeclineReason.NOT_COVERED, text=f"{say('not_covered', language)} {near}")


def _nearest(replies: Sequence[Reply]) -> tuple[str, ...]:
    """The clauses nearest to what was declined: that which speaks of it, then the others, best first."""
    ids = [
        str(item.candidate.clause.id)
        for reply in replies
        if reply.decision.reason is not None or len(replies) == 1
        for item in (*reply.decision.chosen, *reply.ordered)
    ]
    return tuple(dict.fromkeys(ids))[:_NEAREST]
