"""Closed evidence: an answer from passages that came with the question, and from nothing else.

The same judging, composing and proving as for the corpus; only where candidates come from differs, and the model that
decides (closed_models.json), since a handful of given passages is another situation than the best ten of thousands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.answering.answer import Answer
from app.answering.closed_features import are_provisions, features, fused_scores, sentences
from app.answering.evidence import Candidate
from app.answering.find import Part, Passage
from app.answering.model import Form
from app.answering.question import Question
from app.errors import QuestionError
from corpus.model import Clause, ClauseId, Document, TextStatus, Validity
from indexing.lexical import LexicalIndex
from indexing.tokens import tokens, weight

_HOME = "closed-evidence"
_MOST = 1000
_EMBEDDED = 2000  # characters of a passage that the encoders see
_MOST_EMBEDDED = 40
_BY_SENTENCE, _PIECES = 8, 3  # passages of which sentences are embedded too, and how many of each


class Encoder(Protocol):
    """What embeds: a bundled model, or one behind a cache."""

    channel: str

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]: ...
    def query(self, text: str) -> NDArray[np.float32]: ...


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
    question: Question,
    passages: Sequence[Passage],
    embedders: Sequence[Encoder],
    background: LexicalIndex,
    as_of: date,
) -> Part:
    """The question with the passages as its candidates, best first. Passage i is the clause `closed-evidence#p<i>`;
    `background` says how much each word tells in the corpus at large."""
    if not passages:
        return Part(question, ())
    document = _document(passages, as_of)
    texts = [passage.text for passage in passages]
    channels = _channels(question.text, texts, embedders, background)
    order = np.argsort(-fused_scores(channels), kind="stable")
    found = features(question, texts, channels)
    return Part(
        question,
        tuple(
            Candidate(document, document.clauses[int(row)], 1.0 / (1 + place), channels=found[int(row)])
            for place, row in enumerate(order)
        ),
    )


def form(question: Question, passages: Sequence[Passage]) -> Form:
    """Which model judges the passages."""
    if question.language == "en":
        return "en"
    return "zh_provisions" if are_provisions([passage.text for passage in passages]) else "zh_reports"


def _channels(
    question: str, texts: Sequence[str], embedders: Sequence[Encoder], background: LexicalIndex
) -> dict[str, NDArray[np.float32]]:
    """One score a passage of each kind (closed_features). Only the best by words are embedded, and of those the best
    sentences: with a hundred passages the encoders would take seconds."""
    own = LexicalIndex.build(texts)
    channels = {"lexical": own.scores(question), "background": _told(question, own, background)}
    seen = np.argsort(-channels["background"], kind="stable")[:_MOST_EMBEDDED]
    alike = np.zeros(len(texts), np.float32)
    for embedder in embedders:
        asked = embedder.query(question)
        vectors = embedder.passages([texts[i][:_EMBEDDED] for i in seen])
        near = vectors @ asked
        scores = np.full(len(texts), near.min(), np.float32)
        scores[seen] = near
        best = scores.copy()
        for i in seen[np.argsort(-near)[:_BY_SENTENCE]]:
            pieces = _best_pieces(question, texts[i])
            if len(pieces) > 1:
                best[i] = max(float(best[i]), float((embedder.passages(pieces) @ asked).max()))
        channels[embedder.channel], channels[f"{embedder.channel}_sentence"] = scores, best
        alike[seen] = vectors @ vectors[int(np.argmax(near))]
    for name in ("e5", "use"):  # another encoder stands in for both of the bundled ones
        if name not in channels:
            channels[name] = channels[embedders[0].channel]
            channels[f"{name}_sentence"] = channels[f"{embedders[0].channel}_sentence"]
    return {**channels, "alike": alike}


def _told(question: str, own: LexicalIndex, background: LexicalIndex) -> NDArray[np.float32]:
    """BM25 with what each word tells in the corpus at large: among ten passages of one topic, counting cannot say."""
    most = float(background.idf.max())
    weights = {}
    for token, count in Counter(tokens(question)).items():
        column, known = own.vocabulary.get(token), background.vocabulary.get(token)
        if column is not None:
            told = float(background.idf[known]) if known is not None else most
            weights[token] = count * weight(token) * told / max(float(own.idf[column]), 1e-6)
    return own.weighted(weights)


def _best_pieces(question: str, text: str) -> list[str]:
    """The sentences of a passage that share most with the question."""
    pieces = sentences(text)
    asked = set(tokens(question))
    return sorted(pieces, key=lambda piece: -len(asked.intersection(tokens(piece))))[:_PIECES]


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
