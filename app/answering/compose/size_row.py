"""The row of a size table that is asked for: how many staff and how much revenue make a small enterprise in retail."""

from __future__ import annotations

import re
from dataclasses import replace

from app.answering.compose.drafts import Draft
from app.answering.segments import Segment
from app.answering.wording import SIZES

_ASKS_ROW = re.compile(
    r"标准|门槛|条件|下限|指标|数值|怎么[划算认定]|如何[划认]|多少|几[个人]"
    r"|\b(?:thresholds?|standards?|criteri(?:a|on)|floors?|cut-?offs?|figures|define[sd]?|definition|counts?|makes?"
    r"|how (?:many|much|is|are))\b"
)
#: What else the size of a firm may be asked for.
_BESIDES = re.compile(
    r"贷|融资|税|补贴|担保|利率|政策|优惠|账款|续|\b(?:loans?|lend|credit|tax|subsid|grant|guarantee|rate|fee)"
)


def asked_row(plain: str, table: Segment, language: str) -> Draft | None:
    """The row of the table for the one size class that the folded question asks the figures of, whole; else None."""
    asked = [names[language == "en"] for names in SIZES.values() if re.search(rf"{names[0]}|\b{names[1]}\b", plain)]
    if len(asked) != 1 or not _ASKS_ROW.search(plain) or _BESIDES.search(plain):
        return None
    row = re.search(rf"^(?:An? {asked[0]} enterprise .*|[^：\n]*{asked[0]}企业：.*)$", table.text, re.MULTILINE)
    if row is None:
        return None
    start = table.start + row.start()
    return Draft(row[0], (replace(table, start=start, end=table.start + row.end()),))
