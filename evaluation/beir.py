"""`policyqa eval retrieval --beir DIR`: the retriever that `ask` uses, on any benchmark in BEIR format.

Measures are those of ir-measures; intervals are percentile bootstraps over questions. The index and every embedding
are kept in the data folder, so a second run embeds nothing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np

from evaluation.beir_folder import BeirFolder, read_beir
from evaluation.errors import EvaluationError
from evaluation.statistics import Figure, cluster_weights, mean_figure
from indexing.cross_encoder import load_cross_encoder
from indexing.embeddings import ClauseEmbedding, load_embedders
from indexing.embeddings.cache import EmbeddingCache, Progress
from indexing.embeddings.provider import LONGEST
from indexing.fusion import SUFFIX
from indexing.ranker import open_ranker
from indexing.retriever import ClauseRetriever, Hit
from indexing.snapshot import NO_CHROMA, build

DEPTH = 100
MEASURES = ("R@1", "R@5", "R@10", "R@100", "AllGold@10", "RR@10", "AP@10", "nDCG@10")
_PARSED = {name: ir_measures.parse_measure(name) for name in MEASURES if name != "AllGold@10"}


@dataclass(frozen=True)
class BeirReport:
    """Figures by system (`all` is what `ask` uses) and measure; latency in milliseconds of `search` with nothing
    remembered; sizes in bytes; `repeated` passages were left out because their id was taken."""

    benchmark: str
    split: str
    repeated: int
    questions: int
    clauses: int
    systems: Mapping[str, Mapping[str, Figure]]
    latency_ms: Mapping[str, float]
    index_bytes: int
    index_seconds: float
    index: str

    def to_json(self) -> dict[str, Any]:
        """Plain values; every figure as {value, low, high, count}."""
        return {
            "benchmark": self.benchmark,
            "split": self.split,
            "repeated": self.repeated,
            "questions": self.questions,
            "clauses": self.clauses,
            "systems": {
                system: {name: vars(figure) for name, figure in figures.items()}
                for system, figures in self.systems.items()
            },
            "latency_ms": dict(self.latency_ms),
            "index_bytes": self.index_bytes,
            "index_seconds": self.index_seconds,
            "index": self.index,
        }

    def render(self) -> str:
        """A Markdown table with 95 % intervals, for a terminal or docs/measurements.md."""
        lines = [
            f"{self.benchmark} ({self.split}): {self.questions} questions, {self.clauses} clauses, index {self.index}",
            *([f"left out: {self.repeated} passages whose id was taken"] if self.repeated else []),
            "",
            "| system | " + " | ".join(MEASURES) + " |",
            "|---" * (len(MEASURES) + 1) + "|",
        ]
        for system, figures in self.systems.items():
            cells = (
                f"{figure.value:.4f} [{figure.low:.3f}, {figure.high:.3f}]"
                for figure in (figures[name] for name in MEASURES)
            )
            lines.append(f"| {system} | " + " | ".join(cells) + " |")
        times = ", ".join(f"{name} {value:.1f} ms" for name, value in self.latency_ms.items())
        lines += ["", f"search: {times}; index {self.index_bytes / 1e6:.0f} MB, built in {self.index_seconds:.0f} s"]
        return "\n".join(lines)


def run_beir(
    folder: Path,
    channels: Sequence[str] | None = None,
    limit: int | None = None,
    *,
    data: Path = Path("data"),
    split: str | None = None,
    embedding: str = "bundled",
    cross_encoder: str = "",
    progress: Progress | None = None,
) -> BeirReport:
    """Score the retriever on a BEIR folder. `channels` limits the system to some of its channels; `limit` asks only
    so many questions, evenly spread over the file. Raises EvaluationError or IndexingError."""
    benchmark = read_beir(folder, split)
    embedders = _chosen(load_embedders(embedding), channels)
    cache = EmbeddingCache(data / "embeddings")
    started = time.perf_counter()
    home = data / "benchmarks" / f"{benchmark.name}-{benchmark.fingerprint[:8]}-{'-'.join(_names(embedders))}"
    snapshot = build(benchmark, home, embedders, progress, cache=cache, chroma=NO_CHROMA)
    built = time.perf_counter() - started
    cache.close()
    wanted = frozenset(channels) if channels else None
    retriever = ClauseRetriever(
        snapshot, benchmark, embedders, wanted, open_ranker(data), cross=load_cross_encoder(cross_encoder)
    )
    names = list(benchmark.queries)
    if limit is not None and limit < len(names):
        names = [names[round(place)] for place in np.linspace(0, len(names) - 1, max(limit, 1))]
    runs, times = _ask(benchmark, retriever, names, progress)
    return BeirReport(
        benchmark.name,
        benchmark.split,
        benchmark.repeated,
        len(names),
        snapshot.manifest.clauses,
        {system: _figures(benchmark, run) for system, run in runs.items()},
        {f"p{percent}": float(np.percentile(times, percent)) for percent in (50, 95, 99)},
        snapshot.size,
        built,
        snapshot.fingerprint,
    )


def _names(embedders: Sequence[ClauseEmbedding]) -> list[str]:
    return [embedder.channel for embedder in embedders] or ["lexical"]


def _chosen(embedders: tuple[ClauseEmbedding, ...], channels: Sequence[str] | None) -> tuple[ClauseEmbedding, ...]:
    """Only the models that are asked for: another is neither loaded nor embedded with."""
    if not channels:
        return embedders
    known = {"lexical", *(embedder.channel for embedder in embedders)}
    if set(channels) - known:
        raise EvaluationError(
            f"no channel {sorted(set(channels) - known)[0]!r} (there are: {', '.join(sorted(known))})"
        )
    return tuple(embedder for embedder in embedders if embedder.channel in channels)


Run = dict[str, dict[str, float]]


def _ask(
    benchmark: BeirFolder, retriever: ClauseRetriever, names: Sequence[str], progress: Progress | None
) -> tuple[dict[str, Run], list[float]]:
    """Runs by system: what `ask` uses, then without the ranker each channel alone and all but each; and the
    milliseconds of the first."""
    runs: dict[str, Run] = {}
    times = []
    for done, name in enumerate(names, 1):
        question = benchmark.queries[name][:LONGEST].strip()
        started = time.perf_counter()
        hits = retriever.search(question, DEPTH)
        times.append((time.perf_counter() - started) * 1000)
        runs.setdefault("all", {})[name] = _scores(benchmark, hits)
        scores = retriever.channel_scores(question)
        for system, part in _ablations(scores).items():
            found = retriever.rank(question, part, DEPTH, ranked=False) if question else []
            runs.setdefault(system, {})[name] = _scores(benchmark, found)
        if progress and (done % 50 == 0 or done == len(names)):
            progress("asking", done, len(names))
    return runs, times


def _ablations(scores: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Parts of the channels by system; an adapted channel goes with its plain one."""
    if len(scores) < 2:
        return {}
    plain = {name: values for name, values in scores.items() if not name.endswith(SUFFIX)}
    parts = {"without ranker": dict(scores)}
    if len(plain) < len(scores):
        parts["without ranker, adapters"] = plain
    if len(plain) > 2:
        for left in plain:
            parts[f"without ranker, {left}"] = {
                name: values for name, values in scores.items() if name.removesuffix(SUFFIX) != left
            }
    return parts | {f"{name} alone": {name: values} for name, values in scores.items()}


def _scores(benchmark: BeirFolder, hits: Sequence[Hit]) -> dict[str, float]:
    """Ranks as scores, so that equal fused scores keep the order in which people see them."""
    return {benchmark.names[hit.document.key(hit.clause)]: float(len(hits) - place) for place, hit in enumerate(hits)}


def _figures(benchmark: BeirFolder, run: Run) -> dict[str, Figure]:
    judged = {name: dict(benchmark.judgements[name]) for name in run}
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(run, 0.0) for name in MEASURES}
    for metric in ir_measures.iter_calc(list(_PARSED.values()), judged, run):
        values[str(metric.measure)][metric.query_id] = metric.value
    for name, found in run.items():
        best = set(sorted(found, key=lambda key: -found[key])[:10])
        values["AllGold@10"][name] = float(judged[name].keys() <= best)
    weights = cluster_weights(list(run))
    figures = {name: mean_figure(list(values[name].values()), weights) for name in MEASURES}
    nothing = Figure(math.nan, math.nan, math.nan, 0)
    return {name: figure or nothing for name, figure in figures.items()}
