"""That a document which is not held was replaced or repealed: the words of the one in its place that say so."""

from __future__ import annotations

import re

from app.answering.compose.drafts import Draft, of_document, stopped
from app.answering.find import Part
from app.answering.segments import segments

_SAYS = re.compile(r"同时废止|本文件取代|取代.*暂行|supersedes|replace")
_FROM = re.compile(r"起施行|施行日期是|takes effect on")


def compose_predecessor(part: Part) -> list[Draft]:
    """The sentence that says what was replaced, then from when on the one in its place holds; [] where it is not the
    status of such a document that is asked for."""
    if not part.predecessor:
        return []
    document, clause, language = part.candidates[0].document, part.candidates[0].clause, part.question.language
    told = segments(document, clause, language)
    found = dict.fromkeys(one for words in (_SAYS, _FROM) for one in told if words.search(one.text))
    return [Draft(of_document(document, stopped(one.text.strip(), language), language), (one,)) for one in found]
