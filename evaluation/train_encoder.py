"""Teaches the bundled encoder how questions are put and rules are written: a low-rank adapter, merged into its 4 bits.

    python -m evaluation.train_encoder --beir DIR [--beir DIR …] --own --data data --out FOLDER   (make train-encoder)

Learns from what train_retrieval learns from, before it: `even.npz` from folds 0, 2 and 4, `odd.npz` from 1 and 3, so
that ranker and evidence model meet every question with a model that has not seen it, and `all.npz`, which
`POLICYQA_EMBEDDING=bundled+<file>` uses beside the others. For questions and clauses alike every linear map W of the
twelve layers becomes W + BA (LoRA, Hu et al. 2021), and the loss is the softmax of right windows among those of the
batch and of hard negatives.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from evaluation.merge_low_rank import merge
from evaluation.train_retrieval import PARTS, Benchmark, from_beir, from_own
from indexing.embeddings import ClauseEmbedding, load_embedders
from indexing.embeddings.e5_torch import E5Torch, Layer
from indexing.embeddings.tuned import save_change
from indexing.passages import language_of, passages

MAPS = ("qkv", "ao", "fi", "fo")
_RANK = 16
_EPOCHS, _BATCH, _RATE, _TEMPERATURE = 3, 32, 5e-4, 0.02
_NEGATIVES = 2  # windows of a question that are found and wrong, drawn anew each epoch
_SOUGHT = 60  # clauses among which wrong ones are looked for
_UNMARKED = 2  # the first wrong ones, which may be right without being marked so
_LONGEST = 256  # tokens of a window that training reads
_SAMPLE, _SAMPLED = 128, 126  # questions, and windows, of a set by which changes are merged; tokens of each


@dataclass(frozen=True)
class Taught:
    """One set: its windows and the clause each is of; of every question its text, the windows that answer it, windows
    that do not though they are found, and the clauses that answer it."""

    texts: list[str]
    owner: NDArray[np.int64]
    questions: list[tuple[str, list[int], list[int], list[int]]]
    fold: NDArray[np.int64]


class LowRank(E5Torch):
    """The encoder with B and A beside every linear map of the layers after `since`, which alone learn."""

    def __init__(self, seed: int = 0, since: int = 0, dropped: float = 0.0) -> None:
        """`dropped` is the share of what reaches A that is left out while it learns."""
        super().__init__()
        torch.manual_seed(seed)
        self._dropped = dropped
        self.learning: dict[str, torch.nn.Parameter] = {}
        for number, layer in enumerate(self.layers[since:], since):
            for name in MAPS:
                outputs, inputs = layer[f"{name}.w"].shape
                layer[f"{name}.A"] = torch.nn.Parameter(torch.randn(_RANK, inputs) / math.sqrt(inputs))
                layer[f"{name}.B"] = torch.nn.Parameter(torch.zeros(outputs, _RANK))
                self.learning |= {f"{number}.{name}.{one}": layer[f"{name}.{one}"] for one in "AB"}  # type: ignore[misc]

    def linear(self, layer: Layer, name: str, states: torch.Tensor) -> torch.Tensor:
        """W x + b + B A x."""
        plain = super().linear(layer, name, states)
        if f"{name}.A" not in layer:
            return plain
        kept = functional.dropout(states, self._dropped, torch.is_grad_enabled())
        inner = functional.linear(kept, layer[f"{name}.A"].to(states.dtype))
        return plain + functional.linear(inner, layer[f"{name}.B"].to(states.dtype))

    def attend(self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Step by step: of torch's fused attention the gradient takes thrice the time on a CPU."""
        return (query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5 + mask).softmax(-1) @ value

    def units(self, texts: Sequence[str], prefix: str) -> torch.Tensor:
        """(texts, 384) float32, L2-normalised."""
        sequences = [self.closed(self.sequence(text, prefix)[: _LONGEST - 2]) for text in texts]
        return functional.normalize(self.means(sequences), dim=-1)

    def changes(self) -> list[dict[str, NDArray[np.float32]]]:
        """B A of every map by layer, (outputs, inputs)."""
        return [
            {name: (layer[f"{name}.B"] @ layer[f"{name}.A"]).detach().numpy() for name in MAPS} for layer in self.layers
        ]


def taught(benchmark: Benchmark, embedders: tuple[ClauseEmbedding, ...]) -> Taught:
    """What a benchmark has to teach, with the wrong clauses that the plain encoders find."""
    retriever = benchmark.retriever(embedders, {embedder.channel: None for embedder in embedders})
    keys, views = benchmark.snapshot.keys, benchmark.snapshot.views
    place = {key: row for row, key in enumerate(keys)}
    documents = {one.key(clause): (one, clause) for one in benchmark.source.documents for clause in one}
    starts = np.cumsum([0, *map(len, views)])

    def spoken(clauses: Sequence[int], language: str) -> list[int]:
        """The first window of each clause in a language, where it has one."""
        return [
            int(starts[row]) + next(number for number, view in enumerate(views[row]) if view.startswith(names))
            for row in clauses
            for names in [(language, f"gloss-{language}")]
            if any(view.startswith(names) for view in views[row])
        ]

    questions, fold = [], []
    for example, number in zip(benchmark.examples, benchmark.fold.tolist(), strict=True):
        language, gold = language_of(example.question), benchmark.right(example)
        right = spoken(gold, language)
        if right:
            hits = retriever.search(example.question, _SOUGHT, example.filters)
            found = [place[hit.document.key(hit.clause)] for hit in hits]
            wrong = spoken([row for row in found if row not in gold][_UNMARKED:], language)
            questions.append((example.question, right, wrong, gold))
            fold.append(number)
    texts = [passage.text for key in keys for passage in passages(*documents[key])]
    return Taught(texts, np.repeat(np.arange(len(keys)), np.diff(starts)), questions, np.array(fold))


def train(sets: Sequence[Taught], folds: Sequence[int], seed: int = 0) -> LowRank:
    """The encoder after learning from the questions of these folds. AdamW, a rate that rises for twenty steps and
    falls linearly, batches of one set each."""
    model, rng = LowRank(seed), np.random.default_rng(seed)
    steps = [step for _ in range(_EPOCHS) for step in _steps(sets, folds, rng)]
    optimiser = torch.optim.AdamW(model.learning.values(), lr=_RATE, weight_decay=0.01, betas=(0.9, 0.98))
    started = time.perf_counter()
    for number, (one, chosen) in enumerate(steps):
        for group in optimiser.param_groups:
            group["lr"] = _RATE * min(1.0, (number + 1) / 20) * max(0.02, 1 - number / len(steps))
        loss = _loss(model, one, chosen, rng)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.learning.values(), 1.0)
        optimiser.step()
        if number % 10 == 9 or number + 1 == len(steps):
            taken = time.perf_counter() - started
            sys.stderr.write(f"step {number + 1} of {len(steps)}, loss {float(loss.detach()):.3f}, {taken:.0f} s\n")
    return model


def _steps(
    sets: Sequence[Taught], folds: Sequence[int], rng: np.random.Generator
) -> list[tuple[Taught, NDArray[np.int64]]]:
    """Every question once, in batches of one set each, shuffled."""
    batches = []
    for one in sets:
        held = rng.permutation(np.flatnonzero(np.isin(one.fold, folds)))
        batches += [(one, chosen) for chosen in np.array_split(held, max(1, math.ceil(len(held) / _BATCH)))]
    return [batches[place] for place in rng.permutation(len(batches))]


def _loss(model: LowRank, one: Taught, chosen: NDArray[np.int64], rng: np.random.Generator) -> torch.Tensor:
    """-log of the share that right windows have of the softmax over all windows drawn for the batch."""
    windows: dict[int, None] = {}
    for place in chosen:
        _, right, wrong, _ = one.questions[place]
        windows[int(rng.choice(right))] = None
        windows |= dict.fromkeys(map(int, rng.choice(wrong, min(_NEGATIVES, len(wrong)), replace=False)))
    owner = one.owner[list(windows)]
    right_ = torch.from_numpy(np.stack([np.isin(owner, one.questions[place][3]) for place in chosen]))
    asked = model.units([one.questions[place][0] for place in chosen], "query: ")
    read = model.units([one.texts[window] for window in windows], "passage: ")
    scores = asked @ read.T / _TEMPERATURE
    return (torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(~right_, -1e4), 1)).mean()


def sample(model: LowRank, sets: Sequence[Taught], folds: Sequence[int], seed: int = 0) -> list[list[int]]:
    """Questions and windows of every set as closed sequences, by which changes are merged."""
    rng = np.random.default_rng(seed)
    found = []
    for one in sets:
        asked = rng.choice(np.flatnonzero(np.isin(one.fold, folds)), _SAMPLE)
        found += [("query: ", one.questions[place][0]) for place in asked]
        found += [("passage: ", one.texts[window]) for window in rng.choice(len(one.texts), _SAMPLE)]
    return [model.closed(model.sequence(text, prefix)[:_SAMPLED]) for prefix, text in found]


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and write `<out>/even.npz`, `odd.npz` and `all.npz` (or those of `--part`)."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.train_encoder", description=__doc__)
    parser.add_argument("--beir", type=Path, action="append", required=True, help="a BEIR folder (repeatable)")
    parser.add_argument("--own", action="store_true", help="learn from our own development questions too")
    parser.add_argument("--data", type=Path, default=Path("data"), help="where indexes and embeddings are kept")
    parser.add_argument("--out", type=Path, required=True, help="folder of the trained files")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this one (repeatable)")
    given = parser.parse_args(arguments)
    embedders = load_embedders("bundled")
    benchmarks = [from_beir(folder, given.data, embedders) for folder in given.beir]
    if given.own:
        benchmarks.append(from_own(given.data, embedders))
    sets = [taught(one, embedders) for one in benchmarks]
    for part in given.part or PARTS:
        model = train(sets, PARTS[part])
        given.out.mkdir(parents=True, exist_ok=True)
        changes = model.changes()
        save_change(merge(changes, sample(model, sets, PARTS[part])), given.out / f"{part}.npz")


if __name__ == "__main__":
    main()
