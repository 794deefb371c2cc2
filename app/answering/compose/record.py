"""What a document's record says of it: only the lines that are asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answering.compose.drafts import Draft, of_document, stopped
from app.answering.evidence import ClauseEvidence
from app.answering.question import Asks, Question
from app.answering.segments import Segment, segments
from app.answering.terms import fold

RECORD = ("meta",)
#: What a question asks for, and the line that says it.
_LINES = tuple(
    (re.compile(asked), re.compile(line))
    for asked, line in (
        (r"文号|number", r"文号|document number"),
        (
            r"谁发|发文|印发机关|发布机关|[哪几]个?(?:部委|部门|机关|单位|家)|who issued|issued by|\bby whom\b",
            r"发文机关|issued by",
        ),
        (
            r"(?:发布|公布|印发|出台)(?:日期|时间)?|(?:什么时候|啥时候|何时|几时|哪一?[天年])(?:才)?(?:出来|下来|下发|发)"
            r"|when .*(?:issue|publish|adopt|release|put out|c[ao]me out)",
            r"公布日期|published",
        ),
        (
            r"施行|生效|实施|执行|起效|effective|in?to (?:effect|force)|takes? effect|took effect",
            r"公布日期|施行日期|published|effect",
        ),
        (r"有效|失效|废止|作废|管用|过期|还能[用当拿]|作数|in force|repealed", r"效力|in force"),
        (r"取代|替代|代替|接替|废止|supersede|replace", r"取代|效力|supersede|in force"),
        (r"主送|发给|适用|addresse", r"主送|Institution types"),
    )
)


#: Another document is asked for: the one before this.
_BEFORE = re.compile(
    r"(?:之前|上一|前一|此前)(?:那|的)?一?(?:年|份|个|版|次|部)|\b(?:previous|preceding|predecessor|earlier)\b"
)
_ASKED = frozenset({Asks.RECORD, Asks.WHO, Asks.DATE})


def compose_record(question: Question, chosen: Sequence[ClauseEvidence]) -> list[Draft]:
    """The lines of the records chosen that say what is asked; [] where the question is not about a record or none of
    its lines is known to be asked for. Of several documents each line names its own."""
    if not question.asks & _ASKED or not chosen or chosen[0].candidate.clause.id.path != RECORD:
        return []
    folded = fold(question.text)
    wanted = [line for asked, line in _LINES if asked.search(folded)]
    if _BEFORE.search(folded):
        wanted = [re.compile(r"取代|supersede")]
    found = [
        segment
        for item in chosen
        if item.candidate.clause.id.path == RECORD
        for segment in segments(item.candidate.document, item.candidate.clause, question.language)
        if any(line.search(segment.text) for line in wanted)
    ]
    several = len({segment.document.id for segment in found}) > 1
    return [Draft(_line(segment, question.language, several), (segment,)) for segment in found]


def _line(segment: Segment, language: str, several: bool) -> str:
    words = stopped(segment.text.strip(), language)
    return of_document(segment.document, words, language) if several else words
