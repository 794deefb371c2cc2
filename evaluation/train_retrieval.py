"""Trains what retrieval ships: question adapters first, then the ranker over them.

    python -m evaluation.train_retrieval --beir DIR [--beir DIR …] [--own] [--encoders FOLDER] --data data --out FOLDER

Learns from benchmarks in BEIR format and, with --own, from our own development questions (never the test split).
Everything is cross-validated by question, our own by paraphrase group: the ranker learns from scores of an encoder and
of adapters that did not see the question, and the figures printed are of a ranker that did not see it either. The final
files learn from all questions. What each fold learned stays in `<out>/folds/<fold>`: fitting the evidence model asks
every development question of files that did not see it (evaluation.fit_evidence --folds).
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import PrivateAttr

from app.answering.answer import Status
from app.service import open_catalogue
from app.settings import load_settings
from evaluation.beir_folder import read_beir
from evaluation.datasets import Question, development
from indexing.clause_questions import questions_for
from indexing.embeddings import ClauseEmbedding, load_embedders
from indexing.embeddings.adapter import ACROSS, KINDS, TAUGHT, TEMPERATURE, Pairs, save_adapter, train_adapter
from indexing.embeddings.cache import EmbeddingCache
from indexing.embeddings.provider import LONGEST, Vectors
from indexing.embeddings.tuned import TunedE5
from indexing.passages import language_of
from indexing.question_space import AsQuestions
from indexing.rank_training import FOLDS, Example, Lessons, collect, cross_validate, folds_of, train
from indexing.retriever import ClauseRetriever, Filters
from indexing.snapshot import NO_CHROMA, build
from indexing.source import ClauseSource
from indexing.stored import Snapshot

Embedders = tuple[ClauseEmbedding, ...]
#: Folds that each encoder learns from (evaluation.train_encoder); ranker and evidence model meet the others with it.
PARTS: dict[str, tuple[int, ...]] = {"even": (0, 2, 4), "odd": (1, 3), "all": (0, 1, 2, 3, 4)}
TUNED = "e5_tuned.npz"  # the encoder that did not see a fold, in its folder
_FIRST = 100  # clauses of plain fusion that are judged
MEASURES = ("R@1", "R@5", "R@10", "R@100", "RR@10", "AP@10")


class _Remembered(ClauseEmbedding):
    """Vectors of known questions, by their text."""

    _known: dict[str, Vectors] = PrivateAttr()

    def __init__(self, model: ClauseEmbedding, known: dict[str, Vectors]) -> None:
        super().__init__(
            model_name=model.model_name,
            channel=model.channel,
            fingerprint=model.fingerprint,
            dimensions=model.dimensions,
            auxiliary=model.auxiliary,
        )
        self._known = known

    def queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._known[text.strip()[:LONGEST]] for text in texts])

    passages = queries


@dataclass
class Benchmark:
    """One set of questions in a fixed order over an index. `vectors` are plain question vectors by channel, (n, d)."""

    name: str
    source: ClauseSource
    snapshot: Snapshot
    examples: list[Example]
    fold: NDArray[np.int64]
    vectors: dict[str, Vectors]
    kinds: frozenset[str] = frozenset({"", TAUGHT})  # of adapters that learn from it (indexing.embeddings.adapter)

    @property
    def across(self) -> bool:
        """Whether its questions are English ones, of which most clauses are in Chinese only."""
        return ACROSS in self.kinds

    def retriever(
        self, embedders: Embedders, adapters: dict[str, Vectors | None], channels: frozenset[str] | None = None
    ) -> ClauseRetriever:
        """With these adapters and no ranker, of all or some channels; embeds nothing."""
        questions = [example.question.strip()[:LONGEST] for example in self.examples]
        known = tuple(
            _Remembered(one, dict(zip(questions, self.vectors[one.channel], strict=True))) for one in embedders
        )
        return ClauseRetriever(self.snapshot, self.source, known, channels, adapters=adapters)

    def right(self, example: Example) -> list[int]:
        """The rows of the clauses that answer it, all versions of one that is named without."""
        return [row for name in sorted(example.clauses) for row in self._rows.get(name, [])]

    @cached_property
    def _rows(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for place, key in enumerate(self.snapshot.keys):
            for name in {key, key.partition("@")[0]}:
                rows.setdefault(name, []).append(place)
        return rows


@dataclass(frozen=True)
class Half:
    """Folds that one tuned encoder (a file) has not seen, or all where there is none, and the benchmarks indexed."""

    folds: tuple[int, ...]
    encoder: Path | None
    embedders: Embedders
    benchmarks: list[Benchmark]


@dataclass(frozen=True)
class Learned:
    """What the folds gave: lessons of the ranker under adapters that did not see the question, labels of the same
    questions by fusion of the plain channels, their folds and the name of the set each is of."""

    lessons: Lessons
    plain: NDArray[np.int8]
    fold: NDArray[np.int64]
    origin: NDArray[np.str_]


def from_beir(folder: Path, data: Path, embedders: Embedders) -> Benchmark:
    """Index a benchmark and embed its questions."""
    source = read_beir(folder)
    home = data / "benchmarks" / f"{source.name}-{source.fingerprint[:8]}-{_models(embedders)}"
    snapshot = build(source, home, embedders, _progress, cache=EmbeddingCache(data / "embeddings"), chroma=NO_CHROMA)
    keys = {name: key for key, name in source.names.items()}
    names = list(source.queries)
    examples = [
        Example(source.queries[name], frozenset(keys[gold] for gold in source.judgements[name] if gold in keys))
        for name in names
    ]
    return _benchmark(source.name, source, snapshot, examples, folds_of(len(names)), embedders, data)


def from_own(data: Path, embedders: Embedders) -> list[Benchmark]:
    """The development questions that some clause answers, over the corpus as it is, the Chinese and the English ones; a
    paraphrase group is one fold."""
    catalogue = open_catalogue(load_settings(data=data))
    snapshot = build(
        catalogue,
        data / f"own-{_models(embedders)}",
        embedders,
        _progress,
        cache=EmbeddingCache(data / "embeddings"),
        chroma=NO_CHROMA,
    )
    held = [one for one in development() if one.gold and one.status is not Status.DECLINED and not one.history]
    folds = own_folds(development())
    found = []
    for language in ("zh", "en"):
        questions = [one for one in held if one.language == language]
        examples = [
            Example(one.question, one.gold, Filters(as_of=one.as_of, institution=one.institution)) for one in questions
        ]
        fold = np.array([folds[one.group] for one in questions])
        found.append(_benchmark("own", catalogue, snapshot, examples, fold, embedders, data))
        found[-1].kinds = frozenset({ACROSS}) if language == "en" else found[-1].kinds
    return found


def from_clauses(own: Benchmark, embedders: Embedders, data: Path) -> list[Benchmark]:
    """The questions that come with the shipped clauses (indexing.clause_questions), over the same index: adapters learn
    from all of them in every fold, for none measures anything; the ranker, which would find them by themselves, from
    none."""
    rows = [(document, clause) for document in own.source.documents for clause in document.clauses]
    asked = zip(rows, questions_for(rows), strict=True)
    every = [Example(text, frozenset({document.key(clause)})) for (document, clause), texts in asked for text in texts]
    found = []
    for language in ("zh", "en"):
        examples = [one for one in every if language_of(one.question) == language]
        fold = np.full(len(examples), FOLDS)
        found.append(_benchmark("clauses", own.source, own.snapshot, examples, fold, embedders, data))
        found[-1].kinds = frozenset({ACROSS if language == "en" else TAUGHT})
    return found


def _models(embedders: Embedders) -> str:
    return "-".join(one.fingerprint.rpartition("-")[2] if one.auxiliary else one.channel for one in embedders)


def own_folds(questions: Sequence[Question]) -> dict[str, int]:
    """The fold of every paraphrase group; of what was learned with `development()`, with these questions."""
    groups = list(dict.fromkeys(one.group for one in questions))
    return dict(zip(groups, map(int, folds_of(len(groups))), strict=True))


def pairs_of(benchmark: Benchmark, channel: str, chosen: NDArray[np.int64]) -> Pairs:
    """The chosen questions with the windows of their clauses that speak the question's language, or, across languages,
    with all of them."""
    index, snapshot = benchmark.snapshot.vectors[channel], benchmark.snapshot
    views = [view for of_clause in snapshot.views for view in of_clause]
    kept, right = [], []
    for place in chosen:
        example = benchmark.examples[place]
        spoken = language_of(example.question)
        windows = np.array(
            [
                one
                for one in index.rows(benchmark.right(example))
                if benchmark.across or views[one].startswith((spoken, f"gloss-{spoken}"))
            ]
        )
        if len(windows):
            kept.append(place)
            right.append(windows)
    return Pairs(benchmark.vectors[channel][kept], np.asarray(index.matrix), right)


def adapters_of(
    benchmarks: Sequence[Benchmark], embedders: Embedders, without: int | None
) -> dict[str, Vectors | None]:
    """A matrix a channel within a language and, where there are such questions, one across, trained on all but those of
    the fold `without`."""
    out: dict[str, Vectors | None] = {}
    for embedder in embedders:
        if embedder.auxiliary:  # it was trained on both sides: a matrix more is no gain (docs/decisions)
            out[embedder.channel] = None
            continue
        for kind in KINDS:
            sets = [
                pairs_of(one, embedder.channel, np.flatnonzero(one.fold != (-1 if without is None else without)))
                for one in benchmarks
                if kind in one.kinds
            ]
            if sets:
                out[embedder.channel + kind] = train_adapter(sets, TEMPERATURE[embedder.channel])
    return out


def learn(halves: Sequence[Half], out: Path) -> Learned:
    """Candidates of every question under encoder and adapters that did not see it; both are kept in
    `<out>/folds/<fold>`."""
    parts: list[Lessons] = []
    plain, folds, origin = [], [], []
    for half in halves:
        embedders = half.embedders
        bare: dict[str, Vectors | None] = {embedder.channel: None for embedder in embedders}
        untuned = frozenset({"lexical", *(embedder.channel for embedder in embedders if not embedder.auxiliary)})
        for number in half.folds:
            home = out / "folds" / str(number)
            adapters = adapters_of(half.benchmarks, embedders, number)
            _save(adapters, embedders, home)
            if half.encoder:
                shutil.copyfile(half.encoder, home / TUNED)
            for one in half.benchmarks:
                chosen = [one.examples[place] for place in np.flatnonzero(one.fold == number)]
                if not chosen or one.across:  # of English questions the ranker learns within English only
                    continue
                parts.append(collect(one.retriever(embedders, adapters), chosen, _progress))
                plain.append(found(one.retriever(embedders, bare, untuned), chosen))
                folds.append(np.full(len(chosen), number))
                origin += [f"{one.name} {language_of(example.question)}" for example in chosen]
    lessons = Lessons(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.right for part in parts]),
    )
    return Learned(lessons, np.concatenate(plain), np.concatenate(folds), np.array(origin))


def found(retriever: ClauseRetriever, examples: Sequence[Example]) -> NDArray[np.int8]:
    """Which of the hundred first that `retriever` finds are right, (questions, 100)."""
    out = np.zeros((len(examples), _FIRST), np.int8)
    for row, example in enumerate(examples):
        hits = retriever.search(example.question, _FIRST, example.filters)
        out[row, : len(hits)] = [example.answered_by(hit.document.key(hit.clause)) for hit in hits]
    return out


def judged(labels: NDArray[np.int8], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """(questions, len(MEASURES)) of candidates in their order."""
    hit = labels > 0
    of = np.maximum(right, 1)
    recall = [hit[:, :depth].sum(axis=1) / of for depth in (1, 5, 10, 100)]
    ten = hit[:, :10]
    place = np.arange(1, ten.shape[1] + 1)
    first = np.where(ten.any(axis=1), 1 / (ten.argmax(axis=1) + 1), 0.0)
    precision = (ten * ten.cumsum(axis=1) / place).sum(axis=1) / of
    return np.stack([*recall, first, precision], axis=1)


def report(learned: Learned, scores: NDArray[np.float64]) -> str:
    """A Markdown table: every set and language by measure, of plain fusion, with adapters and in the order of the
    ranker's `scores`, and the 95 % bootstrap interval of the whole gain."""
    lessons = learned.lessons
    order = np.argsort(-scores, axis=1, kind="stable")
    systems = [
        judged(learned.plain, lessons.right),
        judged(lessons.labels, lessons.right),
        judged(np.take_along_axis(lessons.labels, order, axis=1), lessons.right),
    ]
    lines = ["| set | measure | plain | adapted | ranked | gain [95 %] |", "|---|---|---|---|---|---|"]
    for name in dict.fromkeys(learned.origin):
        here = learned.origin == name
        gain = systems[2][here] - systems[0][here]
        drawn = np.random.default_rng(0).integers(0, len(gain), (2000, len(gain)))
        low, high = np.percentile(gain[drawn].mean(axis=1), [2.5, 97.5], axis=0)
        for column, measure in enumerate(MEASURES):
            cells = " | ".join(f"{system[here, column].mean():.4f}" for system in systems)
            lines.append(
                f"| {name} ({here.sum()}) | {measure} | {cells} | "
                f"{gain[:, column].mean():+.4f} [{low[column]:+.4f}, {high[column]:+.4f}] |"
            )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and write `<out>/adapters/*.npz` and `<out>/ranker.txt`; figures go to standard output."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.train_retrieval", description=__doc__)
    parser.add_argument("--beir", type=Path, action="append", required=True, help="a BEIR folder (repeatable)")
    parser.add_argument("--own", action="store_true", help="learn from our own development questions too")
    parser.add_argument("--encoders", type=Path, help="with the encoders that evaluation.train_encoder wrote there")
    parser.add_argument("--data", type=Path, default=Path("data"), help="where indexes and embeddings are kept")
    parser.add_argument("--out", type=Path, required=True, help="folder of the trained files")
    given = parser.parse_args(arguments)
    plain = load_embedders("bundled")
    halves = []
    for name, folds in (("even", PARTS["odd"]), ("odd", PARTS["even"])) if given.encoders else (("", PARTS["all"]),):
        encoder = given.encoders / f"{name}.npz" if given.encoders else None
        embedders = (*plain, TunedE5(encoder)) if encoder else plain
        benchmarks = [from_beir(folder, given.data, embedders) for folder in given.beir]
        if given.own:
            benchmarks += from_own(given.data, embedders)
            benchmarks += from_clauses(benchmarks[-1], embedders, given.data)
        halves.append(Half(folds, encoder, embedders, benchmarks))
    learned = learn(halves, given.out)
    lessons = learned.lessons
    np.savez(given.out / "lessons.npz", fold=learned.fold, origin=learned.origin, plain=learned.plain, **vars(lessons))
    scores = cross_validate(lessons, learned.fold, folder=given.out / "folds")
    sys.stdout.write(report(learned, scores) + "\n")
    _save(adapters_of(halves[0].benchmarks, plain, None), plain, given.out)
    (given.out / "ranker.txt").write_text(train(lessons).model_to_string(), "utf-8")


def _save(adapters: dict[str, Vectors | None], embedders: Embedders, folder: Path) -> None:
    for embedder in embedders:
        for kind in KINDS:
            matrix = adapters.get(embedder.channel + kind)
            if matrix is not None:
                save_adapter(matrix, embedder, folder / "adapters", kind)


def _benchmark(
    name: str,
    source: ClauseSource,
    snapshot: Snapshot,
    examples: list[Example],
    fold: NDArray[np.int64],
    embedders: Embedders,
    data: Path,
) -> Benchmark:
    cache = EmbeddingCache(data / "embeddings")
    questions = [example.question.strip()[:LONGEST] for example in examples]
    vectors = {one.channel: cache.passages(AsQuestions(one), questions, _progress)[0] for one in embedders}
    return Benchmark(name, source, snapshot, examples, fold, vectors)


def _progress(stage: str, done: int, total: int) -> None:
    if done == total:
        sys.stderr.write(f"{stage}: {done}\n")


if __name__ == "__main__":
    main()
