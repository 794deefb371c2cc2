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

from indexing.fusion import EVERY, Sample, Scores, filled, standardised
from indexing.lexical import LexicalIndex
from indexing.question_space import CHANNEL as QUESTION
from indexing.tokens import pairs, units

REQUIRED = ("lexical", "e5", "use", "e5_adapted", "use_adapted")
# e5_tuned only where an encoder that was trained on takes part, the other where clauses have questions that they answer
CHANNELS = (*REQUIRED, "e5_tuned", QUESTION)
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
        elif name == QUESTION:
            columns += _standing(filled(scores, fused, sample)[rows])
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
    distinct = np.unique(asked[asked != -1])
    # An unknown word is as rare as can be; a question without a word is as one with an unknown one.
    worth = np.where(distinct >= 0, idf[distinct], idf.max(initial=1.0)) if len(distinct) else np.ones(1, np.float32)
    total = worth.sum()
    shared = _Shared(rows, distinct, lexical)
    present = np.zeros((len(rows), len(worth)), bool)
    present[shared.owner, shared.unit] = True
    head = np.zeros_like(present)
    early = shared.place - shared.begins[shared.owner] < _HEAD
    head[shared.owner[early], shared.unit[early]] = True
    matched_worth = np.bincount(shared.owner, worth[shared.unit], minlength=len(rows))
    run, run_idf, runs = _runs(np.searchsorted(distinct, asked), asked >= 0, shared, worth, len(rows))
    known = max(int((asked >= 0).sum()), 1)
    return [
        (present * worth).sum(axis=1) / total,
        _pair_coverage(sequence, distinct, shared, len(rows), lexical),
        matched_worth / np.maximum(shared.clause_worth, 1e-6),
        run / known,
        run_idf / total,
        runs / known,
        np.where(present, 0, worth).max(axis=1),
        np.where(present, worth, 0).max(axis=1),
        (head * worth).sum(axis=1) / total,
        np.log1p(shared.lengths),
        np.full(len(rows), np.log1p(known)),
    ]


class _Shared:
    """Where candidates, written one after the other, speak a unit of the question: `place` (hits,) rising, `owner` the
    candidate, `unit` the number among the question's distinct units. `begins` is where each candidate begins, `lengths`
    its units with breaks and `clause_worth` their idf."""

    def __init__(self, rows: NDArray[np.int64], distinct: NDArray[np.int32], lexical: LexicalIndex) -> None:
        starts = lexical.starts[rows]
        self.lengths = lexical.starts[rows + 1] - starts
        ends = np.cumsum(self.lengths)
        self.begins = ends - self.lengths
        text = lexical.sequence[np.repeat(starts - self.begins, self.lengths) + np.arange(int(self.lengths.sum()))]
        number = np.full(len(lexical.idf) + 1, -1, np.int16)  # of a unit among the distinct ones; the last is a break's
        number[distinct[distinct >= 0]] = np.flatnonzero(distinct >= 0)
        unit = number[text]
        self.place = np.flatnonzero(unit >= 0)
        self.unit = unit[self.place]
        self.owner = np.searchsorted(ends, self.place, side="right")
        weight = np.append(lexical.idf, np.float32(0))
        self.clause_worth = np.add.reduceat(weight[text], self.begins) if len(rows) else np.zeros(0, np.float32)


def _runs(
    asked: NDArray[np.int64], known: NDArray[np.bool_], shared: _Shared, worth: Scores, clauses: int
) -> tuple[Scores, Scores, Scores]:
    """Of every clause the longest run of units shared with the question, the greatest summed idf of a run, and how
    many units of the question stand in a shared run of at least three. `asked` are the question's units by their
    number, where they are `known`."""
    best, best_idf, covered = (np.zeros(clauses, np.float32) for _ in range(3))
    # The run that ends before a place, and its worth; a place that the unit before did not reach has none.
    run, run_worth = (np.zeros(int(shared.lengths.sum()) + 1, np.float32) for _ in range(2))
    order = np.argsort(shared.unit, kind="stable")
    places, owners = shared.place[order], shared.owner[order]
    bounds = np.searchsorted(shared.unit[order], np.arange(len(worth) + 1))
    before = places[:0]
    for unit, spoken in zip(asked, known, strict=True):
        here = slice(bounds[unit], bounds[unit + 1]) if spoken else slice(0, 0)
        at, owner = places[here], owners[here]
        length, sum_ = run[at] + 1, run_worth[at] + worth[unit] if spoken else run_worth[at]
        run[before] = run_worth[before] = 0
        before = at + 1
        run[before], run_worth[before] = length, sum_
        if len(at):
            firsts = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
            clause, reached = owner[firsts], np.maximum.reduceat(length, firsts)
            best[clause] = np.maximum(best[clause], reached)
            best_idf[clause] = np.maximum(best_idf[clause], np.maximum.reduceat(sum_, firsts))
            covered[clause] += reached >= 3
    return best, best_idf, covered


def _pair_coverage(
    sequence: list[str], distinct: NDArray[np.int32], shared: _Shared, clauses: int, lexical: LexicalIndex
) -> Scores:
    """The share, by idf, of the question's known pairs that a clause holds."""
    vocabulary = lexical.vocabulary
    number = {int(unit): place for place, unit in enumerate(distinct)}
    asked = {
        (number[vocabulary[first]], number[vocabulary[second]]): vocabulary[pair]
        for first, second in pairwise(sequence)
        for pair in pairs([first, second])
        if pair in vocabulary
    }
    if not asked:
        return np.zeros(clauses, np.float32)
    slots = np.full((len(distinct), len(distinct)), -1, np.int16)
    slots[tuple(np.array(list(asked)).T)] = np.arange(len(asked))
    worth = lexical.idf[list(asked.values())]
    touching = np.flatnonzero(np.diff(shared.place) == 1)  # a break stands between two clauses
    slot = slots[shared.unit[touching], shared.unit[touching + 1]]
    present = np.zeros((clauses, len(asked)), bool)
    present[shared.owner[touching][slot >= 0], slot[slot >= 0]] = True
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
