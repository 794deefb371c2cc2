"""Teaches the reader of given reports (app/answering/reader.py) on the topics of evaluation/closed/reading.

    python -m evaluation.train_reader [--out app/answering/reader.npz]   (make train-reader, an hour and a quarter)

Every topic has nine passages, questions that one of them answers, and questions that none does. A question is read with
its passage and with four others of its topic (three, where none answers). The loss is the cross-entropy of each pair
and, half as much each, of the softmax over the passages of a question and over the sentences of the right one. The
encoder's upper six layers learn along (LoRA, Hu et al. 2021); of the lower ones each text is read once. Told on
standard error: on questions that it was not taught on, how often the right passage comes first and its right sentence,
and what share of noise lies below 95 % of the right ones.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
import yaml
from torch.nn import functional

from app.answering.reader import (
    LAYERS,
    SENTENCE_END,
    SHIPPED,
    Laid,
    Reader,
    Tokens,
    in_tokens,
    padded_passages,
    padded_questions,
    passage_tokens,
    question_tokens,
    save_reader,
)
from evaluation.closed_cases import CHECK, READING, READING_CHECK
from evaluation.train_encoder import LowRank
from indexing.embeddings.e5_torch import E5Torch

_EPOCHS, _TOPICS = 5, 3  # topics of a step
_RATE, _DECAY = 1e-3, 0.2
_RATE_BELOW, _DECAY_BELOW, _DROPPED_BELOW = 5e-4, 0.05, 0.1  # of the encoder
_OTHERS, _OTHERS_OPEN = 4, 3
_RISING = 30  # steps in which the rates rise
_RIGHT = 2.0  # how much a right passage counts
_GIVEN, _DRAWS = 5, 8


@dataclass(frozen=True)
class Asked:
    """A question, the passages of its topic, and which one answers it in which words (None where none does)."""

    text: str
    passages: tuple[str, ...]
    right: int | None
    words: str = ""


def read_topics(files: Sequence[Path]) -> list[Asked]:
    """The questions of files of topics. Raises OSError, and ValueError where not one passage has an answer."""
    found = []
    for file in files:
        for topic in yaml.safe_load(file.read_text("utf-8")):
            passages = tuple(topic["passages"])
            for item in topic["questions"]:
                right = [place for place, text in enumerate(passages) if any(a in text for a in item["answers"])]
                if len(right) != 1:
                    raise ValueError(f"{file.name}: {item['q']}: {len(right)} passages have the answer")
                words = next(answer for answer in item["answers"] if answer in passages[right[0]])
                found.append(Asked(item["q"], passages, right[0], words))
            found += [Asked(text, passages, None) for text in topic.get("open", ())]
    return found


class Lessons:
    """Questions by topic; their texts have been read by the layers that do not learn."""

    def __init__(self, encoder: E5Torch, asked: Sequence[Asked]) -> None:
        self._encoder = encoder
        topics: dict[tuple[str, ...], list[Asked]] = {}
        for one in asked:
            topics.setdefault(one.passages, []).append(one)
        self.topics = list(topics.values())
        self.sentences = {one: _sentences(encoder, one) for one in asked if one.right is not None}
        self._questions = self._read({one.text for one in asked}, question_tokens)
        self._passages = self._read({text for passages in topics for text in passages}, passage_tokens)

    @property
    def asked(self) -> list[Asked]:
        """All questions, topic by topic."""
        return [one for topic in self.topics for one in topic]

    def laid(self, reader: Reader, topic: Sequence[Asked], pairs: Sequence[tuple[int, int]]) -> Laid:
        """Pairs of the questions of a topic and its passages. Gradients flow through."""
        questions = padded_questions(self._above([self._questions[one.text] for one in topic]))
        passages = padded_passages(self._above([self._passages[text] for text in topic[0].passages]))
        return reader.attention.lay(questions, passages, torch.tensor(pairs))

    def _read(self, texts: set[str], tokens: Tokens) -> dict[str, torch.Tensor]:
        """The states of each text after the first of the layers that the reader sees, (tokens, 384)."""
        listed = sorted(texts)
        states = self._encoder.states([tokens(self._encoder, text) for text in listed], LAYERS[:1])
        return {text: layers[0] for text, layers in zip(listed, states, strict=True)}

    def _above(self, below: Sequence[torch.Tensor]) -> list[torch.Tensor]:
        """All that the reader sees of each text, (layers, tokens, 384)."""
        states = torch.nn.utils.rnn.pad_sequence(list(below), batch_first=True)
        held = torch.arange(states.shape[1]) < torch.tensor([len(one) for one in below])[:, None]
        kept = torch.stack([states, *self._encoder.walk(states, held, LAYERS[1:], LAYERS[0])], 1)
        return [text[:, : len(one)] for text, one in zip(kept.unbind(), below, strict=True)]


def _sentences(encoder: E5Torch, one: Asked) -> tuple[list[tuple[int, int]], int]:
    """The sentences of the right passage, in tokens, and which of them has the answer: none where it is in several."""
    text = one.passages[one.right or 0]
    cuts = [0, *(found.end() for found in SENTENCE_END.finditer(text)), len(text)]
    ends = [(start, end) for start, end in pairwise(cuts) if text[start:end].strip()]
    at = text.index(one.words)
    holding = [place for place, (start, end) in enumerate(ends) if start <= at and at + len(one.words) <= end]
    return (in_tokens(encoder, text, ends), holding[0]) if holding and len(ends) > 1 else ([], 0)


def train(lessons: Lessons, encoder: LowRank, epochs: int = _EPOCHS, seed: int = 0) -> Reader:
    """A reader taught on these lessons, which are read by `encoder`: it learns too. AdamW, rates that rise for thirty
    steps and fall linearly."""
    torch.manual_seed(seed)
    rng, reader = random.Random(seed), Reader()
    learning = [*reader.parameters(), *encoder.learning.values()]
    optimiser = torch.optim.AdamW(
        [
            {"params": list(reader.parameters()), "weight_decay": _DECAY, "most": _RATE},
            {"params": list(encoder.learning.values()), "weight_decay": _DECAY_BELOW, "most": _RATE_BELOW},
        ],
        betas=(0.9, 0.98),
    )
    steps = epochs * math.ceil(len(lessons.topics) / _TOPICS)
    started, done = time.perf_counter(), 0
    for epoch in range(epochs):
        order, losses = rng.sample(lessons.topics, len(lessons.topics)), []
        for start in range(0, len(order), _TOPICS):
            done += 1
            for group in optimiser.param_groups:
                group["lr"] = group["most"] * min(1.0, done / _RISING) * max(0.03, 1 - done / steps)
            optimiser.zero_grad()
            batch = order[start : start + _TOPICS]
            for topic in batch:
                loss = _loss(reader, lessons, topic, rng)
                (loss * (len(topic) / sum(map(len, batch)))).backward()  # type: ignore[no-untyped-call]
                losses.append(float(loss.detach()))
            torch.nn.utils.clip_grad_norm_(learning, 1.0)
            optimiser.step()
        taken = time.perf_counter() - started
        sys.stderr.write(f"epoch {epoch + 1} of {epochs}, loss {np.mean(losses):.3f}, {taken:.0f} s\n")
    return reader.eval()


def _loss(reader: Reader, lessons: Lessons, topic: Sequence[Asked], rng: random.Random) -> torch.Tensor:
    pairs: list[tuple[int, int]] = []
    right, spoken = [], []
    for row, one in enumerate(topic):
        others = [place for place in range(len(one.passages)) if place != one.right]
        drawn = rng.sample(others, min(len(others), _OTHERS_OPEN if one.right is None else _OTHERS))
        if one.right is not None:
            right.append((len(pairs), len(drawn) + 1))
            spoken.append((len(pairs), lessons.sentences[one]))
            drawn.insert(0, one.right)
        pairs += [(row, place) for place in drawn]
    laid = lessons.laid(reader, topic, pairs)
    scores, answers = reader(laid), torch.zeros(len(pairs))
    answers[[first for first, _ in right]] = 1.0
    loss = functional.binary_cross_entropy_with_logits(scores, answers, pos_weight=torch.tensor(_RIGHT))
    first = [-functional.log_softmax(scores[start : start + count], 0)[0] for start, count in right]
    said = [
        functional.cross_entropy(each[None], torch.tensor([at]))
        for each, at in _spoken(reader, laid, [(pair, spans, at) for pair, (spans, at) in spoken])
    ]
    return loss + sum(0.5 * torch.stack(each).mean() for each in (first, said) if each)


def _spoken(
    reader: Reader, laid: Laid, right: Sequence[tuple[int, list[tuple[int, int]], int]]
) -> list[tuple[torch.Tensor, int]]:
    """What the reader says of each sentence of right passages, given as pairs with their sentences, and which of them
    has the answer; those of one sentence are left out."""
    several = [one for one in right if one[1]]
    if not several:
        return []
    places = torch.tensor([(pair, *span) for pair, spans, _ in several for span in spans])
    read = reader.stretches(laid, places).split([len(spans) for _, spans, _ in several])
    return [(scores, at) for scores, (_, _, at) in zip(read, several, strict=True)]


def measured(reader: Reader, lessons: Lessons) -> tuple[list[np.ndarray], float]:
    """Of each question the scores of its passages, and the share of right passages of several sentences whose sentence
    with the answer scores highest."""
    scores, found = [], []
    with torch.no_grad():
        for topic in lessons.topics:
            passages = range(len(topic[0].passages))
            laid = lessons.laid(reader, topic, [(row, place) for row in range(len(topic)) for place in passages])
            scores += list(reader(laid).numpy().reshape(len(topic), -1))
            right = [
                (row * len(passages) + one.right, *lessons.sentences[one])
                for row, one in enumerate(topic)
                if one.right is not None
            ]
            found += [int(each.argmax()) == at for each, at in _spoken(reader, laid, right)]
    return scores, float(np.mean(found))


def figures(asked: Sequence[Asked], scores: Sequence[np.ndarray]) -> tuple[float, float]:
    """The share of answerable questions, with four others drawn, whose right passage comes first, and of five others
    alone that lie below 95 % of those."""
    rng, first, best, noise = random.Random(1), [], [], []
    for one, found in zip(asked, scores, strict=True):
        if one.right is not None:
            others = [place for place in range(len(found)) if place != one.right]
            for _ in range(_DRAWS):
                beside = found[rng.sample(others, _GIVEN - 1)].max()
                first.append(found[one.right] > beside)
                best.append(max(found[one.right], beside))
                noise.append(found[rng.sample(others, _GIVEN)].max())
    least = np.sort(best)[int(0.05 * len(best))]
    return float(np.mean(first)), float(np.mean(np.array(noise) < least))


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, tell the figures, write."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.train_reader", description=__doc__)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    given = parser.parse_args(arguments)
    encoder = LowRank(since=LAYERS[0], dropped=_DROPPED_BELOW)
    reader = train(Lessons(encoder, read_topics(READING)), encoder)
    for file in (CHECK, READING_CHECK):
        lessons = Lessons(encoder, read_topics([file]))
        scores, said = measured(reader, lessons)
        first, declined = figures(lessons.asked, scores)
        sys.stderr.write(
            f"{file.stem}: {len(scores)} questions, right passage first {first:.3f}, right sentence of it {said:.3f}, "
            f"noise below {declined:.3f}\n"
        )
    save_reader(reader, encoder.learning, given.out)


if __name__ == "__main__":
    main()
