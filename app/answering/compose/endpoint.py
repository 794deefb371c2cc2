"""An OpenAI-compatible chat endpoint, read as a stream under one wall-clock deadline."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from queue import Empty, Queue
from typing import Any, Literal

import httpx
from pydantic import BaseModel

from app.errors import LLMError

Message = Mapping[Literal["role", "content"], str]

#: Bytes of a reply that are looked at: many times what `max_tokens` can fill.
_LONGEST_REPLY = 512 * 1024
#: Statuses by which servers refuse a field they do not know; the request is made again without the schema.
_UNKNOWN_FIELD = frozenset({400, 415, 422, 501})


class _Words(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    delta: _Words | None = None  # streamed
    message: _Words | None = None  # by a server that does not stream


class _Chunk(BaseModel):
    choices: list[_Choice] = []

    @property
    def text(self) -> str:
        words = (self.choices[0].delta or self.choices[0].message) if self.choices else None
        return (words.content if words else None) or ""


@dataclass(frozen=True)
class Endpoint:
    """Where a model is reached: `url` ends before /chat/completions. Thread-safe. Nothing is retried, but for a
    server that refuses the JSON schema: it is asked again without."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    max_tokens: int = 600

    def stream(
        self, messages: Sequence[Message], schema: Mapping[str, Any], until: float
    ) -> Generator[str, None, None]:
        """The reply, piece by piece. Raises LLMError on anything but a whole reply by `until` (time.monotonic()).

        A thread reads, so that neither a name look-up nor a server that drips single bytes can hold the caller.
        """
        pieces: Queue[str | LLMError | None] = Queue()
        stop = threading.Event()
        body = {
            "model": self.model,
            "messages": list(messages),
            "max_tokens": self.max_tokens,
            "temperature": 0,
            "stream": True,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": schema},
            },
        }
        reader = threading.Thread(target=self._read, args=(body, until, pieces, stop), name="llm-reply", daemon=True)
        reader.start()
        try:
            while True:
                left = until - time.monotonic()
                if left <= 0:  # also where pieces lie ready: the work on them takes time
                    raise LLMError(f"the language model at {self._place} did not finish in time")
                try:
                    piece = pieces.get(timeout=left)
                except Empty:
                    continue
                if piece is None:
                    return
                if isinstance(piece, LLMError):
                    raise piece
                yield piece
        finally:
            stop.set()

    def _read(
        self, body: dict[str, Any], until: float, pieces: Queue[str | LLMError | None], stop: threading.Event
    ) -> None:
        """Put the pieces of the reply, then None or what went wrong. An unforeseen error ends the thread, and the
        caller at the deadline."""
        try:
            with httpx.Client(headers=self._headers(), follow_redirects=False) as client:
                for piece in self._pieces(client, body, until, stop):
                    pieces.put(piece)
            pieces.put(None)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            name = type(error).__name__
            reason = str(error.response.status_code) if isinstance(error, httpx.HTTPStatusError) else name
            pieces.put(LLMError(f"the language model at {self._place} gave no reply that can be read: {reason}"))

    @property
    def _place(self) -> str:
        """The URL without what may be a secret in it."""
        return re.sub(r"//[^/@]*@|\?.*", lambda found: "//" if found[0].startswith("//") else "", self.url)

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
        return headers | {"Authorization": f"Bearer {self.key}"} if self.key else headers

    def _pieces(self, client: httpx.Client, body: dict[str, Any], until: float, stop: threading.Event) -> Iterator[str]:
        url, left = self.url.rstrip("/") + "/chat/completions", max(until - time.monotonic(), 0.001)
        response = client.send(client.build_request("POST", url, json=body, timeout=left), stream=True)
        try:
            if response.status_code in _UNKNOWN_FIELD and "response_format" in body:
                response.close()
                plain = {name: value for name, value in body.items() if name != "response_format"}
                yield from self._pieces(client, plain, until, stop)
                return
            response.raise_for_status()
            if response.is_redirect or response.status_code != httpx.codes.OK:
                raise ValueError(f"status {response.status_code}")
            streamed = response.headers.get("content-type", "").startswith("text/event-stream")
            for line in _lines(response, until, stop, streamed):
                if not streamed:
                    yield _Chunk.model_validate_json(line).text
                elif line.strip() == b"data: [DONE]":
                    return
                elif line.startswith(b"data:"):
                    yield _Chunk.model_validate_json(line[5:]).text
        finally:
            response.close()


def _lines(response: httpx.Response, until: float, stop: threading.Event, streamed: bool) -> Iterator[bytes]:
    """The lines of a streamed body, or the whole of another. Raises ValueError where it is longer than a reply can be,
    and ends at the deadline or when nobody listens any more."""
    left, read = b"", 0
    for block in response.iter_raw():
        read += len(block)
        if read > _LONGEST_REPLY:
            raise ValueError("the reply is too long")
        if stop.is_set() or time.monotonic() > until:
            return
        *lines, left = (left + block).split(b"\n") if streamed else (left + block,)
        yield from lines
    if left.strip():
        yield left
