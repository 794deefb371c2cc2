"""A small corpus and a system that can be told what to answer, for tests of the scorers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.answering.answer import Answer, Citation, Decline, DeclineReason, Statement, Status, Verdict
from corpus.model import Clause, ClauseId, Document, Gloss, Part, TextStatus, Validity
from evaluation.clauses import Clauses
from evaluation.datasets import Question
from evaluation.systems.system import Reply

AS_OF = "2026-11-24"
LAW = "本行贷款余额不得超过1000万元。\n借款人可以申请展期。"
SUMMARY = Gloss(en="Fees are told, and in 3 days at most")
OLD = "本行贷款余额不得超过500万元。"


def clause(clause_id: str, text: str, **more: object) -> Clause:
    parsed = ClauseId.parse(clause_id)
    fields = {"label": "第" + parsed.path[-1] + "条", "order": 0, "text_status": TextStatus.COMPILED, **more}
    return Clause(id=parsed, text=text, **fields)


def clauses() -> Clauses:
    part = Part(("2",), "第二款", LAW.index("\n") + 1, len(LAW))
    now = Document(
        id="loan-law",
        title="贷款法",
        clauses=(clause("loan-law#1", LAW, parts=(part,)), clause("loan-law#2", "银行应当告知费用。", gloss=SUMMARY)),
        validity=Validity(published=date(2024, 1, 1), effective=date(2024, 7, 1), version=date(2024, 1, 1)),
        text_status=TextStatus.COMPILED,
    )
    old = Document(
        id="loan-law",
        title="贷款法",
        clauses=(clause("loan-law#1", OLD),),
        validity=Validity(
            published=date(2010, 1, 1),
            version=date(2010, 1, 1),
            superseded_on=date(2024, 7, 1),
            superseded_by=("loan-law",),
        ),
        text_status=TextStatus.COMPILED,
    )
    notice = Document(
        id="notice",
        title="通知",
        clauses=(clause("notice#1", "力争增速不低于各项贷款增速。", text_status=TextStatus.RESTATED),),
        validity=Validity(published=date(2025, 5, 7)),
        text_status=TextStatus.RESTATED,
    )
    return Clauses.of([now, old, notice])


def question(**fields: object) -> Question:
    base = {
        "id": "limit-1",
        "question": "贷款上限是多少?",
        "language": "zh",
        "kind": "number",
        "group": "limit",
        "split": "dev",
        "status": "answered",
        "required": (("loan-law#1",),),
    }
    return Question.model_validate({**base, **fields})


def cite(clause_id: str, quote: str, text: str = LAW, *, validity: str = "in_force") -> Citation:
    start = text.index(quote) if quote in text else 0
    return Citation(
        clause_id=clause_id,
        label="",
        document="",
        quote=quote,
        start=start,
        end=start + len(quote),
        verdict=Verdict.EXACT,
        text_status="compiled",
        validity=validity,
    )


def answered(*citations: Citation, text: str = "", status: Status = Status.ANSWERED) -> Answer:
    statements = tuple(Statement(text=text or c.quote, citations=(c,)) for c in citations)
    decline = Decline(reason=DeclineReason.DETAIL_NOT_STATED, text="没有写明") if status is Status.PARTIAL else None
    return Answer(
        id="a", question="q", language="zh", as_of=AS_OF, status=status, statements=statements, decline=decline
    )


def declined(*nearest: str, reason: DeclineReason = DeclineReason.NOT_COVERED) -> Answer:
    decline = Decline(reason=reason, text="没有相关内容")
    return Answer(
        id="a", question="q", language="zh", as_of=AS_OF, status=Status.DECLINED, decline=decline, nearest=nearest
    )


@dataclass
class Told:
    """Replies as told, by question id; raises what it is told to raise."""

    replies: Mapping[str, Answer | Exception]
    name: str = "told"
    asked: list[str] = field(default_factory=list)

    def reply(self, question: Question) -> Reply:
        self.asked.append(question.id)
        said = self.replies[question.id]
        if isinstance(said, Exception):
            raise said
        return Reply(answer=said, latency_ms=5.0)
