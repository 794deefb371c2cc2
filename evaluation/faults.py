"""Thirty planted faults: what an assistant can do wrong, done on purpose to a good answer.

Each names the measure that has to notice it. The suite is worth as much as the faults that it finds
(`tests/evaluation/test_faults.py`; docs/evaluation.md). A fault changes a reply, never the scorers or the gold; it is
planted in every reply that it fits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from app.answering.answer import Answer, Citation, Decline, DeclineReason, Statement, Status, Verdict
from app.answering.verify import cite
from corpus.model import Clause, Document
from evaluation.clauses import Clauses
from evaluation.datasets import Question
from evaluation.run import Run, judge
from evaluation.systems.system import Reply

#: What a fault does to one reply; None where it has nothing to bite on.
Plant = Callable[[Question, Reply, Clauses], Reply | None]
#: Another clause for a given one; None where there is none.
Other = Callable[[Clauses, Document, Clause], tuple[Document, Clause] | None]
_AMOUNT = r"(?<![\d〔.])\d{2,}(?=万元|元|%|日|天| yuan| days)"


@dataclass(frozen=True)
class Fault:
    name: str
    measure: str
    plant: Plant

    def in_run(self, run: Run, clauses: Clauses) -> Run:
        """The run as it would be with this fault in the system."""
        return planted(run, self, clauses)


def planted(run: Run, fault: Fault, clauses: Clauses) -> Run:
    """The run as it would be with `fault` in the system: replies that it fits are changed and scored again."""
    results = []
    for result in run.results:
        changed = None
        if result.answer is not None:
            reply = Reply(
                result.answer, result.ranked, result.confidence, latency_ms=result.scores.get("latency_ms") or 0.0
            )
            changed = fault.plant(result.question, reply, clauses)
        results.append(result if changed is None else judge(result.question, changed, clauses))
    record = run.record.model_copy(update={"system": f"{run.record.system} that {fault.name}"})
    return run.model_copy(update={"record": record, "results": tuple(results)})


# -- what the faults are made of


def _answer(reply: Reply, **changes: object) -> Reply:
    return replace(reply, answer=reply.answer.model_copy(update=changes))


def _citations(answer: Answer, change: Callable[[Citation], Citation | None]) -> tuple[Statement, ...] | None:
    """The statements with every citation changed where `change` gives something; None when it never does."""
    changed, statements = False, []
    for statement in answer.statements:
        citations = []
        for citation in statement.citations:
            other = change(citation)
            changed |= other is not None
            citations.append(other or citation)
        statements.append(statement.model_copy(update={"citations": tuple(citations)}))
    return tuple(statements) if changed else None


def _with_citations(reply: Reply, change: Callable[[Citation], Citation | None]) -> Reply | None:
    statements = _citations(reply.answer, change)
    return None if statements is None else _answer(reply, statements=statements)


def _with_words(reply: Reply, change: Callable[[str], str], *, quotes: bool = False) -> Reply | None:
    """The statements' own words changed; with `quotes` the quoted words as well, as a system that rewrites them."""
    statements = []
    for statement in reply.answer.statements:
        citations = statement.citations
        if quotes:
            citations = tuple(c.model_copy(update={"quote": change(c.quote)}) for c in citations)
        statements.append(statement.model_copy(update={"text": change(statement.text), "citations": citations}))
    if tuple(statements) == reply.answer.statements:
        return None
    return _answer(reply, statements=tuple(statements))


def _swap(pattern: str, into: Callable[[re.Match[str]], str] | str, *, quotes: bool = False) -> Plant:
    def plant(question: Question, reply: Reply, clauses: Clauses) -> Reply | None:
        del question, clauses
        return _with_words(reply, lambda text: re.sub(pattern, into, text), quotes=quotes)

    return plant


def _recite(
    clause: Callable[[Clauses, Document, Clause], tuple[Document, Clause] | None], *, said: bool = True
) -> Plant:
    """Cite another clause whole. With `said` its words are the statement; else the statement stays as it was."""

    def plant(question: Question, reply: Reply, clauses: Clauses) -> Reply | None:
        day, statements = date.fromisoformat(reply.answer.as_of), []
        for statement in reply.answer.statements:
            first = statement.citations[0]
            hit = clauses.quoted(first.clause_id, first.quote, first.start, first.end)
            other = clause(clauses, *hit) if hit else None
            if other is None:
                statements.append(statement)
                continue
            start, end = other[1].in_language(question.language) or (0, len(other[1].text))
            citation = cite(*other, start, end, day)
            statements.append(Statement(text=citation.quote if said else statement.text, citations=(citation,)))
        return None if tuple(statements) == reply.answer.statements else _answer(reply, statements=tuple(statements))

    return plant


def _neighbour(step: int) -> Other:
    def find(clauses: Clauses, document: Document, clause: Clause) -> tuple[Document, Clause] | None:
        del clauses
        place = document.clauses.index(clause) + step
        return (document, document.clauses[place]) if 0 <= place < len(document.clauses) else None

    return find


def _elsewhere(clauses: Clauses, document: Document, clause: Clause) -> tuple[Document, Clause] | None:
    """The clause at the same place of the next document."""
    place = clauses.documents.index(document)
    other = clauses.documents[(place + 1) % len(clauses.documents)]
    return other, other.clauses[document.clauses.index(clause) % len(other.clauses)]


def _last_year(clauses: Clauses, document: Document, clause: Clause) -> tuple[Document, Clause] | None:
    """The clause of last year's notice that speaks of the same."""
    if document.id != "jinbanfa-2025-46":
        return None
    path = {"1": "1", "3.1": "2.1", "0": "0"}.get(".".join(clause.id.path), "2.1")
    found = clauses.found(f"jinbanfa-2024-26#{path}")
    return found[0] if found else None


def _other_character(citation: Citation) -> Citation | None:
    middle = len(citation.quote) // 2
    other = "非" if citation.quote[middle] != "非" else "是"
    return citation.model_copy(update={"quote": citation.quote[:middle] + other + citation.quote[middle + 1 :]})


def _answers_anyway(kinds: frozenset[str]) -> Plant:
    """Quote the nearest clause instead of declining, for questions of these kinds."""

    def plant(question: Question, reply: Reply, clauses: Clauses) -> Reply | None:
        if question.status is not Status.DECLINED or question.kind.value not in kinds:
            return None
        found = clauses.found(reply.answer.nearest[0]) if reply.answer.nearest else []
        document = clauses.documents[0]
        document, clause = found[0] if found else (document, document.clauses[0])
        citation = cite(document, clause, 0, len(clause.text), date.fromisoformat(reply.answer.as_of))
        statement = Statement(text=citation.quote, citations=(citation,))
        return _answer(reply, status=Status.ANSWERED, statements=(statement,), decline=None)

    return plant


def _declines(when: Callable[[Question], bool]) -> Plant:
    def plant(question: Question, reply: Reply, clauses: Clauses) -> Reply | None:
        del clauses
        if question.status is Status.DECLINED or not when(question):
            return None
        decline = Decline(reason=DeclineReason.NOT_COVERED, text="declined")
        return _answer(reply, status=Status.DECLINED, statements=(), cautions=(), decline=decline)

    return plant


def _only_first(question: Question, reply: Reply, clauses: Clauses) -> Reply | None:
    del question, clauses
    statements = reply.answer.statements
    return _answer(reply, statements=statements[:1]) if len(statements) > 1 else None


def _adds_noise(question: Question, reply: Reply, clauses: Clauses) -> Reply | None:
    """Cite five more clauses of the same document beside the right one."""
    if not reply.answer.statements:
        return None
    first = reply.answer.statements[0].citations[0]
    hit = clauses.quoted(first.clause_id, first.quote, first.start, first.end)
    if hit is None:
        return None
    day = date.fromisoformat(reply.answer.as_of)
    noise = [cite(hit[0], clause, 0, len(clause.text), day) for clause in hit[0].clauses[:5]]
    added = tuple(Statement(text=citation.quote, citations=(citation,)) for citation in noise)
    return _answer(reply, statements=reply.answer.statements + added)


def _unknown_clause(citation: Citation) -> Citation:
    return citation.model_copy(update={"clause_id": f"{citation.clause_id.partition('#')[0]}#9999"})


def _shifted(citation: Citation) -> Citation | None:
    return citation.model_copy(update={"start": citation.start + 1, "end": citation.end + 1})


def _stale(question: Question, reply: Reply, clauses: Clauses) -> Reply | None:
    """Cite last year's notice and say that it is in force."""
    found = clauses.found("jinbanfa-2024-26#2.1")
    if not reply.answer.statements or not found:
        return None
    citation = cite(*found[0], 0, len(found[0][1].text), date.fromisoformat(reply.answer.as_of))
    lying = citation.model_copy(update={"validity": "in_force", "verdict": Verdict.EXACT})
    statement = Statement(text=lying.quote, citations=(lying,))
    return _answer(reply, statements=(*reply.answer.statements, statement))


def _as_of_ignored(question: Question, reply: Reply, clauses: Clauses) -> Reply | None:
    """Answer a question about another day as of today: every version that began since counts as in force."""
    if question.as_of is None or not reply.answer.statements:
        return None
    today = date.today()
    statements = []
    for statement in reply.answer.statements:
        found = clauses.found(statement.citations[0].clause_id)[-1]
        text = statement.citations[0].quote
        start = max(found[1].text.find(text), 0)
        citation = cite(*found, start, start + len(text) if start else len(found[1].text), today)
        statements.append(statement.model_copy(update={"citations": (citation,)}))
    return _answer(reply, as_of=today.isoformat(), statements=tuple(statements), cautions=())


def _no_cautions(question: Question, reply: Reply, clauses: Clauses) -> Reply | None:
    del question, clauses
    return _answer(reply, cautions=()) if reply.answer.cautions else None


def _no_gap(question: Question, reply: Reply, clauses: Clauses) -> Reply | None:
    """Give a partial answer as if it were whole."""
    del question, clauses
    partial = reply.answer.status is Status.PARTIAL
    return _answer(reply, status=Status.ANSWERED, decline=None) if partial else None


def _wrong_reason(question: Question, reply: Reply, clauses: Clauses) -> Reply | None:
    del question, clauses
    decline = reply.answer.decline
    if reply.answer.status is not Status.DECLINED or decline is None:
        return None
    other = DeclineReason.NOT_COVERED
    if decline.reason is DeclineReason.NOT_COVERED:
        other = DeclineReason.OUT_OF_SCOPE
    return _answer(reply, decline=decline.model_copy(update={"reason": other}))


def _no_nearest(question: Question, reply: Reply, clauses: Clauses) -> Reply | None:
    del question, clauses
    return _answer(reply, nearest=()) if reply.answer.nearest else None


def _search_reversed(question: Question, reply: Reply, clauses: Clauses) -> Reply | None:
    """Rank thirty strangers before what was found."""
    del question
    if not reply.ranked:
        return None
    longest = max(clauses.documents, key=lambda document: len(document.clauses))
    strangers = [str(clause.id) for clause in longest.clauses[:30]]
    return replace(reply, ranked=(*strangers, *reply.ranked))


def _bigger(match: re.Match[str]) -> str:
    return str(int(match[0].replace(",", "")) * 10)


FAULTS: tuple[Fault, ...] = (
    Fault("quotes with one character changed", "quote_valid", lambda q, r, c: _with_citations(r, _other_character)),
    Fault("gives spans that are off by one", "quote_valid", lambda q, r, c: _with_citations(r, _shifted)),
    Fault("cites clauses that do not exist", "citation_exists", lambda q, r, c: _with_citations(r, _unknown_clause)),
    Fault("rewrites the figures inside quotes", "quote_valid", _swap(r"\d{2,}", _bigger, quotes=True)),
    Fault("cites the next clause", "citation_f1", _recite(_neighbour(1))),
    Fault("cites the clause before", "citation_f1", _recite(_neighbour(-1))),
    Fault("cites the next clause for the right words", "statement_supported", _recite(_neighbour(1), said=False)),
    Fault("cites another document", "document_right", _recite(_elsewhere)),
    Fault("answers from last year's notice", "forbidden_cited", _recite(_last_year)),
    Fault("adds five clauses of the same document", "citation_precision", _adds_noise),
    Fault("gives only the first of several clauses", "several_cited", _only_first),
    Fault("shows a superseded notice as in force", "in_force", _stale),
    Fault("ignores the as-of date", "in_force", _as_of_ignored),
    Fault("drops negation", "statement_supported", _swap(r"不得|严禁|不能|must not|may not|cannot", "")),
    Fault("turns may into must", "statement_supported", _swap(r"可以|\bmay\b", "必须")),
    Fault("turns strive into must", "statement_supported", _swap(r"力争|\bstrives?(?: to)?\b", "必须")),
    Fault(
        "multiplies amounts by ten",
        "statement_supported",
        _swap(_AMOUNT, _bigger),
    ),
    Fault("writes the wrong unit", "statement_supported", _swap(r"万元", "亿元")),
    Fault("takes a percentage for percentage points", "statement_supported", _swap(r"(?<=\d)%", "个百分点")),
    Fault("swaps the addressee", "statement_supported", _swap(r"大型商业银行|商业银行|金融机构|保险公司", "信托公司")),
    Fault("answers details that are not stated", "over_answering", _answers_anyway(frozenset({"no_detail"}))),
    Fault(
        "answers about documents and versions that it lacks",
        "over_answering",
        _answers_anyway(frozenset({"no_document", "no_version", "no_addressee"})),
    ),
    Fault(
        "answers what is no question for it",
        "over_answering",
        _answers_anyway(frozenset({"out_of_scope", "injection", "no_internal"})),
    ),
    Fault("declines English questions", "over_refusal", _declines(lambda q: q.language == "en")),
    Fault("declines every third question", "over_refusal", _declines(lambda q: sum(q.id.encode()) % 3 == 0)),
    Fault("forgets the conversation", "over_refusal", _declines(lambda q: bool(q.history))),
    Fault("leaves the cautions out", "caution_right", _no_cautions),
    Fault("declines for the wrong reason", "decline_reason", _wrong_reason),
    Fault("names no nearest clause", "nearest_right", _no_nearest),
    Fault("buries the clause in the search", "recall_at_10", _search_reversed),
)
