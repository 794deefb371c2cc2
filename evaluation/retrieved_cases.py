"""Closed evidence as published sets of cross-referenced rules give it: BM25's best ten of the whole corpus.

What the search missed is not among them, so that no answer can cite it. The passages are those that RegNLP/ObliQA-XRef
(controlled comparison, test split) gives its language model: BM25 as rank_bm25 has it, over lower-case words between
spaces, of the 13,015 passages of the rulebooks. There the two clauses are both among the ten for 63.0 % of the
questions, one for 35.7 %, none for 1.3 %, so that recall cannot exceed .808; copying the first two gives .585 / .585.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from evaluation.beir_folder import BeirFolder

CROSS_REFERENCED = Path(__file__).with_name("closed") / "crossref.yaml"
GIVEN = 10
#: How many questions of the published set have so many of their two clauses among the ten, and what copying finds.
PUBLISHED_FOUND = {2: 0.630, 1: 0.357, 0: 0.013}
PUBLISHED_COPIED = 0.585
_K1, _B, _LEAST = 1.5, 0.75, 0.25


class Words:
    """BM25 over lower-case words between spaces, as rank_bm25's BM25Okapi weighs them: a word that most passages hold
    counts a quarter of the mean."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = CountVectorizer(analyzer=_words)
        counts = csr_matrix(self._words.fit_transform(texts), dtype=np.float64)
        lengths = np.asarray(counts.sum(1)).ravel()
        held = np.bincount(counts.indices, minlength=counts.shape[1])
        idf = np.log(len(texts) - held + 0.5) - np.log(held + 0.5)
        idf[idf < 0] = _LEAST * idf.mean()
        norm = _K1 * (1 - _B + _B * lengths / lengths[lengths > 0].mean())
        rows = np.repeat(np.arange(len(texts)), np.diff(counts.indptr))
        counts.data = idf[counts.indices] * counts.data * (_K1 + 1) / (counts.data + norm[rows])
        self._weights = counts

    def best(self, question: str, count: int) -> list[int]:
        """The places of the `count` best texts, best first."""
        asked = self._words.transform([question])
        return np.argsort(-(self._weights @ asked.T).toarray().ravel(), kind="stable")[:count].tolist()


def _words(text: str) -> list[str]:
    return text.lower().split()


@dataclass(frozen=True)
class Retrieved:
    """A question with its clauses and what the search gives for it, best first, by their ids."""

    question: str
    gold: frozenset[str]
    ranked: tuple[str, ...]

    @property
    def given(self) -> tuple[str, ...]:
        """The passages that come with the question."""
        return self.ranked[:GIVEN]

    @property
    def found(self) -> int:
        """How many of its clauses are among those given."""
        return len(self.gold.intersection(self.given))

    @property
    def copied(self) -> int:
        """How many of its clauses are the first two given."""
        return len(self.gold.intersection(self.given[:2]))


class Retrieval:
    """Gives passages for the questions of one BEIR folder, and for ours on its corpus."""

    def __init__(self, folder: BeirFolder) -> None:
        self._folder = folder
        self.texts = folder.texts
        self._ids = list(self.texts)
        self._words = Words(list(self.texts.values()))

    def cross_referenced(self) -> list[Retrieved]:
        """Our own questions on two passages of which one refers to the other (evaluation/closed/crossref.yaml)."""
        return [
            self._given(item["q"], item["passages"]) for item in yaml.safe_load(CROSS_REFERENCED.read_text("utf-8"))
        ]

    def judged(self, least: int, most: int) -> list[Retrieved]:
        """The questions of the folder that have `least` to `most` clauses."""
        return [
            self._given(self._folder.queries[query], sorted(gold))
            for query, gold in sorted(self._folder.gold.items())
            if least <= len(gold) <= most
        ]

    def _given(self, question: str, gold: Sequence[str]) -> Retrieved:
        best = self._words.best(question, 2 * GIVEN)
        return Retrieved(question, frozenset(gold), tuple(self._ids[place] for place in best))


def published_shares(asked: Sequence[Retrieved]) -> np.ndarray:
    """(n,) weights with which the questions have as many clauses among the ten as the published ones, and copying the
    first two finds as many of them: within each number found, exp(a * copied) for the one `a` that does it."""
    found = np.array([min(one.found, 2) for one in asked])
    copied = np.array([one.copied for one in asked])

    def shares(tilt: float) -> np.ndarray:
        weights = np.exp(tilt * copied)
        for number, share in PUBLISHED_FOUND.items():
            weights[found == number] *= share / max(weights[found == number].sum(), 1e-9)
        return weights / weights.sum()

    low, high = -5.0, 5.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if shares(middle) @ copied / 2 < PUBLISHED_COPIED else (low, middle)
    return shares(low)
