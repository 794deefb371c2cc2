"""Closed evidence: an answer from passages that came with the question, and from nothing else.

The same judging, composing and proving as for the corpus; only where candidates come from differs, and the model that
decides (closed_models.json), since a handful of given passages is another situation than the best ten of thousands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.answering.answer import Answer
from app.answering.closed_features import are_provisions, features, fused_scores, sentences
from app.answering.evidence import Candidate, ClauseEvidence, judge
from app.answering.find import Part, Passage
from app.answering.model import Form
from app.answering.question import Question
from app.answering.segments import segments
from app.errors import QuestionError
from corpus.model import Clause, ClauseId, Document, TextStatus, Validity
from indexing.embeddings.adapter import adapt
from indexing.errors import EmbeddingModelError
from indexing.fusion import standardised
from indexing.lexical import LexicalIndex
from indexing.tokens import tokens, weight

if TYPE_CHECKING:
    from app.answering.reader import PassageReader, Reading

_HOME = "closed-evidence"
_MOST = 1000
_EMBEDDED = 2000  # characters of a passage that the encoders see
_MOST_EMBEDDED, _MOST_JUDGED = 40, 20  # of the passages given
_BY_SEGMENT = 3  # reports of which every segment is read
_BY_SENTENCE, _PIECES = 8, 3  # reports of which sentences are embedded too, and how many of each


class Encoder(Protocol):
    """What embeds: a bundled model, or one behind a cache."""

    channel: str

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]: ...
    def query(self, text: str) -> NDArray[np.float32]: ...


@dataclass(frozen=True)
class ClosedPart(Part):
    """A question with given passages as its candidates, and of which form they are."""

    form: Form = "zh_reports"
    reading: Reading | None = None  # of reports, in the order of the passages given to it: `read` says which
    read: tuple[int, ...] = ()


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
    form: Form | None = None,
    reader: PassageReader | None = None,
) -> ClosedPart:
    """The question with the best passages as its candidates, best first. Passage i is the clause
    `closed-evidence#p<i>`; `background` says how much each word tells in the corpus at large, `adapters` turn question
    vectors towards how law is written (news is written otherwise). What `form` the passages have is seen from them;
    reports are read by `reader`, the shipped one where none is given."""
    form = form or _form(question, passages)
    if not passages:
        return ClosedPart(question, (), form=form)
    document = _document(passages, as_of)
    texts = [passage.text for passage in passages]
    rows, channels = _channels(question.text, texts, embedders, background, form, adapters or {})
    reading = None
    if form == "zh_reports":
        reading = (reader or _shipped_reader()).read(question.text, [texts[row] for row in rows])
        channels["read"] = reading.scores
    order = np.argsort(-fused_scores(channels), kind="stable")
    found = features(question, [texts[row] for row in rows], channels)
    candidates = tuple(
        Candidate(document, document.clauses[rows[best]], 1.0 / (1 + place), channels=found[best])
        for place, best in enumerate(order.tolist())
    )
    return ClosedPart(question, candidates, form=form, reading=reading, read=tuple(order.tolist()))


def judged(part: ClosedPart) -> list[ClauseEvidence]:
    """Every passage with its segments, strongest first, and the features of closed_features. Of the reports that look
    best every segment is read."""
    found = []
    reading = part.reading
    likely = set() if reading is None else set(np.argsort(-reading.scores, kind="stable")[:_BY_SEGMENT].tolist())
    for candidate, row in zip(part.candidates, part.read, strict=True):
        pieces = segments(candidate.document, candidate.clause, part.question.language)
        evidence = [judge(part.question, piece) for piece in pieces]
        if reading is not None and row in likely:
            scores = reading.stretches(row, [(piece.start, piece.end) for piece in pieces])
            evidence = [replace(one, said=float(score)) for one, score in zip(evidence, scores, strict=True)]
        if evidence:
            evidence.sort(key=lambda one: -one.strength)
            found.append(ClauseEvidence(candidate, tuple(evidence), candidate.channels))
    return found


def _shipped_reader() -> PassageReader:
    try:
        from app.answering.reader import load_reader  # PyTorch, which nothing else that is asked needs
    except ImportError as error:
        raise EmbeddingModelError("given reports are read with PyTorch, which is missing: make install") from error
    return load_reader()


def _form(question: Question, passages: Sequence[Passage]) -> Form:
    """Which model judges the passages."""
    if question.language == "en":
        return "en"
    return "zh_provisions" if are_provisions([passage.text for passage in passages]) else "zh_reports"


def _channels(
    question: str,
    texts: Sequence[str],
    embedders: Sequence[Encoder],
    background: LexicalIndex,
    form: Form,
    adapters: Mapping[str, NDArray[np.float32]],
) -> tuple[list[int], dict[str, NDArray[np.float32]]]:
    """The passages worth judging, and one score of each kind (closed_features) for each of them. Of many, the best by
    words are embedded and the best by words and meaning judged: the models know how twenty passages stand to each
    other, not five hundred."""
    told = _told(question, LexicalIndex.build(texts), background)
    rows = np.argsort(-told, kind="stable")[:_MOST_EMBEDDED] if len(texts) > _MOST_JUDGED else np.arange(len(texts))
    used = embedders[:1] if form == "en" else embedders  # within English the second one adds nothing
    channels: dict[str, NDArray[np.float32]] = {}
    vectors = {}
    for embedder in used:
        asked = embedder.query(question)
        found = embedder.passages([texts[i][:_EMBEDDED] for i in rows])
        vectors[embedder.channel] = found, asked
        turned = adapters.get(embedder.channel) if form != "zh_reports" else None
        channels[embedder.channel] = found @ asked if turned is None else _turned(found, asked, turned)
    best = np.argsort(-fused_scores({"background": told[rows], **channels}), kind="stable")[:_MOST_JUDGED]
    rows = rows[best]
    channels = {name: values[best] for name, values in channels.items()}
    texts = [texts[i] for i in rows]
    own = LexicalIndex.build(texts)
    channels |= {"lexical": own.scores(question), "background": _told(question, own, background)}
    if form == "zh_reports":
        for embedder in used:
            near, asked = channels[embedder.channel], vectors[embedder.channel][1]
            channels[f"{embedder.channel}_sentence"] = _nearest_sentences(question, texts, near, embedder, asked)
    for name in ("e5",) if form == "en" else ("e5", "use"):  # another encoder stands in for the bundled ones
        for kind in ("", "_sentence") if form == "zh_reports" else ("",):
            channels.setdefault(f"{name}{kind}", channels[f"{used[0].channel}{kind}"])
    last = used[-1].channel
    found = vectors[last][0][best]
    return rows.tolist(), {**channels, "alike": found @ found[int(np.argmax(channels[last]))]}


def _nearest_sentences(
    question: str, texts: Sequence[str], near: NDArray[np.float32], embedder: Encoder, asked: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The nearness of each passage or of its best sentence: all sentences are embedded in one call."""
    nearest = near.copy()
    pieces = {int(i): _best_pieces(question, texts[i]) for i in np.argsort(-near)[:_BY_SENTENCE]}
    owners = [i for i, found in pieces.items() if len(found) > 1 for _ in found]
    if owners:
        cosines = embedder.passages([piece for found in pieces.values() if len(found) > 1 for piece in found]) @ asked
        np.maximum.at(nearest, owners, cosines)
    return nearest


def _turned(
    passages: NDArray[np.float32], asked: NDArray[np.float32], matrix: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Cosines in the order that the plain and the adapted question give together, at the level of the plain ones: the
    models were fitted on those, since the adapters were trained on the same questions."""
    near = passages @ asked
    both = standardised(near) + standardised(passages @ adapt(matrix, asked))
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
