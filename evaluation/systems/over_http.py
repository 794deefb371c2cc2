"""Any OpenAI-compatible chat whose answers name their clauses: `--system http://host:port/v1`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlparse

import httpx

from evaluation.datasets import Question
from evaluation.errors import EvaluationError
from evaluation.systems.reading import ChatReader
from evaluation.systems.system import Reply


class SystemUnreachableError(EvaluationError):
    """The system did not answer or its answer cannot be read."""


@dataclass(frozen=True)
class HttpSystem:
    """`url` is the base of the API (…/v1); `OPENAI_API_KEY` is sent where it is set. Errors of one question leave
    that question unscored."""

    url: str
    reader: ChatReader
    model: str = "default"
    timeout_s: float = 60.0

    def __post_init__(self) -> None:
        if urlparse(self.url).scheme not in ("http", "https"):
            raise EvaluationError(f"not an address: {self.url!r} (say http://127.0.0.1:7860/v1)")

    @property
    def name(self) -> str:
        return self.url

    def reply(self, question: Question) -> Reply:
        messages = [{"role": "user", "content": text} for text in (*question.history, in_words(question))]
        key = os.environ.get("OPENAI_API_KEY")
        try:
            response = httpx.post(
                f"{self.url.rstrip('/')}/chat/completions",
                json={"model": self.model, "messages": messages, "temperature": 0},
                headers={"Authorization": f"Bearer {key}"} if key else {},
                timeout=self.timeout_s,
            )
            response.raise_for_status()
            text = str(response.json()["choices"][0]["message"]["content"])
        except (httpx.HTTPError, ValueError, KeyError, IndexError, TypeError) as error:
            raise SystemUnreachableError(
                f"{self.url}: {type(error).__name__}: {error}; is an OpenAI-compatible chat running there?"
            ) from error
        return Reply(self.reader.read(question, text), latency_ms=response.elapsed.total_seconds() * 1000)


def in_words(question: Question) -> str:
    """The question with its day and institution said in words, for a system that has no other way to be told."""
    zh = question.language == "zh"
    told = []
    if question.as_of is not None:
        told.append(f"截至{question.as_of}" if zh else f"As of {question.as_of}")
    if question.institution is not None:
        told.append(f"机构类型 {question.institution}" if zh else f"for the institution type {question.institution}")
    if not told:
        return question.question
    return f"（{'，'.join(told)}）{question.question}" if zh else f"({', '.join(told)}) {question.question}"
