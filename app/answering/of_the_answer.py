"""What is asked of the last answer itself: its basis, its documents, who issued them and since when they apply."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answering.answer import Answer, Citation, Status
from app.answering.dialogue import Standalone, Turn, bare
from app.answering.question import Asks, read
from app.answering.terms import language_of

_THESE = r"(?:这|那|上述|以上)(?:些|几[条项个点])?"
_WHICH = re.compile(
    rf"(?:那|{_THESE}|所以|标准|要求)?(?:是|在|都是)?(?:哪一?[份个部]|什么)(?:文件|规定|法规|法律|办法|通知)(?:里|中)?"
    r"(?:规定|定|写|说|讲|要求)?的?[呢吗]?"
    r"|(?:and )?(?:which|what) (?:document|notice|rule|law|regulation)"
    r"(?: (?:says|said|states?) (?:so|that|this|it)| is (?:that|it|this))?",
    re.IGNORECASE,
)
_BASIS = re.compile(
    rf"(?:那|{_THESE})?(?:个|条)?的?(?:依据|根据|出处|是?(?:哪一?|第几)条)(?:是?(?:什么|啥|哪一?条|在哪里?|规定的?)|呢)?"
    r"|(?:and )?(?:what(?: is|'s) the (?:basis|source)(?: (?:of|for) (?:that|this|it))?|which (?:article|clause)"
    r"(?: (?:says|said|states?) (?:so|that|this|it)| is (?:that|it|this))?)",
    re.IGNORECASE,
)
_WHEN, _MADE = r"(?:什么时候|何时|哪一?[天年]|几时)(?:起|开始)?", r"(?:出台|发布|公布|印发|制定|发)"
_ISSUED = re.compile(
    rf"(?:那|它|这个?|该?)?(?:规定|办法|通知|文件|条例)?是?(?:由|从|自)?(?:谁|{_WHEN}){_MADE}的?"
    r"|(?:and )?(?:who|when) (?:issued|published|made|was) (?:it|that|this)(?: (?:issued|published|made))?",
    re.IGNORECASE,
)
_SINCE = re.compile(
    rf"(?:那|它|这个?|该?)?(?:规定|办法|通知|文件|条例)?是?(?:从|自)?{_WHEN}(?:施行|实施|生效|执行|开始|有)的?"
    r"|(?:and )?since when(?: does (?:it|that|this) (?:apply|hold))?|when did (?:it|that|this) (?:start|begin)",
    re.IGNORECASE,
)
_ONLY_WHEN = re.compile(rf"{_WHEN}|when", re.IGNORECASE)


def of_the_answer(text: str, history: Sequence[Turn]) -> tuple[Standalone, ...]:
    """What is asked of the last answer itself: its basis, its documents, since when they apply."""
    clauses = tuple(dict.fromkeys(one.clause_id for one in cited(history)))
    records = tuple(dict.fromkeys(f"{one.partition('#')[0]}#meta" for one in clauses))
    plain, english = bare(text), language_of(text) == "en"
    if clauses and _BASIS.fullmatch(plain):
        return (Standalone("What is the basis?" if english else "依据是什么？", clauses),)
    if records and _WHICH.fullmatch(plain):
        return (Standalone("What is its document number?" if english else "这是哪份文件，文号是什么？", records),)
    if len(records) == 1 and _SINCE.fullmatch(plain):
        since = "When did it take effect?" if english else "什么时候施行？"
        return (Standalone(text if Asks.RECORD in read(text).asks else since, records),)
    if records == clauses and len(records) == 1 and _ONLY_WHEN.fullmatch(plain):  # of what was asked about itself
        return (Standalone("When was it published?" if english else "什么时候公布的？", records),)
    if len(records) == 1 and _ISSUED.fullmatch(plain):
        return (Standalone(text, records),)
    return ()


def citations(answer: Answer | None) -> tuple[Citation, ...]:
    """What an answer cites, in order."""
    return tuple(one for statement in answer.statements for one in statement.citations) if answer else ()


def cited(history: Sequence[Turn]) -> tuple[Citation, ...]:
    """What the last answer cited: a decline shows only what it did not find."""
    given = (turn.answer for turn in reversed(history) if turn.answer and turn.answer.status is not Status.DECLINED)
    return next((found for answer in given if (found := citations(answer))), ())
