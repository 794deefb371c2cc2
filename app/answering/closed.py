"""Closed evidence: an answer from passages that came with the question, and from nothing else.

The same judging, composing and proving as for the corpus; only where candidates come from differs, and the model that
decides (closed_model.json), since a handful of given passages is another situation than the best ten of thousands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from app.answering.answer import Answer
from app.answering.evidence import Candidate
from app.answering.find import Part, Passage
from app.answering.question import Question
from app.errors import QuestionError
from corpus.model import Clause, ClauseId, Document, TextStatus, Validity
from indexing.embeddings import ClauseEmbedding
from indexing.fusion import fuse
from indexing.lexical import LexicalIndex

_HOME = "closed-evidence"
_MOST = 200
_EMBEDDED = 2000  # characters of a passage that the encoders see


def read_passages(given: Sequence[Any]) -> tuple[Passage, ...]:
    """Passages from [{"id", "text"}, …]; ones without words are left out. Raises QuestionError naming what is wrong."""
    if not isinstance(given, list | tuple) or len(given) > _MOST:
        raise QuestionError(f'passages: give a list of at most {_MOST} {{"id", "text"}} objects')
    found: dict[str, Passage] = {}
    for place, item in enumerate(given, 1):
        if isinstance(item, Passage):
            item = {"id": item.id, "text": item.text}
        if not isinstance(item, Mapping) or "id" not in item or not isinstance(item.get("text"), str):
            raise QuestionError(f'passages: number {place} is no {{"id", "text"}} object')
        identity = str(item["id"])
        if identity in found:
            raise QuestionError(f"passages: two have the id {identity!r}")
        text = item["text"].replace("\x00", " ")
        if any(character.isalnum() for character in text):
            found[identity] = Passage(identity, text)
    return tuple(found.values())


def closed_part(
    question: Question, passages: Sequence[Passage], embedders: Sequence[ClauseEmbedding], as_of: date
) -> Part:
    """The question with the passages as its candidates, best first. Passage i is the clause `closed-evidence#p<i>`."""
    if not passages:
        return Part(question, ())
    document = _document(passages, as_of)
    texts = [passage.text for passage in passages]
    scores = {"lexical": LexicalIndex.build(texts).scores(question.text)}
    for embedder in embedders:
        vectors = embedder.passages([text[:_EMBEDDED] for text in texts])
        scores[embedder.channel] = np.asarray(vectors @ embedder.query(question.text), np.float32)
    rows, fused = fuse(scores, question.language, depth=len(texts))
    best = float(fused[0]) if len(fused) and fused[0] > 0 else 1.0
    return Part(
        question,
        tuple(
            Candidate(
                document,
                document.clauses[int(row)],
                max(float(score) / best, 0.0),
                channels={name: float(values[row]) for name, values in scores.items()},
            )
            for row, score in zip(rows, fused, strict=True)
        ),
    )


def _document(passages: Sequence[Passage], as_of: date) -> Document:
    """The passages as clauses of one document that is in force on the day."""
    clauses = tuple(
        Clause(ClauseId(_HOME, (f"p{place}",)), passage.id, passage.text, place, text_status=TextStatus.COMPILED)
        for place, passage in enumerate(passages)
    )
    return Document(_HOME, "", clauses, Validity(published=as_of, version=as_of), TextStatus.COMPILED)


def with_own_ids(answer: Answer, passages: Sequence[Passage]) -> Answer:
    """The answer with the caller's ids in place of `closed-evidence#p<i>`."""
    ids = {f"{_HOME}#p{place}": passage.id for place, passage in enumerate(passages)}
    statements = tuple(
        statement.model_copy(
            update={
                "citations": tuple(
                    citation.model_copy(update={"clause_id": ids[citation.clause_id], "label": ids[citation.clause_id]})
                    for citation in statement.citations
                )
            }
        )
        for statement in answer.statements
    )
    nearest = tuple(ids[clause] for clause in answer.nearest)
    return answer.model_copy(update={"statements": statements, "nearest": nearest})
