"""Conversations that a visitor can come back to: list, open, delete one's own. Nobody sees another's."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from app.answering.answer import Answer
from app.answering.privacy import mask
from app.errors import PolicyQAError, RecordsError
from app.records.database import ConversationRow, TurnRow, committed, now

KEPT = 100  # conversations of one visitor; the oldest go first
_TITLE = 200  # characters
_log = logging.getLogger("policyqa.records")


class UnknownConversationError(PolicyQAError):
    """There is no such conversation, or it is somebody else's."""

    code = "unknown_conversation"


@dataclass(frozen=True)
class Conversation:
    id: str
    title: str
    at: datetime
    turns: int


@dataclass(frozen=True)
class Turn:
    """An answer as it was given, and the filters it was asked with."""

    answer: Answer
    institution: str = ""
    as_of: str = ""  # '' for the day it was asked
    documents: tuple[str, ...] = ()

    @property
    def filters(self) -> tuple[str, str, tuple[str, ...]]:
        return self.institution, self.as_of, self.documents


def owner_of(kind: str, name: str) -> str:
    """Who a conversation belongs to, as it is stored: a hash, so that the records give no cookie or name away."""
    return hashlib.sha256(f"{kind}\n{name}".encode()).hexdigest()


class History:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def keep(self, owner: str, conversation: str, turn: Turn) -> str:
        """Add an answer to a conversation of `owner` (a new one where `conversation` is '' or not theirs); its id.
        Whoever asked gets the answer even where it cannot be kept; then the log says so."""
        masked = mask(turn.answer.question).text
        kept = replace(turn, answer=turn.answer.model_copy(update={"question": masked}))
        try:
            return committed(self.engine, lambda session: _add(session, owner, conversation, kept))
        except RecordsError as error:
            _log.error("the answer %s was given and not kept in the history: %s", turn.answer.id, error)
            return conversation

    def conversations(self, owner: str) -> Sequence[Conversation]:
        """The latest first."""
        query = (
            select(ConversationRow, func.count(TurnRow.number))
            .join(TurnRow, TurnRow.conversation == ConversationRow.id)
            .where(ConversationRow.owner == owner)
            .group_by(ConversationRow.id)
            .order_by(ConversationRow.at.desc())
        )
        with Session(self.engine) as session:
            return [Conversation(row.id, row.title, row.at, count) for row, count in session.execute(query)]

    def open(self, owner: str, conversation: str) -> Sequence[Turn]:
        """Its turns, oldest first. Raises UnknownConversationError."""
        with Session(self.engine) as session:
            if _held(session, owner, conversation) is None:
                raise UnknownConversationError("there is no such conversation of yours")
            query = select(TurnRow).where(TurnRow.conversation == conversation).order_by(TurnRow.number)
            return [
                Turn(_answer(row.answer), row.institution, row.as_of, tuple(row.documents))
                for row in session.scalars(query)
            ]

    def delete(self, owner: str, conversation: str | None = None) -> None:
        """Forget one conversation, or all of `owner`. Raises UnknownConversationError."""

        def delete(session: Session) -> None:
            mine = select(ConversationRow.id).where(ConversationRow.owner == owner).with_for_update()
            if conversation is not None:
                mine = mine.where(ConversationRow.id == conversation)
            found = list(session.scalars(mine))
            if conversation is not None and not found:
                raise UnknownConversationError("there is no such conversation of yours")
            _forget(session, found)

        committed(self.engine, delete)


def _held(session: Session, owner: str, conversation: str, *, lock: bool = False) -> ConversationRow | None:
    """The conversation where it is the owner's; with `lock` nobody else adds to it or deletes it meanwhile."""
    row = session.get(ConversationRow, conversation, with_for_update=lock or None) if conversation else None
    return row if row is not None and row.owner == owner else None


def _add(session: Session, owner: str, conversation: str, turn: Turn) -> str:
    """The turn at the end of the conversation, or of a new one; the conversation's id."""
    answer = turn.answer.model_dump(mode="json")
    held = _held(session, owner, conversation, lock=True)
    if held is None:
        title = turn.answer.question[:_TITLE]
        held = ConversationRow(id=uuid.uuid4().hex, owner=owner, at=now(), title=title)
        session.add(held)
        session.flush()
        _drop_oldest(session, owner)
    held.at = now()
    last = session.scalar(select(func.max(TurnRow.number)).where(TurnRow.conversation == held.id)) or 0
    filters = {"institution": turn.institution, "as_of": turn.as_of, "documents": list(turn.documents)}
    session.add(TurnRow(conversation=held.id, number=last + 1, answer=answer, **filters))
    return held.id


def _answer(held: dict[str, Any]) -> Answer:
    """An answer as kept, also by a version whose answers held more."""
    return Answer.model_validate({name: value for name, value in held.items() if name in Answer.model_fields})


def _drop_oldest(session: Session, owner: str) -> None:
    latest_first = select(ConversationRow.id).where(ConversationRow.owner == owner).order_by(ConversationRow.at.desc())
    _forget(session, list(session.scalars(latest_first.offset(KEPT))))


def _forget(session: Session, conversations: Sequence[str]) -> None:
    session.execute(delete(TurnRow).where(TurnRow.conversation.in_(conversations)))
    session.execute(delete(ConversationRow).where(ConversationRow.id.in_(conversations)))
