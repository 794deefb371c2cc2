"""BM25 over units and pairs.

Only whole numbers are stored: which clauses hold a token, how often, and how long each clause is. What depends on all
clauses (document frequency, mean length) is worked out when it is asked for, so that one changed clause changes its own
hundred entries and nothing else. Weights are those of Lucene's BM25, as bm25s defines it; the length of a bilingual
clause is measured per script, and tokens of a question have weights.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexing.postings import Entries, Postings, patched, transposed
from indexing.tokens import is_chinese, pairs, stem, tokens, units, weight

__all__ = ["K1", "B", "LexicalIndex", "stem", "tokens"]

K1, B = 1.2, 0.75
_BREAK = -1  # stands in a sequence where neighbours do not touch
_POSTINGS = 500_000  # entries added up for a first choice among a large index
_ANEW = 8  # more than one changed clause in so many, and the postings are made from nothing
_MOST = 65_535  # of a token in one clause


class LexicalIndex:
    """BM25 of one snapshot.

    `sequence` holds the units of all clauses one after the other, those of clause i at [starts[i], starts[i + 1]), -1
    where neighbours do not touch and at the end of each. `lengths` is (2, clauses) int32: tokens that are not Chinese,
    and those that are.
    """

    def __init__(
        self,
        vocabulary: dict[str, int],
        postings: Postings,
        sequence: NDArray[np.int32],
        starts: NDArray[np.int64],
        lengths: NDArray[np.int32],
    ) -> None:
        self.vocabulary = vocabulary
        self.sequence = sequence
        self.starts = starts
        self._postings = postings
        self._lengths = lengths
        self._strongest: dict[str, float] = {}

    def __len__(self) -> int:
        """How many clauses there are."""
        return len(self.starts) - 1

    @classmethod
    def build(
        cls, texts: Sequence[str | None], previous: LexicalIndex | None = None, reuse: Sequence[int] = ()
    ) -> LexicalIndex:
        """Index `texts`. Where a text is None, everything about it is row `reuse[i]` of `previous`."""
        old = np.asarray(reuse, np.int64) if previous else np.full(len(texts), -1)
        # Rows in their old order stay; one that is met before its place, or again, is written like a new one.
        kept = old > np.maximum.accumulate(np.concatenate([[-1], old]))[:-1]
        if (~kept).sum() * _ANEW > len(texts):
            kept[:] = False
        written = np.flatnonzero(~kept)
        vocabulary = dict(previous.vocabulary) if previous else {}
        fresh, gone = _Counted(vocabulary, previous), _Counted(vocabulary, previous)
        for row in written:
            text = texts[row]
            fresh.add(fresh.units_before(int(old[row])) if text is None else units(text))
        if previous and kept.any():
            moved = np.full(len(previous), -1, np.int32)
            moved[old[kept]] = np.flatnonzero(kept)
            leaving = np.flatnonzero(moved < 0)
            for row in leaving:
                gone.add(gone.units_before(int(row)))
            before = gone.entries(leaving)
            postings = patched(previous._postings, before, moved, fresh.entries(written), len(vocabulary))
        else:
            postings = transposed(fresh.entries(written), len(texts), len(vocabulary))
        return cls(vocabulary, postings, *_woven(fresh, previous, old, kept))

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
        scores = np.zeros(len(self), np.float32)
        for token, value in query.items():
            holders, weights = self.postings(token)
            scores[holders] += np.float32(value) * weights
        return scores

    def rare(self, query: Mapping[str, float]) -> tuple[NDArray[np.float32], dict[str, float]]:
        """BM25 of every clause for the tokens that fewest clauses hold, as many as can be added up in no time, and
        the other tokens."""
        sizes = {token: end - start for token in query for start, end in [self._span(token)] if end > start}
        read, quick = 0, set()
        for token in sorted(sizes, key=sizes.__getitem__):
            read += sizes[token]
            if quick and read > _POSTINGS:
                break
            quick.add(token)
        return (
            self.weighted({token: query[token] for token in query if token in quick}),
            {token: query[token] for token in sizes if token not in quick},
        )

    def weighted_at(self, query: Mapping[str, float], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """BM25 of some clauses, (len(rows),) float32, for tokens that many clauses hold."""
        scores = np.zeros(len(rows), np.float32)
        for token, value in query.items():
            start, end = self._span(token)
            if start == end:
                continue
            place = np.searchsorted(self._postings.rows[start:end], rows.astype(np.int32))
            place = start + np.minimum(place, end - start - 1)
            holds = np.flatnonzero(self._postings.rows[place] == rows)
            scores[holds] += np.float32(value) * self._weights(token, rows[holds], self._postings.counts[place[holds]])
        return scores

    def postings(self, token: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The clauses that hold a token, each once, and its BM25 weight in each; empty where it is unknown."""
        start, end = self._span(token)
        holders = self._postings.rows[start:end]
        return holders, self._weights(token, holders, self._postings.counts[start:end])

    def ceiling(self, query: str) -> float:
        """What a clause would score that had every token of a question as strongly as the clause that has it most."""
        counted = {token: count for token, count in Counter(tokens(query)).items() if token in self.vocabulary}
        for token in counted.keys() - self._strongest.keys():
            self._strongest[token] = float(self.postings(token)[1].max(initial=0.0))
        return sum(count * weight(token) * self._strongest[token] for token, count in counted.items())

    @cached_property
    def idf(self) -> NDArray[np.float32]:
        """Lucene's inverse document frequency of every token, (vocabulary,) float32."""
        frequency = np.diff(self._postings.ends)
        return np.log1p((len(self) - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)

    @cached_property
    def _norms(self) -> NDArray[np.float32]:
        """What a count is held against, (2, clauses) float32 by script: a clause speaks one, or both."""
        spoken = np.maximum((self._lengths > 0).sum(axis=1), 1)
        mean = np.maximum(self._lengths.sum(axis=1, dtype=np.int64) / spoken, 1e-9)
        return (K1 * (1 - B + B * self._lengths / mean[:, None])).astype(np.float32)

    def _weights(self, token: str, rows: NDArray[Any], counts: NDArray[np.uint16]) -> NDArray[np.float32]:
        if not len(rows):
            return np.zeros(0, np.float32)
        count = counts.astype(np.float32)
        weights = self._norms[int(is_chinese(token))][rows]
        weights += count
        np.divide(count, weights, out=weights)
        weights *= self.idf[self.vocabulary[token]]
        return weights

    def _span(self, token: str) -> tuple[int, int]:
        """Where the entries of a token begin and end."""
        place = self.vocabulary.get(token)
        return (0, 0) if place is None else (int(self._postings.ends[place]), int(self._postings.ends[place + 1]))

    def save(self, folder: Path) -> None:
        """Write the index. Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "vocabulary.txt").write_text("\n".join(self.vocabulary), "utf-8")
        self._postings.save(folder)
        np.save(folder / "units.npy", self.sequence)
        np.save(folder / "units.starts.npy", self.starts)
        np.save(folder / "lengths.npy", self._lengths)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Open a saved index, mapped into memory. Raises OSError or ValueError when files are missing or broken."""
        text = (folder / "vocabulary.txt").read_text("utf-8")
        names = text.split("\n") if text else []
        postings = Postings.load(folder)
        starts, lengths = np.load(folder / "units.starts.npy"), np.load(folder / "lengths.npy")
        sequence = np.asarray(np.load(folder / "units.npy", mmap_mode="r"))
        if len(sequence) != starts[-1] or lengths.shape != (2, len(starts) - 1):
            raise ValueError(f"units.npy has {len(sequence)} units, {starts[-1]} expected")
        return cls(dict(zip(names, range(len(postings.ends) - 1), strict=True)), postings, sequence, starts, lengths)


class _Counted:
    """Clauses being counted, one after the other."""

    def __init__(self, vocabulary: dict[str, int], previous: LexicalIndex | None) -> None:
        """`vocabulary` grows; `previous` is the index whose clauses are taken over."""
        self._vocabulary = vocabulary
        self._previous = previous
        self._names = list(vocabulary)
        self._tokens, self._counts = array("i"), array("H")  # a list would take four times as much
        self._sizes, self._sequence, self._lengths = array("i"), array("i"), array("i")

    def add(self, sequence: list[str]) -> None:
        vocabulary = self._vocabulary
        counted = Counter([*filter(None, sequence), *pairs(sequence)])
        self._tokens.extend([vocabulary.setdefault(token, len(vocabulary)) for token in counted])
        self._counts.extend([min(count, _MOST) for count in counted.values()])
        self._sizes.append(len(counted))
        self._sequence.extend([vocabulary[unit] if unit else _BREAK for unit in sequence])
        self._sequence.append(_BREAK)
        self._lengths.append(len(sequence) + 1)

    def units_before(self, row: int) -> list[str]:
        """The units of a clause of the previous index."""
        held = self._previous.units_of(row)[:-1] if self._previous else ()
        return [self._names[unit] if unit >= 0 else "" for unit in held]

    def entries(self, rows: NDArray[np.int64]) -> Entries:
        """What was counted, of clauses that stand in these rows."""
        owner = np.repeat(rows.astype(np.int32), _array(self._sizes))
        return Entries(owner, _array(self._tokens), np.frombuffer(self._counts, np.uint16))

    def sequence(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The units of all clauses, and where each begins and the last ends."""
        return _array(self._sequence), np.concatenate([[0], np.cumsum(_array(self._lengths), dtype=np.int64)])

    def lengths(self) -> NDArray[np.int32]:
        """Tokens of every clause that are not Chinese, and those that are, (2, clauses)."""
        sequence, starts = self.sequence()
        chinese = np.zeros(len(self._vocabulary) + 1, bool)  # the last is for breaks
        names = list(self._vocabulary)
        for unit in np.unique(sequence):
            chinese[unit] = unit >= 0 and is_chinese(names[unit])
        known = sequence >= 0
        touching = np.append(known[:-1] & known[1:], False)  # a pair is of the script of its first unit
        script = chinese[sequence]
        out = np.zeros((2, len(starts) - 1), np.int32)
        if len(starts) > 1:
            for place, spoken in ((0, known & ~script), (1, script)):
                told = spoken.astype(np.int8) + (spoken & touching)
                out[place] = np.add.reduceat(told, starts[:-1], dtype=np.int32)
        return out


def _array(values: array[int]) -> NDArray[np.int32]:
    return np.frombuffer(values, np.int32)


def _woven(
    fresh: _Counted, previous: LexicalIndex | None, old: NDArray[np.int64], kept: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]:
    """Sequence, starts and lengths of kept rows of the previous index and fresh ones, run by run."""
    sequence, begins = fresh.sequence()
    if previous is None:
        return sequence, begins, fresh.lengths()
    sizes, lengths = np.empty(len(old), np.int64), np.empty((2, len(old)), np.int32)
    sizes[kept], sizes[~kept] = np.diff(previous.starts)[old[kept]], np.diff(begins)
    lengths[:, kept], lengths[:, ~kept] = previous._lengths[:, old[kept]], fresh.lengths()
    source = np.where(kept, old, len(previous) + np.cumsum(~kept))
    runs = np.concatenate([[0], np.flatnonzero(np.diff(source) != 1) + 1, [len(old)]])
    pieces = []
    for first, end in pairwise(runs.tolist()):
        held, starts = (previous.sequence, previous.starts) if kept[first] else (sequence, begins)
        at = source[first] if kept[first] else source[first] - len(previous) - 1
        pieces.append(held[starts[at] : starts[at + end - first]])
    return np.concatenate(pieces), np.concatenate([[0], np.cumsum(sizes)]), lengths
