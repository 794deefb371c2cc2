"""Teaches the reader of given reports (app/answering/reader.py) on the topics of evaluation/closed/reading.

    python -m evaluation.train_reader [--out app/answering/reader.npz]   (make train-reader, quarter of an hour)

Every topic has nine passages, questions that one of them answers, and questions that none does. A question is read with
its passage and with four others of its topic (three, where none answers). The loss is the cross-entropy of each pair
and, half as much each, of the softmax over the passages of a question and over the sentences of the right one. Told on
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
    SENTENCE_END,
    SHIPPED,
    Reader,
    States,
    encode_passages,
    encode_questions,
    in_tokens,
    save_weights,
)
from evaluation.closed_cases import CHECK, READING, READING_CHECK
from indexing.embeddings.e5_torch import E5Torch

_EPOCHS, _QUESTIONS, _RATE, _DECAY = 5, 8, 1e-3, 0.2
_OTHERS, _OTHERS_OPEN = 4, 3
_RISING = 30  # steps in which the rate rises
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


class Encoded:
    """The states of all questions and passages of some topics, and where in the right passages the sentences are."""

    def __init__(self, encoder: E5Torch, asked: Sequence[Asked]) -> None:
        questions = sorted({one.text for one in asked})
        passages = sorted({text for one in asked for text in one.passages})
        self.questions = dict(zip(questions, encode_questions(encoder, questions), strict=True))
        self.passages = dict(zip(passages, encode_passages(encoder, passages), strict=True))
        self.sentences = {one: _sentences(encoder, one) for one in asked if one.right is not None}

    def said(self, reader: Reader, one: Asked) -> tuple[torch.Tensor, int] | None:
        """What the reader says of each sentence of the right passage, and which of them has the answer."""
        spans, at = self.sentences.get(one, ([], 0))
        if one.right is None or not spans:
            return None
        return reader.stretches(self.questions[one.text], self.passages[one.passages[one.right]], spans), at

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> tuple[list[States], list[States]]:
        """What the reader takes, of (question, passage) pairs."""
        return [self.questions[text] for text, _ in pairs], [self.passages[text] for _, text in pairs]


def _sentences(encoder: E5Torch, one: Asked) -> tuple[list[tuple[int, int]], int]:
    """The sentences of the right passage, in tokens, and which of them has the answer: none where it is in several."""
    text = one.passages[one.right or 0]
    cuts = [0, *(found.end() for found in SENTENCE_END.finditer(text)), len(text)]
    ends = [(start, end) for start, end in pairwise(cuts) if text[start:end].strip()]
    at = text.index(one.words)
    holding = [place for place, (start, end) in enumerate(ends) if start <= at and at + len(one.words) <= end]
    return (in_tokens(encoder, text, ends), holding[0]) if holding and len(ends) > 1 else ([], 0)


def train(asked: Sequence[Asked], encoded: Encoded, epochs: int = _EPOCHS, seed: int = 0) -> Reader:
    """A reader taught on these questions. AdamW, a rate that rises for thirty steps and falls linearly."""
    torch.manual_seed(seed)
    rng, reader = random.Random(seed), Reader()
    optimiser = torch.optim.AdamW(reader.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps = epochs * math.ceil(len(asked) / _QUESTIONS)
    started, done = time.perf_counter(), 0
    for epoch in range(epochs):
        order, losses = rng.sample(list(asked), len(asked)), []
        for start in range(0, len(order), _QUESTIONS):
            done += 1
            for group in optimiser.param_groups:
                group["lr"] = _RATE * min(1.0, done / _RISING) * max(0.03, 1 - done / steps)
            loss = _loss(reader, encoded, order[start : start + _QUESTIONS], rng)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            losses.append(float(loss.detach()))
        taken = time.perf_counter() - started
        sys.stderr.write(f"epoch {epoch + 1} of {epochs}, loss {np.mean(losses):.3f}, {taken:.0f} s\n")
    return reader.eval()


def _loss(reader: Reader, encoded: Encoded, asked: Sequence[Asked], rng: random.Random) -> torch.Tensor:
    pairs, owners, right = [], [], []
    for number, one in enumerate(asked):
        others = [text for place, text in enumerate(one.passages) if place != one.right]
        drawn = rng.sample(others, min(len(others), _OTHERS_OPEN if one.right is None else _OTHERS))
        if one.right is not None:
            drawn.insert(0, one.passages[one.right])
        pairs += [(one.text, text) for text in drawn]
        owners += [number] * len(drawn)
        right += [one.right is not None and place == 0 for place in range(len(drawn))]
    scores = reader(*encoded.pairs(pairs))
    answers, owner = torch.tensor(right), torch.tensor(owners)
    loss = functional.binary_cross_entropy_with_logits(scores, answers.float(), pos_weight=torch.tensor(_RIGHT))
    first = [-functional.log_softmax(scores[owner == owner[place]], 0)[0] for place in answers.nonzero()[:, 0]]
    read = (encoded.said(reader, one) for one in asked)
    said = [functional.cross_entropy(each[0][None], torch.tensor(each[1:])) for each in read if each]
    return loss + sum(0.5 * torch.stack(each).mean() for each in (first, said) if each)


def scored(reader: Reader, encoded: Encoded, asked: Sequence[Asked]) -> list[np.ndarray]:
    """Of each question the scores of its passages."""
    with torch.inference_mode():
        return [reader(*encoded.pairs([(one.text, text) for text in one.passages])).numpy() for one in asked]


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


def sentences_found(reader: Reader, encoded: Encoded, asked: Sequence[Asked]) -> float:
    """The share of right passages whose sentence with the answer scores highest, of those with several."""
    with torch.inference_mode():
        read = [encoded.said(reader, one) for one in asked]
    return float(np.mean([int(each[0].argmax()) == each[1] for each in read if each]))


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, tell the figures, write."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.train_reader", description=__doc__)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    given = parser.parse_args(arguments)
    encoder = E5Torch()
    taught = read_topics(READING)
    checks = {file.stem: read_topics([file]) for file in (CHECK, READING_CHECK)}
    encoded = Encoded(encoder, [*taught, *(one for asked in checks.values() for one in asked)])
    reader = train(taught, encoded)
    for name, asked in checks.items():
        first, declined = figures(asked, scored(reader, encoded, asked))
        said = sentences_found(reader, encoded, asked)
        sys.stderr.write(
            f"{name}: {len(asked)} questions, right passage first {first:.3f}, right sentence of it {said:.3f}, "
            f"noise below {declined:.3f}\n"
        )
    save_weights(reader, given.out)


if __name__ == "__main__":
    main()
