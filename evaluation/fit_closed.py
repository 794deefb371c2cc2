"""Fits the model for closed evidence (app/answering/closed.py) and writes app/answering/closed_model.json.

    python -m evaluation.fit_closed BEIR_DIR [BEIR_DIR ...]

Cases are made from retrieval benchmarks in BEIR format (training or development splits only) and from our own
development questions: a question with its gold passages among the best BM25 negatives, and the same question with the
gold taken out, which then has to be declined. Half of the cases are of each kind.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from app.answering.closed import closed_part
from app.answering.evidence import ClauseEvidence, gather
from app.answering.find import Part, Passage
from app.answering.model import EvidenceModel, answer_features
from app.answering.question import read
from app.service import open_catalogue
from app.settings import load_settings
from evaluation.datasets import load_questions
from evaluation.fitting import CaseLike, fit_answerable, fit_relevance, ordered, split
from indexing.embeddings import ClauseEmbedding, load_embedders
from indexing.embeddings.cache import EmbeddingCache
from indexing.lexical import LexicalIndex

SHIPPED = Path(__file__).parents[1] / "app" / "answering" / "closed_model.json"
_DAY = date(2026, 1, 1)
_LONGEST = 1800


@dataclass(frozen=True)
class Asked:
    """A question, its gold passages and the best others by BM25."""

    text: str
    gold: tuple[str, ...]
    others: tuple[str, ...]
    group: str


@dataclass(frozen=True)
class Case:
    """One question with some passages, judged; `gold` says which passages are gold (none: to be declined)."""

    part: Part
    judged: tuple[ClauseEvidence, ...]
    gold: tuple[bool, ...]
    group: str


def from_beir(folder: Path, limit: int, seed: int) -> list[Asked]:
    """`limit` random questions of a BEIR folder (corpus.jsonl, queries.jsonl and one qrels/*.tsv)."""
    clauses = {row["_id"]: row["text"][:_LONGEST] for row in _lines(folder / "corpus.jsonl") if row["text"].strip()}
    queries = {row["_id"]: row["text"] for row in _lines(folder / "queries.jsonl")}
    gold: dict[str, set[str]] = {}
    with next(folder.glob("qrels/*.tsv")).open(encoding="utf-8") as judged:
        for query, clause, score in list(csv.reader(judged, delimiter="\t"))[1:]:
            if int(score) > 0 and clause in clauses:
                gold.setdefault(query, set()).add(clause)
    texts = list(clauses.values())
    index = LexicalIndex.build(texts)
    found = []
    for query in random.Random(seed).sample(sorted(gold), min(limit, len(gold))):
        right = {clauses[clause] for clause in gold[query]}
        best = (texts[i] for i in np.argsort(-index.scores(queries[query]))[:30])
        others = tuple(dict.fromkeys(text for text in best if text not in right))[:12]
        found.append(Asked(queries[query], tuple(sorted(right)), others, f"{folder.name}:{query}"))
    return found


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def from_questions() -> list[Asked]:
    """Our own development questions that one document answers, with the best other clauses."""
    catalogue = open_catalogue(load_settings())
    clauses = [(str(c.id), c.text) for d in catalogue.documents for c in d if c.id.path != ("meta",)]
    index = LexicalIndex.build([text for _, text in clauses])
    where = {clause: place for place, (clause, _) in enumerate(clauses)}
    found = []
    for gold in load_questions(split="dev"):
        places = [where[group[0]] for group in gold.required if group[0] in where]
        if not places or gold.history or gold.status != "answered":
            continue
        right = {where[clause] for clause in gold.gold if clause in where}
        best = np.argsort(-index.scores(gold.question))[:30]
        others = tuple(clauses[i][1][:_LONGEST] for i in best if i not in right)[:12]
        found.append(Asked(gold.question, tuple(clauses[i][1][:_LONGEST] for i in places), others, gold.group))
    return found


class _Cached:
    """An encoder whose passages come out of the cache."""

    def __init__(self, embedder: ClauseEmbedding, cache: EmbeddingCache) -> None:
        self.channel, self._embedder, self._cache = embedder.channel, embedder, cache

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        return self._cache.passages(self._embedder, texts)[0]

    def query(self, text: str) -> np.ndarray:
        return self._embedder.query(text)


def cases(asked: Sequence[Asked], embedders: Sequence[_Cached], seed: int) -> Iterator[Case]:
    """Every question twice: with its gold among 3 to 9 others, and with 4 to 10 others alone."""
    rng = random.Random(seed)
    for item in asked:
        question = read(item.text)
        if not question.terms or len(item.others) < 4:
            continue
        for answerable in (True, False):
            count = rng.randint(3, 9)
            passages = [(text, True) for text in item.gold] if answerable else []
            passages += [(text, False) for text in item.others[: count + (not answerable)]]
            rng.shuffle(passages)
            part = closed_part(
                question,
                [Passage(str(i), text) for i, (text, _) in enumerate(passages)],
                embedders,
                _DAY,  # type: ignore[arg-type]
            )
            judged = tuple(gather(question, part.candidates))
            gold = tuple(passages[int(item.candidate.clause.id.path[0][1:])][1] for item in judged)
            if judged:
                yield Case(part, judged, gold, item.group)


def fit(found: Sequence[CaseLike], seed: int = 0) -> EvidenceModel:
    """Relevance and answerability, the latter from out-of-fold relevance; the threshold keeps 95 % of the
    answerable ones answered, out of fold."""
    rows, labels, groups = [], [], []
    confidences: list[tuple[float, bool]] = []
    for train, held in split(found, seed):
        relevance = fit_relevance(train)
        for case in held:
            judged, scores, gold = ordered(case, relevance)
            rows.append(answer_features(case.part.question, judged, scores))
            labels.append(any(gold))
            groups.append(case.group)
    table, truth = list(rows), np.array(labels)
    order = sorted(set(groups))
    half = {group: place % 2 for place, group in enumerate(order)}
    for side in (0, 1):
        train = [i for i, group in enumerate(groups) if half[group] != side]
        model = fit_answerable([table[i] for i in train], truth[train])
        confidences += [(model.probability(table[i]), bool(truth[i])) for i, g in enumerate(groups) if half[g] == side]
    answered = sorted(confidence for confidence, right in confidences if right)
    threshold = answered[int(0.05 * len(answered))]
    refused = np.mean([confidence < threshold for confidence, right in confidences if not right])
    return EvidenceModel(
        relevance=fit_relevance(found),
        answerable=fit_answerable(table, truth),
        answer_from=round(threshold, 4),
        cite_from=0.5,
        selection="expected_f1",
        record={"cases": len(found), "answered": 0.95, "noise_declined": round(float(refused), 4)},
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Make the cases, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--limit", type=int, default=400, help="questions from each folder")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    arguments = parser.parse_args(argv)
    cache = EmbeddingCache(load_settings().data / "embeddings")
    embedders = [_Cached(embedder, cache) for embedder in load_embedders()]
    asked = from_questions()
    for folder in arguments.folders:
        asked += from_beir(folder, arguments.limit, seed=1)
    model = fit(list(cases(asked, embedders, seed=2)))
    arguments.out.write_text(json.dumps(model.model_dump(), ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
