"""The space in which questions are compared with each other.

Two encoders say how near two questions are in general. Here what they say together is turned so that questions of one
clause come near to each other and others move away (a linear map, learned by contrast on the questions that come with
the shipped corpus: evaluation.train_questions; docs/decisions). A clause's own vectors do not change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from pydantic import PrivateAttr

from indexing.embeddings.provider import ClauseEmbedding, Vectors
from indexing.errors import EmbeddingModelError

FILE = Path(__file__).with_name("question_space.npz")
CHANNEL = "question"
#: How much of a question's vector is of which encoder, before it is turned.
SHARES = {"e5": 0.6, "use": 0.4}


class AsQuestions(ClauseEmbedding):
    """An encoder whose passages are questions, so that a cache keeps their vectors apart."""

    _model: ClauseEmbedding = PrivateAttr()

    def __init__(self, model: ClauseEmbedding) -> None:
        super().__init__(
            model_name=model.model_name,
            channel=model.channel,
            fingerprint=f"{model.fingerprint}-questions",
            dimensions=model.dimensions,
            auxiliary=model.auxiliary,
        )
        self._model = model

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._model.queries(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._model.queries(texts)

    def bulk(self, count: int) -> Callable[[Sequence[str]], Vectors]:
        return self._model.bulk_queries(count)


class QuestionSpace(ClauseEmbedding):
    """An embedding of questions only, made of the vectors of two others: (n, dimensions) float32, L2-normalised."""

    _models: tuple[ClauseEmbedding, ...] = PrivateAttr()
    _means: Mapping[str, Vectors] = PrivateAttr()
    _matrix: Vectors = PrivateAttr()

    def __init__(self, models: Sequence[ClauseEmbedding], means: Mapping[str, Vectors], matrix: Vectors) -> None:
        """`models` are those of SHARES, `means` the mean question of each, `matrix` (sum of their dimensions, d)."""
        held = b"".join([*(means[model.channel].tobytes() for model in models), matrix.tobytes()])
        digest = hashlib.sha256(held).hexdigest()[:8]
        super().__init__(
            model_name="question space",
            channel=CHANNEL,
            fingerprint="-".join([*(model.fingerprint for model in models), digest]),
            dimensions=matrix.shape[1],
            embed_batch_size=64,
        )
        self._models, self._means, self._matrix = tuple(models), dict(means), matrix

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self.turned([model.queries(texts) for model in self._models])

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self.queries(texts)

    def bulk(self, count: int) -> Callable[[Sequence[str]], Vectors]:
        embed = [model.bulk_queries(count) for model in self._models]
        return lambda texts: self.turned([one(texts) for one in embed])

    def query(self, text: str) -> Vectors:
        """One question: (dimensions,) float32. The encoders remember it (ClauseEmbedding.query)."""
        return self.turned([model.query(text)[None] for model in self._models])[0]

    def turned(self, vectors: Sequence[Vectors]) -> Vectors:
        """Questions by the vectors that each model gives them, (n, d of the model)."""
        channels = [model.channel for model in self._models]
        return unit(joined(dict(zip(channels, vectors, strict=True)), self._means) @ self._matrix)


def joined(vectors: Mapping[str, Vectors], means: Mapping[str, Vectors]) -> Vectors:
    """Both encoders' vectors of the same questions side by side, each without what all questions share and with its
    share of the length: (n, sum of dimensions) float32."""
    parts = [unit(vectors[channel] - means[channel]) * np.float32(share**0.5) for channel, share in SHARES.items()]
    return np.concatenate(parts, axis=1)


def unit(vectors: Vectors) -> Vectors:
    """The same directions, of length 1."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), np.float32)


def models_of(embedders: Sequence[ClauseEmbedding]) -> tuple[ClauseEmbedding, ...]:
    """Those that the space is made of, in its order; () where one is not there."""
    found = {embedder.channel: embedder for embedder in embedders}
    return tuple(found[channel] for channel in SHARES) if SHARES.keys() <= found.keys() else ()


def load_space(embedders: Sequence[ClauseEmbedding], file: Path = FILE) -> QuestionSpace | None:
    """The shipped space; None where it was not learned for these very models. Raises EmbeddingModelError when the file
    is broken."""
    models = models_of(embedders)
    known, means, matrix = _read(file)
    if not models or any(known.get(model.channel) != model.fingerprint for model in models):
        return None
    return QuestionSpace(models, means, matrix)


@lru_cache(maxsize=2)
def _read(file: Path) -> tuple[dict[str, str], dict[str, Vectors], Vectors]:
    """For each channel what model it was learned for, and its mean question; the map."""
    try:
        with np.load(file, allow_pickle=False) as archive:
            known = {channel: str(archive[f"model_{channel}"]) for channel in SHARES}
            means = {channel: archive[f"mean_{channel}"] for channel in SHARES}
            return known, means, archive["matrix"].astype(np.float32)
    except (OSError, ValueError, KeyError) as error:
        raise EmbeddingModelError(f"{file} is no question space: {error}; install policyqa again") from error


def save_space(models: Sequence[ClauseEmbedding], means: Mapping[str, Vectors], matrix: Vectors, file: Path) -> None:
    """Write the map (float16) and what it was learned for. Raises OSError."""
    held = {f"model_{model.channel}": np.array(model.fingerprint) for model in models}
    held |= {f"mean_{channel}": mean.astype(np.float32) for channel, mean in means.items()}
    np.savez(file, matrix=matrix.astype(np.float16), **held)
