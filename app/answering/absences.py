"""What the clauses found do not say although they are near: they bind others, are of another edition, count things
without naming them, or know nothing of a name.

Words alone cannot tell these from answers: the best clause for "what must a pawnshop do under Notice 46" is a clause of
Notice 46.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.answering.compose.firm_figures import sizes_a_firm
from app.answering.evidence import ClauseEvidence, institutions_named
from app.answering.industries import firm_called, firm_of_another, industries
from app.answering.numerals import NUMBER_WORDS, plain_value
from app.answering.question import Asks, Question
from app.answering.segments import view
from app.answering.subjects import between_persons, other_event, other_loan, other_size, other_subject
from app.answering.terms import fold, unframed
from app.answering.wording import SIZES, say
from corpus.addressees import GROUP_NAMES, INSTITUTIONS, UNTYPED, Names, concerns
from corpus.model import Clause, Document
from indexing.bilingual import load_bilingual
from indexing.clause_questions import questions_for

_SIZE = re.compile(r"微型|小型|中型|大型|小微|划型|规模|\b(?:micro|small|medium|large|size)\b")
#: Words that speak of more than one size class.
_MIXED = re.compile(
    r"大?中小微型?|大?中小型?|小型[、和]?微型|小微"
    r"|(?:micro|small|medium)(?:[ -]sized)?(?:,? and |, | or |/)(?:micro|small|medium)"
)
#: Not the ones a rule is asked for: counterparties, supervisors, the firms that are served.
_SERVED = frozenset({"sme", "regulator", "government", "large_enterprise"})
#: An institution that a clause opens with: where no addressees are told, it is bound (保险公司违反本法规定…).
_OPENS = re.compile(
    "|".join(
        re.escape(name)
        for zh, _, others in (*(names for key, names in INSTITUTIONS.items() if key not in _SERVED), *UNTYPED)
        for name in (zh, *others)
        if name.endswith(("公司", "银行", "机构", "行", "人"))
    )
)
#: To whom something is told, who is not the one that a rule is asked for.
_RECIPIENT = re.compile(
    r"(?:report|sen[dt]|submit|give|provide|disclose|supplied|supply|pass)\w*(?: on)? to (?:the |an? )?"
    r"[a-z-]+(?: [a-z-]+)?"
    r"|向[^，。；？?]{2,10}?(?=报送|报告|报[^告名]|提供|上报|披露|查询|提交)"
)
_OWN = re.compile(r"银行|[我本]行|[分支]行|\bbanks?\b|\bbranch")
#: A year that tells which edition of a document is meant, not when something happens.
_EDITION = re.compile(
    r"(?<!\d)(?P<zh>(?:19[89]|20[0-4])\d)年?(?:版|修[订正改]|颁布|发布|印发|出台)?的?"
    r"(?:[^，。？?；：、年在还能可按对要应起前后内到底]{0,10}(?:法(?![院律规官人定治务])|条例|办法|规定|通知|意见|(?<!政策)措施)"
    r"|(?<=版)|(?<=修[订正]))"
    r"|(?<!\d)(?P<en>(?:19[89]|20[0-4])\d)(?: [a-z-]+){0,5}"
    r" (?:law|act|notice|measures|rules|regulations|version|edition|provisions)\b"
)
_THINGS = re.compile(
    r"(?P<zh>[二两三四五六七八九十\d]+)[大]?[项条种类个点](?P<kind>[一-鿿]{2})?|\b(?P<en>"
    + "|".join(NUMBER_WORDS[2:11])
    + r")(?: [a-z]+){0,2} (?P<kind_en>[a-z]+s)\b"
)
_BETWEEN = re.compile(r"[、；;：:\n,，和及与]|\band\b")
#: Names that say nothing of whose rule is meant.
_ORDINARY = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday chinese english ok".split()
)
#: Capitals inside a sentence.
_NAME = re.compile(r"\b[A-Z]{2,}\b|(?<=[a-z,] )[A-Z][a-z]+\b")
_TITLE = re.compile(
    r"(?:^|[，。？、；：\s《])([^，。？、；：\s《》哪什么这那该其些]{4,20}(?:办法|条例|准则|指引|细则))》?"
    r"(?=第|里|中|规定|要求|对|一共|是哪|怎么)"
)
_LIMITED = re.compile(r"受到?限制|\b(?:is|are) (?:limited|restricted)(?=[.;])")
_BARRED = re.compile(r"不能|不得|不可|不许|限制|不准|\b(?:not|limits?|limited|barred|banned|restrictions?)\b")
#: Things that were counted are asked for one by one.
_EACH = re.compile(r"分别|各(?:叫|是|有)|[哪那]几[条项个样种]|\b(?:each|respectively|one by one)\b")
#: Before the name of a place (a server in New York), which is no rule's.
_PLACE = re.compile(r"\b(?:in|at|near|from)(?: [A-Z][a-z]+)? \Z")
#: A rule that says for which things it is answers whether it is for another.
_COVERS = re.compile(r"包括|适用|对象是|限于|扩大到|\b(?:include|appl(?:y|ies)|covers?|products that|limited to)\b")
_WHICH_CLAUSE = re.compile(r"哪一?[条款](?!件)|\b(?:which|what) (?:article|clause|paragraph)\b")
_WHICH_OF = re.compile(r"哪几[个种类项家条大]|\bwhich [a-z]+ (?:lines|types|kinds|categories)\b")
_FINE = (re.compile(r"罚款|罚多少|\bfines?\b|\bfined\b"), re.compile(r"罚款|罚金|没收|\bfine"))
_PAPERS = (
    re.compile(
        r"(?:什么|哪些|啥|几份)(?:申请|证明)?(?:材料|资料|表|单证|单据|证件|手续材料)|(?:材料|资料|表格?|单证|证件)(?:有|是|包括|要)?(?:什么|哪些|啥)"
        r"|\b(?:what|which) (?:[a-z]+ )?(?:documents?|papers?|forms?|paperwork|materials?)\b.{0,60}"
        r"\b(?:submit|provide|hand in|bring|file|fill|need|require)"
    ),
    re.compile(
        r"材料|资料|证明|证件|文件|凭证|申请[书表]|表格|报表|报告|执照|单据|发票|账簿|章程|名册|文书|信息"
        r"|\b(?:document|form|paper|certificate|statement|record|report|proof|licen[cs]e|information|material)"
    ),
)
_NAME_THEM = re.compile(r"分别|哪|什么|列出|\bwhat\b(?! is)|\bwhich\b|\blist\b|\bname\b")


def stranger(question: Question, clause: Clause, document: Document) -> str:
    """The institution that the question asks a rule for and that the clause neither binds nor names, or ''."""
    opening = _OPENS.match(clause.text)
    addressees = clause.addressees or document.addressees or _in_title(document)
    addressees = addressees or institutions_named(opening[0] if opening else "")
    if not addressees and not opening:
        return ""
    text = _RECIPIENT.sub(" ", fold(question.text))
    folded = text.replace("-", " ")
    keys = _asking(text)
    if addressees and any(concerns(addressees, key) for key in keys):
        return ""
    asked = _asked_for(text)
    wordings = sorted((name for names in asked for name in _all(names)), key=len, reverse=True)
    spoken = fold(f"{clause.text} {clause.heading} {clause.heading_en} {document.title} {document.title_en}")
    rest = folded
    for name in wordings:
        rest = rest.replace(name, " ")
    if not asked or _OWN.search(rest) or any(name in spoken for name in wordings):
        return ""
    zh, en, _ = asked[0]
    return en if question.language == "en" else zh


def asks_for_someone(text: str) -> bool:
    """Whether a rule is asked for an institution that is named."""
    return bool(_asked_for(text))


def _asking(text: str) -> frozenset[str]:
    return institutions_named(text) - _SERVED


def _asked_for(text: str) -> list[Names]:
    folded = fold(text).replace("-", " ")
    typed = [INSTITUTIONS.get(key) or GROUP_NAMES[key] for key in _asking(text)]
    return typed + [names for names in UNTYPED if any(name in folded for name in _all(names))]


def _in_title(document: Document) -> frozenset[str]:
    """Whom a law binds by its name: 商业银行法."""
    tables = (*INSTITUTIONS.items(), *GROUP_NAMES.items())
    return frozenset(key for key, (name, _, _) in tables if name in document.title)


def _all(names: Names) -> Iterable[str]:
    return (fold(name).replace("-", " ") for name in (names[0], names[1], *names[2]) if len(name) > 1)


def unheld_industry(question: Question, document: Document) -> str:
    """The industry whose size is asked for where `document` tells sizes by industry, and not of this one; or ''."""
    folded = fold(question.text)
    if not any(clause.thresholds for clause in document) or not _SIZE.search(folded):
        return ""
    named = industries(document, folded, question.language)
    if any(one.clause for one in named):
        return ""
    if named:
        return named[0].name
    return firm_of_another(document, folded) or (firm_called(folded) if sizes_a_firm(question.text) else "")


def unheld_class(question: Question, clause: Clause) -> str:
    """The size class (微型, micro) whose figures are asked for and that the clause's table does not hold; ''."""
    folded = _MIXED.sub("", fold(question.text))
    told = [key for key, names in SIZES.items() if key != "large" and any(name in folded for name in names)]
    if clause.thresholds is None or len(told) != 1 or told[0] in clause.thresholds.values:
        return ""
    return SIZES[told[0]][question.language == "en"]


def other_edition(question: Question, documents: Iterable[Document]) -> str:
    """The year of the edition that the question asks for where none of the documents is of that year, or ''."""
    asked = next(_EDITION.finditer(fold(question.text)), None)
    known = " ".join(f"{d.id} {d.number} {d.title} {d.title_en} {' '.join(d.aliases)} {_dates(d)}" for d in documents)
    if asked is None or any(str(year) in known for year in question.years):
        return ""
    year = asked["zh"] or asked["en"]
    return "" if year in known else year


def _dates(document: Document) -> str:
    validity = document.validity
    return f"{validity.published} {validity.effective} {validity.version}"


def unlisted(question: Question, item: ClauseEvidence) -> str:
    """The things (六项条件, six conditions) whose names are asked for and that the clause only counts, says are limited
    or does not name at all; ''."""
    if not question.asks & {Asks.LIST, Asks.DEFINITION} and not _NAME_THEM.search(fold(question.text)):
        return ""
    _, start, end = view(item.candidate.clause, question.language)
    text, asked = fold(item.candidate.clause.text[start:end]), fold(question.text)
    if _WHICH_CLAUSE.search(asked):
        return ""
    which = _WHICH_OF.search(asked)
    if which and not _BETWEEN.search(text):
        return which[0]
    for match in _THINGS.finditer(text):
        count = plain_value(match["zh"]) if match["zh"] else NUMBER_WORDS.index(match["en"])
        counted = match[0] if match["en"] else match[0].removesuffix(match["kind"] or "")
        best = item.best.segment
        here = best.start <= start + match.start() < best.end and _EACH.search(asked) and not _THINGS.search(asked)
        spoken = here or counted in asked or _which(match["kind"] or match["kind_en"], asked)
        if spoken and count and len(_BETWEEN.findall(text)) < count - 1:
            return counted if counted in asked else match[0]
    limited = _LIMITED.search(text) and _BARRED.search(asked) and not _BETWEEN.search(text)
    return say("detail.limits", question.language) if limited else ""


def _which(kind: str | None, asked: str) -> bool:
    """Whether it is asked which things of the kind there are (哪些条件, what conditions)."""
    wording = rf"(?:哪些|什么|啥){kind}|{kind}(?:有|是|包括)(?:哪些|什么|啥)|\b(?:what|which) (?:[a-z]+ )?{kind}\b"
    return bool(kind) and re.search(wording, asked) is not None


def off_subject(question: Question, item: ClauseEvidence) -> str:
    """What the rule asked for is on where the clause is on another thing (a person's report for a firm's, loans of
    another kind), in words; ''."""
    clause, language = item.candidate.clause, question.language
    document, text = item.candidate.document, question.text
    _, start, end = view(clause, language)
    whose = other_subject(text, question.terms, item.best.segment.text, clause.text[start:end])
    bound = " ".join(INSTITUTIONS[key][0] for key in clause.addressees | document.addressees if key in INSTITUTIONS)
    asked = _asked(item)
    known = f"{clause.text} {clause.heading} {clause.gloss.zh} {_english(item)} {document.title} {asked} {bound}"
    rule = f"{item.best.segment.text} {clause.text} {document.title}"
    size, kind = other_size(text, known), other_loan(text, rule, asked)
    covers = Asks.YES_NO in question.asks and _COVERS.search(item.best.segment.text) is not None
    if size and not covers:
        return say("detail.sized", language, size=SIZES[size][language == "en"])
    if kind and not covers:
        return say("detail.loan", language, kind=kind)
    event = other_event(text, known)
    if event:
        return say("detail.event", language, event=event)
    whose = whose or ("person" if between_persons(text, document.title, known) else "")
    return say(f"detail.{whose}", language) if whose else ""


def no_fine(question: Question, document: Document) -> bool:
    """Whether a fine is asked for and no clause of the document sets any."""
    asks, sets = _FINE
    asked = unframed(question.text) if question.language == "en" else fold(question.text)  # is it fine asks for none
    return asks.search(asked) is not None and not any(sets.search(clause.text) for clause in document)


def no_papers(question: Question, clause: Clause) -> bool:
    """Whether it is asked which papers are handed in or which form is filled in, and the clause speaks of none."""
    asks, names = _PAPERS
    _, start, end = view(clause, question.language)
    return asks.search(fold(question.text)) is not None and not names.search(fold(clause.text[start:end]))


def unknown_name(question: Question, judged: Sequence[ClauseEvidence]) -> str:
    """A name in an English question (GDPR, SBA) that neither the glossary nor any clause found knows, or the title of
    a rule in a Chinese one (信保业务监管办法里…) that none has; ''. A title that the corpus holds is none."""
    if question.language != "en":
        title = _TITLE.search(question.text)
        texts = (item.candidate.clause.text + item.candidate.document.title for item in judged)
        return title[1] if title and not any(title[1] in text for text in texts) else ""
    unknown = {term.text for term in load_bilingual().terms(question.text) if not term.chinese} - _ORDINARY
    names = [
        match[0]
        for match in _NAME.finditer(question.text)
        if match[0].lower() in unknown and not _PLACE.search(question.text[: match.start()])
    ]
    if not names:
        return ""
    known = {word for item in judged for word in re.findall(r"[a-z]+", f"{_english(item)} {_asked(item)}")}
    return next((name for name in names if not {name.lower(), name.lower().rstrip("s")} & known), "")


def _asked(item: ClauseEvidence) -> str:
    """The questions that the clause is known to answer: people's names for what it rules (LP)."""
    (questions,) = questions_for([(item.candidate.document, item.candidate.clause)])
    return fold(" ".join(questions))


def _english(item: ClauseEvidence) -> str:
    clause, document = item.candidate.clause, item.candidate.document
    parts = (clause.text, clause.heading_en, clause.gloss.en, document.title_en, document.issuer_en, *document.aliases)
    return fold(" ".join(parts))
