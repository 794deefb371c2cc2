"""The readings of a follow-up, weighed by what each is answered: the first that speaks of its new words is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.answering.answer import Answer, Decline, DeclineReason, Statement, Status
from app.answering.cautions import clause_label
from app.answering.details import figures_to_state, states
from app.answering.dialogue import PUNISHES, Standalone, bare, heavy
from app.answering.find import Request
from app.answering.kinds import thing
from app.answering.question import read
from app.answering.respond import Extractive, Responder
from app.answering.terms import Term, fold, language_of, presence, question_terms
from app.answering.wording import say
from corpus.catalogue import Catalogue
from indexing.clause_questions import questions_for

_SPEAKS = 0.5  # of the weight of the new words
_ALL = 0.9  # of it: every word, or another for it
_SURE = 0.5  # the confidence of an answer that was looked for in a few documents only
_LEAST = 0.3  # of one that speaks of every new word itself
_TOUCHES = 0.2  # of the weight of what was asked about
_WHOLE = 0.85  # of the weight of a question's words
_SURELY = 0.9  # the confidence of an answer in other words
_NEAREST = 3
#: A case is put (要是客户自己写了…, and if …).
_SUPPOSES = re.compile(
    r"^(?:那么?|但|可)?(?:要是|如果|假如|万一|若)|^(?:and|but|so)? ?(?:what )?(?:if|suppose|in case)\b", re.IGNORECASE
)


def weighed(responder: Responder, request: Request, readings: Sequence[Standalone]) -> Iterator[Statement | Answer]:
    """The answer to the first reading that its evidence bears out, else a decline. A composer that takes time words
    only that one."""
    trial = replace(responder, composer=Extractive())
    catalogue = responder.finder.catalogue
    cited = frozenset(one for reading in readings for one in reading.documents)
    tried: list[Answer] = []
    for reading in readings:
        asked = _asked(request, reading)
        answer = _without_repeats(trial.answer(asked), reading, catalogue)
        tried.append(answer)
        if clause := _nearest_speaks(answer, reading, catalogue):
            asked = replace(asked, standalone=replace(reading, clauses=(clause,)))
            answer = trial.answer(asked)
        if not (borne_out(answer, reading, catalogue, cited) or _told_again(request.text, answer, reading)):
            continue
        if isinstance(responder.composer, Extractive):
            yield from answer.statements
            yield answer
        else:
            yield from responder.stream(asked)
        return
    yield _declined(tried, catalogue)


def _asked(request: Request, reading: Standalone) -> Request:
    """The request of one reading, within the documents that the asker chose, where any were."""
    within = reading.documents & (request.documents or reading.documents)
    return replace(request, standalone=reading, documents=within or request.documents)


def borne_out(answer: Answer, reading: Standalone, catalogue: Catalogue, cited: frozenset[str] = frozenset()) -> bool:
    """Whether a reading is answered, and the first statement speaks of the words that the follow-up brought, or the
    clause that it is from, unless the turn before quoted it: then the statement itself. A clause of none of the
    documents `cited` before has to speak of what was asked before as well, or the statement of all that is asked now,
    and one that punishes of what it was asked about or quoted."""
    if answer.status is Status.DECLINED or not answer.statements:
        return False
    first = answer.statements[0]
    clauses = [one.clause_id for one in first.citations]
    here = _speak([first.text], reading.news)
    punished = reading.news and all(PUNISHES.search(term.text) for term in reading.news)
    if punished and not _of_the_same(first, reading, catalogue):
        return False
    least = _SURE if here < _ALL or punished else _LEAST
    if reading.surely:
        least = _SURELY
    if (reading.documents or reading.surely) and answer.confidence is not None and answer.confidence < least:
        return False
    if here == 0 and reading.news and _speak([_text(catalogue, clauses[0])], reading.news) >= _ALL:
        return False  # another sentence of the clause speaks of them
    elsewhere = not reading.news or clauses[0].partition("#")[0] not in cited
    if elsewhere and reading.about and not _clauses_speak(first, reading.about, catalogue):
        return not reading.last and _whole(first, reading.text, catalogue)
    if not reading.news:
        return fold(first.citations[0].quote) not in reading.said[:1]
    spoken = [first.text]
    if not _again(first, reading):
        spoken += [words(catalogue, one) for one in clauses for words in (_words, _asked_of)]
    return _speak(spoken, reading.news) >= _SPEAKS


def _told_again(text: str, answer: Answer, reading: Standalone) -> bool:
    """Whether what the turn before quoted answers again: it states a figure of the kind that is asked for now, or rules
    a case that is supposed now, in whatever words."""
    if answer.status is Status.DECLINED or not answer.statements or (answer.confidence or 0.0) < _SURELY:
        return False
    first = answer.statements[0]
    if not _again(first, reading):
        return False
    kinds = figures_to_state(read(text).asks)
    supposed = _SUPPOSES.search(text) is not None and thing(bare(text)) is None
    return supposed or any(states(kind, first.text) for kind in kinds)


def _nearest_speaks(answer: Answer, reading: Standalone, catalogue: Catalogue) -> str:
    """The nearest clause of the documents asked about where it holds every word that the follow-up brought, although so
    few words did not tell that it answers; ''."""
    silent = answer.decline is not None and answer.decline.reason is DeclineReason.NOT_COVERED
    if not (silent and reading.documents and reading.news and answer.nearest):
        return ""
    nearest = answer.nearest[0]
    return nearest if _speak([_words(catalogue, nearest)], reading.news) >= _ALL else ""


def _speak(spoken: Sequence[str], words: Sequence[Term]) -> float:
    """The share of the weight of the words that is spoken of."""
    text = " ".join(spoken).replace("银行业金融机构", "银行业机构")  # an insurer is none
    weight = sum(term.weight for term in words)
    return sum(term.weight * presence(term, text) for term in words) / weight if weight else 0.0


def _clauses_speak(statement: Statement, words: Sequence[Term], catalogue: Catalogue) -> bool:
    return _speak([_words(catalogue, one.clause_id) for one in statement.citations], words) >= _SPEAKS


def _of_the_same(statement: Statement, reading: Standalone, catalogue: Catalogue) -> bool:
    """Whether a clause that punishes is on what was asked before, or quoted, beyond what its law's title tells."""
    clause = statement.citations[0].clause_id
    title, english = catalogue.clause(clause).document.title, language_of(statement.text) == "en"
    spoken = (statement.text, _asked_of(catalogue, clause) if english else _text(catalogue, clause))
    for words in (reading.about, question_terms(" ".join(reading.said))):
        own = [term for term in words if len(term.text) > 1 and not presence(term, title)]
        if own and _speak(spoken, own) >= _TOUCHES:
            return True
    return not reading.about


def _whole(statement: Statement, question: str, catalogue: Catalogue) -> bool:
    """Whether a statement speaks, with its heading and title, of all that a question says: not of 条件 alone."""
    own = heavy(question)
    found = [catalogue.clause(one.clause_id) for one in statement.citations]
    headed = " ".join(f"{one.clause.heading} {one.clause.heading_en} {one.document.title}" for one in found)
    asked = [_asked_of(catalogue, one.clause_id) for one in statement.citations if language_of(question) == "en"]
    return bool(own) and _speak([statement.text, headed, *asked], own) >= _WHOLE


def _text(catalogue: Catalogue, clause_id: str) -> str:
    return catalogue.clause(clause_id).clause.text


def _words(catalogue: Catalogue, clause_id: str) -> str:
    found = catalogue.clause(clause_id)
    names = " ".join((found.document.title, *found.document.aliases))
    return f"{found.clause.text} {found.clause.heading} {found.clause.heading_en} {names}"


def _asked_of(catalogue: Catalogue, clause_id: str) -> str:
    """What a clause is known to be asked."""
    found = catalogue.clause(clause_id)
    (asked,) = questions_for([(found.document, found.clause)])
    return " ".join(asked)


def _again(statement: Statement, reading: Standalone) -> bool:
    return all(any(fold(one.quote) in said for said in reading.said) for one in statement.citations)


def _without_repeats(answer: Answer, reading: Standalone, catalogue: Catalogue) -> Answer:
    """The answer without what the turn before said and the new words are not in, where other statements are left."""
    news = reading.news
    kept = tuple(one for one in answer.statements if not _again(one, reading) or (news and _speak([one.text], news)))
    if news:
        begins = next((place for place, one in enumerate(kept) if _speak([one.text], news) >= _SPEAKS), 0)
        kept = tuple(one for one in kept[begins:] if _clauses_speak(one, news, catalogue)) or kept[begins:]
    return answer.model_copy(update={"statements": kept}) if kept else answer


def _declined(tried: Sequence[Answer], catalogue: Catalogue) -> Answer:
    """The decline where no reading is borne out: the first that says what a clause does not state, else one that names
    the clauses that were nearest."""
    told = [one for one in tried if one.decline and one.status is Status.DECLINED]
    stated = [one for one in told if one.decline and one.decline.reason is DeclineReason.DETAIL_NOT_STATED]
    if stated or len(told) == len(tried):
        return (stated or told)[0]
    answer = next(one for one in tried if one not in told)
    cited = (one.clause_id for statement in answer.statements for one in statement.citations)
    nearest = tuple(dict.fromkeys(cited))[:_NEAREST]
    found = [catalogue.clause(one) for one in nearest]
    labels = "; ".join(clause_label(one.document, one.clause.label, answer.language) for one in found)
    text = f"{say('not_covered', answer.language)} {say('nearest', answer.language, labels=labels)}"
    decline = Decline(reason=DeclineReason.NOT_COVERED, text=text)
    return answer.model_copy(
        update={"status": Status.DECLINED, "statements": (), "cautions": (), "decline": decline, "nearest": nearest}
    )
