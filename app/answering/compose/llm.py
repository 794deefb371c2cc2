"""The optional composer: a language model words the answer, and only what the verifier proves is kept.

Any OpenAI-compatible endpoint serves. Whatever the model does (times out, refuses, invents, returns no JSON), the
reader gets proved words: those of the model, or the clauses' own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.answering.compose.drafts import Draft
from app.answering.evidence import ClauseEvidence
from app.answering.question import Question
from app.answering.segments import Segment
from app.answering.terms import language_of, presence, question_terms
from app.answering.verify import supports
from app.errors import LLMError

_MOST_EVIDENCE = 8
#: Least share of a statement's own content that its evidence has to speak of.
_GROUNDED = 0.75
_LONGEST = 400


class _Said(BaseModel):
    model_config = ConfigDict(extra="ignore")

    text: str = Field(min_length=2, max_length=_LONGEST)
    evidence: list[int] = Field(min_length=1, max_length=4)


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")

    statements: list[_Said] = Field(max_length=20)


@dataclass(frozen=True)
class LLM:
    """An OpenAI-compatible endpoint. `timeout_s` bounds the whole call; nothing is retried."""

    url: str
    model: str
    key: str
    timeout_s: float
    max_tokens: int

    @cached_property
    def _client(self) -> Any:
        from llama_index.llms.openai_like import OpenAILike

        return OpenAILike(
            model=self.model,
            api_base=self.url,
            api_key=self.key or "none",
            is_chat_model=True,
            timeout=self.timeout_s,
            max_retries=0,
            max_tokens=self.max_tokens,
            temperature=0.0,
        )

    def complete(self, prompt: str) -> str:
        """The model's text. Raises LLMError on anything but a reply in time."""
        import openai
        from llama_index.core.llms import ChatMessage

        schema = {"name": "answer", "schema": _Reply.model_json_schema(), "strict": True}
        try:
            reply = self._client.chat(
                [ChatMessage(role="user", content=prompt)],
                response_format={"type": "json_schema", "json_schema": schema},
            )
        except (openai.OpenAIError, ValueError, OSError) as error:
            raise LLMError(f"the language model at {self.url} gave no reply: {error}") from error
        return str(reply.message.content or "")


def compose_with(llm: LLM, question: Question, chosen: Sequence[ClauseEvidence], most: int) -> list[Draft]:
    """Drafts in the model's words, each proved against the segments it names; empty where nothing was.

    Raises LLMError when there is no reply to look at.
    """
    spans = [evidence.segment for item in chosen for evidence in item.segments[:2]][:_MOST_EVIDENCE]
    reply = llm.complete(prompt(question, spans, most))
    return [draft for said in _read(reply)[:most] if (draft := _proved(said, question, spans)) is not None]


def prompt(question: Question, spans: Sequence[Segment], most: int) -> str:
    """compose.md filled in; braces and line breaks in what people wrote are flattened, so that it stays data."""
    text = resources.files("app.answering.prompts").joinpath("compose.md").read_text("utf-8")
    body = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
    lines = [f"[{number}] {' '.join(f'{span.lead_text} {span.text}'.split())}" for number, span in enumerate(spans, 1)]
    return body.format(
        question=" ".join(question.text.split()),
        language="English" if question.language == "en" else "Chinese",
        evidence="\n".join(lines),
        most=most,
    )


def _read(reply: str) -> list[_Said]:
    """The statements of a reply; none where it is not the JSON asked for."""
    start, end = reply.find("{"), reply.rfind("}")
    if start < 0 or end <= start:
        return []
    try:
        return _Reply.model_validate(json.loads(reply[start : end + 1])).statements
    except (ValueError, ValidationError, RecursionError):
        return []


def _proved(said: _Said, question: Question, spans: Sequence[Segment]) -> Draft | None:
    if any(not 1 <= number <= len(spans) for number in said.evidence) or language_of(said.text) != question.language:
        return None
    used = tuple(spans[number - 1] for number in dict.fromkeys(said.evidence))
    evidence = "\n".join(f"{span.lead_text} {span.text}" for span in used)
    if not supports(said.text, evidence, language=question.language).ok:
        return None
    terms = question_terms(said.text)
    weight = sum(term.weight for term in terms)
    if not weight or sum(term.weight * presence(term, evidence) for term in terms) / weight < _GROUNDED:
        return None
    return Draft(" ".join(said.text.split()), used)
