"""BM25 over units and pairs.

Weights are those of bm25s (Lucene's BM25), stored in its format and mapped into memory. Counting is ours, so that one
changed clause does not mean counting all of them again and the length of a bilingual clause is measured per script;
so is adding up, because tokens of a question have weights.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from indexing.tokens import is_chinese, pairs, stem, tokens, units, weight

__all__ = ["K1", "B", "LexicalIndex", "stem", "tokens"]

K1, B = 1.2, 0.75
_BREAK = -1  # stands in a sequence where neighbours do not touch
_POSTINGS = 1_000_000  # entries added up for a first choice among a large index
_COUNTS = ("data", "indices", "indptr")


class LexicalIndex:
    """BM25 of one snapshot.

    `counts` is (clauses, vocabulary) int32, how often each token stands in each clause; `sequence` holds the units of
    all clauses one after the other, those of clause i at [starts[i], starts[i + 1]), -1 where neighbours do not touch.
    """

    def __init__(
        self,
        vocabulary: dict[str, int],
        counts: csr_matrix,
        sequence: NDArray[np.int32],
        starts: NDArray[np.int64],
        bm25: bm25s.BM25,
    ) -> None:
        self.vocabulary = vocabulary
        self.counts = counts
        self.sequence = sequence
        self.starts = starts
        self._bm25 = bm25

    @classmethod
    def build(
        cls, texts: Sequence[str | None], previous: LexicalIndex | None = None, reuse: Sequence[int] = ()
    ) -> LexicalIndex:
        """Index `texts`. Where a text is None, everything about it is row `reuse[i]` of `previous`."""
        vocabulary = dict(previous.vocabulary) if previous else {}
        columns, values = array("i"), array("i")  # a list of a million clauses' tokens would take four times as much
        ends = [0]
        fresh = [place for place, text in enumerate(texts) if text is not None]
        sequences: dict[int, NDArray[np.int32]] = {}
        for place in fresh:
            sequence = units(texts[place] or "")
            counted = Counter([*filter(None, sequence), *pairs(sequence)])
            columns.extend(vocabulary.setdefault(token, len(vocabulary)) for token in counted)
            values.extend(counted.values())
            ends.append(len(columns))
            ids = [vocabulary[unit] if unit else _BREAK for unit in sequence]
            sequences[place] = np.array([*ids, _BREAK], np.int32)
        new = csr_matrix(
            (np.frombuffer(values, np.int32), np.frombuffer(columns, np.int32), np.array(ends, np.int64)),
            shape=(len(fresh), len(vocabulary)),
        )
        counts = _interleave(new, fresh, previous, reuse, len(texts)) if previous else new
        kept = [
            sequences[place] if place in sequences else previous.units_of(reuse[place]) if previous else _NOTHING
            for place in range(len(texts))
        ]
        starts = np.cumsum([0, *map(len, kept)])
        return cls(vocabulary, counts, np.concatenate([*kept, _NOTHING]), starts, _bm25(counts, vocabulary))

    def units_of(self, clause: int) -> NDArray[np.int32]:
        """The sequence of one clause."""
        return self.sequence[self.starts[clause] : self.starts[clause + 1]]

    def scores(self, query: str) -> NDArray[np.float32]:
        """BM25 of every clause, (clauses,) float32; all zero when no token of the query is known."""
        return self.weighted(self.asked(query))

    @staticmethod
    def asked(query: str) -> dict[str, float]:
        """The tokens of a question and what each counts."""
        return {token: count * weight(token) for token, count in Counter(tokens(query)).items()}

    def weighted(self, query: Mapping[str, float]) -> NDArray[np.float32]:
        """BM25 of every clause for tokens with weights, (clauses,) float32; unknown tokens count nothing."""
        scores = np.zeros(self.counts.shape[0], np.float32)
        data, indices, indptr = (self._bm25.scores[name] for name in _COUNTS)
        for token, value in query.items():
            column = self.vocabulary.get(token)
            if column is not None:
                start, end = indptr[column], indptr[column + 1]
                scores[indices[start:end]] += np.float32(value) * data[start:end]
        return scores

    def rare(self, query: Mapping[str, float]) -> tuple[NDArray[np.float32], dict[str, float]]:
        """BM25 of every clause for the tokens that fewest clauses hold, as many as can be added up in no time, and
        the other tokens."""
        indptr = self._bm25.scores["indptr"]
        columns = {token: self.vocabulary[token] for token in query if token in self.vocabulary}
        found = sorted(columns, key=lambda token: int(indptr[columns[token] + 1] - indptr[columns[token]]))
        read, quick = 0, set()
        for token in found:
            read += int(indptr[columns[token] + 1] - indptr[columns[token]])
            if quick and read > _POSTINGS:
                break
            quick.add(token)
        return (
            self.weighted({token: query[token] for token in found if token in quick}),
            {token: query[token] for token in found if token not in quick},
        )

    def weighted_at(self, query: Mapping[str, float], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """BM25 of some clauses, (len(rows),) float32, for tokens that many clauses hold."""
        scores = np.zeros(len(rows), np.float32)
        for token, value in query.items():
            holders, weights = self.postings(token)
            if len(holders):
                place = np.minimum(np.searchsorted(holders, rows), len(holders) - 1)
                scores += np.where(holders[place] == rows, np.float32(value) * weights[place], np.float32(0))
        return scores

    def postings(self, token: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The clauses that hold a token, each once, and its BM25 weight in each; empty where it is unknown."""
        data, indices, indptr = (self._bm25.scores[name] for name in _COUNTS)
        column = self.vocabulary.get(token)
        start, end = (0, 0) if column is None else (indptr[column], indptr[column + 1])
        return indices[start:end], data[start:end]

    def ceiling(self, query: str) -> float:
        """What a clause would score that had every token of a question as strongly as the clause that has it most."""
        counted = Counter(tokens(query)).items()
        return float(sum(n * weight(token) * self.postings(token)[1].max(initial=0.0) for token, n in counted))

    @cached_property
    def idf(self) -> NDArray[np.float32]:
        """Lucene's inverse document frequency of every token, (vocabulary,) float32."""
        frequency = np.diff(self._bm25.scores["indptr"])
        return _idf(self.counts.shape[0], frequency)

    def save(self, folder: Path) -> None:
        """Write the index. Raises OSError."""
        self._bm25.save(folder, show_progress=False)
        for name in _COUNTS:
            np.save(folder / f"counts.{name}.npy", getattr(self.counts, name))
        np.save(folder / "units.npy", self.sequence)
        np.save(folder / "units.starts.npy", self.starts)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Open a saved index, mapped into memory. Raises OSError or ValueError when files are missing or broken."""
        bm25 = bm25s.BM25.load(folder, mmap=True)
        vocabulary: dict[str, int] = bm25.vocab_dict
        data, indices, indptr = (np.load(folder / f"counts.{name}.npy", mmap_mode="r") for name in _COUNTS)
        counts = csr_matrix((data, indices, indptr), shape=(len(indptr) - 1, len(vocabulary)), copy=False)
        starts = np.load(folder / "units.starts.npy")
        # As a plain array over the same mapping: slicing a memmap makes an object of its own each time.
        sequence = np.asarray(np.load(folder / "units.npy", mmap_mode="r"))
        if len(starts) != len(indptr) or len(sequence) != starts[-1]:
            raise ValueError(f"units.npy has {len(sequence)} units, {starts[-1]} expected")
        return cls(vocabulary, counts, sequence, starts, bm25)


_NOTHING = np.zeros(0, np.int32)


def _interleave(
    new: csr_matrix, fresh: Sequence[int], previous: LexicalIndex, reuse: Sequence[int], total: int
) -> csr_matrix:
    """Rows of `new` at the places `fresh`, and rows `reuse` of the previous counts everywhere else."""
    kept = np.setdiff1d(np.arange(total), np.asarray(fresh, int), assume_unique=True)
    old = previous.counts[np.asarray(reuse, int)[kept]]
    old.resize(len(kept), new.shape[1])
    order = np.empty(total, int)
    order[kept] = np.arange(len(kept))
    order[np.asarray(fresh, int)] = len(kept) + np.arange(len(fresh))
    return vstack([old, new], format="csr")[order]


def _idf(clauses: int, frequency: NDArray[np.int64]) -> NDArray[np.float32]:
    return np.log1p((clauses - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)


def _bm25(counts: csr_matrix, vocabulary: dict[str, int]) -> bm25s.BM25:
    """Lucene's BM25 as bm25s defines it, with document length counted per script."""
    clauses, words = counts.shape
    chinese = np.zeros(words, np.int8)
    for token, column in vocabulary.items():
        chinese[column] = is_chinese(token)
    rows = np.repeat(np.arange(clauses, dtype=np.int32), np.diff(counts.indptr))
    script = chinese[counts.indices]
    lengths = np.stack([np.bincount(rows, counts.data * (script == one), minlength=clauses) for one in (0, 1)])
    spoken = np.maximum((lengths > 0).sum(axis=1), 1)
    relative = lengths / np.maximum(lengths.sum(axis=1) / spoken, 1e-9)[:, None]
    idf = _idf(clauses, np.bincount(counts.indices, minlength=words))
    count = counts.data.astype(np.float32)
    saturated = count / (K1 * (1 - B + B * relative[script, rows]) + count)
    scores = csr_matrix((idf[counts.indices] * saturated, counts.indices, counts.indptr), shape=counts.shape).tocsc()
    bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
    bm25.scores = {
        "data": scores.data.astype(np.float32),
        "indices": scores.indices.astype(np.int32),
        "indptr": scores.indptr.astype(np.int64),
        "num_docs": clauses,
    }
    bm25.nonoccurrence_array = None  # Lucene gives a missing token nothing
    bm25.vocab_dict = vocabulary
    bm25.unique_token_ids_set = set(vocabulary.values())
    return bm25
