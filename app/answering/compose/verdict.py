"""Yes or no before the words of a clause, where the words themselves decide it."""

from __future__ import annotations

import re

from app.answering.compose.picking import LIST, NAMES_IT
from app.answering.compose.premise import bounded, within
from app.answering.evidence import claimed
from app.answering.modality import Kind, find_marks
from app.answering.quantities import Quantity
from app.answering.question import Asks, Question, asks_twice
from app.answering.segments import Segment, view
from app.answering.terms import MEANT, Term, language_of, presence, question_terms
from app.answering.wording import say

#: Share of the words under a force, where they are more than a few, that the question has to name before the force
#: decides a yes or no.
_GOVERNED, _FEW = 0.25, 4
_FORBIDS = re.compile(
    r"不得|禁止|严禁|不可以|取消(?=[^，。；]{1,30}费)|must not|may not|shall not|barred|prohibited|forbidden"
    r"|not allowed|cannot|\bfees?\b[^.;]{0,80}\b(?:is|are) cancelled"
)
_ALLOWS = re.compile(r"可以|可(?=[参申按对在不])|允许|(?<!所)有权|\bmay\b(?! not)|\bcan\b|allowed|permitted")
_REQUIRES = re.compile(r"应当|必须|须|应(?=[当在按向将由依])|\bmust\b(?! not)|\bshall\b(?! not)|required")
#: What is excepted from a duty, and what in another sentence of its clause releases from it.
_EXCEPTS = re.compile(r"除.{1,40}外|除外|unless|except", re.IGNORECASE)
_RELEASES = re.compile(r"可以不(?!再)|无需|无须|不需要?|不必|免(?:予|于)|need not|not required")
_EXCEPTED = re.compile(r"除[^，。；]{1,40}外|[^，。；]{1,60}除外|\b(?:unless|except)\b[^,.;]{1,120}", re.IGNORECASE)
_UNLESS = re.compile(
    r"除.{1,40}外|除外|未经|经.{1,20}(?:批准|同意)|unless|except|without (?:the )?(?:consent|approval)|provided that",
    re.IGNORECASE,
)
_ASKS_LEAVE = re.compile(
    r"能不能|可不可以|能否|可否|可以|能.{0,20}吗|行不行"
    r"|(?:^|[,.;:?!] ?)(?:(?:and|but|so|then) )?(?:can|may|could)\b|\b(?:allowed|permitted)\b",
    re.IGNORECASE,
)
_ASKS_DUTY = re.compile(
    r"必须|需不需要|需要|要不要|是否应|应不应|强制|硬性"
    r"|\b(?:must|have to|required|need to|shall|mandatory|compulsory)\b",
    re.IGNORECASE,
)
#: Whether a rule is a duty at all, whatever it is about.
_ASKS_FORCE = re.compile(r"强制|硬性|\b(?:mandatory|compulsory)\b", re.IGNORECASE)
#: What is no duty where it is asked whether something is one.
_SOFTER = frozenset({Kind.STRIVE, Kind.ENCOURAGED})
#: A bound that is itself the rule (不得超过百分之十) and leaves free what keeps to it; others say when a rule holds.
_RULES = re.compile(r"不(?![足满到])|至少|最[高低多少]|内|\bnot?\b|at (?:least|most)|within")
#: A force inside what tells a case (应当取得书面同意的，从其规定) rules nothing.
_CASE = re.compile(r"[^，。；]*的，")
_CLAUSE_ENDS = re.compile(r"[，,。.；;？?]")
#: Of two things, which.
_ASKS_WHICH = re.compile(r"还是|\bor (?:is|are|do|does|can|may|must|should|will)\b", re.IGNORECASE)
_ASKS_NOT = re.compile(r"(?:可以|能)不(?!能)|不.{0,6}(?:可以|行)吗")


#: Kinds of which a rule is for one and not for another: sizes of enterprises, kinds of loan.
_KINDS = (
    (r"大型|\blarge\b", r"中型|\bmedium\b", r"小型|小微|微型|个体|\b(?:small|micro)\b"),
    (
        r"固定资产贷款|\bfixed-asset",
        r"流动资金贷款|流贷|\bworking-capital",
        r"消费贷|\bconsumer loan",
        r"[住购]?房贷|按揭|\bhome loan",
    ),
)
_OF_KIND = tuple(tuple(re.compile(kind, re.IGNORECASE) for kind in row) for row in _KINDS)
#: Weight from which on a word of the question that nothing speaks of leaves yes or no open.
_HEAVY, _HINTED = 0.8, 0.2
#: Who lends and who borrows, by size or not, and kinds of loan.
_PARTIES = re.compile(r"银行|贷款|借款|客户|企业|机构|单位|大型|中型|小型|小微|微型|个体|流贷")
#: What narrows the word after it: 控股股东 is not every 股东.
_NARROWS = re.compile(r"(?:控股|主要|重大|特定)\Z")


def verdict(question: Question, segment: Segment) -> str:
    """可以/不可以/需要/视情况 before the words, only where the words themselves decide it and one thing is asked, of
    which it can be said; else ''. Of a figure it is said only as far as the bounds in its unit decide."""
    if Asks.YES_NO not in question.asks or question.asks & {Asks.COMPARISON, Asks.WHO} or asks_twice(question.text):
        return ""
    if _ASKS_WHICH.search(question.text):
        return ""
    words = f"{segment.lead_text} {segment.text}"

    def says(force: re.Pattern[str], besides: re.Pattern[str] | None = None) -> bool:
        taken = [found.span() for found in besides.finditer(words)] if besides else []
        return any(
            _asked_for(question, words[found.end() :])
            and _listed(question, words, found.start())
            and not _of_another(question.text, words[: found.start()])
            and not _CASE.match(words[found.end() :])
            for found in force.finditer(words)
            if not any(start < found.end() and found.start() < end for start, end in taken)
        )

    leave, duty = _ASKS_LEAVE.search(question.text), _ASKS_DUTY.search(question.text)
    asking = leave or duty
    who = _CLAUSE_ENDS.split(question.text[: asking.start()])[-1] if asking else ""
    what = question.text[duty.end() :] if duty else ""
    if _unspoken(question, f"{who} {what}", segment, words):
        return ""
    figures = bounded(question.text, words)
    kept = [bound for figure, bound in figures if within(figure, bound)]

    def rules(bound: Quantity) -> bool:
        return any(_RULES.search(words[start:end]) for start, end in bound.reads)

    if leave and not _ASKS_NOT.search(question.text):
        if says(_FORBIDS):
            if any(map(rules, kept)):
                return ""
            if language_of(words) == question.language and says(_ALLOWS, besides=_FORBIDS):
                return say("depends", question.language)
            if _excepted(question, words):
                return say("excepted", question.language)
            return say("no_except" if _UNLESS.search(words) else "no", question.language)
        if not _FORBIDS.search(words) and says(_ALLOWS) and (kept or not figures):
            return say("depends" if _UNLESS.search(words) else "yes", question.language)
        return ""
    if figures and not any(figure.same(bound) if rules(bound) else bound in kept for figure, bound in figures):
        return ""
    if leave and says(_REQUIRES):
        return say("no_except" if _released(question, segment) else "no", question.language)
    required = (found for found in _REQUIRES.finditer(words) if not _CASE.match(words[found.end() :]))
    if duty and not _FORBIDS.search(words) and bool(figures) >= bool(claimed(question.text)):
        if says(_REQUIRES) and any(_governs(words[found.end() :], what) for found in required):
            return say("depends" if _released(question, segment) else "required", question.language)
        softer = (mark for mark in find_marks(words) if mark.kinds & _SOFTER)
        of_force = _ASKS_FORCE.search(question.text)
        force = next((mark for mark in softer if of_force or _asked_for(question, words[mark.end :])), None)
        if force is not None and not _REQUIRES.search(words):
            return say("softer", question.language, force=words[force.start : force.end])
    return ""


def _of_another(asked: str, subject: str) -> bool:
    """Whether a rule is for another size of enterprise or kind of loan than the one asked about, as far as what stands
    before its force tells."""
    for row in _OF_KIND:
        told = {place for place, kind in enumerate(row) if kind.search(subject)}
        if told and any(kind.search(asked) for kind in row) and not any(row[place].search(asked) for place in told):
            return True
    return False


def _unspoken(question: Question, asked: str, segment: Segment, words: str) -> bool:
    """Whether a heavy word of `asked`, a part of a Chinese question, is in neither the words nor the headings that they
    stand under, or one of the question is in a narrower one only. Sizes and kinds are left to `_of_another`."""
    if question.language != "zh" or language_of(words) != "zh":
        return False
    clause, document = segment.clause, segment.document
    around = f"{clause.heading} {' '.join(clause.headings)} {document.title}"

    def narrowed(term: Term, text: str) -> bool:
        places = [found.start() for found in re.finditer(re.escape(term.text), text)]
        return bool(places) and all(_NARROWS.search(text[:at]) for at in places)

    heavy = [term for term in question_terms(asked) if term.weight >= _HEAVY and not _PARTIES.search(term.text)]
    spoken = all(max(presence(term, words), presence(term, around)) > _HINTED for term in heavy)
    return not spoken or any(narrowed(term, words) and not narrowed(term, question.text) for term in question.terms)


def _governs(after: str, what: str) -> bool:
    """Whether what follows a force, up to the end of its part of the sentence, speaks of what is asked to be a duty."""
    governed = re.split("[。；;]", after)[0]
    heaviest = max(question_terms(what), key=lambda term: term.weight, default=None)
    if heaviest is None or heaviest.weight < _HEAVY or language_of(after) != language_of(what):
        return True
    return presence(heaviest, governed) > _HINTED


def _excepted(question: Question, words: str) -> bool:
    """Whether what is asked about is what the words except: a heavy word of it stands there and nowhere else."""
    excepted = " ".join(found[0] for found in _EXCEPTED.finditer(words))
    rest = _EXCEPTED.sub(" ", words)
    terms = (term for term in question.terms if term.weight >= NAMES_IT)
    return any(presence(term, excepted) >= MEANT > presence(term, rest) for term in terms)


def _released(question: Question, segment: Segment) -> bool:
    """Whether the sentence makes an exception to its duty, or its clause releases from what is asked elsewhere."""
    _, start, end = view(segment.clause, question.language)
    text = segment.clause.text[start:end]
    released = (_asked_for(question, text[found.end() :]) for found in _RELEASES.finditer(text))
    return _EXCEPTS.search(f"{segment.lead_text} {segment.text}") is not None or any(released)


def _listed(question: Question, words: str, at: int) -> bool:
    """Whether a force (at `at`) holds for what is asked, as far as it stands before a list or in it: 下列财产不得抵押
    forbids what an item names, and nothing else."""
    opening = next((one for one in LIST.finditer(words) if one.start() <= at), None)
    if opening is None:
        return True
    terms = question.terms_in(language_of(words))
    named = [term for term in terms if term.weight >= NAMES_IT and presence(term, opening[0]) < MEANT]
    return any(presence(term, words[opening.end() :]) >= MEANT for term in named)


#: 有权拒绝查询, 不得拒绝申请: who may refuse is not who may do it.
_REFUSES = re.compile(
    r".{0,4}?(?:拒绝|拒不|阻碍|阻挠|干涉|干预|妨碍|\b(?:refus|reject|declin|den[iy]|obstruct|turn(?:ed)? .{0,12}down))"
)
#: 不得因申诉加重责任, 不得以…为由拒绝: what is forbidden is what follows, for that reason.
_FOR_A_REASON = re.compile(r"因(?!此)|以[^，。；]{1,20}(?:为由|为名|名义)")


def _asked_for(question: Question, after: str) -> bool:
    """Whether what a force governs is what the question asks: 不得约定提前还款违约金 forbids no early repayment. Across
    languages the words cannot be compared, and the coverage of the sentence has to do."""
    governed = re.split(r"[。；;]|，但|\.(?=\s|$)", after)[0]
    if _FOR_A_REASON.match(governed) or (_REFUSES.match(governed) and not _REFUSES.search(question.text.lower())):
        return False
    terms = question_terms(governed)
    if language_of(governed) != question.language or len(terms) < _FEW:
        return True
    share = sum(term.weight for term in terms if presence(term, question.text) >= MEANT)
    return share >= _GOVERNED * sum(term.weight for term in terms)
