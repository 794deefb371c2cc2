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
from indexing.clause_questions import questions_for
from indexing.embeddings import load_embedders
from indexing.embeddings.cache import SHIPPED, EmbeddingCache, write_shipped_cache
from indexing.open_questions import open_texts
from indexing.passages import passages
from indexing.question_space import AsQuestions, load_space, models_of
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
        count = write_shipped_cache(embedder, texts, cache.passages(embedder, texts)[0], SHIPPED)
        sys.stdout.write(f"{embedder.channel}: {count} passages\n")
        if not embedder.auxiliary:
            vectors, _ = cache.passages(embedder, sentences)
            count = write_shipped_cache(embedder, sentences, vectors, SHIPPED, name="sentences", eight_bit=True)
            sys.stdout.write(f"{embedder.channel}: {count} sentences\n")
    space, models = load_space(load_embedders()), models_of(load_embedders())
    if space is not None:
        asked = sorted(set(asked_texts()))  # as evaluation.train_questions embeds them: not again
        vectors = space.turned([cache.passages(AsQuestions(model), asked)[0] for model in models])
        count = write_shipped_cache(space, asked, vectors, SHIPPED, eight_bit=True)
        sys.stdout.write(f"{space.channel}: {count} questions\n")
    cache.close()


if __name__ == "__main__":
    main()
