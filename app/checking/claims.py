"""Sentences that demand something or give a figure without naming a source, and the clauses that may be it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.answering.support import Source, supports
from app.checking.draft import Checked
from app.checking.passages import Span
from corpus.model import Clause, Document

Search = Callable[[str], Sequence[tuple[Document, Clause]]]


@dataclass(frozen=True)
class Claim:
    """`supported` tells that the clause states the figures, forces and conditions of the sentence."""

    sentence: Span
    document: Document
    clause: Clause
    supported: bool


def match_claims(checked: Checked, search: Search, limit: int) -> list[Claim]:
    """For the first `limit` uncited sentences the first clause that supports it, else the nearest one."""
    claims = []
    for sentence in checked.uncited[:limit]:
        said = checked.text[sentence.start : sentence.end].strip()
        near = search(said)
        for document, clause in near:
            if supports(said, clause.text, source=Source.of(document, clause)).ok:
                claims.append(Claim(sentence, document, clause, True))
                break
        else:
            if near:
                claims.append(Claim(sentence, *near[0], False))
    return claims
