"""Is a list that the answer announces also given? "In the following cases:" without the cases answers nothing."""

from __future__ import annotations

import re

from app.answering.answer import Statement, Status
from evaluation.clauses import Clauses
from evaluation.datasets import Question
from evaluation.systems.system import Reply

_ANNOUNCES = re.compile(r"下列|以下(?:情形|内容|条件|事项)|\bthe following\b", re.IGNORECASE)
_ITEM = re.compile(r"[（(]\s*(?:[一二三四五六七八九十\d]+|[a-z])\s*[）)]")
_COLON = re.compile(r"[：:]")


def score(question: Question, reply: Reply, clauses: Clauses) -> dict[str, float | None]:
    """1 when a statement on a right clause says more than that a list follows; None where no right clause is cited,
    or where none of its statements announces a list."""
    gold = clauses.canonicals(question.gold)
    on_gold = [s for s in reply.answer.statements if gold & {clauses.canonical(c.clause_id) for c in s.citations}]
    if question.status is Status.DECLINED or not any(_ANNOUNCES.search(_quoted(s)) for s in on_gold):
        return {"list_given": None}
    return {"list_given": float(any(not _bare(_quoted(statement)) for statement in on_gold))}


def _quoted(statement: Statement) -> str:
    return "\n".join(citation.quote for citation in statement.citations).rstrip()


def _bare(quoted: str) -> bool:
    """Whether the words stop where a list should begin."""
    *before, last = _COLON.split(quoted)
    if _ITEM.search(quoted):
        return False
    if before:
        return not re.search(r"\w", last)
    return bool(_ANNOUNCES.search(quoted))
