"""What a thousand to a million clauses cost: build time, disk, memory, latency of `search`.

    python -m evaluation.scale --sizes 1000,10000,100000 --data FOLDER      (make scale)

Clauses are varied from the shipped ones: sentences of two clauses mixed, figures changed, titles of invented places.
Texts go through the whole build. Vectors do not come from the models, which would take hours: each is made from the
real vectors of the two clauses and noise. So times, sizes and memory are real, and what is found is not judged here.
Questions are our development questions, embedded by the bundled models. Processor time stands beside every time, for
a machine that is shared. Chroma is left out (--chroma puts it in).
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import PrivateAttr

from corpus.catalogue import load_catalogue
from corpus.model import Clause, ClauseId, Document, TextStatus, Validity
from evaluation.datasets import load_questions
from indexing.embeddings import ClauseEmbedding, load_embedders
from indexing.embeddings.cache import EmbeddingCache
from indexing.embeddings.provider import Vectors
from indexing.passages import language_of, passages
from indexing.ranker import open_ranker
from indexing.retriever import ClauseRetriever
from indexing.snapshot import EMBEDDED, NO_CHROMA, build, open_snapshot

_A_DOCUMENT = 80  # clauses
_LONGEST = 500  # characters: one window
_SENTENCE = re.compile(r"(?<=[。；\n])")
_FIGURE = re.compile(r"\d+")
_PLACES = "江海山河湖林安宁和平新兴长永东西南北中"


@dataclass(frozen=True)
class Varied:
    """Invented documents. `origin` gives the two shipped clauses and the number a text was made from."""

    documents: tuple[Document, ...]
    origin: dict[str, tuple[int, int, int]]
    fingerprint: str

    def versions(self, document_id: str) -> Sequence[Document]:
        return [self.get(document_id)]

    def get(self, document_id: str, as_of: date | None = None) -> Document:
        return self.documents[int(document_id.removeprefix("varied-"))]


class Derived(ClauseEmbedding):
    """A bundled model for questions; for clauses the mean of the real vectors of their origins, and noise."""

    _model: ClauseEmbedding = PrivateAttr()
    _vectors: Vectors = PrivateAttr()
    _origin: dict[str, tuple[int, int, int]] = PrivateAttr()

    def __init__(self, model: ClauseEmbedding, vectors: Vectors, origin: dict[str, tuple[int, int, int]]) -> None:
        super().__init__(
            model_name="derived",
            channel=model.channel,
            fingerprint=model.fingerprint,
            dimensions=model.dimensions,
            auxiliary=model.auxiliary,
            embed_batch_size=512,
        )
        self._model, self._vectors, self._origin = model, vectors, origin

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._model.queries(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        found = [self._origin[text.partition("\n")[2]] for text in texts]
        first, second, number = np.array(found).T
        noise = np.random.default_rng(int(number[0])).normal(size=(len(texts), self.dimensions))
        mixed = self._vectors[first] + 0.5 * self._vectors[second] + 0.4 / np.sqrt(self.dimensions) * noise
        return np.asarray(mixed / np.linalg.norm(mixed, axis=1, keepdims=True), np.float32)


def real() -> list[tuple[str, str]]:
    """Chinese clauses of the shipped corpus: the text and the passage whose vector is shipped."""
    out = []
    for document in load_catalogue().documents:
        for clause in document:
            passage = passages(document, clause)[0]
            text = passage.text.partition("\n")[2] or passage.text
            if language_of(text) == "zh" and len(text) <= _LONGEST:
                out.append((text, passage.text))
    return out


def varied(texts: Sequence[str], count: int) -> Varied:
    """`count` clauses in documents of eighty."""
    rng = np.random.default_rng(count)
    origin: dict[str, tuple[int, int, int]] = {}
    documents, clauses = [], []
    sentences = [[part for part in _SENTENCE.split(text) if part] for text in texts]
    for number in range(count):
        name = f"varied-{len(documents)}"
        first, second = (int(value) for value in rng.integers(0, len(texts), 2))
        text = _mixed(sentences[first], sentences[second], number, rng)
        origin[text] = (first, second, number)
        place = len(clauses)
        clauses.append(
            Clause(ClauseId(name, (str(place + 1),)), f"第{place + 1}条", text, place, text_status=TextStatus.COMPILED)
        )
        if len(clauses) == _A_DOCUMENT or number == count - 1:
            title = "".join(_PLACES[value] for value in rng.integers(0, len(_PLACES), 4)) + "小微企业融资管理办法"
            documents.append(Document(name, title, tuple(clauses), Validity(), TextStatus.COMPILED))
            clauses = []
    return Varied(tuple(documents), origin, f"varied-{count}")


def measure(count: int, data: Path, chroma: bool) -> dict[str, Any]:
    """Build an index of `count` clauses and search it; in a process of its own, so that memory is its own."""
    source, embedders = _prepared(count)
    folder = data / f"scale-{count}"
    shutil.rmtree(folder, ignore_errors=True)
    started, worked = time.perf_counter(), time.process_time()
    snapshot = build(source, folder, embedders, _progress, chroma=EMBEDDED if chroma else NO_CHROMA)
    record: dict[str, Any] = {"clauses": count, "build_s": round(time.perf_counter() - started, 1)}
    record |= {"build_cpu_s": round(time.process_time() - worked, 1), "disk_mb": round(snapshot.size / 1e6)}
    record["build_peak_mb"] = _memory("VmHWM")
    del snapshot
    return record | _changed(source, folder, embedders, chroma)


def searched(count: int, data: Path) -> dict[str, Any]:
    """Latency of `search` over an index that `measure` built, and the memory it takes."""
    source, embedders = _prepared(count)
    source.origin.clear()
    before = _memory("RssAnon")
    folder = data / f"scale-{count}"
    started = time.perf_counter()
    retriever = ClauseRetriever(open_snapshot(folder, source, embedders), source, embedders, ranker=open_ranker(data))
    opened = time.perf_counter() - started
    record: dict[str, Any] = {"open_s": round(opened, 2)}
    for language in ("zh", "en"):
        questions = [one.question for one in load_questions(split="dev") if one.language == language][:150]
        for question in questions[:10]:
            retriever.search(question)
        times, worked = [], []
        for question in questions:
            started, begun = time.perf_counter(), time.process_time()
            retriever.search(question)
            times.append((time.perf_counter() - started) * 1000)
            worked.append((time.process_time() - begun) * 1000)
        for percent in (50, 95):
            record[f"{language}_p{percent}_ms"] = round(float(np.percentile(times, percent)), 1)
            record[f"{language}_p{percent}_cpu_ms"] = round(float(np.percentile(worked, percent)), 1)
    return record | {"anonymous_mb": _memory("RssAnon") - before, "mapped_mb": _memory("RssFile")}


def _changed(source: Varied, folder: Path, embedders: tuple[ClauseEmbedding, ...], chroma: bool) -> dict[str, Any]:
    """Seconds from one changed clause to a retriever that finds it."""
    document = source.documents[0]
    clause = document.clauses[0]
    text = f"{clause.text}一经发现立即报告。"
    source.origin[text] = source.origin[clause.text]
    edited = replace(document, clauses=(replace(clause, text=text), *document.clauses[1:]))
    after = Varied((edited, *source.documents[1:]), source.origin, f"{source.fingerprint}-edited")
    for embedder in embedders:  # a service that is asked has its models loaded
        embedder.query("立即报告")
    started, worked = time.perf_counter(), time.process_time()
    snapshot = build(after, folder, embedders, chroma=EMBEDDED if chroma else NO_CHROMA)
    built = time.perf_counter() - started
    ClauseRetriever(snapshot, after, embedders).search("立即报告")
    changed, cpu = time.perf_counter() - started, time.process_time() - worked
    build(source, folder, embedders, chroma=EMBEDDED if chroma else NO_CHROMA)
    return {"change_build_s": round(built, 2), "change_live_s": round(changed, 2), "change_cpu_s": round(cpu, 2)}


def _prepared(count: int) -> tuple[Varied, tuple[ClauseEmbedding, ...]]:
    held = real()
    source = varied([text for text, _ in held], count)
    cache = EmbeddingCache(None)
    embedders: tuple[ClauseEmbedding, ...] = tuple(
        Derived(model, cache.passages(model, [passage for _, passage in held])[0], source.origin)
        for model in load_embedders("bundled")
    )
    return source, embedders


def _mixed(first: Sequence[str], second: Sequence[str], number: int, rng: np.random.Generator) -> str:
    parts = [second[at % len(second)] if rng.random() < 0.35 else part for at, part in enumerate(first)]
    text = _FIGURE.sub(lambda found: str(int(rng.integers(1, 10 ** min(len(found.group()), 6)))), "".join(parts))
    return f"{text.strip()[:_LONGEST]}（编号{number}）"


def _memory(field: str) -> int:
    """MB of this process, from the kernel."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) // 1024


def _progress(stage: str, done: int, total: int) -> None:
    if done == total or done % 50_000 < 512:
        sys.stderr.write(f"{time.strftime('%H:%M:%S')} {stage}: {done} of {total}, {_memory('VmRSS')} MB\n")


def _in_own_process(*arguments: str) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "evaluation.scale", *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    return dict(json.loads(done.stdout))


def main(arguments: Sequence[str] | None = None) -> None:
    """One JSON object a size on standard output."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.scale", description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000", help="clauses, parted by commas")
    parser.add_argument("--data", type=Path, default=Path("data"), help="where the indexes are built")
    parser.add_argument("--chroma", action="store_true", help="store the vectors in Chroma as well")
    parser.add_argument("--step", choices=("build", "search"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    sizes = [int(size) for size in given.sizes.split(",")]
    steps: dict[str, Callable[[], dict[str, Any]]] = {
        "build": lambda: measure(sizes[0], given.data, given.chroma),
        "search": lambda: searched(sizes[0], given.data),
    }
    if given.step:
        sys.stdout.write(json.dumps(steps[given.step]()))
        return
    for record in _curve(sizes, given.data, given.chroma):
        sys.stdout.write(json.dumps(record) + "\n")
        sys.stdout.flush()


def _curve(sizes: Sequence[int], data: Path, chroma: bool) -> Iterator[dict[str, Any]]:
    more = ["--chroma"] if chroma else []
    for size in sizes:
        common = ["--sizes", str(size), "--data", str(data), *more]
        yield _in_own_process("--step", "build", *common) | _in_own_process("--step", "search", *common)


if __name__ == "__main__":
    main()
