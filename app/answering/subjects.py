"""What a rule is on: a person or an enterprise, a large firm or a small one, this kind of loan or that, a party that
is still there or one that is not.

A rule on the one is none on the other: that a person may see their own credit report twice a year says nothing of an
enterprise's. A rule that tells no such thing, or several, is general.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answering.terms import Term, fold

_PERSON = "个人|本人|自然人"
_FIRM = "企业|公司|单位|法人"
_PERSON_EN = r"\b(?:persons?|person.s|personal|individuals?|individual.s|consumers?)\b"
_FIRM_EN = r"\b(?:compan(?:y|ies)|company.s|corporate|enterprises?|enterprise.s|firms?|firm.s|business(?:es)?)\b"
#: An enterprise in any word for it, as a clause may name it.
_ANY_FIRM = "企业|公司|单位|法人|机构|组织|主体|经营者"
_ANY_FIRM_EN = r"\b(?:compan|enterprise|corporat|firm|business|institution|organi[sz]ation|entit|subject)"

#: Sizes of a firm, as questions and rules name them: small and medium ones are often named together.
_SIZES = {
    "small": re.compile(r"小微|小型|微型|(?<!大)中小(?!银行|金融)|\b(?:small|micro|smes?)\b"),
    "medium": re.compile(r"中型|(?<!大)中小(?!银行|金融)|\bmedium\b"),
    "large": re.compile(r"大型?企业|大中型|\blarge(?:r|-sized)? (?:enterprise|firm|compan|business)"),
}
#: Kinds of loan that have rules of their own.
_KIND = re.compile(
    r"(固定资产|流动资金|个人消费|消费|个人住房|住房|个人|并购|银团|项目|助学|汽车|房地产开发|房地产|委托)贷款"
    r"|(信用卡|按揭|房贷|车贷|消费贷)"
    r"|\b(fixed[- ]asset|working[- ]capital|consumer|personal|housing|home|mortgage|syndicated|project|student|car"
    r"|acquisition) loans?\b|\b(credit cards?)\b"
)

#: What ends a party or its tie to another, as people say it, and words of a rule for that.
_EVENTS = {
    "死亡": (re.compile(r"死了|死亡|去世|过世|身故"), re.compile(r"死亡|身故|去世|继承|遗产")),
    "离婚": (re.compile(r"离婚|离了婚"), re.compile(r"离婚|婚姻")),
    "注销": (re.compile(r"注销"), re.compile(r"注销|清算|解散|终止")),
}
#: Who then owes what; that somebody has died says nothing of how a case is handled in the bank (免责, 上报).
_OWES = re.compile(r"还[钱款债贷要得能有在]|偿|债|担保|保证|抵押|谁")


def other_event(text: str, words: str) -> str:
    """What has befallen a party by the question, which asks who owes what, and is in no `words` that the clause is
    known by; or ''."""
    asked, told = fold(text), fold(words)
    if not _OWES.search(asked):
        return ""
    return next((event for event, (said, rule) in _EVENTS.items() if said.search(asked) and not rule.search(told)), "")


#: Dealings in which nobody is an enterprise.
_PRIVATE = re.compile(r"(?:个人|自然人|私人|朋友|亲戚|同事|熟人)之间|民间借|朋友借|亲戚借")


def between_persons(text: str, title: str, words: str) -> bool:
    """Whether a rule for dealings between persons is asked for where that found is of a document on enterprises, by its
    `title`, and none of the `words` that the clause is known by is on a person."""
    return bool(_PRIVATE.search(fold(text))) and _names(_FIRM, fold(title)) and not _names(_PERSON, fold(words))


def other_size(text: str, words: str) -> str:
    """The size of a firm ("large", "medium") that a rule is asked for where that found is for others. `words` are all
    that the clause is known by: its text, its document's titles, the questions that it answers."""
    asked, told = ([size for size, wording in _SIZES.items() if wording.search(fold(one))] for one in (text, words))
    return asked[0] if len(asked) == 1 and told and asked[0] not in told and asked[0] != "small" else ""


def other_loan(text: str, words: str, questions: str) -> str:
    """The kind of loan that a rule is asked for, as the question calls it, where that found is for one other kind by
    its `words`, and none of the `questions` that it answers is on this one."""
    asked = list(_KIND.finditer(fold(text)))
    if len(asked) != 1:
        return ""
    kind = _kind(asked[0])
    told = {_kind(one) for one in _KIND.finditer(fold(words)) if _kind(one).isascii() == kind.isascii()}
    return asked[0][0] if len(told) == 1 and kind not in told and kind not in fold(questions) else ""


def _kind(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group).replace("-", " ")


def other_subject(text: str, terms: Sequence[Term], sentence: str, clause: str) -> str:
    """Whose report, loan or deposit is asked for where the sentence that speaks of it is on another's: "firm" where
    that is a person's and the clause has no enterprise, "person" the other way round; else ''. `terms` are those of the
    question."""
    asked, said, whole = fold(text), fold(sentence), fold(clause)
    words = [term.text for term in terms if len(term.text) > 1]
    firm, person = _names(_FIRM, asked), _names(_PERSON, asked)
    if firm and not person:
        return "firm" if not _names(_ANY_FIRM, whole) and _of_each(_FIRM, asked, _PERSON, said, words) else ""
    if person and not firm:
        return "person" if not _names(_PERSON, whole) and _of_each(_PERSON, asked, _FIRM, said, words) else ""
    alone = re.search(_FIRM_EN, asked) and not re.search(_PERSON_EN, asked)
    return "firm" if alone and re.search(_PERSON_EN, said) and not re.search(_ANY_FIRM_EN, whole) else ""


def _names(owners: str, text: str) -> bool:
    return re.search(owners, text) is not None


def _of_each(owner: str, asked: str, other: str, said: str, words: Sequence[str]) -> bool:
    """Whether one thing is the owner's in the question and the other's in the sentence (企业不良信息, 个人不良信息), or
    the one does in the question what the other may or must in the sentence (企业一年能查几次, 个人每年可查2次)."""
    acts = re.search(f"^(?:{owner})", asked) and re.search(f"^(?:{other})(?:每|可|有权|应|须|不得)", said)
    return bool(acts) or bool(_owned(owner, asked, words) & _owned(other, said, words))


def _owned(owner: str, text: str, words: Sequence[str]) -> frozenset[str]:
    return frozenset(word for word in words if re.search(f"(?:{owner})的?(?:征信)?的?{re.escape(word)}", text))
