"""Writes the shipped embedding cache: the vectors of every passage, every sentence and every question of the shipped
corpus, and of nothing else.

    python -m indexing.embeddings.ship     (make embeddings)

Run it whenever the documents, the law package, a bundled model or the passages change; a test says when that is.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from corpus.catalogue import load_catalogue
from indexing.clause_questions import AsQuestions, questions_for
from indexing.embeddings import load_embedders
from indexing.embeddings.cache import SHIPPED, EmbeddingCache, write_shipped_cache
from indexing.open_questions import open_texts
from indexing.passages import passages
from indexing.sentences import texts_of


def shipped_texts() -> list[str]:
    """Every text under which a clause of the shipped corpus is embedded."""
    return [
        passage.text
        for document in load_catalogue().documents
        for clause in document
        for passage in passages(document, clause)
    ]


def asked_texts() -> list[str]:
    """Every question that a clause of the shipped corpus answers, or that it leaves open."""
    rows = [(document, clause) for document in load_catalogue().documents for clause in document.clauses]
    return [text for questions in questions_for(rows) for text in questions] + open_texts(rows)


def main() -> None:
    """Embed what the user's cache does not hold yet and write the shipped files."""
    cache = EmbeddingCache(Path(os.environ.get("POLICYQA_DATA", "data")) / "embeddings")
    texts, sentences = shipped_texts(), texts_of(load_catalogue())
    for embedder in load_embedders():
        count = write_shipped_cache(embedder, texts, cache, SHIPPED)
        sys.stdout.write(f"{embedder.channel}: {count} passages\n")
        if not embedder.auxiliary:
            count = write_shipped_cache(embedder, sentences, cache, SHIPPED, name="sentences", eight_bit=True)
            sys.stdout.write(f"{embedder.channel}: {count} sentences\n")
            count = write_shipped_cache(
                AsQuestions(embedder), asked_texts(), cache, SHIPPED, name="questions", eight_bit=True
            )
            sys.stdout.write(f"{embedder.channel}: {count} questions\n")
    cache.close()


if __name__ == "__main__":
    main()
