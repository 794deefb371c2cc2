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
from app.answering.closed_features import are_provisions, features, fused_scores, sentences, standardised
from app.answering.evidence import Candidate
from app.answering.find import Part, Passage
from app.answering.model import Form
from app.answering.question import Question
from app.errors import QuestionError
from corpus.model import Clause, ClauseId, Document, TextStatus, Validity
from indexing.embeddings.adapter import adapt
from indexing.lexical import LexicalIndex
from indexing.tokens import tokens, weight

_HOME = "closed-evidence"
_MOST = 1000
_EMBEDDED = 2000  # characters of a passage that the encoders see
_MOST_EMBEDDED, _MOST_JUDGED = 40, 20  # of the passages given
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
    adapters: Mapping[str, NDArray[np.float32]] | None = None,
) -> Part:
    """The question with the best passages as its candidates, best first. Passage i is the clause
    `closed-evidence#p<i>`; `background` says how much each word tells in the corpus at large, `adapters` turn question
    vectors towards how law is written."""
    if not passages:
        return Part(question, ())
    document = _document(passages, as_of)
    rows, channels = _channels(question.text, [passage.text for passage in passages], embedders, background, adapters)
    order = np.argsort(-fused_scores(channels), kind="stable")
    found = features(question, [passages[row].text for row in rows], channels)
    return Part(
        question,
        tuple(
            Candidate(document, document.clauses[rows[best]], 1.0 / (1 + place), channels=found[best])
            for place, best in enumerate(order.tolist())
        ),
    )


def form(question: Question, passages: Sequence[Passage]) -> Form:
    """Which model judges the passages."""
    if question.language == "en":
        return "en"
    return "zh_provisions" if are_provisions([passage.text for passage in passages]) else "zh_reports"


def _channels(
    question: str,
    texts: Sequence[str],
    embedders: Sequence[Encoder],
    background: LexicalIndex,
    adapters: Mapping[str, NDArray[np.float32]] | None,
) -> tuple[list[int], dict[str, NDArray[np.float32]]]:
    """The passages worth judging, and one score of each kind (closed_features) for each of them. Of many, the best by
    words are embedded and the best by words and meaning judged: the models know how twenty passages stand to each
    other, not five hundred."""
    told = _told(question, LexicalIndex.build(texts), background)
    rows = np.argsort(-told, kind="stable")[:_MOST_EMBEDDED] if len(texts) > _MOST_JUDGED else np.arange(len(texts))
    channels: dict[str, NDArray[np.float32]] = {}
    vectors = {}
    for embedder in embedders:
        asked = embedder.query(question)
        vectors[embedder.channel] = embedder.passages([texts[i][:_EMBEDDED] for i in rows]), asked
        near = vectors[embedder.channel][0] @ asked
        turned = (adapters or {}).get(embedder.channel)
        channels[embedder.channel] = near if turned is None else _turned(near, vectors[embedder.channel], turned)
    best = np.argsort(-fused_scores({"background": told[rows], **channels}), kind="stable")[:_MOST_JUDGED]
    rows = rows[best]
    channels = {name: values[best] for name, values in channels.items()}
    judged = [texts[i] for i in rows]
    own = LexicalIndex.build(judged)
    channels |= {"lexical": own.scores(question), "background": _told(question, own, background)}
    alike = np.zeros(len(rows), np.float32)
    for embedder in embedders:
        found, asked = vectors[embedder.channel][0][best], vectors[embedder.channel][1]
        near = channels[embedder.channel]
        nearest = near.copy()
        for i in np.argsort(-near)[:_BY_SENTENCE]:
            pieces = _best_pieces(question, judged[i])
            if len(pieces) > 1:
                nearest[i] = max(float(nearest[i]), float((embedder.passages(pieces) @ asked).max()))
        channels[f"{embedder.channel}_sentence"] = nearest
        alike = found @ found[int(np.argmax(near))]
    for name in ("e5", "use"):  # another encoder stands in for both of the bundled ones
        if name not in channels:
            channels[name] = channels[embedders[0].channel]
            channels[f"{name}_sentence"] = channels[f"{embedders[0].channel}_sentence"]
    return rows.tolist(), {**channels, "alike": alike}


def _turned(
    near: NDArray[np.float32], vectors: tuple[NDArray[np.float32], NDArray[np.float32]], matrix: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Cosines in the order that the plain and the adapted question give together, at the level of the plain ones: the
    models were fitted on those, since the adapters were trained on the same questions."""
    passages, asked = vectors
    both = standardised(near.astype(float)) + standardised((passages @ adapt(matrix, asked)).astype(float))
    return np.asarray(near.mean() + near.std() * standardised(both), np.float32)


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
