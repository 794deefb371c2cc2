"""Follow-ups: a question that leans on the conversation, rewritten to stand alone.

Only what was asked carries over, and which clauses an earlier answer cited; earlier words are never a source, and a
claim that somebody slipped in over turns is not taken as given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.answering.answer import Answer
from app.answering.kinds import institution_names
from app.answering.question import Asks, asks_fully, read
from app.answering.terms import Term, fold, question_terms
from corpus.numbering import chinese_numeral, number_or_none


@dataclass(frozen=True)
class Turn:
    """One earlier exchange. `answer` is None where only the question is known."""

    question: str
    answer: Answer | None = None


@dataclass(frozen=True)
class Standalone:
    """A question that needs no conversation; `clauses` are ids that it points back to."""

    text: str
    clauses: tuple[str, ...] = ()
    dangling: bool = False  # it leans on a conversation that there was not
    language: str | None = None  # of the answer, where the question asks for no more than that ("in English?")
    documents: frozenset[str] = frozenset()  # asked of these alone, where any
    news: tuple[Term, ...] = ()  # words that an answer has to speak of
    about: tuple[Term, ...] = ()  # words of the question before, of which it has to speak as well
    said: tuple[str, ...] = ()  # folded quotes of the turn before: no answer without those words
    last: bool = False  # of the questions that it holds only the last is answered, in the light of the others
    surely: bool = False  # answered only as surely as a question that nothing was said before


_OPENS = re.compile(
    r"^(?:那么?|还有|另外|此外|如果|要是|换成|改成|同样|and\b|then\b|so\b|what about|how about|also\b|what if)",
    re.IGNORECASE,
)
#: 营收变成5000万呢 asks of another what was asked before.
_OF_ANOTHER = re.compile(r"[^，,。；;？?]{1,20}呢[？?！!。 ]*")
_IN_LANGUAGE = re.compile(
    r"(?:那么?|请|麻烦|能不能|可以|再|and|now|please|can you|could you)*[,， ]*"
    r"(?:用|换成?|翻译?成|how do you say (?:it|that)"
    r"|(?:say|put|repeat|give|show|translate|answer)(?: (?:it|that|this|me))*(?: again)?)?\s*(?:(?:in|into|to)\b)?\s*"
    r"(?:(?P<en>英[文语]|english)|(?P<zh>[中汉][文语]|chinese))(?:版本?)?"
    r"(?:再?(?:怎么|如何)?(?:说|写|讲|回答|答|翻译?|表述|表达)(?:一下|一遍|一次)?)?"
    r"(?:,? please|[呢吗吧])?[？?。.!！ ]*",
    re.IGNORECASE,
)
POINTS = re.compile(
    r"(?:它|这个|该|上述|上面|刚才|前面|这一?条|这个规定|那个|其)|\b(?:it|that|this|those|these|above|they)\b",
    re.IGNORECASE,
)
_TH = re.compile(
    r"第([一二两三四五六七八九十\d]+)(?:点|条回答|个回答|句|项依据)|(?:point|statement|item) (?:no\.? ?)?(\d+)"
    r"|\b(first|second|third|fourth|fifth)\b(?: point| one| statement)",
    re.IGNORECASE,
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_STRIP = re.compile(
    r"^(?:那么?|还有|另外|换成|改成|and|then|so|what about|how about)[,，\s]*|(?:呢|怎么样|又如何)?[?？。!！\s]*$",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
ONLY_YEAR = re.compile(r"(?:the )?(20[0-4]\d)(?:年的?|年?版| one)?", re.IGNORECASE)
_NEIGHBOUR = re.compile(
    r"再?(?:the )?(?:(?P<before>前|上|previous|preceding)|后|下|next|following)(?:面|边)?(?:那|的)?一?"
    r"(?:条| ?article| ?clause| ?one)(?:呢|讲什么|说什么|是什么|怎么说|的内容|(?: of it)? says?)*",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"第([零〇一二三四五六七八九十百千]+|\d+)条(?!之)|\b(?:article|art\.|clause) (\d+)\b", re.IGNORECASE
)
HEAVY = 0.8
#: Words of an English question that name no subject.
_LIGHT = frozenset("take cover enough need happen start begin end count get allow appli possibl".split())
_TURNED = re.compile(r"那?(?:么|对于)?([^，,呢]+)呢[，,]")
SAME_AGAIN = 8  # characters that ask again what was asked
_LEANS = re.compile(
    r"(?:那(?:么|对于)?[^，,。？?]{1,16}(?:呢|怎么样)|第[一二两三四五六七八九十\d]+(?:点|句)的?(?:依据|出处)(?:呢|是什么)?"
    r"|(?:what(?:'s| is) )?the (?:basis|source) (?:of|for) (?:the )?"
    r"(?:(?:first|second|third|fourth|fifth)(?: point| one| statement)|(?:point|statement|item) (?:no\.? ?)?\d+)"
    r"|(?:and|so|then)? ?(?:what|how) about (?:(?:the|a|an) )?[\w-]+(?: [\w-]+)?)[？?！!。. ]*",
    re.IGNORECASE,
)

PUNISHES = re.compile(r"罚|违反|\b(?:penalt|fine|punish|sanction|breach)", re.IGNORECASE)
#: A document by its name or number.
NAMES = re.compile(r"《[^》]+》|\d+\s*号文|\bnotice (?:no\.? ?)?\d+", re.IGNORECASE)


def standalone(question: str, history: Sequence[Turn]) -> Standalone:
    """`question` as one that can be answered by itself; unchanged where it already can."""
    if not history:
        return Standalone(question, dangling=_LEANS.fullmatch(question.strip()) is not None)
    last = history[-1]
    if language := in_language(question):
        return replace(standalone(last.question, history[:-1]), language=language)
    if clauses := pointed(question, last):
        return Standalone(question, clauses)
    if _counts_past(question, last):
        return Standalone(question, dangling=True)
    if not leans(question):
        return Standalone(question)
    base, subject = standalone(last.question, history[:-1]).text, bare(question)
    return Standalone(swapped(base, subject) or f"{opened(base)} {subject}?")


def in_language(question: str) -> str | None:
    """The language that a question asks to be answered in, where it asks for no more than that."""
    found = _IN_LANGUAGE.fullmatch(question.strip())
    return None if found is None else "en" if found["en"] else "zh"


def bare(question: str) -> str:
    """A question without the words that only link it to what was said (那…呢)."""
    return _STRIP.sub("", question.strip()).strip()


def opened(text: str) -> str:
    """A question without its mark at the end, for more to be added."""
    return text.rstrip("?？。 ")


def heavy(text: str) -> list[Term]:
    """The words that say what a question is about; 'take' and the like do not."""
    return [term for term in question_terms(text) if term.weight >= HEAVY and term.text not in _LIGHT]


def links(question: str) -> bool:
    """Whether a question's words link it to one before (那…, …呢, what about), or turn it to another institution."""
    turned = _TURNED.match(question.strip())
    turns = turned is not None and fold(turned[1]) in institution_names()
    another = _OF_ANOTHER.fullmatch(question.strip()) is not None and not asks_fully(question)
    return _OPENS.search(question.strip()) is not None or turns or another


def leans(question: str) -> bool:
    """Whether a question, asked after another, says too little to be asked alone."""
    subject = heavy(question)
    besides = NAMES.sub(" ", question)
    named = NAMES.search(question) is not None and bool(heavy(besides))
    defined = bool(subject) and Asks.DEFINITION in read(question).asks
    whole = defined or (named and asks_fully(question))  # 46号文对续贷有什么要求, and not 46号文怎么规定的
    few = (POINTS.search(question) and len(subject) < 3) or (len(subject) < 2 and not whole)
    return links(question) or few


def swapped(base: str, subject: str) -> str | None:
    """`base` asked of the year, the article next to it or the institution that is all that `subject` says."""
    return _swap_year(base, subject) or _swap_article(base, subject) or _swap_institution(base, subject)


def pointed(question: str, last: Turn) -> tuple[str, ...]:
    """The clauses cited by the statement that the question counts out ("the second point")."""
    found = _TH.search(question)
    if found is None or last.answer is None:
        return ()
    chinese, digits, word = found.groups()
    number = _ORDINALS.get((word or "").lower()) or number_or_none(digits or chinese)
    statements = last.answer.statements
    if number is None or not 1 <= number <= len(statements):
        return ()
    return tuple(dict.fromkeys(citation.clause_id for citation in statements[number - 1].citations))


def _counts_past(question: str, last: Turn) -> bool:
    """Whether all that is asked is the basis of a statement, and the last answer has fewer."""
    counted = _TH.search(question) is not None and _LEANS.fullmatch(question.strip()) is not None
    return counted and last.answer is not None and not pointed(question, last)


def _swap_year(base: str, subject: str) -> str | None:
    """`base` asked of the year that is all the follow-up says (2024年的呢, and the 2024 one)."""
    year = ONLY_YEAR.fullmatch(subject)
    swapped = YEAR.sub(year[1], base) if year else base
    return swapped if swapped != base else None


def _swap_article(base: str, subject: str) -> str | None:
    """`base` asked of the article after, or before, the one it names (下一条呢, and the next article)."""
    step, found = _NEIGHBOUR.fullmatch(subject), _ARTICLE.search(base)
    if step is None or found is None:
        return None
    place = 1 if found[1] else 2
    named = number_or_none(found[place])
    number = 0 if named is None else named + (-1 if step["before"] else 1)
    if number < 1:
        return None
    written = str(number) if found[place].isdigit() else chinese_numeral(number)
    return base[: found.start(place)] + written + base[found.end(place) :]


def _swap_institution(base: str, subject: str) -> str | None:
    """`base` with the institution it names replaced by the one that is all the follow-up says."""
    names, folded = institution_names(), fold(base)
    head, _, rest = subject.partition("，")
    if rest and len(rest) <= SAME_AGAIN:  # 金融租赁公司呢，指标是啥
        subject = head.removesuffix("呢")
    if fold(subject).removesuffix("s") not in names:
        return None
    there = [(-len(name), at) for name in names for at in [folded.find(name)] if at >= 0]
    if there and len(folded) == len(base):
        length, at = min(there)  # the longest, of equals the first
        return base[:at] + subject + base[at - length :]
    return f"{subject} {base}"
