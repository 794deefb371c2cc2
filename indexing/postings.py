"""Which clauses hold a token and how often, as whole numbers: nothing in it depends on other clauses, so a changed
clause changes its own entries only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from indexing.errors import IndexStorageError

_PARTS = ("ends", "rows", "counts")


@dataclass(frozen=True)
class Entries:
    """Tokens counted in clauses, one entry a clause and token, clauses rising: int32, int32, uint16."""

    rows: NDArray[np.int32]
    tokens: NDArray[np.int32]
    counts: NDArray[np.uint16]


@dataclass(frozen=True)
class Postings:
    """Token t stands in the clauses `rows[ends[t]:ends[t + 1]]`, rising, `counts` times: int64, int32, uint16."""

    ends: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint16]

    def save(self, folder: Path) -> None:
        """Write three arrays. Raises OSError."""
        for name in _PARTS:
            np.save(folder / f"{name}.npy", getattr(self, name))

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Map saved postings into memory. Raises OSError or ValueError when they are missing or broken."""
        # As plain arrays over the same mapping: slicing a memmap makes an object of its own each time.
        ends, rows, counts = (np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in _PARTS)
        if not len(rows) == len(counts) == ends[-1]:
            raise ValueError(f"the postings have {len(rows)} clauses and {len(counts)} counts, {ends[-1]} expected")
        return cls(ends, rows, counts)


def transposed(entries: Entries, clauses: int, tokens: int) -> Postings:
    """The postings of an index counted from nothing."""
    ends = np.concatenate([[0], np.cumsum(np.bincount(entries.rows, minlength=clauses))])
    counted = csr_matrix((entries.counts, entries.tokens, ends), shape=(clauses, tokens)).tocsc()
    return Postings(counted.indptr.astype(np.int64), counted.indices.astype(np.int32), counted.data)


def patched(previous: Postings, gone: Entries, moved: NDArray[np.int32], fresh: Entries, tokens: int) -> Postings:
    """`previous` without the entries `gone` and with `fresh`. `moved` gives the new row of every old one; those that
    stay keep their order. Raises IndexStorageError when an entry that should be there is not."""
    places = _places(previous, gone)
    if not np.array_equal(previous.rows[places], gone.rows):
        raise IndexStorageError("the live index does not hold what it should; run `policyqa index` again")
    sizes = np.zeros(tokens, np.int64)
    sizes[: len(previous.ends) - 1] = np.diff(previous.ends)
    sizes -= np.bincount(gone.tokens, minlength=tokens)
    rows, counts = np.delete(previous.rows, places), np.delete(previous.counts, places)
    stay = moved[moved >= 0]
    if len(stay) and not np.array_equal(moved, np.arange(len(moved))):
        rows = moved[rows]
    left = Postings(np.concatenate([[0], np.cumsum(sizes)]), rows, counts)
    order = np.lexsort((fresh.rows, fresh.tokens))
    fresh = Entries(fresh.rows[order], fresh.tokens[order], fresh.counts[order])
    places = _places(left, fresh)
    ends = np.concatenate([[0], np.cumsum(sizes + np.bincount(fresh.tokens, minlength=tokens))])
    return Postings(ends, np.insert(rows, places, fresh.rows), np.insert(counts, places, fresh.counts))


def _places(postings: Postings, entries: Entries) -> NDArray[np.int64]:
    """Where each of `entries` stands in the postings, or would stand."""
    starts, ends = postings.ends[entries.tokens], postings.ends[entries.tokens + 1]
    places = [
        start + np.searchsorted(postings.rows[start:end], row)
        for start, end, row in zip(starts.tolist(), ends.tolist(), entries.rows, strict=True)
    ]
    return np.array(places, np.int64)
