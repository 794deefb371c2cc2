"""English statements for the verifier's pairs: sentences of bilingual clauses, reworded or made wrong, judged by the
English text, or by the Chinese alone as a rendering has to be."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from corpus.catalogue import Catalogue
from corpus.model import Clause
from evaluation.pairs.bases import english_half_of
from evaluation.verifier_pairs import AS_OF, Edit, Pair

_WORDS = "zero one two three four five six seven eight nine ten".split()
_REWORDINGS: tuple[tuple[str, str, str], ...] = (
    ("shall", r"\bmust\b(?! not)", "shall"),
    ("required", r"\bmust\b(?! not)", "are required to"),
    ("may_not", r"\bmust not\b", "may not"),
    ("cannot", r"\bmay not\b", "must not"),
    ("ought", r"\bshould\b(?! not)", "ought to"),
    ("at_most", r"\bnot? more than\b", "at most"),
    ("at_least", r"\bnot? less than\b", "at least"),
    ("percent", r"(?<=\d)%", " percent"),
    ("percent_sign", r"(?<=\d) per ?cent\b", "%"),
    ("yuan", r"\b(\d+(?:\.\d+)?) million yuan", r"RMB \1 million"),
    ("allowed", r"\bmay\b(?! not)(?= [a-z]+)", "can"),
    ("endeavour", r"\bstrive\b", "endeavour"),
    ("also", r"\bin addition\b|\balso\b", ""),
)
_WRONG: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "modality": (
        ("must→may", r"\bmust\b(?! not)", ("may", "should strive to", "need not")),
        ("should→may", r"\bshould\b(?! not)", ("may", "must not")),
        ("not→may", r"\b(?:must|may|should) not\b", ("may", "must")),
        ("may→must", r"\bmay\b(?! not)", ("must", "must not", "should")),
        ("strive→must", r"\bstrive\b", ("must", "are required")),
    ),
    "negation": (
        ("not_lost", r"(?<=must) not\b|(?<=may) not\b|(?<=should) not\b|(?<=are) not\b|(?<=is) not\b", ("",)),
        ("not_added", r"(?<=should)(?= [a-z])|(?<=must)(?= [a-z])(?! not)", (" not",)),
    ),
    "addressee": (
        (
            "other_party",
            r"\b(?:Banking institutions|Large commercial banks|Joint-stock banks|Commercial banks)\b",
            ("Insurers",),
        ),
        ("other_party", r"\bInsurers\b", ("Banking institutions", "Trust companies")),
        ("other_party", r"\bNFRA (?:bureaus|offices)\b", ("Insurers",)),
        ("other_party", r"\bLarge enterprises\b", ("Insurers",)),
    ),
    "number": (
        ("other_number", r"\b\d+(?=%| (?:million|days|years|per|working|months|people|times))", ("*",)),
        ("scale", r"(?<=\d )million\b", ("billion", "thousand")),
        ("days", r"(?<=\d )days\b|(?<=\d )working days\b", ("months",)),
    ),
    "condition": (
        ("except_lost", r",? (?:except|unless)\b[^.;]*(?=\.?\Z)", ("",)),
        ("except_added", r"(?=\.\Z)", (", unless the regulator agrees otherwise", ", except in urgent cases")),
    ),
}


def english_pairs(catalogue: Catalogue, dice: random.Random) -> Iterator[Pair]:
    """One pair or two a sentence of the English text of the shipped documents."""
    number = 0
    for document in (catalogue.get(name, AS_OF) for name in catalogue.ids()):
        for clause in document.clauses:
            for start, end in _sentences(clause):
                for right in (True, False):
                    pair = _make(clause, start, end, right, english_half_of(document.id), f"en-{number:04d}", dice)
                    if pair is not None:
                        number += 1
                        yield pair


def _sentences(clause: Clause) -> Iterator[tuple[int, int]]:
    span = clause.in_language("en")
    if span is None or clause.id.path == ("meta",):
        return
    for match in re.finditer(r"[^\n]+", clause.text[slice(*span)]):
        words = match[0].strip()
        if 30 <= len(words) <= 320 and not re.search(r"\b(?:the above|this clause|these)\b", words):
            yield span[0] + match.start(), span[0] + match.end()


def _make(clause: Clause, start: int, end: int, right: bool, half: str, name: str, dice: random.Random) -> Pair | None:
    text = clause.text[start:end]
    edits: list[tuple[Edit, str]] = []
    kinds = [
        kind for kind in _WRONG if any(re.search(rule[1], text) for rule in _WRONG[kind] if "added" not in rule[0])
    ]
    if not right:
        kinds = [kind for kind in _WRONG if any(re.search(rule[1], text) for rule in _WRONG[kind])]
    if not kinds:
        return None
    kind = dice.choice(kinds)
    if not right:
        edits.append(_spoil(kind, text, clause.text, dice))
    for label, pattern, replacement in dice.sample(_REWORDINGS, len(_REWORDINGS)):
        match = re.search(pattern, text)
        if len(edits) >= 3 or not match or any(e.start <= match.end() and match.start() <= e.end for e, _ in edits):
            continue
        edits.append((Edit(match.start(), match.end(), match.expand(replacement)), label))
    changed = ",".join(label for _, label in edits)
    evidence = dice.choice(("en", "en", "zh"))
    return Pair(
        name,
        str(clause.id),
        ((start, end),),
        tuple(edit for edit, _ in edits),
        right,
        kind,
        half,
        "en",
        evidence,
        changed,
    )


def _spoil(kind: str, text: str, clause: str, dice: random.Random) -> tuple[Edit, str]:
    label, pattern, texts = dice.choice([rule for rule in _WRONG[kind] if re.search(rule[1], text)])
    match = dice.choice([*re.finditer(pattern, text)])
    replacement = dice.choice(texts)
    if replacement == "*":
        value = int(match[0])
        replacement = str(dice.choice((value * 2, value + 1, value + 5, value * 10)))
    return Edit(match.start(), match.end(), replacement), label
