"""Any Python callable: `--system package.module:function`.

It is given the question's text and returns what it says: words (read as those of a chat, `reading.py`) or an Answer,
as an object or in its JSON form. With a second parameter it is given the `Question` as well, with day, institution and
earlier turns.
"""

from __future__ import annotations

import importlib
import inspect
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.answering.answer import Answer
from evaluation.datasets import Question
from evaluation.errors import EvaluationError
from evaluation.systems.over_http import in_words
from evaluation.systems.reading import ChatReader
from evaluation.systems.system import Reply


class CallableError(EvaluationError):
    """The callable is not there, or what it returns is no answer."""


@dataclass(frozen=True)
class CalledSystem:
    """What the callable raises ends the run: it is the caller's own code."""

    name: str
    function: Callable[..., Any]
    reader: ChatReader
    whole: bool  # whether it takes the Question as well

    @classmethod
    def load(cls, name: str, reader: ChatReader) -> CalledSystem:
        """Import `module:function`, also from the working directory. Raises CallableError saying what is missing."""
        module, _, attribute = name.partition(":")
        sys.path.insert(0, str(Path.cwd()))
        try:
            function = getattr(importlib.import_module(module), attribute)
        except (ModuleNotFoundError, AttributeError, ValueError) as error:
            raise CallableError(f"{name}: {error}; say http://host/v1, or module:function of a module here") from error
        finally:
            sys.path.pop(0)
        if not callable(function):
            raise CallableError(f"{name} is no function; name one that takes a question and returns its answer")
        return cls(name, function, reader, len(inspect.signature(function).parameters) > 1)

    def reply(self, question: Question) -> Reply:
        began = time.perf_counter()
        said = self.function(in_words(question), question) if self.whole else self.function(in_words(question))
        latency = (time.perf_counter() - began) * 1000
        answer = self._read(question, said)
        return Reply(answer, confidence=answer.confidence, latency_ms=latency)

    def _read(self, question: Question, said: Any) -> Answer:
        if isinstance(said, str):
            return self.reader.read(question, said)
        try:
            return Answer.model_validate(said)
        except ValidationError as error:
            raise CallableError(
                f"{self.name} returned {type(said).__name__}; return words with clause ids in brackets, or an Answer"
            ) from error
