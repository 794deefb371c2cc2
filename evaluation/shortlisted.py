"""How often the shortlist of a large index (indexing.shortlist) finds what scoring everything finds.

    python -m evaluation.shortlisted --beir FOLDER [--data FOLDER] [--brought 47] [--plain] [--limit 300]

The size from which the shortlist is used is lowered to one clause. `--brought` is how many clauses a channel brings:
as great a share of all as at a million shows what a million would be like. `--plain` leaves out the ranker and the
adapters, which were trained on the shared sets.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evaluation.beir_folder import BeirFolder, read_beir
from indexing import lexical, retriever, shortlist, vectors
from indexing.embeddings import load_embedders
from indexing.embeddings.cache import EmbeddingCache
from indexing.ranker import open_ranker
from indexing.snapshot import NO_CHROMA, build


def agreement(
    benchmark: BeirFolder, data: Path, brought: int | None = None, plain: bool = False, limit: int = 300
) -> dict[str, float]:
    """Shares of the best one, ten and hundred clauses that both find, and Recall@10 and @100 of each."""
    vectors.SKETCHED = 1
    embedders, cache = load_embedders("bundled"), EmbeddingCache(data / "embeddings")
    snapshot = build(benchmark, data / "shortlisted" / benchmark.name, embedders, cache=cache, chroma=NO_CHROMA)
    cache.close()
    ranker = None if plain else open_ranker(data)
    adapters = {embedder.channel: None for embedder in embedders} if plain else None
    search = retriever.ClauseRetriever(snapshot, benchmark, embedders, None, ranker, adapters).search
    if brought is not None:
        lexical._POSTINGS = round(lexical._POSTINGS * brought / shortlist._BROUGHT)
        shortlist._BROUGHT, shortlist._STRIDE = brought, max(1, min(shortlist._STRIDE, brought // 10))
    names = [list(benchmark.queries)[round(at)] for at in np.linspace(0, len(benchmark.queries) - 1, limit)]
    runs = []
    for large in (sys.maxsize, 1):
        retriever.LARGE = large
        runs.append(
            [
                [benchmark.names[hit.document.key(hit.clause)] for hit in search(benchmark.queries[name], 100)]
                for name in names
            ]
        )
    found: dict[str, float] = {"questions": len(names)}
    for depth in (1, 10, 100):
        same = [
            len({*one[:depth]} & {*other[:depth]}) / max(len(one[:depth]), 1) for one, other in zip(*runs, strict=True)
        ]
        found[f"agree@{depth}"] = float(np.mean(same))
    for kind, run in zip(("everything", "shortlist"), runs, strict=True):
        for depth in (10, 100):
            gold = [{one for one, score in benchmark.judgements[name].items() if score > 0} for name in names]
            share = [len(wanted & {*got[:depth]}) / max(len(wanted), 1) for wanted, got in zip(gold, run, strict=True)]
            found[f"{kind} R@{depth}"] = float(np.mean(share))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """One JSON object on standard output."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.shortlisted", description=__doc__)
    parser.add_argument("--beir", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--brought", type=int)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--limit", type=int, default=300)
    given = parser.parse_args(arguments)
    found = agreement(read_beir(given.beir), given.data, given.brought, given.plain, given.limit)
    sys.stdout.write(json.dumps({name: round(value, 4) for name, value in found.items()}) + "\n")


if __name__ == "__main__":
    main()
