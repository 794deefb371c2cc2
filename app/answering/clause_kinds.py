"""Of which kind a clause is: whether it defines, punishes, lists, or tells the sizes of firms of one industry."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answering.question import Asks, Question
from app.answering.segments import Segment
from app.answering.terms import Term, fold, presence, translated
from corpus.model import Clause

#: Words of a clause that sets a penalty.
PENAL = re.compile(r"罚款|没收|吊销|追究刑事责任|有期徒刑|拘役|\bfine[sd]?\b|confiscat|revo[ck]")
_DEFINES = re.compile(
    r"是指|，指|，是(?!否)|所称[^，。是]{1,14}|(?<!一般)(?<!可以)包括下列|为微型|为小型| means | is meant | are those "
    r"|(?<=合同)是(?=.{6,}的合同)|(?<=信息|数据)是(?=[^。]{6,}(?:信息|数据))|(?<=票|权|人|构|织|为)是(?=[^。]{6,}的?(?:票据|权利|法人|机构|组织|行为))"
)
#: Terms that ask for a definition, and are not what is to be defined.
_ASKS_DEFINITION = re.compile(r"所称|定义|界定|含义|意思|概念|defin|definit|mean|term")


def kind_features(question: Question, clause: Clause, title: str, parts: Sequence[Segment]) -> dict[str, float]:
    """Whether a clause of the document of that title is of the kind asked for (a definition, a penalty, a list), or is
    for an industry that is named."""
    penal = PENAL.search(clause.text) is not None
    asks_definition, asks_penalty = Asks.DEFINITION in question.asks, Asks.PENALTY in question.asks
    defines = asks_definition and _defines(question, clause, title, parts)
    return {
        "defines": float(defines),
        "defines_not": float(asks_definition and not defines),
        "penal": float(asks_penalty and penal),
        "penal_not": float(asks_penalty and not penal),
        "penal_unasked": float(penal and not asks_penalty),
        **_industry(question, clause),
        "lists": float(Asks.LIST in question.asks and any(part.is_item for part in parts)),
    }


def _defines(question: Question, clause: Clause, title: str, parts: Sequence[Segment]) -> bool:
    """Whether a sentence of the clause defines the heaviest word of the question."""
    asked = translated(question.text) if in_chinese_only(question, clause) else question.terms
    subject = [one for one in asked if not (_ASKS_DEFINITION.fullmatch(one.text) or title.endswith(one.text))]
    heavy = max(subject, key=lambda term: term.weight * min(len(term.text), 4), default=None)
    return heavy is not None and any(
        presence(heavy, part.text[: found.end()]) > 0.5 and not _longer(heavy, part.text[: found.start()], question)
        for part in parts
        if (found := _DEFINES.search(part.text)) and found.start() < 40
    )


def _longer(term: Term, words: str, question: Question) -> bool:
    """Whether `words`, which end with what is defined, have the term as the beginning of the name of those who have to
    do with it (个人信息处理者 is not 个人信息)."""
    after = re.search(rf".*{re.escape(term.text)}([一-鿿]{{1,4}}[者人])[”》]?$", words)
    return after is not None and "的" not in after[1] and after[1] not in question.text


def _industry(question: Question, clause: Clause) -> dict[str, float]:
    """Whether a clause with size thresholds is for an industry that the question names, or for another."""
    folded = fold(question.text)
    named = clause.thresholds is not None and any(
        fold(str(name)) in folded for name in clause.thresholds.values["industry"]
    )
    return {"industry": float(named), "industry_other": float(clause.thresholds is not None and not named)}


def in_chinese_only(question: Question, clause: Clause) -> bool:
    """Whether an English question meets a clause that is held in Chinese alone."""
    return question.language == "en" and clause.in_language("en") is None
