"""Cases for closed evidence: a question, some passages, and which of them hold the answer.

Two kinds of negatives are mixed, and many are drawn rather than the very best: those just below the gold by words and
by meaning, from a pool of the passages of all questions. With only BM25's best, a model learns how they were drawn.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import yaml

from app.answering.closed import closed_part
from app.answering.find import Passage
from app.answering.question import read
from corpus.catalogue import Catalogue
from evaluation.datasets import load_questions
from indexing.embeddings import ClauseEmbedding
from indexing.embeddings.cache import EmbeddingCache
from indexing.lexical import LexicalIndex
from indexing.retriever import ClauseRetriever

NEWS = Path(__file__).with_name("closed") / "news.yaml"
_DAY = date(2026, 1, 1)
_LONGEST = 1800
_BEST_WORDS = 20  # BM25's best others of a question that go into the pool
_LIKELY = 100  # ranks that negatives are drawn from


@dataclass(frozen=True)
class Case:
    """One question with some passages: their features, and which are gold (none: to be declined)."""

    question: str
    rows: tuple[dict[str, float], ...]
    gold: tuple[bool, ...]
    group: str


@dataclass(frozen=True)
class _Asked:
    text: str
    gold: tuple[str, ...]
    others: tuple[str, ...]
    group: str


class _Cached:
    """An encoder whose passages come out of the cache."""

    def __init__(self, embedder: ClauseEmbedding, cache: EmbeddingCache) -> None:
        self.channel, self._embedder, self._cache = embedder.channel, embedder, cache
        self._asked: dict[str, np.ndarray] = {}

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        return self._cache.passages(self._embedder, texts)[0]

    def query(self, text: str) -> np.ndarray:
        if text not in self._asked:
            self._asked[text] = self._embedder.query(text)
        return self._asked[text]


class Cases:
    """Makes cases with the encoders and the word weights of one index; embeddings are kept under `cache`."""

    def __init__(self, retriever: ClauseRetriever, cache: Path) -> None:
        store = EmbeddingCache(cache)
        self._encoders = [_Cached(embedder, store) for embedder in retriever.embedders]
        self._background = retriever.lexical

    def beir(self, folder: Path, *, limit: int | None = None, only_pairs: bool = False) -> list[Case]:
        """Cases of `limit` random questions (all) of a BEIR folder (corpus.jsonl, queries.jsonl, one qrels/*.tsv): the
        training or development split only."""
        clauses = {
            row["_id"]: row["text"][:_LONGEST] for row in _lines(folder / "corpus.jsonl") if len(row["text"]) > 20
        }
        queries = {row["_id"]: row["text"] for row in _lines(folder / "queries.jsonl")}
        gold: dict[str, set[str]] = {}
        with next(folder.glob("qrels/*.tsv")).open(encoding="utf-8") as judged:
            for query, clause, score in list(csv.reader(judged, delimiter="\t"))[1:]:
                if int(score) > 0 and clause in clauses:
                    gold.setdefault(query, set()).add(clauses[clause])
        keys = sorted(query for query, right in gold.items() if (len(right) == 2 if only_pairs else len(right) <= 5))
        texts = list(clauses.values())
        index = LexicalIndex.build(texts)
        asked = []
        for query in random.Random(1).sample(keys, min(limit or len(keys), len(keys))):
            best = (texts[i] for i in np.argsort(-index.scores(queries[query]))[: _BEST_WORDS + 10])
            others = tuple(dict.fromkeys(text for text in best if text not in gold[query]))[:_BEST_WORDS]
            asked.append(_Asked(queries[query], tuple(sorted(gold[query])), others, query))
        return list(self._drawn(asked))

    def own(self, catalogue: Catalogue) -> list[Case]:
        """Cases of our own development questions in Chinese that clauses answer."""
        clauses = [(str(c.id), c.text[:_LONGEST]) for d in catalogue.documents for c in d if c.id.path != ("meta",)]
        index = LexicalIndex.build([text for _, text in clauses])
        where = dict(clauses)
        asked = []
        for item in load_questions(split="dev"):
            right = {where[group[0]] for group in item.required if group[0] in where}
            if item.language != "zh" or not right or item.history or item.status != "answered":
                continue
            also = {where[clause] for clause in item.gold if clause in where}
            best = (clauses[i][1] for i in np.argsort(-index.scores(item.question))[: _BEST_WORDS + 10])
            others = tuple(dict.fromkeys(text for text in best if text not in also))[:_BEST_WORDS]
            asked.append(_Asked(item.question, tuple(sorted(right)), others, item.group))
        return list(self._drawn(asked))

    def reports(self, draws: int = 4) -> list[Case]:
        """Cases of evaluation/closed/news.yaml: the right passage among four others of its topic, and five others. In
        every second draw each passage is lengthened by noise of its topic and by a sentence from elsewhere."""
        rng, found = random.Random(0), []
        topics = yaml.safe_load(NEWS.read_text("utf-8"))
        for topic in topics:
            elsewhere = [text for other in topics if other is not topic for text in other["passages"]]
            for item in topic["questions"]:
                right = [text for text in topic["passages"] if any(answer in text for answer in item["answers"])]
                others = [text for text in topic["passages"] if text not in right]

                def longer(text: str, noise: list[str] = others, more: list[str] = elsewhere) -> str:
                    pieces = [text, rng.choice(noise), rng.choice(more)]
                    return "".join(rng.sample(pieces, 3))

                for draw in range(draws):
                    for gold, count in ((right, 4), ([], 5)):
                        chosen = rng.sample(others, count)
                        if draw % 2:
                            gold, chosen = [longer(text) for text in gold], [longer(text) for text in chosen]
                        found.append(self._case(item["q"], gold, chosen, topic["topic"], rng))
        return found

    def _drawn(self, asked: Sequence[_Asked]) -> Iterator[Case]:
        """Every question twice: with its gold among 6 to 18 others, and with as many others alone."""
        pool = sorted({text for item in asked for text in (*item.gold, *item.others)})
        index = LexicalIndex.build(pool)
        dense = self._encoders[0].passages(pool)
        rng = random.Random(2)
        for item in asked:
            if not read(item.text).terms:
                continue
            words = [pool[i] for i in np.argsort(-index.scores(item.text))[:_LIKELY]]
            meaning = [pool[i] for i in np.argsort(-(dense @ self._encoders[0].query(item.text)))[:_LIKELY]]
            for answerable in (True, False):
                half = rng.choice((6, 8, 10, 14, 18)) // 2
                easy = rng.random() < 0.5
                drawn = rng.sample(words[: None if easy else 60], half) + rng.sample(
                    pool if easy else meaning[:60], half
                )
                others = [text for text in dict.fromkeys(drawn) if text not in item.gold]
                yield self._case(item.text, list(item.gold) if answerable else [], others, item.group, rng)

    def _case(self, text: str, right: list[str], others: list[str], group: str, rng: random.Random) -> Case:
        passages = [(one, True) for one in right] + [(one, False) for one in others]
        rng.shuffle(passages)
        given = [Passage(str(place), one) for place, (one, _) in enumerate(passages)]
        part = closed_part(read(text), given, self._encoders, self._background, _DAY)
        places = [int(candidate.clause.id.path[0][1:]) for candidate in part.candidates]
        rows = tuple(dict(candidate.channels) for candidate in part.candidates)
        return Case(text, rows, tuple(passages[place][1] for place in places), group)


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
