"""The optional composer: a language model words the answer, and only what is proved is kept.

Any OpenAI-compatible endpoint serves. Whatever the model does (times out, refuses, invents, returns no JSON), the
reader gets proved words: those of the model, or the clauses' own (docs/llm.md).
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.answering.compose.drafts import Composed, Draft
from app.answering.compose.endpoint import Endpoint, Message
from app.answering.compose.extractive import compose
from app.answering.compose.picking import overlap
from app.answering.compose.premise import SURE
from app.answering.compose.proof import proving, words_of
from app.answering.compose.verdict import verdict
from app.answering.decide import Decision
from app.answering.details import figures_asked, states
from app.answering.evidence import Evidence
from app.answering.privacy import mask
from app.answering.question import Asks, Question
from app.answering.segments import Segment
from app.errors import LLMError

_MOST_PASSAGES = 8
_PER_CLAUSE = 3
_MOST_STATEMENTS = 20  # looked at, however many the model writes
_LONGEST = 600
_FAILURES, _REST_S = 3, 30.0
_YES_NO = re.compile(r"\A(?:是的|可以|不可以|不可|不能|能|需要|不需要|yes|no)\s*[，。,.!！:：]\s*", re.IGNORECASE)

_log = logging.getLogger(__name__)


class _Said(BaseModel):
    """One statement as the model writes it; `evidence` numbers the passages from 1, often wrongly."""

    model_config = ConfigDict(extra="ignore")

    text: str = Field(min_length=2, max_length=_LONGEST)
    evidence: list[int] = Field(min_length=1, max_length=4)


class _Reply(BaseModel):
    statements: list[_Said]


class _Rest:
    """Leaves an endpoint alone for a while after three failures in a row, so that nobody waits for what is down. The
    first question afterwards tries again. Threads may race for a count; no more than a try more or less comes of it."""

    def __init__(self) -> None:
        self._failures, self._until = 0, 0.0

    def check(self) -> None:
        """Raises LLMError while it rests."""
        if time.monotonic() < self._until:
            raise LLMError("the language model failed several times and is not asked for the time being")

    def count(self, *, failed: bool) -> None:
        """Take one try into account."""
        self._failures = self._failures + 1 if failed else 0
        if self._failures >= _FAILURES:
            self._until = time.monotonic() + _REST_S


@dataclass(frozen=True)
class Generative:
    """Composes with a model behind `endpoint`, which has `timeout_s` seconds from the arrival of the question."""

    endpoint: Endpoint
    timeout_s: float
    _rest: _Rest = field(default_factory=_Rest, repr=False, compare=False)

    def __call__(self, question: Question, decision: Decision, most: int, since: float) -> Iterator[Draft | Composed]:
        """The model's proved statements one by one, then all of them; or the extractive answer with the caution
        `llm_fallback` where they do not answer. The model is not asked where the decision is to decline. `since` is
        when the question came (time.monotonic())."""
        extracted = compose(question, decision, most)
        if decision.reason is not None:
            yield Composed(tuple(extracted))
            return
        drafts: list[Draft] = []
        try:
            for draft in self.stream(question, decision, most, since):
                drafts.append(draft)
                yield draft
        except LLMError as error:
            _log.warning("%s", error)
        if _answers(question, drafts, extracted):
            yield Composed(tuple(drafts), mode="llm")
        else:
            yield Composed(tuple(extracted), caution="llm_fallback")

    def stream(self, question: Question, decision: Decision, most: int, since: float) -> Iterator[Draft]:
        """Each statement as soon as the model has written it and it is proved, at most `most`.

        Raises LLMError where the reply breaks off or none comes; what was given out before stays proved.
        """
        self._rest.check()
        try:
            yield from self._stream(question, decision, most, since)
        except LLMError:
            self._rest.count(failed=True)
            raise
        self._rest.count(failed=False)

    def _stream(self, question: Question, decision: Decision, most: int, since: float) -> Iterator[Draft]:
        passages = _passages(decision)
        if decision.reason is not None or not passages:
            return
        until = since + self.timeout_s
        _check_time(until)
        seen: set[tuple[Segment, ...]] = set()
        messages = _messages(question, passages, most)
        with closing(self.endpoint.stream(messages, _Reply.model_json_schema(), until)) as pieces:
            for said in _statements(pieces):
                _check_time(until)
                draft = _proved(said, question, passages, first=not seen)
                if draft is not None and draft.segments not in seen:
                    seen.add(draft.segments)
                    yield draft
                if len(seen) >= most:
                    return


def _check_time(until: float) -> None:
    """Raises LLMError from `until` on; another part of the question may have used up the time."""
    if time.monotonic() > until:
        raise LLMError("the time for the language model's answer is over")


def _passages(decision: Decision) -> list[Evidence]:
    """What the model is shown: the best segments of the clauses that were judged to answer."""
    return [evidence for item in decision.chosen for evidence in item.segments[:_PER_CLAUSE]][:_MOST_PASSAGES]


@cache
def _prompt() -> tuple[str, str]:
    """The two halves of prompts/compose.md: the rules, and what they are applied to."""
    text = resources.files("app.answering.prompts").joinpath("compose.md").read_text("utf-8")
    rules, task = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL).split("\n---\n")
    return rules.strip(), task.strip()


def _messages(question: Question, passages: Sequence[Evidence], most: int) -> tuple[Message, Message]:
    """compose.md filled in. What people wrote stays on its own line, and personal numbers in it stay here."""
    rules, task = _prompt()
    language = "English" if question.language == "en" else "Chinese"
    lines = "\n".join(f"[{number}] {words_of(passage.segment)}" for number, passage in enumerate(passages, 1))
    asked = " ".join(mask(question.text).text.split())
    return (
        {"role": "system", "content": rules.format(language=language, most=most)},
        {"role": "user", "content": task.format(passages=lines, question=asked, language=language)},
    )


_OBJECT = re.compile(r"\{[^{}]*\}")


def _statements(pieces: Iterator[str]) -> Iterator[_Said]:
    """The statement objects in a reply as soon as each is closed, whatever stands around them (fences, prose, a reply
    that breaks off); other objects are passed over."""
    waiting, count = "", 0
    for piece in pieces:
        waiting += piece
        at = 0
        for found in _OBJECT.finditer(waiting):
            at = found.end()
            try:
                said = _Said.model_validate_json(found[0])
            except ValidationError:
                continue
            yield said
            count += 1
            if count >= _MOST_STATEMENTS:
                return
        waiting = waiting[max(at, waiting.rfind("{")) :] if "{" in waiting[at:] else ""


def _proved(said: _Said, question: Question, passages: Sequence[Evidence], first: bool) -> Draft | None:
    """The statement with the passages that prove it, those that it names tried first; None where none does: what is
    cited is what proves, whatever the model says. The first statement of an answer begins with the yes or no of its
    clause, where that is the clause that answers best."""
    order = sorted(range(len(passages)), key=lambda place: place + 1 not in said.evidence)
    named = {passages[place].segment: passages[place] for place in order}
    text = _YES_NO.sub("", " ".join(said.text.split()), count=1)
    proof = proving(text, question.language, tuple(named))
    if not proof:
        return None
    sure = first and named[proof[0]].own >= SURE and proof[0].clause is passages[0].segment.clause
    text = re.sub(r"\s*[；;]$", "." if question.language == "en" else "。", text)
    return Draft((verdict(question, proof[0]) if sure else "") + text, proof)


def _answers(question: Question, drafts: Sequence[Draft], extracted: Sequence[Draft]) -> bool:
    """Whether the drafts say what was asked as well as the clauses' own words do: where these state a figure of the
    kind asked for, so do the drafts, and where it is one kind and their first words do, from these (another figure of
    the same clause is true as well, of another case)."""
    asked = figures_asked(question.asks) if Asks.YES_NO not in question.asks else frozenset()
    if not drafts or not asked:
        return bool(drafts)
    if len(asked) == 1 and _state(asked, extracted[:1]):
        return _state(asked, [draft for draft in drafts if _share(draft, extracted[0])])
    return _state(asked, drafts) or not _state(asked, extracted)


def _share(one: Draft, other: Draft) -> bool:
    return any(overlap(mine, theirs) for mine in one.segments for theirs in other.segments)


def _state(asked: frozenset[Asks], drafts: Sequence[Draft]) -> bool:
    return any(states(detail, draft.text) for detail in asked for draft in drafts)
