"""BM25 over Chinese characters and English stems.

Chinese is counted by single characters and pairs of neighbours, which beats word segmentation on statute search by
four points of Recall@10 (docs/decisions). Scores are those of bm25s (Lucene's BM25), stored in its format and mapped
into memory; counting is ours so that one changed clause does not mean counting all of them again, and so that the
length of a bilingual clause is measured per script.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import bm25s
import numpy as np
import opencc
import snowballstemmer
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

VERSION = "lexical-1"
K1, B = 1.2, 0.75
_TOKEN = re.compile(r"[\u3400-\u9fff]+|\d+(?:[.,]\d+)*|[^\W\d_]+", re.UNICODE)
_COMMA = re.compile(r",(?=\d{3})")

# Counts are a csr_matrix (clauses, vocabulary) int32: how often each token stands in each clause


def tokens(text: str) -> list[str]:
    """Tokens in order. Width is folded, case and traditional characters too; a number is one token (1,000 is 1000),
    an English word its stem, a run of Chinese its characters and pairs."""
    folded = unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode("utf-8")).lower()
    out: list[str] = []
    for run in _TOKEN.findall(_simplified(folded)):
        if "\u3400" <= run[0] <= "\u9fff":
            out.extend(run)
            out.extend(run[at : at + 2] for at in range(len(run) - 1))
        elif run[0].isdigit():
            out.append(_COMMA.sub("", run))
        else:
            out.append(stem(run))
    return out


def _simplified(text: str) -> str:
    return _converter().convert(text) if any("\u3400" <= character <= "\u9fff" for character in text) else text


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    return str(snowballstemmer.stemmer("english").stemWord(word))


class LexicalIndex:
    """BM25 of one snapshot. `counts` is what the next snapshot starts from."""

    def __init__(self, vocabulary: dict[str, int], counts: csr_matrix, bm25: bm25s.BM25) -> None:
        self.vocabulary = vocabulary
        self.counts = counts
        self._bm25 = bm25

    @classmethod
    def build(
        cls, texts: Sequence[str | None], previous: LexicalIndex | None = None, reuse: Sequence[int] = ()
    ) -> LexicalIndex:
        """Index `texts`. Where a text is None, its counts are row `reuse[i]` of `previous`."""
        vocabulary = dict(previous.vocabulary) if previous else {}
        columns: list[int] = []
        values: list[int] = []
        ends = [0]
        fresh = [place for place, text in enumerate(texts) if text is not None]
        for place in fresh:
            counted = Counter(tokens(texts[place] or ""))
            columns.extend(vocabulary.setdefault(token, len(vocabulary)) for token in counted)
            values.extend(counted.values())
            ends.append(len(columns))
        new = csr_matrix(
            (np.array(values, np.int32), np.array(columns, np.int32), np.array(ends, np.int64)),
            shape=(len(fresh), len(vocabulary)),
        )
        counts = _interleave(new, fresh, previous, reuse, len(texts)) if previous else new
        return cls(vocabulary, counts, _bm25(counts, vocabulary))

    def scores(self, query: str) -> NDArray[np.float32]:
        """BM25 of every clause, (clauses,) float32; all zero when no token of the query is known."""
        known = [self.vocabulary[token] for token in tokens(query) if token in self.vocabulary]
        if not known:
            return np.zeros(self.counts.shape[0], np.float32)
        return np.asarray(self._bm25.get_scores_from_ids(known), np.float32)

    def save(self, folder: Path) -> None:
        self._bm25.save(folder, show_progress=False)
        for name in ("data", "indices", "indptr"):
            np.save(folder / f"counts.{name}.npy", getattr(self.counts, name))

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Open a saved index, mapped into memory. Raises OSError or ValueError when files are missing or broken."""
        bm25 = bm25s.BM25.load(folder, mmap=True)
        vocabulary: dict[str, int] = bm25.vocab_dict
        data, indices, indptr = (
            np.load(folder / f"counts.{name}.npy", mmap_mode="r") for name in ("data", "indices", "indptr")
        )
        counts = csr_matrix((data, indices, indptr), shape=(len(indptr) - 1, len(vocabulary)), copy=False)
        return cls(vocabulary, counts, bm25)


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


def _bm25(counts: csr_matrix, vocabulary: dict[str, int]) -> bm25s.BM25:
    """Lucene's BM25 as bm25s defines it, with document length counted per script."""
    clauses, words = counts.shape
    chinese = np.zeros(words, bool)
    for token, column in vocabulary.items():
        chinese[column] = "\u3400" <= token[0] <= "\u9fff"
    coo = counts.tocoo()
    script = chinese[coo.col].astype(np.int8)
    lengths = np.zeros((2, clauses), np.float32)
    np.add.at(lengths, (script, coo.row), coo.data)
    spoken = np.maximum((lengths > 0).sum(axis=1), 1)
    relative = lengths / np.maximum(lengths.sum(axis=1) / spoken, 1e-9)[:, None]
    frequency = np.bincount(coo.col, minlength=words)
    idf = np.log1p((clauses - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    count = coo.data.astype(np.float32)
    weight = idf[coo.col] * count / (K1 * (1 - B + B * relative[script, coo.row]) + count)
    scores = csr_matrix((weight, counts.indices, counts.indptr), shape=counts.shape).tocsc()
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
