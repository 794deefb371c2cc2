"""Learns the space in which questions are compared (indexing.question_space) from the questions that come with the
shipped corpus: those that a clause answers, and those that it leaves open.

    python -m evaluation.train_questions [--data data] [--out indexing/question_space.npz]     (make train-questions)

Every question shall be nearer to the others of its clause than to those of any other clause, and the open ones of a
clause are a class of their own (InfoNCE over the nearest, van den Oord et al. 2018; several right ones are summed). No
evaluation question takes part, so nothing has to be left out where one is asked.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from corpus.catalogue import load_catalogue
from indexing.clause_questions import questions_for
from indexing.embeddings import load_embedders
from indexing.embeddings.cache import EmbeddingCache
from indexing.embeddings.provider import Vectors
from indexing.open_questions import FOLDER as OPEN
from indexing.open_questions import unheld
from indexing.question_space import FILE, AsQuestions, joined, models_of, save_space

#: Questions that clauses answer, written and measured, that the index does not hold yet (docs/decisions).
WAITING = Path(__file__).with_name("waiting_questions")
DIMENSIONS = 256
_TEMPERATURE = 0.05
_EPOCHS, _BATCH, _RATE = 3, 128, 5e-4
_NEAREST = 100  # questions that are held against each one


def examples(besides: Path | None = None) -> tuple[list[str], NDArray[np.int64]]:
    """Every question, and the number of its class: a clause (with those of the folder `besides`), what a clause leaves
    open, or a topic."""
    rows = [(document, clause) for document in load_catalogue().documents for clause in document.clauses]
    more = questions_for(rows, besides) if besides else [()] * len(rows)
    answered = (one + other for one, other in zip(questions_for(rows), more, strict=True))
    classes = [*answered, *questions_for(rows, OPEN), *unheld()]
    texts = [text for questions in classes for text in questions]
    return texts, np.repeat(np.arange(len(classes)), [len(questions) for questions in classes])


def learn(
    vectors: Vectors,
    of_class: NDArray[np.int64],
    dimensions: int = DIMENSIONS,
    epochs: int = _EPOCHS,
    rate: float = _RATE,
) -> Vectors:
    """The map, (d, dimensions) float32, from the directions in which questions (n, d) differ most."""
    torch.manual_seed(0)
    questions, owner = torch.from_numpy(vectors), torch.from_numpy(of_class)
    _, directions = torch.linalg.eigh(questions.T @ questions)
    matrix = directions[:, -dimensions:].clone().requires_grad_(True)
    optimiser = torch.optim.Adam([matrix], lr=rate)
    accompanied = torch.nonzero(torch.bincount(owner)[owner] > 1).squeeze(1)
    steps, step = epochs * -(-len(accompanied) // _BATCH), 0
    order = torch.argsort(owner, stable=True)
    starts = torch.searchsorted(owner[order], torch.arange(int(owner.max()) + 2))
    for epoch in range(epochs):
        near = _nearest(_turned(questions, matrix.detach()))
        told = 0.0
        for batch in accompanied[torch.randperm(len(accompanied))].split(_BATCH):
            own = torch.cat([order[starts[one] : starts[one + 1]] for one in owner[batch]])
            others = torch.unique(torch.cat([near[batch].ravel(), own]))
            cosines = _turned(questions[batch], matrix) @ _turned(questions[others], matrix).T / _TEMPERATURE
            cosines = cosines.masked_fill(batch[:, None] == others[None], -1e9)
            right = cosines.masked_fill(owner[batch][:, None] != owner[others][None], -1e9)
            loss = (torch.logsumexp(cosines, 1) - torch.logsumexp(right, 1)).mean()
            optimiser.zero_grad()
            loss.backward()
            for group in optimiser.param_groups:
                group["lr"] = rate * max(0.05, 1 - step / steps)
            optimiser.step()
            step += 1
            told += loss.item() * len(batch)
        sys.stderr.write(f"epoch {epoch + 1} of {epochs}: loss {told / len(accompanied):.3f}\n")
    return matrix.detach().numpy()


def _turned(questions: torch.Tensor, matrix: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.normalize(questions @ matrix, dim=1)


def _nearest(turned: torch.Tensor) -> torch.Tensor:
    """The questions nearest to each, itself among them, (n, 101)."""
    count = min(_NEAREST + 1, len(turned))
    return torch.cat([torch.topk(some @ turned.T, count, dim=1).indices for some in turned.split(1024)])


def main(arguments: Sequence[str] | None = None) -> None:
    """Embed what the cache does not hold (ten minutes for all), learn, write."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.train_questions", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"), help="where embeddings are kept")
    parser.add_argument("--out", type=Path, default=FILE)
    parser.add_argument("--waiting", action="store_true", help="learn from evaluation/waiting_questions too")
    given = parser.parse_args(arguments)
    texts, of_class = examples(WAITING if given.waiting else None)
    models = models_of(load_embedders("bundled"))
    cache = EmbeddingCache(given.data / "embeddings")
    vectors = {one.channel: cache.passages(AsQuestions(one), texts, _progress)[0] for one in models}
    cache.close()
    means = {channel: some.mean(axis=0) for channel, some in vectors.items()}
    save_space(models, means, learn(joined(vectors, means), of_class), given.out)


def _progress(stage: str, done: int, total: int) -> None:
    sys.stderr.write(f"\r{stage}: {done} of {total}" + ("\n" if done == total else ""))


if __name__ == "__main__":
    main()
