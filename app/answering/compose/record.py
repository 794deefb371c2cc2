"""What a document's record says of it: only the lines that are asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.answering.compose.drafts import Draft, of_document, stopped
from app.answering.evidence import ClauseEvidence
from app.answering.question import Asks, Question
from app.answering.segments import Segment, segments
from app.answering.terms import fold
from app.answering.wording import say

RECORD = ("meta",)
_ISSUER = re.compile(r"发文机关|issued by")
#: The lines that say a day, each with the day that it says.
_PUBLISHED = re.compile(r"公布日期(?:是([^,，;；。]*))?|published on ([^.]*)")
_EFFECTIVE = re.compile(r"施行日期(?:是([^,，;；。]*)|资料)|takes effect on ([^.]*)|an effective date")
#: What a question asks for, and the line that says it.
_LINES = tuple(
    (re.compile(asked), re.compile(line))
    for asked, line in (
        (r"文号|number", r"文号|document number"),
        (
            r"谁发|发文|印发机关|发布机关|[哪几]个?(?:部委|部门|机关|单位|家)|who issued|issued by|\bby whom\b",
            _ISSUER.pattern,
        ),
        (
            r"(?:发布|公布|印发|出台)(?:日期|时间)?|(?:什么时候|啥时候|何时|几时|哪一?[天年])(?:才)?(?:出来|下来|下发|发)"
            r"|when .*(?:issue|publish|adopt|release|put out|c[ao]me out)",
            _PUBLISHED.pattern,
        ),
        (
            r"施行|生效|实施|执行|起效|effective|in?to (?:effect|force)|takes? effect|took effect",
            r"公布日期|施行日期|published|effect",
        ),
        (
            r"有效|失效|废止|作废|管用|过期|还能[用当拿]|作数|in force|repealed|still (?:valid|good law)",
            r"效力|in force",
        ),
        (r"取代|替代|代替|接替|废止|supersede|replace", r"取代|效力|supersede|in force"),
        (r"主送|发给|适用|addresse", r"主送|Institution types"),
    )
)


#: Another document is asked for: the one before this.
_BEFORE = re.compile(
    r"(?:之前|上一|前一|此前)(?:那|的)?一?(?:年|份|个|版|次|部)|\b(?:previous|preceding|predecessor|earlier)\b"
)
_ASKED = frozenset({Asks.RECORD, Asks.WHO, Asks.DATE})
#: By whom, or from when on, a document is taken to be: 46号文是银保监会发的, 2026年起施行, issued by the State Council.
_CLAIM = re.compile(
    r"[是由](?![哪什谁几])[^，,。？?是由]{2,16}?(?:印发|发布|公布|出台|下发|颁布|制定|发)"
    r"|(?:19|20)\d\d年[^，,。？?]{0,8}?(?:施行|生效|实施|执行)"
    r"|\b(?:issued|published|released|adopted|effect) (?:by|in|on|from) (?!whom|which|what)[^?,.]{3,60}"
)
_EFFECT = re.compile(r"施行|生效|实施|执行|effect")
_DAY = re.compile(
    r"(?:19|20)\d\d(?:年(?:\d{1,2}月(?:\d{1,2}日)?)?)?"
    r"|(?:\d{1,2} )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (?:19|20)\d\d"
)
#: Authorities by their names in questions and records.
_AUTHORITIES = tuple(
    re.compile(names)
    for names in (
        "人民银行|央行|人行|people's bank|pboc",
        "金融监督?管理?总局|金监总局|financial regulatory administration|nfra",
        "银保监会|银行保险监督管理|banking and insurance regulatory|cbirc",
        "银监会|银行业监督管理委员会|banking regulatory commission|cbrc",
        "证监会|证券监督管理|securities regulatory|csrc",
        "财政部|ministry of finance",
        "国务院|state council",
        "发展?改革?委|development and reform|ndrc",
        "工信部|工业和信息化部|industry and information|miit",
        "税务总局|taxation administration|administration of taxation",
        "人民代表大会|人大常委会|全国人大|people's congress",
    )
)


def compose_record(question: Question, chosen: Sequence[ClauseEvidence]) -> list[Draft]:
    """The lines of the records chosen that say what is asked; [] where the question is not about a record or none of
    its lines is known to be asked for. Of several documents each line names its own."""
    if not question.asks & _ASKED or not chosen or chosen[0].candidate.clause.id.path != RECORD:
        return []
    folded = fold(question.text)
    claim = _CLAIM.search(folded)
    if claim is not None:  # of the document named first: a year names no other here
        chosen = chosen[:1]
        wanted = [_ISSUER if not _DAY.search(claim[0]) else _EFFECTIVE if _EFFECT.search(claim[0]) else _PUBLISHED]
    elif _BEFORE.search(folded):
        wanted = [re.compile(r"取代|supersede")]
    else:
        wanted = [line for asked, line in _LINES if asked.search(folded)]
    found = [
        segment
        for item in chosen
        if item.candidate.clause.id.path == RECORD
        for segment in segments(item.candidate.document, item.candidate.clause, question.language)
        if any(line.search(segment.text) for line in wanted)
    ]
    several = len({segment.document.id for segment in found}) > 1
    drafts = [Draft(_line(segment, question.language, several), (segment,)) for segment in found]
    if claim is not None and drafts:
        drafts[0] = replace(drafts[0], text=_confirmed(claim[0], found, wanted[0], question.language) + drafts[0].text)
    return drafts


def _confirmed(claim: str, lines: Sequence[Segment], wanted: re.Pattern[str], language: str) -> str:
    """Yes or no to the authority or the day that is claimed; '' where it is none that is known or the record says no
    day."""
    told = fold(" ".join(segment.text for segment in lines))
    held = [names.search(told) is not None for names in _AUTHORITIES if names.search(claim)]
    days = [day for found in wanted.finditer(told) if found.re.groups for day in found.groups() if day]
    held += [any(re.search(rf"(?<!\d){re.escape(day)}", one) for one in days) for day in _DAY.findall(claim) if days]
    return say("issued" if all(held) else "issued_not", language) if held else ""


def _line(segment: Segment, language: str, several: bool) -> str:
    words = stopped(segment.text.strip(), language)
    return of_document(segment.document, words, language) if several else words
