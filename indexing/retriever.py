"""Questions in, ranked clauses out. Filters hold inside retrieval: an excluded clause takes nobody's place."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.addressees import concerns
from corpus.model import Clause, Document
from indexing.across import fuse_across
from indexing.bilingual import load_bilingual
from indexing.embeddings.provider import ClauseEmbedding
from indexing.features import CHANNELS, Surroundings, features
from indexing.fusion import DEPTH, Scores, fuse, weighted_mean
from indexing.passages import language_of, short_title
from indexing.ranker import Ranker
from indexing.source import ClauseSource
from indexing.stored import Snapshot
from indexing.tokens import units

_LONGEST = 2000  # characters of a question that are read; the models cut at about as many
# Views (indexing.passages) of a clause by which it can be found in a language.
_VIEWS = {"zh": ("zh", "gloss-zh"), "en": ("en", "gloss-en")}
CANDIDATES = 100  # clauses that the ranker orders
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
    ) -> None:
        """`channels` limits which take part (`lexical` and those of the embedders); None means all."""
        self._snapshot = snapshot
        self._catalogue = catalogue
        wanted = channels or frozenset({"lexical", *(embedder.channel for embedder in embedders)})
        self._embedders = tuple(embedder for embedder in embedders if embedder.channel in wanted)
        self._lexical = "lexical" in wanted
        by_key = {document.key(clause): (document, clause) for document in catalogue.documents for clause in document}
        self._rows = [by_key[key] for key in snapshot.keys]
        self._versions = np.array([f"{document.id}@{document.version}" for document, _ in self._rows])
        self._ranker = ranker
        self._speaking = {
            language: np.array([any(view.startswith(names) for view in views) for views in snapshot.views])
            for language, names in _VIEWS.items()
        }
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

    def search(self, query: str, top_k: int = 10, filters: Filters = EVERYTHING) -> list[Hit]:
        """The best `top_k` clauses, best first; none for a query without a word. Raises CorpusError on an unknown
        institution or document."""
        query = query.strip()[:_LONGEST]
        if not query or top_k < 1:
            return []
        return self.rank(query, self.channel_scores(query), top_k, filters)

    def channel_scores(self, query: str) -> dict[str, Scores]:
        """Every channel's plain score of every clause, (clauses,) float32."""
        scores = {"lexical": self._snapshot.lexical.scores(query)} if self._lexical else {}
        if self._lexical and language_of(query) == "en" and not self._speaking["en"].all():
            scores["bilingual"] = load_bilingual().scores(query, self._snapshot.lexical)
        for embedder in self._embedders:
            scores[embedder.channel] = self._snapshot.vectors[embedder.channel].scores(embedder.query(query))
        return scores

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
        rows, fused = self._fused(query, scores, max(DEPTH, top_k), filters)
        if ranked and self._ranker and set(CHANNELS) <= scores.keys():
            rows = self._reordered(query, scores, rows, filters, self._ranker)
        hits = []
        for row, score in zip(rows[:top_k], fused[:top_k], strict=True):
            document, clause = self._rows[row]
            channels = {name: float(values[row]) for name, values in scores.items()}
            hits.append(Hit(clause, document, float(score), channels))
        return hits

    def candidates(self, query: str, count: int = CANDIDATES, filters: Filters = EVERYTHING) -> Candidates:
        """What the ranker is given for a question: up to `count` clauses in the question's language, best first."""
        scores = self.channel_scores(query)
        rows, _ = self._fused(query, scores, DEPTH, filters)
        same = rows[self._speaking[language_of(query)][rows]][:count]
        found = self._features(query, scores, same, filters)
        return Candidates(tuple(self._snapshot.keys[row] for row in same), found)

    def _fused(
        self, query: str, scores: Mapping[str, Scores], depth: int, filters: Filters
    ) -> tuple[NDArray[np.int64], Scores]:
        held = self._held(scores, self._allowed(filters))
        if {"lexical", "bilingual"} <= held.keys():
            return fuse_across(held, self._speaking["en"], self._snapshot.lexical.ceiling(query), depth=depth)
        return fuse(held, language_of(query), depth=depth)

    def _reordered(
        self,
        query: str,
        scores: Mapping[str, Scores],
        rows: NDArray[np.int64],
        filters: Filters,
        ranker: Ranker,
    ) -> NDArray[np.int64]:
        """`rows` with the leading clauses in the question's language in the ranker's order, each place among them
        kept by one of them: of clauses in another language the ranker knows nothing."""
        places = np.flatnonzero(self._speaking[language_of(query)][rows])[:CANDIDATES]
        if len(places) < 2:
            return rows
        order = np.argsort(-ranker.scores(self._features(query, scores, rows[places], filters)), kind="stable")
        ordered = rows.copy()
        ordered[places] = rows[places][order]
        return ordered

    def _features(
        self, query: str, scores: Mapping[str, Scores], rows: NDArray[np.int64], filters: Filters
    ) -> NDArray[np.float32]:
        """Features of `rows`, as if there were no clauses in another language."""
        language = language_of(query)
        same = self._speaking[language] & self._allowed(filters)
        held = self._held({name: scores[name] for name in CHANNELS if name in scores}, same)
        return features(query, rows, weighted_mean(held, language), held, self._snapshot.lexical, self._surroundings)

    @staticmethod
    def _held(scores: Mapping[str, Scores], allowed: NDArray[np.bool_]) -> dict[str, Scores]:
        return {name: np.where(allowed, values, np.float32(-np.inf)) for name, values in scores.items()}

    def as_llama_index(self, top_k: int = 10, filters: Filters = EVERYTHING) -> Any:
        """This retriever as a llama-index BaseRetriever of NodeWithScore."""
        from indexing.llama import LlamaClauseRetriever

        return LlamaClauseRetriever(self, top_k, filters)

    def _survey(self) -> Surroundings:
        """Which rows are one document, and what words its titles have."""
        numbers: dict[str, int] = {}
        document = np.array([numbers.setdefault(version, len(numbers)) for version in self._versions], np.int32)
        vocabulary = self._snapshot.lexical.vocabulary
        titled = dict(zip(self._versions, (document for document, _ in self._rows), strict=True))
        titles = []
        for version in numbers:
            title = units(f"{short_title(titled[version], 'zh')} {titled[version].title_en}")
            titles.append(np.unique(np.array([vocabulary[unit] for unit in title if unit in vocabulary], np.int32)))
        return Surroundings(document, tuple(titles))

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
        documents = {document.id for document, _ in self._rows} if filters.documents is None else filters.documents
        versions = {
            f"{version.id}@{version.version}"
            for name in documents
            for version in (
                self._catalogue.versions(name)
                if filters.any_version
                else [self._catalogue.get(name, as_of=filters.as_of)]
            )
            if version.permission in filters.permissions
        }
        mask = np.isin(self._versions, list(versions))
        if filters.institution is not None:
            for row in np.flatnonzero(mask):
                document, clause = self._rows[row]
                mask[row] = concerns(clause.addressees or document.addressees, filters.institution)
        return mask
