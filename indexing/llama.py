"""The clause retriever behind llama-index's interface, for its query engines and evaluators."""

from __future__ import annotations

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from indexing.passages import Passage, language_of
from indexing.retriever import ClauseRetriever, Filters
from indexing.vectors import clause_node


class LlamaClauseRetriever(BaseRetriever):
    """Whole clauses as nodes: id and metadata as in Chroma, the text is the clause's own."""

    def __init__(self, retriever: ClauseRetriever, top_k: int, filters: Filters) -> None:
        super().__init__()
        self._retriever = retriever
        self._top_k = top_k
        self._filters = filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._retriever.search(query_bundle.query_str, self._top_k, self._filters)
        return [
            NodeWithScore(
                node=clause_node(
                    hit.document, hit.clause, Passage("clause", language_of(hit.clause.text), hit.clause.text)
                ),
                score=hit.score,
            )
            for hit in hits
        ]
