"""The ways in which a follow-up can be read, those to be tried first before the others.

异议呢 may ask of what was asked before, of another matter in the document that was cited, or of something new: the
evidence tells which (weighing.py). What was said before is no source: of an earlier answer only what it cited is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.answering.answer import Status
from app.answering.compose.firm_changes import changes
from app.answering.dialogue import (
    HEAVY,
    NAMES,
    ONLY_YEAR,
    POINTS,
    PUNISHES,
    SAME_AGAIN,
    YEAR,
    Standalone,
    Turn,
    bare,
    heavy,
    in_language,
    leans,
    links,
    opened,
    pointed,
    standalone,
    swapped,
)
from app.answering.kinds import named_by_rules, names_of, put_in_place, thing
from app.answering.of_the_answer import citations, cited, of_the_answer
from app.answering.question import Asks, asks_fully, read
from app.answering.terms import Term, fold, language_of, presence, question_terms

_AFRESH = re.compile(
    r"^(?:换(?:一?个)?(?:问题|话题)|另外?问(?:一?个|你)?(?:问题)?"
    r"|(?:a )?(?:new|different|another) question)[，,：:。. ]+",
    re.IGNORECASE,
)
#: 好的，那印花税呢: what is said in return asks nothing.
_COURTESY = re.compile(
    r"(?:(?:好的?|嗯+|行|哦|明白|知道|了解|清楚|懂|收到|谢谢|多谢|感谢|辛苦|你好|您好)(?:你|您|了|啦|吧|的)*"
    r"|(?:ok(?:ay)?|thanks?(?: you)?(?: very much)?|hello|hi|i see|understood|got it|great))(?:[，,。.！!~]+\s*|$)",
    re.IGNORECASE,
)
#: 回到刚才的违约金，依据是什么
_RETURNS = re.compile(
    r"(?:再?(?:回到|说回|回头(?:看|说))(?:刚才|前面|之前|最初)?(?:说|问|提)?(?:到)?的?|(?:going )?back to (?:the )?)"
    r"(?P<to>[^，,：:？?]+)[，,：: ]+(?P<rest>.+)",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"^(?:(?:不对?|不是|错了|no|not that|sorry)[，,。.！! ]+"
    r"(?:我?(?:是|想)?想?(?:问|说|指)的?是?|是|i (?:meant|mean|asked about|was asking about)) ?"
    r"|不是.{1,12}?[，,](?:我问的)?是|i (?:meant|mean) )",
    re.IGNORECASE,
)
_NUMBER = r"(?:[零〇一二两三四五六七八九十百千]+|\d+)"
#: 第二种呢 may be any part of what was quoted: the clause is shown whole.
_PART = re.compile(rf"第{_NUMBER}[种项类个]")
_UNIT = re.compile(
    rf"第{_NUMBER}(部分|点|条|款|项|章|种|类|个)|\b(article|point|section|part) \d+\b"
    r"|(?:the )?(?:first|second|third|fourth|fifth) (point)\b",
    re.IGNORECASE,
)
#: A law by its name, without the marks that NAMES looks for.
_LAW = re.compile(
    r"[一-龥]{2,}?(?:(?<![方办做看想说违合非无依执立用])(?<!(?<!公)司)法(?![院庭律人官学案定治规医则制统部条例])|条例)"
)
#: A measure or notice by what it is on (消保办法, 续贷通知, 18号收费文).
_DOCUMENT = re.compile(r"[一-龥]{2,12}?(?:办法|通知|公告|措施|准则|指引)|\d+\s*号[一-龥]{0,6}文")
_REST = re.compile(r"的?(?:原文|内容|全文|规定)?(?:是|说|讲|写|规定)?的?(?:是|了)?(?:什么|啥)?", re.IGNORECASE)
_ITS_BASIS = re.compile(r"^那?(第[一二两三四五六七八九十\d]+)条(的?(?:依据|出处|来源))")
_LAST_YEAR = re.compile(r"(?:那|and )?(?:去年|上一?年|last year)(?:'s)?(?:的|那份)?", re.IGNORECASE)
_HOW_MANY = re.compile(r"(?<=哪)[二两三四五六七八九十\d]+(?=[项个条点大])")
_ALSO = re.compile(r"也|同样|一样|行不行|可以吗|行吗|适用吗|\balso\b|\btoo\b|as well|the same|\bcover\b", re.IGNORECASE)
#: How clauses put what is asked for by another word.
_PUT = {
    "例外": ("除", "但"),
    "except": ("unless",),
    "条件": ("情形", "须"),
    "为主": ("主要",),
    "准备": ("留存", "提交"),
    "口头": ("书面",),
    "高管": ("高级管理",),
    "oral": ("written",),
}
#: What has to be spoken of where a follow-up says no more than that it asks for it (为什么, 那怎么罚).
_ASKED = {
    Asks.REASON: Term("目的", 1.0, ("为了", "purpose")),
    Asks.PENALTY: Term("处罚", 1.0, ("罚款", "罚金")),
}
_NO_NEWS = re.compile(r".\Z|[零一二两三四五六七八九十百千]")  # 一年 may be written 1年
_GENERAL = re.compile(r"(?<=..)(?:范围|标准|要求|规定|流程|方式)$")
_ASKS_WHEN = re.compile(r"\b(?:until|by|from|since) when\b", re.IGNORECASE)
_SHORT = 4
_FULL = 3  # heavy words of which a question that leans on nothing is asked as it stands


def readings(question: str, history: Sequence[Turn], as_of: date | None = None) -> tuple[Standalone, ...]:
    """The readings of `question`, one or more, in the order in which they are to be tried."""
    text = _without_courtesy(question) if history else question
    history = [one for one in history if _without_courtesy(one.question)]
    if not text:
        return (Standalone("thanks" if language_of(question) == "en" else "谢谢"),)
    if not history:
        return (standalone(text, history),)
    if afresh := _AFRESH.match(text):
        return (Standalone(text[afresh.end() :]),)
    if language := in_language(text):
        return tuple(replace(one, language=language) for one in readings(history[-1].question, history[:-1], as_of))
    if (back := _RETURNS.match(text)) and (place := _spoken_of(back["to"], history)):
        return readings(back["rest"], history[:place], as_of)
    answered, base = _without_points(history), _base(history)
    found = of_the_answer(text, history) or _counted(text, answered, base) or _replaced(text, history, base, as_of)
    if found:
        return found
    alone = standalone(text, answered[-1:])
    return (alone,) if alone.clauses or alone.dangling else _of_the_words(text, history, base)


def _without_courtesy(text: str) -> str:
    """A question without what is said in return before it; '' where nothing is asked."""
    text = text.strip()
    while found := _COURTESY.match(text):
        text = text[found.end() :]
    return text


def _spoken_of(what: str, history: Sequence[Turn]) -> int:
    """How many turns there were when `what` was asked of last; 0."""
    words = question_terms(what)
    asked = [all(presence(one, turn.question) for one in words) for turn in history]
    return max((place for place, there in enumerate(asked, 1) if there and words), default=0)


def _counted(text: str, history: Sequence[Turn], base: str) -> tuple[Standalone, ...]:
    """Another article, point or part: of the same document as the one asked about, or of the one that was cited."""
    plain = bare(_CORRECTS.sub("", text))
    if _ITS_BASIS.match(plain):
        return (standalone(_as_point(plain), history[-1:]),)
    found = _UNIT.match(plain)
    if found is None or not _REST.fullmatch(plain, found.end()):
        return ()
    unit = _unit(found)
    there = next((one for one in _UNIT.finditer(base) if _unit(one) == unit), None)
    if there:
        return (Standalone(base[: there.start()] + found[0] + base[there.end() :]),)
    point = standalone(text.replace("条", "点") if unit == "条" else text, history[-1:])
    titles = [one.document for one in cited(history)]
    if unit in ("条", "article") and titles:
        named = Standalone(f"《{titles[0]}》{found[0]}" + (" 规定了什么？" if unit == "条" else " says what?"))
        return (named, point) if point.clauses else (named,)
    first = tuple(one.clause_id for one in cited(history)[:1])
    if first and not point.clauses and _PART.match(plain):
        return (Standalone("依据是什么？", first),)
    if point.clauses or (unit in ("点", "point") and history[-1].answer is not None):
        return (replace(point, dangling=not point.clauses),)
    return ()


def _unit(found: re.Match[str]) -> str:
    return next(one.lower() for one in found.groups() if one)


def _as_point(plain: str) -> str:
    """第一条的依据, which is that of a point of the answer."""
    return _ITS_BASIS.sub(r"\1点\2", plain)


def _without_points(history: Sequence[Turn]) -> Sequence[Turn]:
    """Without the turns that ask of a point each: the next point is of the answer that those were of."""
    kept: list[Turn] = []
    for turn in history:
        if not kept or not pointed(_as_point(bare(turn.question)), kept[-1]):
            kept.append(turn)
    return kept


def _replaced(text: str, history: Sequence[Turn], base: str, as_of: date | None) -> tuple[Standalone, ...]:
    """The question before, with one thing of the same kind in the place of another."""
    correction = _CORRECTS.match(text)
    plain = bare(text[correction.end() :] if correction else text)
    names = (NAMES, _LAW, _DOCUMENT)
    if any(one.fullmatch(plain) for one in names) and not POINTS.match(plain):
        there = next((match for one in names if (match := one.search(base))), None)
        return (Standalone(base[: there.start()] + plain + base[there.end() :] if there else f"{plain} {base}"),)
    if year := _year_of(plain, base, history, as_of):
        return _of_year(year, base, history)
    if found := _of_another(plain, base, history):
        return found
    if correction:
        return _of_the_words(plain, history, base)
    before = swapped(base, plain)
    return (Standalone(before),) if before else ()


def _of_another(plain: str, base: str, history: Sequence[Turn]) -> tuple[Standalone, ...]:
    """The question before asked of another institution, size, industry, tax …, which is all that is new; what is asked
    of it besides (村镇银行呢，一家家算吗) is added."""
    head, _, besides = plain.partition("呢，")
    named = thing(head)
    if named is None:
        return ()
    kind, name, rest = named
    others = [term for term in heavy(rest) if presence(term, base) < 1]
    swap = put_in_place(base, kind, name) if not others or _ALSO.search(rest) else None
    if swap is None:
        return ()
    whole, short = swap
    if len(besides) > SAME_AGAIN:
        whole = f"{opened(whole)} {besides}?"
    if not named_by_rules(kind):
        return (Standalone(whole, news=names_of(name), last="？" in opened(whole)),)
    news = question_terms(name)
    within = _within(head, history, news)
    near = (replace(one, text=whole) for one in within)
    return (*near, *within, *(Standalone(one, news=news, said=_said(history)) for one in (whole, short) if one != name))


def _year_of(plain: str, base: str, history: Sequence[Turn], as_of: date | None) -> str:
    """The year that is all that a follow-up names, 去年 counted from the year of what was spoken of; ''."""
    if only := ONLY_YEAR.fullmatch(plain):
        return only[1]
    if not _LAST_YEAR.fullmatch(plain):
        return ""
    titled = YEAR.search(" ".join(one.clause_id.partition("#")[0] for one in cited(history)))
    spoken_of = YEAR.search(base) or titled
    this = spoken_of[0] if spoken_of else str(as_of.year) if as_of else ""
    return str(int(this) - 1) if this else ""


def _of_year(year: str, base: str, history: Sequence[Turn]) -> tuple[Standalone, ...]:
    """`base` asked of another year: as it is, then without what the document of its own year is called after the year,
    which that of the other need not be."""
    base = _HOW_MANY.sub("", base)
    told = YEAR.search(base)
    if told is None:
        dated = f"{year}年{base}" if language_of(base) == "zh" else f"{opened(base)} in {year}?"
        return (Standalone(dated, news=(Term(year, 1.0),)),)
    end = told.end()
    while any(base[told.start() : end + 1] in one.document for one in cited(history)) and end < len(base):
        end += 1
    unnamed = f"{base[: told.start()]}{year}年{base[end:]}"
    return tuple(Standalone(one) for one in dict.fromkeys((YEAR.sub(year, base), unnamed)))


def _of_the_words(text: str, history: Sequence[Turn], base: str) -> tuple[Standalone, ...]:
    """By its words: of the documents cited, in one breath with the question before, of anything."""
    if _stands(text):
        return (Standalone(text),)
    plain, alone = bare(text), _alone(text)
    if _figured(plain, base) and not alone:
        new = tuple(term for term in _news(plain, base) if asks_fully(plain) and not term.text[0].isdigit())
        joined, documents = Standalone(f"{opened(base)} {plain}?", news=new), _documents(history)
        return (replace(joined, documents=documents), joined) if documents else (joined,)
    news = _news(plain, base)
    about = question_terms(base)
    within = tuple(replace(one, about=about) for one in _within(plain, history, news))
    breath = Standalone(_both(base, text), news=news, about=about, said=_said(history), last=True)
    if not news and (question_terms(plain) or asks_fully(plain)) and Asks.YES_NO not in read(text).asks:
        breath = replace(breath, said=())  # it asks of the same, which may be what was said
    punished = tuple(term for term in news if PUNISHES.search(term.text))
    elsewhere = Standalone(text, about=about, news=punished)
    if not alone:  # 罚款多少 is of the question before, and of nothing else
        elsewhere = replace(breath, about=about if asks_fully(plain) or Asks.PENALTY in read(text).asks else ())
    own = (Standalone(text, news=news, surely=True),) if not alone and _new(text) else ()
    if not within:
        return (elsewhere, *own)
    last = re.split(r"(?<=[?？]) *(?=.)", base)[-1]  # the follow-up before may have turned to something else
    bases = dict.fromkeys((base, last))
    near = (replace(breath, text=_both(one, text), documents=_documents(history)) for one in bases)
    return (*near, *(within if news else ()), elsewhere, *own)


def _figured(plain: str, base: str) -> bool:
    """Whether a follow-up brings a figure, or changes one (营收翻倍呢)."""
    return any(char.isdigit() for char in plain) or len(changes(fold(f"{base} {plain}"))) > len(changes(fold(base)))


def _stands(text: str) -> bool:
    """Whether a question says enough to be asked without a look at what was said before."""
    if asks_fully(text) and _LAW.search(text) and heavy(_LAW.sub(" ", text)):
        return True
    full = NAMES.search(text) is not None or (asks_fully(text) and len(heavy(text)) >= _FULL)
    return full and not leans(text)


def _alone(text: str) -> bool:
    return _stands(text) or not leans(text)


def _new(text: str) -> bool:
    """Whether a short question may be one of its own after all (中型企业要多少人): it names its matter, and no word
    of it links it to what was said. Whether something may be done (可以中途换吗) is asked of what was spoken of."""
    linked = links(text) or POINTS.search(text) is not None or Asks.YES_NO in read(text).asks
    return asks_fully(text) and bool(heavy(text)) and not linked


def _both(base: str, text: str) -> str:
    """Two questions in one breath."""
    mark = "? " if language_of(text) == "en" else "？"
    return f"{opened(base)}{mark}{opened(text)}{mark}".strip()


def _within(plain: str, history: Sequence[Turn], news: tuple[Term, ...]) -> tuple[Standalone, ...]:
    """Asked alone of the documents that were cited last, where any were."""
    documents = _documents(history)
    if not documents:
        return ()
    return (Standalone(f"{opened(plain)}？", documents=documents, news=news, said=_said(history)),)


def _documents(history: Sequence[Turn]) -> frozenset[str]:
    return frozenset(one.clause_id.partition("#")[0] for one in cited(history))


def _news(plain: str, base: str) -> tuple[Term, ...]:
    """The words that the follow-up brings: those of weight, or others where there is none."""
    before = {term.text for term in question_terms(base)}
    new = [
        term
        for term in question_terms(_ASKS_WHEN.sub(" ", plain))
        if term.text not in before and not _NO_NEWS.match(term.text)
    ]
    new = [replace(term, others=_put(term)) for term in new]
    if not new and len(plain) <= _SHORT and not asks_fully(plain) and language_of(plain) == "zh":
        new = [Term(plain, 1.0, _PUT.get(plain, ()))]  # 高管 is no word that is known
    asked = tuple(term for kind, term in _ASKED.items() if kind in read(plain).asks)
    if not new:
        return asked
    told = tuple(term for term in new if term.weight >= HEAVY) or tuple(new)
    punished = PUNISHES.search(plain) and not any(PUNISHES.search(term.text) for term in told)
    return (*told, _ASKED[Asks.PENALTY]) if punished else told


def _put(term: Term) -> tuple[str, ...]:
    """The other words in which clauses put a term: 业务范围 says no more than 业务."""
    others = [one for one in (*term.others, _GENERAL.sub("", term.text)) if not _NO_NEWS.match(one)]
    return (*others, *_PUT.get(term.text, ()))


def _base(history: Sequence[Turn]) -> str:
    """The question that a follow-up to `history` leans on: the last that stood alone, or what a follow-up made of it,
    and the last follow-up besides where it asked by its words."""
    base, turns = "", _without_points(history)
    for place, turn in enumerate(turns):
        base = _base_after(turn, turns[:place], base)
    return base


def _base_after(turn: Turn, before: Sequence[Turn], base: str) -> str:
    text = _without_courtesy(turn.question)
    if not before or _AFRESH.match(text):
        return _AFRESH.sub("", text)
    unanswered = turn.answer is not None and turn.answer.status is Status.DECLINED and not _stands(text)
    if unanswered or in_language(text) or of_the_answer(text, before):
        return base
    if found := _counted(text, before, base) or _replaced(text, before, base, None):
        return base if found[0].dangling or found[0].clauses else found[0].text
    if _alone(text):
        return text
    if _figured(bare(text), base):
        return f"{opened(base)} {bare(text)}?"
    return _both(re.split(r"[?？]", base)[0], text)


def _said(history: Sequence[Turn]) -> tuple[str, ...]:
    """The words quoted by the turn before."""
    return tuple(fold(one.quote) for one in citations(history[-1].answer))
