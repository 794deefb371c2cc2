"""What the learned ranker sees of a question and its candidates: the same numbers for Chinese and English.

Every feature is a property of how question and clause match, none of what they are about, so that what is learned on
one corpus holds on another. docs/decisions lists them with their gain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexing.fusion import EVERY, Sample, Scores, standardised
from indexing.lexical import LexicalIndex
from indexing.tokens import pairs, units

CHANNELS = ("lexical", "e5", "use", "e5_adapted", "use_adapted")
_CHANNEL_FEATURES = ("z", "gap", "rank")
NAMES = (
    "fused",
    "fused_gap",
    "fused_rank",
    *(f"{channel}_{name}" for channel in CHANNELS for name in _CHANNEL_FEATURES),
    "unit_coverage",
    "pair_coverage",
    "clause_share",
    "longest_run",
    "longest_run_idf",
    "runs",
    "best_missed",
    "best_matched",
    "head_coverage",
    "clause_units",
    "question_units",
    "neighbour_before",
    "neighbour_after",
    "neighbours_best",
    "document_share",
    "title_coverage",
)
_ABSENT = -9.0
REACH = 3  # clauses before and after that tell of one
_HEAD = 40  # units at the beginning of a clause, where its title, heading or subject stands


@dataclass(frozen=True)
class Surroundings:
    """Where clauses stand: `row[i]` is the row of clause i in the index, rising, `document[i]` numbers its document
    version; clauses of one document follow each other in its order. `titles` are the vocabulary ids of each document's
    title, headings aside."""

    row: NDArray[np.int64]
    document: NDArray[np.int32]
    titles: tuple[NDArray[np.int32], ...]

    def of(self, rows: NDArray[np.int64]) -> Surroundings:
        """Those of some clauses only."""
        return Surroundings(self.row[rows], self.document[rows], self.titles)


def features(
    question: str,
    rows: NDArray[np.int64],
    fused: Scores,
    channels: Mapping[str, Scores],
    lexical: LexicalIndex,
    around: Surroundings,
    sample: Sample = EVERY,
) -> NDArray[np.float32]:
    """(candidates, len(NAMES)) float32 for the candidates at `rows` of `fused`, `channels` and `around`, best first by
    `fused` (clauses,); -9 where a channel does not take part."""
    columns: list[NDArray[np.float32]] = []
    columns += _standing(fused[rows])
    for name in CHANNELS:
        scores = channels.get(name)
        if scores is None:
            columns += [np.full(len(rows), _ABSENT, np.float32)] * len(_CHANNEL_FEATURES)
        else:
            columns += _standing(standardised(scores, sample)[rows])
    columns += _overlap(question, around.row[rows], lexical)
    columns += _neighbourhood(rows, fused, around)
    columns.append(_title_coverage(question, rows, lexical, around))
    return np.stack(columns, axis=1).astype(np.float32)


def _standing(values: Scores) -> list[Scores]:
    """The value itself, how far it is behind the best, and the reciprocal of its rank among the candidates."""
    ranks = np.empty(len(values), np.float32)
    ranks[np.argsort(-values, kind="stable")] = np.arange(1, len(values) + 1)
    return [values, values - values.max(initial=-np.inf), 1 / ranks]


def _overlap(question: str, rows: NDArray[np.int64], lexical: LexicalIndex) -> list[Scores]:
    sequence = units(question)
    asked = np.array([lexical.vocabulary.get(unit, -2) if unit else -1 for unit in sequence], np.int32)
    idf = lexical.idf
    longest = float(idf.max(initial=1.0))
    distinct = np.unique(asked[asked != -1])
    worth = np.where(distinct >= 0, idf[distinct], longest)  # an unknown word is as rare as can be
    lengths = np.diff(lexical.starts)[rows]
    text = np.concatenate([lexical.units_of(row) for row in rows] or [np.zeros(0, np.int32)])
    owner = np.repeat(np.arange(len(rows)), lengths)
    ends = np.cumsum(lengths)
    position = np.arange(len(text)) - np.repeat(ends - lengths, lengths)
    slot = np.minimum(np.searchsorted(distinct, text), max(len(distinct) - 1, 0))
    hit = (distinct[slot] == text) & (text >= 0) if len(distinct) else np.zeros(len(text), bool)
    present = np.zeros((len(rows), max(len(distinct), 1)), bool)
    present[owner[hit], slot[hit]] = True
    head = np.zeros_like(present)
    early = hit & (position < _HEAD)
    head[owner[early], slot[early]] = True
    worth = worth if len(worth) else np.ones(1, np.float32)
    total = worth.sum()
    clause_worth = np.bincount(owner, np.where(text >= 0, idf[text], 0), minlength=len(rows))
    matched_worth = np.bincount(owner[hit], idf[text[hit]], minlength=len(rows))
    run, run_idf, runs = _runs(asked, text, owner, idf, len(rows))
    known = max(int((asked >= 0).sum()), 1)
    return [
        (present * worth).sum(axis=1) / total,
        _pair_coverage(sequence, text, owner, len(rows), lexical),
        matched_worth / np.maximum(clause_worth, 1e-6),
        run / known,
        run_idf / total,
        runs / known,
        np.where(present, 0, worth).max(axis=1),
        np.where(present, worth, 0).max(axis=1),
        (head * worth).sum(axis=1) / total,
        np.log1p(lengths),
        np.full(len(rows), np.log1p(known)),
    ]


def _runs(
    asked: NDArray[np.int32], text: NDArray[np.int32], owner: NDArray[np.int64], idf: Scores, clauses: int
) -> tuple[Scores, Scores, Scores]:
    """Of every clause the longest run of units shared with the question, the greatest summed idf of a run, and how
    many units of the question stand in a shared run of at least three. One pass over the text a question unit."""
    best = np.zeros(clauses, np.float32)
    best_idf = np.zeros(clauses, np.float32)
    covered = np.zeros(clauses, np.float32)
    run = np.zeros(len(text) + 1, np.float32)
    worth = np.zeros(len(text) + 1, np.float32)
    for unit in asked:
        if unit < 0:
            run[:] = 0
            worth[:] = 0
            continue
        same = text == unit
        run[1:] = np.where(same, run[:-1] + 1, 0)
        worth[1:] = np.where(same, worth[:-1] + idf[unit], 0)
        where = np.flatnonzero(same)
        if len(where):
            reached = np.zeros(clauses, np.float32)
            np.maximum.at(reached, owner[where], run[1:][where])
            best = np.maximum(best, reached)
            np.maximum.at(best_idf, owner[where], worth[1:][where])
            covered += reached >= 3
    return best, best_idf, covered


def _pair_coverage(
    sequence: list[str], text: NDArray[np.int32], owner: NDArray[np.int64], clauses: int, lexical: LexicalIndex
) -> Scores:
    """The share, by idf, of the question's known pairs that a clause holds."""
    vocabulary = lexical.vocabulary
    known = {
        vocabulary[first] * len(vocabulary) + vocabulary[second]: vocabulary[pair]
        for first, second in pairwise(sequence)
        for pair in pairs([first, second])
        if pair in vocabulary
    }
    if not known:
        return np.zeros(clauses, np.float32)
    asked = np.array(sorted(known), np.int64)
    worth = lexical.idf[[known[pair] for pair in asked.tolist()]]
    held = text[:-1].astype(np.int64) * len(vocabulary) + text[1:]
    slot = np.minimum(np.searchsorted(asked, held), len(asked) - 1)
    hit = (asked[slot] == held) & (text[:-1] >= 0) & (text[1:] >= 0)
    present = np.zeros((clauses, len(asked)), bool)
    present[owner[:-1][hit], slot[hit]] = True
    return np.asarray((present * worth).sum(axis=1) / worth.sum(), np.float32)


def _neighbourhood(rows: NDArray[np.int64], fused: Scores, around: Surroundings) -> list[Scores]:
    """Scores of the clauses before and after in the same document, and how much of the best thirty candidates'
    weight lies in that document."""
    document = around.document

    def at(step: int) -> Scores:
        sought = around.row[rows] + step
        place = np.minimum(np.searchsorted(around.row, sought), len(fused) - 1)
        inside = (around.row[place] == sought) & (document[place] == document[rows])
        return np.where(inside & np.isfinite(fused[place]), fused[place], -1.0)

    before, after = at(-1), at(1)
    best = np.maximum.reduce([before, after, *(at(sign * step) for step in range(2, REACH + 1) for sign in (-1, 1))])
    leading = rows[:30]
    weight = 1 / np.arange(1, len(leading) + 1)
    share = np.bincount(document[leading], weight, minlength=int(document.max()) + 1) / max(weight.sum(), 1e-9)
    return [before, after, best, share[document[rows]]]


def _title_coverage(question: str, rows: NDArray[np.int64], lexical: LexicalIndex, around: Surroundings) -> Scores:
    """How much of a document's title, by idf, the question speaks; 0 for documents without one."""
    asked = [lexical.vocabulary[unit] for unit in units(question) if unit in lexical.vocabulary]
    documents, place = np.unique(around.document[rows], return_inverse=True)
    titles = [around.titles[document] for document in documents]
    owner = np.repeat(np.arange(len(titles)), [len(title) for title in titles])
    words = np.concatenate(titles)
    worth = lexical.idf[words]
    spoken = np.bincount(owner, worth * np.isin(words, asked), minlength=len(titles))
    return (spoken / np.maximum(np.bincount(owner, worth, minlength=len(titles)), 1e-6))[place]
