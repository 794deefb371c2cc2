"""A matrix that turns a model's question vectors towards how clauses are written: v becomes v + v @ matrix.

Clauses keep their vectors, so an adapter can be added, trained again or taken away without embedding anything. There
are three: one for any clauses in the question's language, one that learned from the questions that come with the
shipped clauses (indexing.clause_questions) too, for those, and one for English questions on clauses
that are mostly Chinese. None is any help to the others' questions, so the plain vectors stay beside them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexing.embeddings.provider import ClauseEmbedding, Vectors
from indexing.errors import EmbeddingModelError

SHIPPED = Path(__file__).with_name("adapters")
# After a channel: the matrix for clauses that come with questions, and for clauses mostly in another language.
TAUGHT, ACROSS = "_taught", "_across"
KINDS = ("", TAUGHT, ACROSS)
# Temperature of the softmax by channel, near the one each model was trained with.
TEMPERATURE = {"e5": 0.01, "use": 0.05}
_RATE, _EPOCHS, _BATCH = 3e-3, 8, 128
_NEAREST = 200  # windows of every question that are held against it and against all of its batch
_BETA1, _BETA2, _EPSILON = 0.9, 0.999, 1e-8  # Adam's defaults (Kingma & Ba, 2015)


@dataclass(frozen=True)
class Pairs:
    """Questions (n, d) and windows of clauses (m, d), both L2-normalised float32, and for every question the windows
    that answer it."""

    questions: Vectors
    windows: Vectors
    right: Sequence[NDArray[np.int64]]


def adapt(matrix: Vectors, questions: Vectors) -> Vectors:
    """Adapted questions, (n, d) or (d,) float32, L2-normalised."""
    turned = questions + questions @ matrix
    return np.asarray(turned / np.linalg.norm(turned, axis=-1, keepdims=True), np.float32)


@lru_cache(maxsize=8)
def load_adapter(channel: str, fingerprint: str, folder: Path = SHIPPED) -> Vectors | None:
    """The matrix for a channel (with TAUGHT or ACROSS behind it, that one), (d, d) float32; None where there is none
    for this very model.

    Raises EmbeddingModelError when the file is broken.
    """
    file = folder / f"{channel}.npz"
    if not file.exists():
        return None
    try:
        with np.load(file, allow_pickle=False) as archive:
            return archive["matrix"].astype(np.float32) if str(archive["model"]) == fingerprint else None
    except (OSError, ValueError, KeyError) as error:
        raise EmbeddingModelError(f"{file} is no adapter: {error}; install policyqa again") from error


def load_adapters(embedders: Iterable[ClauseEmbedding], folder: Path = SHIPPED) -> dict[str, Vectors | None]:
    """All matrices that `folder` has for these models, by channel with each of KINDS behind it."""
    return {
        one.channel + kind: load_adapter(one.channel + kind, one.fingerprint, folder)
        for one in embedders
        for kind in KINDS
    }


def save_adapter(matrix: Vectors, embedder: ClauseEmbedding, folder: Path = SHIPPED, kind: str = "") -> None:
    """Write `folder/<channel><kind>.npz` (float16). Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(
        folder / f"{embedder.channel}{kind}.npz", model=np.array(embedder.fingerprint), matrix=matrix.astype(np.float16)
    )


def train_adapter(sets: Sequence[Pairs], temperature: float, seed: int = 0) -> Vectors:
    """The matrix that gives right windows the most probability among those that compete, (d, d) float32.

    Loss: -log of the summed softmax of the right windows; negatives are the windows nearest to any question of the
    batch before training (all others weigh next to nothing and cost most of the time). Adam from
    zero (the model as it is), a rate that falls linearly, a few epochs: the early end is the only regularisation.
    """
    rng = np.random.default_rng(seed)
    size = sets[0].windows.shape[1]
    matrix, first, second = (np.zeros((size, size), np.float32) for _ in range(3))
    near = [_nearest(one) for one in sets]
    steps = _EPOCHS * sum(math.ceil(len(one.questions) / _BATCH) for one in sets)
    step = 0
    for _ in range(_EPOCHS):
        for which, chosen in _batches(sets, rng):
            step += 1
            gradient = _gradient(matrix, _competing(sets[which], near[which], chosen), temperature)
            first = _BETA1 * first + (1 - _BETA1) * gradient
            second = _BETA2 * second + (1 - _BETA2) * gradient**2
            rate = _RATE * min(1.0, step / 5) * max(0.02, 1 - (step - 1) / steps)
            mean, spread = first / (1 - _BETA1**step), second / (1 - _BETA2**step)
            matrix = matrix - np.float32(rate) * mean / (np.sqrt(spread) + _EPSILON)
    return matrix


def _nearest(pairs: Pairs) -> NDArray[np.int64]:
    """The windows nearest to each question, (n, up to 200)."""
    count = min(_NEAREST, len(pairs.windows))
    blocks = [
        np.argpartition(-(pairs.questions[start : start + _BATCH] @ pairs.windows.T), count - 1, axis=1)[:, :count]
        for start in range(0, len(pairs.questions), _BATCH)
    ]
    return np.concatenate(blocks)


def _batches(sets: Sequence[Pairs], rng: np.random.Generator) -> list[tuple[int, NDArray[np.int64]]]:
    """Every question of every set once, in batches of one set each, shuffled."""
    batches = [
        (which, chosen)
        for which, pairs in enumerate(sets)
        for chosen in np.array_split(rng.permutation(len(pairs.questions)), math.ceil(len(pairs.questions) / _BATCH))
    ]
    return [batches[place] for place in rng.permutation(len(batches))]


def _competing(pairs: Pairs, near: NDArray[np.int64], chosen: NDArray[np.int64]) -> Pairs:
    """The chosen questions among the windows that are right or near for any of them."""
    right = [pairs.right[place] for place in chosen]
    windows = np.unique(np.concatenate([near[chosen].ravel(), *right]))
    return Pairs(pairs.questions[chosen], pairs.windows[windows], [np.searchsorted(windows, one) for one in right])


def _gradient(matrix: Vectors, pairs: Pairs, temperature: float) -> Vectors:
    questions = pairs.questions
    turned = questions + questions @ matrix
    length = np.linalg.norm(turned, axis=1, keepdims=True)
    unit = turned / length
    scores = unit @ pairs.windows.T / temperature
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    scores /= scores.sum(axis=1, keepdims=True)
    for row, right in enumerate(pairs.right):
        mass = scores[row, right]
        scores[row, right] -= mass / max(float(mass.sum()), 1e-30)
    towards = scores @ pairs.windows / (temperature * len(questions))
    towards = (towards - (towards * unit).sum(axis=1, keepdims=True) * unit) / length
    return np.asarray(questions.T @ towards, np.float32)
