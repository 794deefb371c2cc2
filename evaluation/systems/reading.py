"""What a chat's words amount to: an answer with citations, or a decline.

Clause ids in square brackets or parentheses (`[commercial-bank-law#39]`) and named articles (《商业银行法》第三十九条)
count as citations; words in quotation marks beside them are looked up in the clause. A reply without any, or with a
plain refusal, counts as declined.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.answering.answer import Answer, Citation, Verdict
from app.answering.verify import cite, find_quote
from corpus.errors import CorpusError
from corpus.model import Clause, Document
from evaluation.clauses import Clauses
from evaluation.datasets import Question
from evaluation.systems.quoting import day_of, decline, say_cited

if TYPE_CHECKING:
    from app.service import PolicyQA

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*#[0-9a-z][0-9a-z.-]*[0-9a-z]|[a-z0-9]+(?:-[a-z0-9]+)*#[0-9a-z]")
_MARKER = re.compile(rf"[\[(（【]\s*(?:{_ID.pattern})(?:\s*[,，;；]\s*(?:{_ID.pattern}))*\s*[\])）】]")
_QUOTED = re.compile(r"[“\"「『]([^”\"」』]{4,400})[”\"」』]")
_REFUSES = re.compile(
    r"没有(?:规定|写明|找到|提到|相关)|无法回答|不能回答|资料(?:中|里)?(?:没有|未)|超出|抱歉|"
    r"\b(?:does not (?:state|say)|can(?:not|'t) answer|not (?:covered|stated|in the material)|unable to|sorry)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ChatReader:
    """Reads replies over one catalogue."""

    service: PolicyQA
    clauses: Clauses

    def read(self, question: Question, text: str) -> Answer:
        """The answer that a chat reply amounts to."""
        named = self._named(question, text)
        if not named or _REFUSES.search(text):
            return decline(question, [str(clause.id) for _, clause in named])
        said = _MARKER.sub("", text)  # a clause id is no part of what is said
        return say_cited(question, said, _cited(question, text, named))

    def _named(self, question: Question, text: str) -> list[tuple[Document, Clause]]:
        found: dict[str, tuple[Document, Clause]] = {}
        for clause_id in _ID.findall(text):
            hit = self.clauses.current(clause_id, day_of(question))
            if hit is not None:
                found.setdefault(str(hit[1].id), hit)
        for hit in self._resolved(text, question):
            found.setdefault(str(hit.clause.id), (hit.document, hit.clause))
        return list(found.values())

    def _resolved(self, text: str, question: Question) -> tuple[Any, ...]:
        try:
            return tuple(self.service.resolver.resolve(text, day_of(question)).found)
        except CorpusError:
            return ()


def _cited(question: Question, text: str, named: Sequence[tuple[Document, Clause]]) -> tuple[Citation, ...]:
    """One citation a clause, of its whole text: that is what a reply that names it leans on. Checked where the reply
    quotes it; words in quotation marks that none of the named clauses holds are a false quote of the first."""
    day, citations, held = day_of(question), [], set()
    quotes = _QUOTED.findall(text)
    for document, clause in named:
        found = [q for q in quotes if find_quote(q, clause.text).verdict in (Verdict.EXACT, Verdict.NORMALISED)]
        held.update(found)
        whole = cite(document, clause, 0, len(clause.text), day)
        citations.append(whole if found else whole.model_copy(update={"verdict": Verdict.UNCHECKED}))
    false = [quote for quote in quotes if quote not in held]
    if false:
        citations[0] = citations[0].model_copy(update={"quote": false[0], "verdict": Verdict.NOT_FOUND})
    return tuple(citations)
