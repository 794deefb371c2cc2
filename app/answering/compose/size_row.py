"""The row of a size table that is asked for: how many staff and how much revenue make a small enterprise in retail."""

from __future__ import annotations

import re
from dataclasses import replace

from app.answering.compose.drafts import Draft
from app.answering.compose.size_asked import BESIDES
from app.answering.industries import size_rule
from app.answering.segments import Segment
from app.answering.terms import MEANT, WEAK, presence, question_terms
from app.answering.wording import SIZES, say
from corpus.model import Document

_ASKS_ROW = re.compile(
    r"标准|门槛|条件|下限|指标|数值|怎么[划算认定]|如何[划认]|多少|几[个人]"
    r"|\b(?:thresholds?|standards?|criteri(?:a|on)|floors?|cut-?offs?|figures|define[sd]?|definition|counts?|makes?"
    r"|how (?:many|much|is|are))\b"
)
#: The table is the one of 2011.
_REVISED = re.compile(r"修[订改]|改成|新版|新标准|\b(?:revis|amend|new standard)")


#: The figures that a size goes by, and words for whose size it is.
_FIGURES = re.compile(r"人|员工|收入|营收|资产|\b(?:staff|employees?|people|headcount|revenue|turnover|assets)\b")
_FIRM = re.compile(r"\b(?:sized?|firms?|business(?:es)?|compan(?:y|ies))\b")


def asked_row(plain: str, table: Segment, language: str) -> Draft | None:
    """The row of the table for the one size class that the folded question asks the figures of, whole; else None."""
    asked = _asked(plain, language)
    if len(asked) != 1:
        return None
    row = re.search(rf"^(?:An? {asked[0]} enterprise .*|[^：\n]*{asked[0]}企业：.*)$", table.text, re.MULTILINE)
    if row is None:
        return None
    start = table.start + row.start()
    return Draft(row[0], (replace(table, start=start, end=table.start + row.end()),))


def any_row(plain: str, document: Document, language: str) -> Draft | None:
    """That a size goes by industry, where the folded question asks the figures of one and speaks of nothing but what
    the rule on that and the table of every industry do: of no trade; else None."""
    rule = size_rule(document)
    if rule is None or len(_asked(plain, language)) != 1 or not _FIGURES.search(plain):
        return None
    tables = [one.text for one in document.clauses if one.thresholds]
    besides = question_terms(_FIRM.sub(" ", _FIGURES.sub(" ", plain)))
    for term in (term for term in besides if term.weight > WEAK and presence(term, rule.text) < MEANT):
        if any(presence(term, table) < MEANT for table in tables):
            return None
    whole = Segment.whole(document, rule, language)
    line = whole.text.split("\n", 1)[0]
    return Draft(say("size_by_industry", language) + line, (replace(whole, end=whole.start + len(line)),))


def _asked(plain: str, language: str) -> list[str]:
    """The size classes whose figures are asked for."""
    if not _ASKS_ROW.search(plain) or BESIDES.search(plain) or _REVISED.search(plain):
        return []
    return [names[language == "en"] for names in SIZES.values() if re.search(rf"{names[0]}|\b{names[1]}\b", plain)]
