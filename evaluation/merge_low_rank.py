"""Puts what a low-rank adapter changes into the 4-bit weights of the encoder it was trained beside.

Most changes are a small part of a step between two 4-bit values, so rounding each weight by itself would lose them. A
weight is rounded in the order of its inputs instead, and what rounding lost is made up for by the inputs that follow,
as far as they are active together on real texts (GPTQ, Frantar et al. 2022). The scale of a block changes only where
the new weights leave its range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from indexing.embeddings.e5_file import BLOCK, BYTES, ORIGINAL, E5File
from indexing.embeddings.e5_torch import E5Torch, Layer

_BATCH = 32  # sequences that go through a layer together
_DAMPING = 0.01  # of the mean activity of an input, added to each
_COLUMNS = 128  # inputs after which what rounding lost is handed to all that follow
_PARTS = {"qkv": ("q", "k", "v"), "ao": ("ao",), "fi": ("fi",), "fo": ("fo",)}

Change = Mapping[str, NDArray[np.float32]]  # by linear map, (outputs, inputs)


def merge(changes: Sequence[Change], sequences: Sequence[list[int]]) -> NDArray[np.uint8]:
    """The bytes of the changed model file. `changes` are of every layer, `sequences` closed token sequences of texts
    like those that will be read."""
    encoder = E5Torch(kind=torch.float32)
    data = np.fromfile(ORIGINAL, np.uint8)
    ordered = sorted(sequences, key=len)
    with torch.inference_mode():
        texts = [_Text(*encoder.start(ordered[at : at + _BATCH])) for at in range(0, len(ordered), _BATCH)]
        for number, (layer, change) in enumerate(zip(encoder.layers, changes, strict=True)):
            for name, parts in _PARTS.items():
                wanted = layer[f"{name}.w"] + torch.from_numpy(change[name])
                names = [f"l{number}.{part}.w" for part in parts]
                scale = _fitting(wanted, torch.cat([_scales(encoder.file, one, wanted.shape[1]) for one in names]))
                codes = _rounded(wanted, scale, torch.cat([text.inputs(encoder, layer, name) for text in texts]))
                layer[f"{name}.w"] = codes * scale.repeat_interleave(BLOCK, dim=1)
                for one, some, theirs in zip(names, codes.chunk(len(names)), scale.chunk(len(names)), strict=True):
                    _, _, offset, length = encoder.file.tensors[one]
                    data[offset : offset + length] = packed(some.numpy(), theirs.numpy())
            for text in texts:
                text.states = encoder.through(layer, text.states, encoder.mask(text.held))
    return data


def packed(codes: NDArray[np.float32], scale: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Q4_0 blocks, (bytes,), of codes -8 to 7 (outputs, inputs) and scales (outputs, inputs / 32)."""
    halves = (codes.reshape(-1, BLOCK) + 8).astype(np.uint8)
    blocks = np.empty((len(halves), BYTES), np.uint8)
    blocks[:, :2] = scale.reshape(-1, 1).astype(np.float16).view(np.uint8)
    blocks[:, 2:] = halves[:, : BLOCK // 2] | halves[:, BLOCK // 2 :] << 4
    return blocks.reshape(-1)


class _Text:
    """A batch of sequences on their way through the layers."""

    def __init__(self, states: torch.Tensor, held: torch.Tensor) -> None:
        self.states, self.held = states, held

    def inputs(self, encoder: E5Torch, layer: Layer, name: str) -> torch.Tensor:
        """What reaches one linear map of the layer, (tokens, inputs)."""
        seen: dict[str, torch.Tensor] = {}
        encoder.through(layer, self.states, encoder.mask(self.held), seen)
        return seen[name][self.held]


def _scales(file: E5File, name: str, inputs: int) -> torch.Tensor:
    blocks = file.bytes_of(name).reshape(-1, BYTES)
    scale = np.ascontiguousarray(blocks[:, :2]).view(np.float16).astype(np.float32)
    return torch.from_numpy(scale.reshape(-1, inputs // BLOCK))


def _fitting(wanted: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    """`scale`, and a new one (float16) of every block whose wanted weights leave its range."""
    blocks = wanted.view(len(wanted), -1, BLOCK)
    steps = blocks / torch.where(scale != 0, scale, torch.tensor(1e-9))[:, :, None]
    greatest = blocks.gather(2, blocks.abs().argmax(2, keepdim=True))[:, :, 0]
    return torch.where((steps.amax(2) > 7.6) | (steps.amin(2) < -8.6), (greatest / -8).half().float(), scale)


def _rounded(wanted: torch.Tensor, scale: torch.Tensor, inputs: torch.Tensor) -> torch.Tensor:
    """Codes -8 to 7, (outputs, inputs) float32."""
    together = (inputs.T @ inputs).double()
    together += torch.eye(len(together), dtype=torch.float64) * together.diagonal().mean() * _DAMPING
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(together))
    follow = torch.linalg.cholesky(inverse, upper=True).float()
    left, codes = wanted.clone(), torch.empty_like(wanted)
    divisor = torch.where(scale != 0, scale, torch.tensor(1.0))
    for first in range(0, left.shape[1], _COLUMNS):
        last = min(first + _COLUMNS, left.shape[1])
        lost = torch.empty(len(left), last - first)
        for column in range(first, last):
            step = divisor[:, column // BLOCK]
            codes[:, column] = torch.clamp(torch.round(left[:, column] / step), -8, 7)
            error = (left[:, column] - codes[:, column] * scale[:, column // BLOCK]) / follow[column, column]
            left[:, column + 1 : last] -= error[:, None] * follow[column, column + 1 : last]
            lost[:, column - first] = error
        left[:, last:] -= lost @ follow[first:last, last:]
    return codes
