"""Every reference of a draft, with a verdict.

The verdict speaks of the words in quotation marks where there are any, else of the reference itself. A sentence that
restates a clause in its own words is compared by meaning (figures, forces, conditions), and where that finds a
contradiction the verdict is MISMATCH; where it finds none, the words stay UNCHECKED, since no machine has read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.answering.answer import Verdict
from app.answering.support import Source, supports
from app.answering.verify import QuoteMatch, find_quote
from app.checking.passages import Span, quotations, sentences
from app.errors import QuestionError
from corpus.catalogue import Catalogue
from corpus.location import between, locate, missing, settle
from corpus.model import Clause, ClauseId, Document, ValidityStatus
from corpus.reference import Reference
from corpus.references import find_references

_SETTLED = frozenset({ValidityStatus.IN_FORCE, ValidityStatus.UNKNOWN})
ALARMS = frozenset({Verdict.MISMATCH, Verdict.NOT_FOUND, Verdict.NOT_IN_FORCE})
_RELATED = 0.45  # share of a sentence's words in the clause; below it the sentence speaks of something else
_NEXT = re.compile(r"[；。\n][^；。\n]{0,5}\Z")  # where words as long as the draft's reach into the next sentence
_TELLING = 12  # characters; a shorter remark about a clause contradicts nothing
_ITSELF = ("本", "该", "前款", "前条", "上款", "this", "the preceding")


@dataclass(frozen=True)
class Finding:
    """One reference and what was found. `basis` tells what the verdict speaks of: 'words' in quotation marks, 'meaning'
    of a sentence, or 'reference' alone. `said` are the words of the draft, `stated` those of the clause; `note` is for
    people, Chinese and English."""

    reference: Reference
    verdict: Verdict
    basis: str
    clause: ClauseId | None = None
    label: str = ""
    document: str = ""
    said: str = ""
    stated: str = ""
    note: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Checked:
    """A checked text. `uncited` are sentences that demand something or give a figure and name no source."""

    text: str
    as_of: date
    findings: tuple[Finding, ...]
    uncited: tuple[Span, ...]

    def count(self, verdict: Verdict) -> int:
        return sum(finding.verdict is verdict for finding in self.findings)

    @property
    def alarms(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.verdict in ALARMS)


@dataclass(frozen=True)
class _Target:
    """Where a reference leads: clauses, and the words of them that are meant."""

    document: Document
    clauses: tuple[Clause, ...]
    words: str
    label: str


def draft_of(text: str) -> str:
    """The text as it is checked, its lines ended by a line feed alone. Raises QuestionError where it holds no words: a
    draft that could not be read must not pass for one without faults."""
    if not any(char.isalnum() for char in text):
        raise QuestionError("there is no text to check; give a draft that holds words")
    return text.replace("\r\n", "\n")


def check_draft(text: str, catalogue: Catalogue, as_of: date) -> Checked:
    """Checks every reference of `text` against the versions of `as_of`. Pure; reads nothing but the catalogue."""
    references = find_references(text, names=catalogue.table)
    quotes = quotations(text)
    references = [r for r in references if not any(q.start <= r.start < q.end for q in quotes)]
    findings: list[Finding] = []
    bare: list[Span] = []
    for sentence in sentences(text, quotes):
        mine = _carried([r for r in references if sentence.start <= r.start < sentence.end])
        held = [q for q in quotes if sentence.start <= q.start < sentence.end]
        if not mine:
            if held and findings and _continues(text, sentence):
                continue
            bare.append(sentence)
        named = [reference for reference in mine if not _own(reference)]
        findings.extend(_itself(reference) for reference in mine if _own(reference))
        for reference, quoted in _shared(named, held):
            around = _around(text, sentence, reference, named)
            findings.extend(_check(text, reference, quoted, around, catalogue, as_of))
    return Checked(text, as_of, tuple(findings), tuple(span for span in bare if _claims(text[span.start : span.end])))


def _carried(references: list[Reference]) -> list[Reference]:
    """A bare 第三十六条 behind 《商业银行法》第三十五条 in one sentence is of the same law."""
    found: list[Reference] = []
    for reference in references:
        earlier = found[-1] if found else None
        if earlier and earlier.document and reference.path and not reference.document and not reference.name:
            reference = replace(reference, document=earlier.document, name=earlier.name, reason=None)
        found.append(reference)
    return found


def _own(reference: Reference) -> bool:
    """Whether it speaks of the draft itself (本办法, 前款, a bare 第三条)."""
    return not reference.document and (reference.surface.lower().startswith(_ITSELF) or not reference.name)


def _itself(reference: Reference) -> Finding:
    note = reference.reason or ("本文自指，不作核对", "refers to the draft itself")
    return Finding(reference, Verdict.UNCHECKED, "reference", note=note)


def _continues(text: str, sentence: Span) -> bool:
    return text[: sentence.start].rstrip().endswith(("：", ":"))


def _shared(references: list[Reference], quotes: list[Span]) -> Iterable[tuple[Reference, list[Span]]]:
    """Each reference with its quotations: those between it and the next one; the first takes those before it too,
    and where quotations come first and references behind them in brackets, each goes with what follows it."""
    if not references:
        return []
    behind = bool(quotes) and quotes[0].start < references[0].start
    shares: dict[int, list[Span]] = {index: [] for index in range(len(references))}
    for quote in quotes:
        after = [i for i, r in enumerate(references) if r.start >= quote.end]
        before = [i for i, r in enumerate(references) if r.end <= quote.start]
        if not before and not after:  # marks inside a title are no quotation of what it says
            continue
        chosen = (after[0] if after else before[-1]) if behind else (before[-1] if before else after[0])
        shares[chosen].append(quote)
    return [(reference, shares[index]) for index, reference in enumerate(references)]


def _around(text: str, sentence: Span, reference: Reference, all_of_it: Sequence[Reference]) -> str:
    """What the sentence says with this reference: up to the next one; all of it where the reference stands behind."""
    later = [other.start for other in all_of_it if other.start > reference.start]
    following = text[reference.end : min([*later, sentence.end])]
    if len(following.strip(" 。，,.；;）)规定：:")) >= 6:
        return following
    earlier = [other.end for other in all_of_it if other.end <= reference.start]
    return text[max([*earlier, sentence.start]) : reference.start]


def _check(
    text: str, reference: Reference, quoted: list[Span], around: str, catalogue: Catalogue, as_of: date
) -> list[Finding]:
    if reference.reason or not reference.document:
        return [Finding(reference, Verdict.NOT_FOUND, "reference", note=reference.reason or ("", ""))]
    document = catalogue.get(reference.document, as_of)
    target = _target(document, reference)
    if isinstance(target, Finding):
        return [target]
    base = Finding(
        reference,
        Verdict.EXACT,
        "reference",
        target.clauses[0].id if reference.path else None,
        target.label,
        document.title,
        stated=target.words if reference.path else "",
    )
    status = document.status_on(as_of)
    found = [_quoted(base, text[span.start : span.end], target) for span in quoted]
    if not found:
        found = [_meant(base, around, target)] if reference.path else [base]
    if status in _SETTLED:
        return found
    note = (f"截至{as_of}，该文件不是现行有效", f"not in force on {as_of}: {status.value}")
    return [
        finding if finding.basis == "words" and finding.verdict in ALARMS else _not_in_force(finding, note)
        for finding in found
    ]


def _not_in_force(finding: Finding, note: tuple[str, str]) -> Finding:
    return replace(finding, verdict=Verdict.NOT_IN_FORCE, note=note)


def _target(document: Document, reference: Reference) -> _Target | Finding:
    """The clauses meant, or the finding that there are none (or several)."""
    if not reference.path:
        clauses = tuple(clause for clause in document if clause.id.path != ("meta",))
        return _Target(document, clauses, "", "")
    if reference.until:
        ends = [settle(document, end) for end in (reference.path, reference.until)]
        paths = between(document, ends[0][0], ends[1][0]) if all(ends) else []
    else:
        paths = settle(document, reference.path)
    if len(paths) > 1 and not reference.until:
        note = (f"{reference.surface}可指几处", f"{reference.surface} can mean several places")
        return Finding(reference, Verdict.UNCHECKED, "reference", document=document.title, note=note)
    if not paths:
        note = missing(document, reference.path, reference.until)
        return Finding(reference, Verdict.NOT_FOUND, "reference", document=document.title, note=note)
    places = [place for path in paths if (place := locate(document, path))]
    words = "\n".join(clause.text[part.start : part.end] if part else clause.text for clause, part in places)
    clause, part = places[0]
    label = clause.label + (part.label if part else "")
    return _Target(document, tuple(dict.fromkeys(clause for clause, _ in places)), words, label)


def _quoted(base: Finding, said: str, target: _Target) -> Finding:
    """The verdict on words in quotation marks: in the clause that is named, else wherever they are in the document."""
    if target.words:
        match = find_quote(said, target.words)
        if match.verdict in {Verdict.EXACT, Verdict.NORMALISED}:
            return _with_quote(base, said, match, target.words)
    else:
        match = QuoteMatch(Verdict.NOT_FOUND)
    for clause in target.document:
        if clause.id.path == ("meta",) or (target.words and clause in target.clauses):
            continue
        elsewhere = find_quote(said, clause.text) if said[:4] in clause.text else QuoteMatch(Verdict.NOT_FOUND)
        if elsewhere.verdict in {Verdict.EXACT, Verdict.NORMALISED}:
            if not target.words:
                moved = replace(base, clause=clause.id, label=clause.label)
                return _with_quote(moved, said, elsewhere, clause.text)
            note = (f"这些字句在{clause.label}", f"these words stand in {clause.label}")
            return replace(base, verdict=Verdict.MISMATCH, basis="words", said=said, note=note)
    if match.verdict is Verdict.MISMATCH:
        note = ("与条款文字不一致", "differs from the words of the clause")
        stated = _NEXT.sub("", target.words[match.start : match.end])
        return replace(base, verdict=Verdict.MISMATCH, basis="words", said=said, stated=stated, note=note)
    note = ("所引条款没有这些字句", "the clause does not hold these words")
    return replace(base, verdict=Verdict.NOT_FOUND, basis="words", said=said, note=note)


def _with_quote(base: Finding, said: str, match: QuoteMatch, words: str) -> Finding:
    return replace(base, verdict=match.verdict, basis="words", said=said, stated=words[match.start : match.end])


def _meant(base: Finding, around: str, target: _Target) -> Finding:
    """A sentence in the draft's own words: contradicted by the clause, or left to a reader."""
    said = around.strip(" ，,。；;：:（）()的")
    said = said.removeprefix("规定").removeprefix("明确").removeprefix("要求").strip(" ，,：:")
    if len(said) < 6:
        return base
    match = find_quote(said, target.words)
    if match.verdict in {Verdict.EXACT, Verdict.NORMALISED}:
        return _with_quote(base, said, match, target.words)
    support = supports(said, target.words, source=Source.of(target.document, target.clauses[0]))
    if support.ok or support.coverage < _RELATED or len(said) < _TELLING:
        note = (
            ("未见与条款矛盾，文字请人工核对", "no contradiction found; the wording is for a reader")
            if support.ok
            else ("条款文字与此句关联不大，请人工核对", "the clause's words have little to do with this sentence")
        )
        return replace(base, verdict=Verdict.UNCHECKED, basis="meaning", said=said, note=note)
    faults = "；".join(f"{reason.said} → {reason.stated or '—'}" for reason in support.reasons[:3])
    note = (f"与条款不一致：{faults}", f"contradicts the clause: {faults}")
    return replace(base, verdict=Verdict.MISMATCH, basis="meaning", said=said, note=note)


def _claims(sentence: str) -> bool:
    """Whether a sentence without a source demands something or gives a figure."""
    body = sentence.strip()
    if len(body) < 12:
        return False
    forces = ("应当", "不得", "必须", "禁止", "力争", "须", " must ", " shall ", " may not ")
    return any(force in body for force in forces) or any(char.isdigit() for char in body)
