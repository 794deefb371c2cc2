"""What a document's record says of it: only the lines that are asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.answering.absences import other_edition
from app.answering.answer import DeclineReason
from app.answering.compose.addressees import asks_addressees
from app.answering.compose.drafts import Draft, of_document, stopped
from app.answering.compose.record_claim import EDITION, EFFECTIVE, ISSUER, KIND, NUMBER, PUBLISHED, VALIDITY, claim_of
from app.answering.decide import Decision
from app.answering.evidence import ClauseEvidence
from app.answering.question import Asks, Question
from app.answering.segments import Segment, segments
from app.answering.terms import fold
from app.answering.wording import say
from corpus.model import Clause, Document
from corpus.readers.markdown import RECORD_PATH

_REPLACED = re.compile(r"本文件[^。]*取代|supersede")
_DATES = re.compile(r"公布日期|施行日期|published|effect")
_ENDS = r"有效|失效|作废|管用|过期|到期|还能[用当拿]|作数|in force|repealed|expire|still (?:valid|good law)"
#: What a question asks for, and the line that says it.
_LINES = tuple(
    (re.compile(asked), line)
    for asked, line in (
        (r"文号|第几号|几号[令文公]|(?<!phone )number", NUMBER),
        (
            r"谁(?:来|联合|一起)?[印发公颁制]|发文|印发机关|发布机关|[哪几][几一二两三四五六七八九十]?个?(?:部委|部门|机关|单位|家)"
            r"|who issued|issued by|\bby whom\b",
            ISSUER,
        ),
        (r"性质|效力(?:级别|层级|位阶|等级)", KIND),
        (
            r"(?:发布|公布|印发|出台)(?:日期|时间)?|(?:什么时候|啥时候|何时|几时|哪一?[天年])(?:才)?(?:出来|下来|下发|发|出(?=的)|下(?=的))"
            r"|when .*(?:issue|publish|adopt|release|put out|c[ao]me out)|(?:issue|publish|adopt|release).*\bwhen\b",
            PUBLISHED,
        ),
        (
            r"施行|生效|实施|执行|起效|effective|in?to (?:effect|force)|takes? effect|took effect"
            r"|(?:what|which) (?:date|day) .{0,80}\bappl",
            _DATES,
        ),
        (r"修[订正改]|通过", EDITION),
        (rf"{_ENDS}|废止(?:了?(?:没|吗|么|吧|[ ，,？?]|$)|的)", VALIDITY),
        (
            r"取代|(?:替代|代替|接替|废止)了?的?(?![吗么没吧 ，,？?]|$)|supersede|replace|repeals?\b"
            r"|\d年.*还是.*\d年",
            _REPLACED,
        ),
        (r"主送|发给|适用|addresse", re.compile(r"主送|Institution types")),
    )
)


#: Another document is asked for: the one before this.
_BEFORE = re.compile(
    r"(?:之前|上一|前一|此前)(?:那|的)?一?(?:年|份|个|版|次|部)|\b(?:previous|preceding|predecessor|earlier)\b"
)
#: 谁印发的 asks for no day.
_DAY = re.compile(r"时|日期|哪一?[天年]|几[年月日号]|\d[年月日]|\b(?:when|dates?|days?|year)\b")
#: It is asked which document says so, as a dialogue puts it: its title tells that where it has no number.
_WHICH = re.compile(r"哪[份部个一]|\bits document number\b")
#: What is said to be missing where the record has no such line.
_NAMES = (
    (NUMBER, "document_number"),
    (PUBLISHED, "date"),
    (EFFECTIVE, "date"),
    (_DATES, "date"),
    (VALIDITY, "validity"),
)
_ASKED = frozenset({Asks.RECORD, Asks.WHO, Asks.DATE})


def compose_record(question: Question, chosen: Sequence[ClauseEvidence]) -> list[Draft]:
    """The lines of the records chosen that say what is asked; [] where the question is not about a record or none of
    its lines is known to be asked for. Of several documents each line names its own."""
    if not question.asks & _ASKED or not is_record(chosen):
        return []
    claim, wanted = claim_of(fold(question.text)), _wanted(question, chosen)
    found = [
        segment
        for item in (chosen[:1] if claim else chosen)  # that of the document named first: a year names no other here
        if item.candidate.clause.id.path == RECORD_PATH
        for segment in _lines(item.candidate.document, item.candidate.clause, question.language, wanted)
    ]
    told = {segment.document.id for segment in found}
    if asks_addressees(question.text) and Asks.COMPARISON in question.asks and len(told) < 2:
        return []  # the documents themselves name them
    # Whether a document holds is not told of one that was only searched out without saying which.
    unnamed = VALIDITY in wanted and not chosen[0].candidate.named
    several = unnamed or len(told) > 1
    drafts = [Draft(_line(segment, question.language, several), (segment,)) for segment in found]
    if claim is not None and drafts and not unnamed:
        drafts[0] = replace(drafts[0], text=claim.lead(found[0].document, question.language) + drafts[0].text)
    return drafts


def _lines(document: Document, record: Clause, language: str, wanted: Sequence[re.Pattern[str]]) -> Sequence[Segment]:
    """The lines of a record that are wanted; the day of publication only stands in for that of effect."""
    found = [line for line in segments(document, record, language) if any(one.search(line.text) for one in wanted)]
    effect = [line for line in found if _DATES in wanted and PUBLISHED not in wanted and EFFECTIVE.search(line.text)]
    return [line for line in found if line in effect or not (effect and PUBLISHED.search(line.text))]


def unrecorded(question: Question, decision: Decision) -> Decision:
    """The decision on what no record chosen says, as a decline: on another edition than the one held, on a day or on
    whether it holds. Any other as it is."""
    if decision.reason is not None or not question.asks & _ASKED or not is_record(decision.chosen):
        return decision
    year, wanted = _edition(question, decision.chosen), _wanted(question, decision.chosen)
    titled = _WHICH.search(fold(question.text))
    named = [name for line, name in _NAMES if line in wanted and not (titled and line is NUMBER)]
    if not year and not named:
        return decision
    detail = say("detail.edition" if year else f"detail.{named[0]}", question.language, year=year)
    documents = tuple(item.candidate.document for item in decision.chosen)
    why = DeclineReason.DETAIL_NOT_STATED
    return replace(decision, chosen=(), spoken_of=documents, reason=why, detail=detail)


def is_record(chosen: Sequence[ClauseEvidence]) -> bool:
    """Whether a record is the best of the clauses: what it does not say, its other lines do not answer."""
    return bool(chosen) and chosen[0].candidate.clause.id.path == RECORD_PATH


def _wanted(question: Question, chosen: Sequence[ClauseEvidence]) -> list[re.Pattern[str]]:
    """The lines asked for. Of another edition there is one only where what was replaced is not held: it may be that."""
    folded = fold(question.text)
    if claim := claim_of(folded):
        return [] if _edition(question, chosen) else [claim.line]
    if _edition(question, chosen):
        replaced = (name for item in chosen for name in item.candidate.document.validity.supersedes)
        return [_REPLACED] if any(not name.isascii() for name in replaced) else []
    if _BEFORE.search(folded):
        return [_REPLACED]
    lines = [line for asked, line in _LINES if asked.search(folded)]
    by_whom = ISSUER in lines and not _DAY.search(folded)
    return [line for line in lines if not (by_whom and line is PUBLISHED)]


def _edition(question: Question, chosen: Sequence[ClauseEvidence]) -> str:
    """The year of another edition than the one held, whose record is asked for, or ''."""
    return other_edition(question, [item.candidate.document for item in chosen]) if Asks.RECORD in question.asks else ""


def _line(segment: Segment, language: str, several: bool) -> str:
    words = stopped(segment.text.strip(), language)
    words = words[:1].upper() + words[1:]
    return of_document(segment.document, words, language) if several else words
