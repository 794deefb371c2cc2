"""The façade: ask, search and look up over one catalogue and one index. Everything outside of app goes through it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import ValidationError

from app.answering.answer import Answer, Statement, whole
from app.answering.closed import read_passages
from app.answering.compose.endpoint import Endpoint
from app.answering.compose.llm import Generative
from app.answering.dialogue import Turn, standalone
from app.answering.find import Finder, Request
from app.answering.follow_up import readings
from app.answering.model import EvidenceModel, load_closed_models, load_model
from app.answering.privacy import mask
from app.answering.question import clean
from app.answering.respond import Composer, Extractive, Responder
from app.answering.weighing import weighed
from app.errors import QuestionError
from app.progress import Report
from app.settings import Settings
from corpus.addressees import institution as institution_named
from corpus.catalogue import Catalogue, load_catalogue
from corpus.errors import CorpusError
from indexing.cross_encoder import load_cross_encoder
from indexing.embeddings import ClauseEmbedding, load_embedders
from indexing.embeddings.cache import EmbeddingCache
from indexing.errors import IndexingError, NoIndexError, StaleIndexError
from indexing.pointer import POINTER
from indexing.ranker import open_ranker
from indexing.resolver import Resolver
from indexing.retriever import ClauseRetriever, Filters, Hit
from indexing.sentences import SentenceVectors, texts_of
from indexing.snapshot import EMBEDDED, Snapshot, open_snapshot
from indexing.snapshot import build as build_snapshot

CALIBRATED = "evidence_model.json"  # in the data folder
_LOOK_EVERY_S = 1.0
_log = logging.getLogger("policyqa.service")

#: An earlier question, an earlier answer, or {"question": …, "answer": …}.
Earlier = str | Answer | Mapping[str, Any]


def read_date(text: str | date | None) -> date:
    """An as-of date: ISO text, a date, or None for today. Raises QuestionError naming what it was given."""
    if text is None or text == "":
        return date.today()
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise QuestionError(f"not a date: {text!r} (write it as 2026-11-24)") from error


def _turn(item: Earlier, longest: int) -> Turn:
    """One earlier exchange in whatever form the caller kept it."""
    try:
        if isinstance(item, Mapping):
            answer = Answer.model_validate(item["answer"]) if item.get("answer") else None
            return Turn(mask(clean(item["question"], longest)).without, answer)
        if isinstance(item, Answer):
            return Turn(item.question, item)
        return Turn(mask(clean(item, longest)).without)
    except (KeyError, TypeError, AttributeError, ValidationError) as error:
        raise QuestionError(
            'the history holds something that is no exchange: give questions, or {"question", "answer"} objects'
        ) from error


def read_language(language: str | None) -> str | None:
    """'zh', 'en' or None for the question's own. Raises QuestionError on another."""
    if language not in (None, "", "zh", "en"):
        raise QuestionError(f"not a language answers are given in: {language!r} (zh or en)")
    return language or None


def read_institution(name: str | None) -> str | None:
    """An institution type or group by id or by name. Raises QuestionError listing the known ones."""
    if not name or not name.strip():
        return None
    try:
        return institution_named(name)
    except CorpusError as error:
        raise QuestionError(str(error)) from error


def open_catalogue(settings: Settings, *, planned: bool = False) -> Catalogue:
    """The shipped (or chosen) documents, the national laws and what was imported (`planned`: as it will be after the
    import at work)."""
    return load_catalogue(settings.documents, laws=settings.laws, imported=settings.data / "documents", planned=planned)


def _published(settings: Settings) -> int:
    """Changes whenever an index is published; 0 where there is none."""
    try:
        return (settings.data / "index" / POINTER).stat().st_mtime_ns
    except OSError:
        return 0


def has_index(settings: Settings) -> bool:
    """Whether an index was ever published under `settings.data`, whatever its state."""
    return (settings.data / "index" / POINTER).exists()


def open_retriever(
    settings: Settings, catalogue: Catalogue, progress: Report | None = None, *, build: bool = False
) -> ClauseRetriever:
    """A retriever over the published index. With `build`, a missing or stale index is built first; without, that
    raises NoIndexError or StaleIndexError naming `policyqa index`."""
    embedders = load_embedders(settings.embedding)
    folder = settings.data / "index"
    try:
        snapshot = open_snapshot(folder, catalogue, embedders)
    except (NoIndexError, StaleIndexError):
        if not build:
            raise
        snapshot = _build(settings, catalogue, embedders, progress, force=False)
    return ClauseRetriever(
        snapshot,
        catalogue,
        embedders,
        ranker=open_ranker(settings.data),
        cross=load_cross_encoder(settings.cross_encoder),
    )


def _build(
    settings: Settings,
    catalogue: Catalogue,
    embedders: tuple[ClauseEmbedding, ...],
    progress: Report | None,
    *,
    force: bool,
    before_publish: Callable[[], None] | None = None,
) -> Snapshot:
    cache = EmbeddingCache(settings.data / "embeddings")
    try:
        sentences = texts_of(catalogue)
        for embedder in embedders:
            if not embedder.auxiliary:
                cache.passages(embedder, sentences, progress)
        return build_snapshot(
            catalogue,
            settings.data / "index",
            embedders,
            progress,
            cache=cache,
            chroma=settings.chroma_url or EMBEDDED,
            force=force,
            before_publish=before_publish,
        )
    finally:
        cache.close()


def build_index(
    settings: Settings,
    progress: Report | None = None,
    *,
    rebuild: bool = False,
    planned: Callable[[], None] | None = None,
) -> dict[str, object]:
    """Build and publish the index (only where something changed, unless `rebuild`); what was built, as JSON and
    under "text" as a sentence. With `planned` it holds the documents of the import at work, which that call puts in
    place once the index is whole: both are there then, or neither."""
    catalogue = open_catalogue(settings, planned=planned is not None)
    snapshot = _build(
        settings, catalogue, load_embedders(settings.embedding), progress, force=rebuild, before_publish=planned
    )
    if planned is not None:
        planned()  # an index of just these documents may have been live already
    clauses, documents = snapshot.manifest.clauses, len(catalogue.documents)
    text = f"index {snapshot.fingerprint}: {documents} documents, {clauses} clauses, {snapshot.size / 2**20:.1f} MB"
    return {
        "index": snapshot.fingerprint,
        "documents": documents,
        "clauses": clauses,
        "bytes": snapshot.size,
        "text": text,
    }


def open_composer(settings: Settings) -> Composer:
    """The composer that the settings ask for: a language model behind `llm_url`, or the clauses' own words."""
    if not settings.llm_url:
        return Extractive()
    endpoint = Endpoint(settings.llm_url, settings.llm_model, settings.llm_key, settings.llm_max_tokens)
    return Generative(endpoint, settings.llm_timeout_s)


class PolicyQA:
    """Answers, searches and looks up. Thread-safe; `reload` swaps in a newer index when one was published."""

    def __init__(self, settings: Settings, catalogue: Catalogue, retriever: ClauseRetriever) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._looked = time.monotonic()
        self._published = _published(settings)
        self._set(catalogue, retriever)

    def _set(self, catalogue: Catalogue, retriever: ClauseRetriever) -> None:
        self.catalogue = catalogue
        self.retriever = retriever
        self.resolver = Resolver(catalogue)
        self.responder = Responder(
            Finder(catalogue, retriever, self.resolver, self.settings.top_k),
            self._model(),
            load_closed_models(),
            max_statements=self.settings.max_statements,
            cosines=SentenceVectors(
                EmbeddingCache(self.settings.data / "embeddings", read_only=True), retriever.embedders
            ).cosines,
            composer=open_composer(self.settings),
        )

    def _model(self) -> EvidenceModel:
        """The evidence model: that of `policyqa calibrate` in the data folder, else the shipped one. One that was made
        for other features is logged and left aside."""
        path, shipped = self.settings.data / CALIBRATED, load_model()
        if not path.exists():
            return shipped
        try:
            own = load_model(path)
        except (OSError, ValidationError) as error:
            _log.error("%s is not used, the shipped evidence model is: %s", path, error)
            return shipped
        if own.inputs != shipped.inputs:
            _log.error("%s was made for another version and is not used; run `policyqa calibrate` again", path)
            return shipped
        return own

    @classmethod
    def open(cls, settings: Settings, progress: Report | None = None, *, build: bool = False) -> PolicyQA:
        """Open the published index under `settings.data`; with `build`, build it first where it is missing or
        stale. Raises an IndexingError whose text ends with the mending command."""
        catalogue = open_catalogue(settings)
        return cls(settings, catalogue, open_retriever(settings, catalogue, progress, build=build))

    def refresh(self, *, at_once: bool = False) -> bool:
        """Turn to a newer index when one was published since; whether it did. Looks at most once a second unless
        `at_once`; nobody waits while another turns. One that cannot be used is logged, and the index at hand goes on
        answering."""
        if not at_once and time.monotonic() - self._looked < _LOOK_EVERY_S:
            return False
        if not self._lock.acquire(blocking=at_once):
            return False
        try:
            self._looked = time.monotonic()
            published = _published(self.settings)
            if published == self._published:
                return False
            self._published = published
            try:
                catalogue = open_catalogue(self.settings)
                retriever = open_retriever(self.settings, catalogue)
            except (CorpusError, IndexingError, OSError) as error:
                _log.error("the index that was published is not used, the earlier one goes on answering: %s", error)
                return False
            self._set(catalogue, retriever)
            return True
        finally:
            self._lock.release()

    def ask(self, question: str, **options: Any) -> Answer:
        """The answer to one question; options as of `stream`.

        Raises QuestionError where the question or an option cannot be taken.
        """
        return whole(self.stream(question, **options))

    def stream(
        self,
        question: str,
        *,
        as_of: date | str | None = None,
        institution: str | None = None,
        documents: Iterable[str] | None = None,
        history: Sequence[Earlier] = (),
        language: str | None = None,
        passages: Sequence[Any] | None = None,
    ) -> Iterator[Statement | Answer]:
        """Each statement as soon as it is proved, then the whole answer, which counts. `history` holds earlier
        questions, or earlier Answers, oldest first; with `passages` ({"id", "text"} objects) the answer comes from
        these alone. Personal numbers are masked before anything else sees them.

        Raises QuestionError, at the call, where the question or an option cannot be taken.
        """
        self.refresh()
        longest = self.settings.max_question_chars
        masked = mask(clean(question, longest))
        day = read_date(as_of)
        given = None if passages is None else read_passages(passages)
        turns = [self._held(_turn(item, longest)) for item in history]
        alone = (standalone(masked.without, turns),)  # given passages are all that there is
        first, *others = readings(masked.without, turns, day) if given is None else alone
        request = Request(
            text=masked.text,
            standalone=first,
            as_of=day,
            institution=read_institution(institution),
            documents=self._documents(documents),
            language=read_language(language),
            passages=given,
            masked=masked,
        )
        if others or first.news or first.said:
            return weighed(self.responder, request, (first, *others))
        return self.responder.stream(request)

    def _held(self, turn: Turn) -> Turn:
        """An earlier exchange; its answer is not known where it cites a clause that is held no longer."""
        try:
            for statement in turn.answer.statements if turn.answer else ():
                for cited in statement.citations:
                    self.catalogue.clause(cited.clause_id)
        except CorpusError:
            return Turn(turn.question)
        return turn

    def search(
        self,
        query: str,
        top_k: int | None = None,
        *,
        as_of: date | str | None = None,
        institution: str | None = None,
        documents: Iterable[str] | None = None,
    ) -> Sequence[Hit]:
        """Ranked clauses for a query, best first."""
        self.refresh()
        text = clean(query, self.settings.max_question_chars)
        filters = Filters(
            as_of=read_date(as_of), institution=read_institution(institution), documents=self._documents(documents)
        )
        return self.retriever.search(text, top_k or self.settings.top_k, filters)

    def _documents(self, documents: Iterable[str] | None) -> frozenset[str] | None:
        wanted = frozenset(documents or ())
        try:
            for document in wanted:
                self.catalogue.get(document)
        except CorpusError as error:
            raise QuestionError(str(error)) from error
        return wanted or None
