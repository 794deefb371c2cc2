"""Questions in, ranked clauses out. Filters hold inside retrieval: an excluded clause takes nobody's place."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.addressees import concerns
from corpus.model import Clause, Document
from indexing.across import fuse_across
from indexing.bilingual import load_bilingual
from indexing.cross_encoder import LEADING, CrossEncoder
from indexing.embeddings.adapter import ACROSS, TAUGHT, adapt, load_adapters
from indexing.embeddings.provider import LONGEST, ClauseEmbedding, Vectors
from indexing.features import CHANNELS, REQUIRED, Surroundings, features
from indexing.fusion import DEPTH, EVERY, SUFFIX, Scores, counted, fuse, standardised, weighted_mean
from indexing.known_questions import KnownQuestions
from indexing.lexical import LexicalIndex
from indexing.linked import with_linked
from indexing.passages import language_of, short_title
from indexing.question_space import CHANNEL as QUESTION
from indexing.question_space import load_space
from indexing.ranker import Ranker
from indexing.shortlist import LARGE, Pool, Shortlist
from indexing.source import ClauseSource
from indexing.stored import Snapshot
from indexing.tokens import units

# Views (indexing.passages) of a clause by which it can be found in a language.
_VIEWS = {"zh": ("zh", "gloss-zh"), "en": ("en", "gloss-en")}
CANDIDATES = 500  # clauses that the ranker orders
_MASKS = 64  # filters remembered


@dataclass(frozen=True)
class Filters:
    """What may be found. Only the version of a document that holds on `as_of` (today when None; the one that
    `Catalogue.get` gives when none does), unless `any_version`.

    `institution` is a type or a group of corpus.addressees, `documents` ids, `permissions` what the asker may read.
    """

    as_of: date | None = None
    institution: str | None = None
    documents: frozenset[str] | None = None
    permissions: frozenset[str] = frozenset({""})
    any_version: bool = False


EVERYTHING = Filters()


@dataclass(frozen=True)
class Hit:
    """A clause found. `score` orders hits of one question and is not comparable between questions; `channels` are
    the plain scores (BM25, cosines) behind it."""

    clause: Clause
    document: Document
    score: float
    channels: Mapping[str, float]


@dataclass(frozen=True)
class Candidates:
    """Clause keys, best first, and their features, (len(keys), len(indexing.features.NAMES)) float32."""

    keys: tuple[str, ...]
    features: NDArray[np.float32]


class ClauseRetriever:
    """Searches one snapshot; may be used by many threads at once."""

    def __init__(
        self,
        snapshot: Snapshot,
        catalogue: ClauseSource,
        embedders: tuple[ClauseEmbedding, ...],
        channels: frozenset[str] | None = None,
        ranker: Ranker | None = None,
        adapters: Mapping[str, Vectors | None] | None = None,
        cross: CrossEncoder | None = None,
    ) -> None:
        """`channels` limits which take part (`lexical` and those of the embedders); None means all. `adapters` are
        question matrices by channel instead of the shipped ones; `cross` orders the leading hits anew."""
        self._snapshot = snapshot
        self._catalogue = catalogue
        wanted = channels or frozenset({"lexical", *(embedder.channel for embedder in embedders)})
        self._embedders = tuple(embedder for embedder in embedders if embedder.channel in wanted)
        self._lexical = "lexical" in wanted
        self._rows = _rows(snapshot, catalogue)
        self._adapters = adapters or load_adapters(self._embedders)
        space = load_space(self._embedders) if channels is None or QUESTION in channels else None
        self._questions = KnownQuestions(self._rows, snapshot.keys, space)
        self._ranker = ranker
        self._cross = cross
        self._speaking = {language: _speaking(snapshot.views, names) for language, names in _VIEWS.items()}
        self._numbers: dict[str, dict[str, int]] = {}  # of document versions, by document
        self._everything = np.arange(len(self._rows))
        self._surroundings = self._survey()
        self._masks: dict[Filters, NDArray[np.bool_]] = {}
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """That of the snapshot in use."""
        return self._snapshot.fingerprint

    @property
    def embedders(self) -> tuple[ClauseEmbedding, ...]:
        """The encoders that take part."""
        return self._embedders

    @property
    def adapters(self) -> dict[str, Vectors]:
        """The matrices that turn question vectors for any clauses of their language, by channel, where there are
        any."""
        found = {embedder.channel: self._adapters.get(embedder.channel) for embedder in self._embedders}
        return {channel: matrix for channel, matrix in found.items() if matrix is not None}

    @property
    def lexical(self) -> LexicalIndex:
        """The words of all clauses: how much each of them tells."""
        return self._snapshot.lexical

    @property
    def questions(self) -> KnownQuestions:
        """The questions that come with the clauses."""
        return self._questions

    def search(self, query: str, top_k: int = 10, filters: Filters = EVERYTHING) -> list[Hit]:
        """The best `top_k` clauses, best first; none for a query without a word. Raises CorpusError on an unknown
        institution or document."""
        query = query.strip()[:LONGEST]
        if not query or top_k < 1:
            return []
        return self._ranked(query, self._pool(query, filters), top_k, filters)

    def channel_scores(self, query: str) -> dict[str, Scores]:
        """Every channel's plain score of every clause, (clauses,) float32."""
        scores = {"lexical": self._snapshot.lexical.scores(query)} if self._lexical else {}
        scores |= self._of_all(query)
        for embedder in self._asked(query):
            vectors = self._vectors(embedder, query)
            found = self._snapshot.vectors[embedder.channel].scores(np.stack(list(vectors.values())))
            scores |= dict(zip(vectors, found, strict=True))
        return self._by_kind(scores, EVERY)

    def rank(
        self,
        query: str,
        scores: Mapping[str, Scores],
        top_k: int,
        filters: Filters = EVERYTHING,
        ranked: bool = True,
    ) -> list[Hit]:
        """The second half of `search`: what the filters allow, fused from these channels and, when all that the
        learned ranker knows are there, put in its order (unless not `ranked`)."""
        return self._ranked(query, Pool(EVERY, scores), top_k, filters, ranked)

    def candidates(self, query: str, count: int = CANDIDATES, filters: Filters = EVERYTHING) -> Candidates:
        """What the ranker is given for a question: up to `count` clauses in the question's language, best first."""
        pool = self._pool(query, filters)
        rows, _ = self._fused(query, pool, DEPTH, filters)
        same = rows[self._speaking[language_of(query)][pool.rows][rows]][:count]
        found = self._features(query, pool, same, filters)
        return Candidates(tuple(self._snapshot.keys[row] for row in self._everything[pool.rows][same]), found)

    def _of_all(self, query: str) -> dict[str, Scores]:
        """Scores of all clauses that need no look at the clauses: by the glossary and by the questions they answer."""
        scores = {"bilingual": load_bilingual().scores(query, self._snapshot.lexical)} if self._across(query) else {}
        return scores | self._questions.scores(query)

    def _across(self, query: str) -> bool:
        """Whether clauses that do not speak the question's language are looked for by the glossary."""
        return self._lexical and language_of(query) == "en" and not self._speaking["en"].all()

    def _asked(self, query: str) -> list[ClauseEmbedding]:
        """The encoders that take part: across languages an auxiliary one is no help."""
        across = self._across(query)
        return [embedder for embedder in self._embedders if not (across and embedder.auxiliary)]

    def _vectors(self, embedder: ClauseEmbedding, query: str) -> dict[str, Vectors]:
        """The question's vector and the adapted ones by channel; two where some clauses come with questions and others
        do not (_by_kind)."""
        plain = embedder.query(query)
        taught = self._questions.answered
        if self._across(query):
            kinds = {SUFFIX: ACROSS}
        elif taught.all():
            kinds = {SUFFIX: TAUGHT}
        else:
            kinds = {SUFFIX: "", TAUGHT: TAUGHT} if taught.any() else {SUFFIX: ""}
        found = {name: self._adapters.get(embedder.channel + kind) for name, kind in kinds.items()}
        adapted = {
            embedder.channel + name: adapt(matrix, plain) for name, matrix in found.items() if matrix is not None
        }
        return {embedder.channel: plain, **adapted}

    def _by_kind(self, scores: Mapping[str, Scores], rows: NDArray[np.int64] | slice) -> dict[str, Scores]:
        """The scores of these rows with one adapted channel an encoder: of a clause that comes with questions by the
        matrix that learned from such, of another by the general one, brought to the former's mean and spread."""
        mixed = {name: values for name, values in scores.items() if not name.endswith(TAUGHT)}
        for name in scores.keys() - mixed.keys():
            taught, adapted = scores[name], name.removesuffix(TAUGHT) + SUFFIX
            general = standardised(mixed.get(adapted, taught)) * taught.std() + taught.mean()
            mixed[adapted] = np.where(self._questions.answered[rows], taught, general).astype(np.float32)
        return mixed

    def _pool(self, query: str, filters: Filters) -> Pool:
        """What a question is scored against: all clauses, in a large index the best of every channel."""
        if len(self._rows) < LARGE:
            return Pool(EVERY, self.channel_scores(query))
        lexical = self._snapshot.lexical if self._lexical else None
        queries = [
            (self._snapshot.vectors[embedder.channel], self._vectors(embedder, query))
            for embedder in self._asked(query)
        ]
        channels = [channel for _, vectors in queries for channel in vectors]
        across = self._across(query)
        more = self._of_all(query)
        short = Shortlist(LexicalIndex.asked(query), lexical, queries, more, self._allowed(filters))
        found = short.pool(counted(channels))
        pool = replace(found, scores=self._by_kind(found.scores, found.rows))
        if across:
            return pool
        beside = short.beside(found, self._fused(query, pool, CANDIDATES, filters)[0])
        return replace(beside, scores=self._by_kind(beside.scores, beside.rows))

    def _ranked(self, query: str, pool: Pool, top_k: int, filters: Filters, ranked: bool = True) -> list[Hit]:
        rows, fused = self._fused(query, pool, max(DEPTH, top_k), filters)
        # Beside clauses in another language it gains nothing that can be told from chance (docs/ranker.md).
        if ranked and self._ranker and set(REQUIRED) <= pool.scores.keys() and "bilingual" not in pool.scores:
            rows = self._reordered(query, pool, rows, filters, self._ranker)
        if ranked and self._cross:
            rows = self._crossed(query, pool, rows, self._cross)
        if ranked:
            rows = rows[with_linked(self._everything[pool.rows][rows], self._rows, self._surroundings.document)]
        hits = []
        for row, score in zip(rows[:top_k], fused[:top_k], strict=True):
            document, clause = self._rows[self._everything[pool.rows][row]]
            channels = {name: float(values[row]) for name, values in pool.scores.items()}
            hits.append(Hit(clause, document, float(score), channels))
        return hits

    def _fused(self, query: str, pool: Pool, depth: int, filters: Filters) -> tuple[NDArray[np.int64], Scores]:
        """Places in the pool, best first, and their fused scores."""
        held = self._held(pool.scores, self._allowed(filters)[pool.rows])
        if {"lexical", "bilingual"} <= held.keys():
            held = {name: held[name] for name in counted(held)}
            ceiling = self._snapshot.lexical.ceiling(query)
            return fuse_across(held, self._speaking["en"][pool.rows], ceiling, depth, pool.sample)
        return fuse(held, language_of(query), depth, pool.sample)

    def _reordered(
        self, query: str, pool: Pool, rows: NDArray[np.int64], filters: Filters, ranker: Ranker
    ) -> NDArray[np.int64]:
        """`rows` with the leading clauses in the question's language in the ranker's order, each place among them
        kept by one of them: of clauses in another language the ranker knows nothing."""
        places = np.flatnonzero(self._speaking[language_of(query)][pool.rows][rows])[:CANDIDATES]
        if len(places) < 2:
            return rows
        order = np.argsort(-ranker.scores(self._features(query, pool, rows[places], filters)), kind="stable")
        ordered = rows.copy()
        ordered[places] = rows[places][order]
        return ordered

    def _crossed(self, query: str, pool: Pool, rows: NDArray[np.int64], cross: CrossEncoder) -> NDArray[np.int64]:
        """`rows` with the leading ones in the cross-encoder's order."""
        leading = [self._rows[row] for row in self._everything[pool.rows][rows[:LEADING]]]
        texts = [f"{short_title(document, 'zh')} {clause.heading}\n{clause.text}" for document, clause in leading]
        order = np.argsort(-cross.scores(query, texts), kind="stable")
        return np.concatenate([rows[:LEADING][order], rows[LEADING:]])

    def _features(self, query: str, pool: Pool, rows: NDArray[np.int64], filters: Filters) -> NDArray[np.float32]:
        """Features of the places `rows` of the pool, as if there were no clauses in another language."""
        language = language_of(query)
        same = (self._speaking[language] & self._allowed(filters))[pool.rows]
        held = self._held({name: pool.scores[name] for name in CHANNELS if name in pool.scores}, same)
        fused = weighted_mean(held, language, pool.sample)
        around = self._surroundings.of(pool.rows)
        return features(query, rows, fused, held, self._snapshot.lexical, around, pool.sample)

    @staticmethod
    def _held(scores: Mapping[str, Scores], allowed: NDArray[np.bool_]) -> dict[str, Scores]:
        return {name: np.where(allowed, values, np.float32(-np.inf)) for name, values in scores.items()}

    def as_llama_index(self, top_k: int = 10, filters: Filters = EVERYTHING) -> Any:
        """This retriever as a llama-index BaseRetriever of NodeWithScore."""
        from indexing.llama import LlamaClauseRetriever

        return LlamaClauseRetriever(self, top_k, filters)

    def _survey(self) -> Surroundings:
        """Which rows are one document version, and what words its titles have."""
        vocabulary = self._snapshot.lexical.vocabulary
        numbers: dict[str, int] = {}
        titles = []
        document = np.empty(len(self._rows), np.int32)
        for row, (held, _) in enumerate(self._rows):
            version = f"{held.id}@{held.version}"
            if version not in numbers:
                numbers[version] = len(numbers)
                self._numbers.setdefault(held.id, {})[version] = numbers[version]
                words = units(f"{short_title(held, 'zh')} {held.title_en}")
                titles.append(np.unique(np.array([vocabulary[one] for one in words if one in vocabulary], np.int32)))
            document[row] = numbers[version]
        return Surroundings(self._everything, document, tuple(titles))

    def _allowed(self, filters: Filters) -> NDArray[np.bool_]:
        """Which rows the filters let through. Today moves, so it is part of what is remembered."""
        if filters.as_of is None and not filters.any_version:
            filters = Filters(
                date.today(), filters.institution, filters.documents, filters.permissions, filters.any_version
            )
        with self._lock:
            mask = self._masks.get(filters)
            if mask is None:
                mask = self._mask(filters)
                if len(self._masks) >= _MASKS:
                    self._masks.pop(next(iter(self._masks)))
                self._masks[filters] = mask
        return mask

    def _mask(self, filters: Filters) -> NDArray[np.bool_]:
        documents = dict.fromkeys(self._numbers) if filters.documents is None else filters.documents
        open_ = np.zeros(len(self._surroundings.titles), bool)
        for name in documents:
            versions = (
                self._catalogue.versions(name)
                if filters.any_version
                else [self._catalogue.get(name, as_of=filters.as_of)]
            )
            for version in versions:
                number = self._numbers.get(name, {}).get(f"{version.id}@{version.version}")
                if number is not None and version.permission in filters.permissions:
                    open_[number] = True
        mask = open_[self._surroundings.document]
        if filters.institution is not None:
            bound: dict[frozenset[str], bool] = {}
            for row in np.flatnonzero(mask):
                document, clause = self._rows[row]
                addressees = clause.addressees or document.addressees
                if addressees not in bound:
                    bound[addressees] = concerns(addressees, filters.institution)
                mask[row] = bound[addressees]
        return mask


def _rows(snapshot: Snapshot, catalogue: ClauseSource) -> list[tuple[Document, Clause]]:
    """The clauses of the snapshot. As a rule it was made from these very documents in this order, which their first
    clauses tell; else every clause is looked up."""
    documents = [document for document in catalogue.documents if document.clauses]
    rows = [(document, clause) for document in documents for clause in document.clauses]
    begins = np.cumsum([0, *(len(document.clauses) for document in documents)])
    if (
        snapshot.manifest.corpus == catalogue.fingerprint
        and len(rows) == len(snapshot.keys)
        and all(snapshot.keys[at] == one.key(one.clauses[0]) for at, one in zip(begins, documents, strict=False))
    ):
        return rows
    by_key = {document.key(clause): (document, clause) for document, clause in rows}
    return [by_key[key] for key in snapshot.keys]


def _speaking(views: Sequence[tuple[str, ...]], names: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which clauses have one of these views; few combinations of views exist."""
    known = {held: any(view.startswith(names) for view in held) for held in set(views)}
    return np.array([known[held] for held in views], bool)
