"""Does the quoted text state what the statement says?

What a statement adds to its own quotes is judged, not the quotes: a yes or no in front of them must agree with their
force, and other words must be supported by them under the verifier's rules. Names of the cited clause and our printed
summary of it (`clause.gloss`) add nothing.
"""

from __future__ import annotations

import re

from app.answering.modality import Kind, find_marks
from app.answering.numerals import fold_width
from app.answering.verify import supports
from corpus.addressees import GROUP_NAMES, INSTITUTIONS, institution
from corpus.errors import CorpusError
from corpus.model import Clause, Document
from corpus.numbering import english_label
from evaluation.clauses import Clauses
from evaluation.datasets import Question
from evaluation.scorers.facts import NO, YES
from evaluation.scorers.sizes import without_sizes
from evaluation.systems.system import Reply
from evaluation.terms import mentions_term

# Whether an institution is named is a fact about the clause, not about the words quoted.
_NAMED = re.compile(r"点名包括([^。]+)。|yes, ([^.,]+) (?:is|are) named\.?", re.IGNORECASE)
_NOT_NAMED = re.compile(r"没有点名([^。]+)。|no, ([^.,]+) (?:is|are) not named\.?", re.IGNORECASE)
_DENIES = frozenset({Kind.MUST_NOT, Kind.NOT, Kind.AT_MOST, Kind.AT_LEAST, Kind.NEED_NOT, Kind.ONLY})
# A fee that is cancelled may not be charged.
_ENDED = re.compile(r"取消[^，。；]{1,30}费|\bfees?\b[^.;]{0,80}\bcancelled")
# Words of the frame around a quote that say nothing about the rule.
_FRAME = re.compile(
    r"中文原文|条文写明的例外除外|chinese original|in short|save for the exceptions that the clause names|"
    r"\A\W*(?:不可以|可以|视情况而定|是的?|no|yes|it depends)\W",
    re.IGNORECASE,
)
_PARTS = re.compile(r"(?<=[,;]) ")
_REQUIRED = re.compile(r"\A\W*(?:yes, it is required|需要)\b", re.IGNORECASE)


def score(question: Question, reply: Reply, clauses: Clauses) -> dict[str, float | None]:
    """The share of statements that their own valid quotes support; None where nothing is stated.

    A quote that is not word for word supports nothing. `fact_recall` is the measure that does not depend on the
    verifier's rules.
    """
    statements = reply.answer.statements
    if not statements:
        return {"statement_supported": None}
    supported = 0
    for statement in statements:
        hits = []
        for citation in statement.citations:
            hit = clauses.quoted(citation.clause_id, citation.quote, citation.start, citation.end)
            if hit is not None:
                hits.append((citation.quote, *hit))
        supported += bool(hits) and _supported(statement.text, hits, question.question)
    return {"statement_supported": supported / len(statements)}


def _supported(text: str, hits: list[tuple[str, Document, Clause]], given: str) -> bool:
    evidence = "\n".join(quote for quote, _, _ in hits)
    added = without_sizes(_added(text, hits), evidence)
    for pattern, wanted in ((_NOT_NAMED, False), (_NAMED, True)):
        said = pattern.search(added)
        if said is not None:
            if any(_names(clause, said[1] or said[2]) is not wanted for _, _, clause in hits):
                return False
            added = added.replace(said[0], " ")
    ended = _ENDED.search(evidence)
    if NO.match(added) and not ended and not any(mark.kinds & _DENIES for mark in find_marks(evidence)):
        return False
    forces = frozenset().union(*(mark.kinds for mark in find_marks(evidence)))
    # 不能清偿的，债权人有权…: a yes, although the words hold a "cannot".
    if YES.match(added) and Kind.MUST_NOT in forces and Kind.MAY not in forces:
        return False
    if _REQUIRED.match(added) and Kind.MUST not in forces:
        return False
    rest = _FRAME.sub(" ", _REQUIRED.sub(" ", added))
    return not re.search(r"\w", rest) or supports(rest.strip(), evidence, given=given).ok


def _names(clause: Clause, name: str) -> bool:
    """Whether a clause names an institution, by any of its names."""
    try:
        key = institution(name)
    except CorpusError:
        return name in clause.text
    zh, en, others = INSTITUTIONS.get(key) or GROUP_NAMES[key]
    return any(mentions_term(form, clause.text) for form in (zh, en, *others))


def _added(text: str, hits: list[tuple[str, Document, Clause]]) -> str:
    """What is left of a statement without its quotes, the names of the clause and its printed summary."""
    said = _flat(text)
    for quote, document, clause in hits:
        names = (document.title, document.title_en, document.number, clause.label, english_label(clause.label))
        # A quote that ends inside a sentence may be given a full stop, and a summary may leave parts out.
        bare = quote.rstrip("；;，,。. ")
        parts = [part.rstrip(",;. ") for part in _PARTS.split(clause.gloss.en)]
        summary = {*parts, *(part.removeprefix("and ") for part in parts)}
        for part in sorted({bare, clause.gloss.zh, *summary, *names} - {""}, key=len, reverse=True):
            said = re.sub(re.escape(_flat(part)), " ", said, flags=re.IGNORECASE)
    return said


def _flat(text: str) -> str:
    return " ".join(fold_width(text).split())
