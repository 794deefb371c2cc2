"""Cases for closed evidence: a question, some passages, and which of them hold the answer.

Of two compositions: as a search gives them (evaluation/retrieved_cases.py), where the gold ones may be missing; and
drawn, always with the gold ones. There two kinds of negatives are mixed, and many are drawn rather than the very best:
those just below the gold by words and by meaning, from a pool of the passages of all questions. With only BM25's best
beside a gold one that is always there, a model learns how they were drawn.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
import yaml

from app.answering.closed import closed_part
from app.answering.closed_features import sentences
from app.answering.find import Passage
from app.answering.model import Form
from app.answering.question import read
from app.answering.reader import SHIPPED, PassageReader, Reader, Tokens
from app.answering.terms import language_of
from corpus.catalogue import Catalogue
from evaluation.beir_folder import BeirFolder
from evaluation.datasets import load_questions
from evaluation.retrieved_cases import GIVEN, Retrieved
from indexing.embeddings import ClauseEmbedding
from indexing.embeddings.cache import EmbeddingCache
from indexing.embeddings.e5_torch import E5Torch
from indexing.lexical import LexicalIndex
from indexing.retriever import ClauseRetriever

_CLOSED = Path(__file__).with_name("closed")
#: Reports with passages of a sentence, of a paragraph and of several sentences as a web search gives them. CHECK has
#: the last kind too and is for measuring alone.
SHORT, LONG, FRAGMENTS, CHECK = (
    _CLOSED / f"{name}.yaml" for name in ("news", "reports", "fragments", "fragments-check")
)
#: What the reader learns from (evaluation.train_reader), and topics of that kind for measuring alone.
READING, READING_CHECK = sorted((_CLOSED / "reading").glob("*.yaml")), _CLOSED / "reading-check.yaml"
_DAY = date(2026, 1, 1)
_LONGEST = 1800
_BEST_WORDS = 20  # BM25's best others of a question that go into the pool
_LIKELY = 100  # ranks that negatives are drawn from


@dataclass(frozen=True)
class Case:
    """One question with some passages: their features, and which are gold (none: to be declined). It has `wanted` gold
    ones in all, of which some may not have been given."""

    question: str
    rows: tuple[dict[str, float], ...]
    gold: tuple[bool, ...]
    group: str
    wanted: int


@dataclass(frozen=True)
class _Asked:
    text: str
    gold: tuple[str, ...]
    others: tuple[str, ...]
    group: str
    form: Form


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


class _Remembering(PassageReader):
    """A reader of the same texts again and again: each goes through the encoder once."""

    def __init__(self, reader: Reader, encoder: E5Torch) -> None:
        super().__init__(reader, encoder)
        self._held: dict[tuple[Tokens, str], torch.Tensor] = {}

    def encoded(self, texts: Sequence[str], tokens: Tokens) -> list[torch.Tensor]:
        new = [text for text in dict.fromkeys(texts) if (tokens, text) not in self._held]
        read = super().encoded(new, tokens)
        self._held.update(((tokens, text), states.half()) for text, states in zip(new, read, strict=True))
        return [self._held[tokens, text] for text in texts]


class Cases:
    """Makes cases with the encoders and the word weights of one index; embeddings are kept under `cache`."""

    def __init__(self, retriever: ClauseRetriever, cache: Path) -> None:
        store = EmbeddingCache(cache)
        self._encoders = [_Cached(embedder, store) for embedder in retriever.embedders if not embedder.auxiliary]
        self._background = retriever.lexical

    @cached_property
    def _reader(self) -> PassageReader:
        return _Remembering.open(SHIPPED, E5Torch(kind=torch.float32))

    def retrieved(self, asked: Sequence[Retrieved], texts: Mapping[str, str], *, noise: bool = False) -> list[Case]:
        """Each question with what the search gave first, or with the next ten less its gold ones (`noise`)."""
        rng, found = random.Random(3), []
        ranked = {name for one in asked for name in (one.ranked if noise else one.given)}
        self._encoders[0].passages([texts[name][:_LONGEST] for name in sorted(ranked)])  # many at once, for the cache
        for one in asked:
            if not read(one.question).terms:
                continue
            given = [name for name in one.ranked[GIVEN:] if name not in one.gold] if noise else list(one.given)
            shown = dict.fromkeys(texts[name][:_LONGEST] for name in given)  # two clauses may read the same
            gold = {texts[name][:_LONGEST] for name in one.gold}
            right, others = (tuple(text for text in shown if (text in gold) is held) for held in (True, False))
            case = self._case(_Asked(one.question, right, others, one.question, "en"), rng)
            found.append(replace(case, wanted=0 if noise else len(one.gold)))
        return found

    def drawn(
        self, folder: BeirFolder, *, limit: int | None = None, golds: Collection[int] = range(1, 6)
    ) -> list[Case]:
        """Drawn cases of `limit` random questions (all) with so many gold passages: of a training or development split
        only."""
        clauses = {name: text[:_LONGEST] for name, text in folder.texts.items() if len(text) > 20}
        gold = {query: {clauses[name] for name in names if name in clauses} for query, names in folder.gold.items()}
        keys = sorted(query for query, right in gold.items() if len(right) in golds)
        texts = list(clauses.values())
        index = LexicalIndex.build(texts)
        asked = []
        for query in random.Random(1).sample(keys, min(limit or len(keys), len(keys))):
            best = (texts[i] for i in np.argsort(-index.scores(folder.queries[query]))[: _BEST_WORDS + 10])
            others = tuple(dict.fromkeys(text for text in best if text not in gold[query]))[:_BEST_WORDS]
            text = folder.queries[query]
            form: Form = "en" if language_of(text) == "en" else "zh_provisions"
            asked.append(_Asked(text, tuple(sorted(gold[query])), others, text, form))
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
            asked.append(_Asked(item.question, tuple(sorted(right)), others, item.group, "zh_provisions"))
        return list(self._drawn(asked))

    def reports(self, file: Path = SHORT, draws: int = 4) -> list[Case]:
        """Cases of one file: the right passage among four others of its topic, and five others. Of SHORT each is
        lengthened, in every second draw, by noise of its topic and by a sentence from elsewhere."""
        rng = random.Random(0)
        asked: list[_Asked] = []
        topics = yaml.safe_load(file.read_text("utf-8"))
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
                        if draw % 2 and file == SHORT:
                            gold, chosen = [longer(text) for text in gold], [longer(text) for text in chosen]
                        asked.append(_Asked(item["q"], tuple(gold), tuple(chosen), topic["topic"], "zh_reports"))
        given = sorted({text for one in asked for text in (*one.gold, *one.others)})
        pieces = sorted({piece for text in given for piece in sentences(text)})
        for encoder in self._encoders:
            encoder.passages([*given, *pieces])  # many at once, for the cache
        return [self._case(one, rng) for one in asked]

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
                yield self._case(replace(item, gold=item.gold if answerable else (), others=tuple(others)), rng)

    def _case(self, asked: _Asked, rng: random.Random) -> Case:
        passages = [(one, True) for one in asked.gold] + [(one, False) for one in asked.others]
        rng.shuffle(passages)
        given = [Passage(str(place), one) for place, (one, _) in enumerate(passages)]
        question, told = read(asked.text), self._background
        reader = self._reader if asked.form == "zh_reports" else None
        part = closed_part(question, given, self._encoders, told, _DAY, form=asked.form, reader=reader)
        places = [int(candidate.clause.id.path[0][1:]) for candidate in part.candidates]
        rows = tuple(dict(candidate.channels) for candidate in part.candidates)
        return Case(asked.text, rows, tuple(passages[place][1] for place in places), asked.group, len(asked.gold))
