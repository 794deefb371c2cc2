"""How well the verifier tells right statements from minimally wrong ones.

    python -m evaluation.verifier_pairs --report            figures per kind, both halves, with Wilson intervals
    python -m evaluation.verifier_pairs --faults dev        the pairs of the development half that it gets wrong

A pair is stored as clause, spans and edits and is put together from the installed texts, so that no sentence of a law
is kept here. evaluation/pairs/making.py drew them; the hand-written ones are in pairs/tricky*.yaml. The held-out half
is drawn from laws that are not in the corpus.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml
from scipy.stats import binomtest

from app.answering.verify import Source, Support, supports
from corpus.catalogue import Catalogue, load_catalogue
from corpus.readers.statutes import Wanted, read_statutes

KINDS = ("number", "modality", "addressee", "condition", "negation", "document")
HALVES = ("dev", "held_out")
HAND_WRITTEN = ("tricky", "tricky_held_out", "tricky_third")
AS_OF = date(2026, 11, 24)  # the versions of the laws that the pairs were drawn from


@dataclass(frozen=True)
class Edit:
    """The characters [start, end) of the joined spans become `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Pair:
    """A statement about a clause. `right` is whether the clause says it; `kind` is what was changed (or, where it is
    right, what it holds that can be changed). `evidence` is 'all' or the language of the text to judge it by."""

    id: str
    clause: str
    spans: tuple[tuple[int, int], ...]
    edits: tuple[Edit, ...]
    right: bool
    kind: str
    half: str
    language: str = "zh"
    evidence: str = "all"
    changed: str = ""  # what a wrong one changes, or the rewordings of a right one

    def statement(self, text: str) -> str:
        """The statement, from the clause's text."""
        return edited("".join(text[start:end] for start, end in self.spans), self.edits)


def edited(base: str, edits: Iterable[Edit]) -> str:
    """`base` with the edits made; they do not overlap."""
    for edit in sorted(edits, key=lambda one: (one.start, one.end), reverse=True):
        base = base[: edit.start] + edit.text + base[edit.end :]
    return base


@dataclass(frozen=True)
class Judged:
    """A pair with what was compared and what the verifier found."""

    pair: Pair
    statement: str
    evidence: str
    support: Support

    @property
    def correct(self) -> bool:
        return self.support.ok == self.pair.right


@cache
def catalogue() -> Catalogue:
    """The corpus."""
    return load_catalogue()


@cache
def other_laws() -> Catalogue:
    """The laws of the package that are not in the corpus: the held-out half is drawn from them."""
    rows = yaml.safe_load(resources.files("evaluation").joinpath("pairs/other_laws.yaml").read_text("utf-8"))
    others = read_statutes([Wanted.model_validate(row) for row in rows])
    return Catalogue(others)


def catalogue_of(clause: str) -> Catalogue:
    """The catalogue that holds a clause of a pair."""
    return other_laws() if clause.startswith("other-") else catalogue()


def load_pairs() -> list[Pair]:
    """The stored pairs, in order."""
    raw = json.loads(resources.files("evaluation").joinpath("pairs/verifier.json").read_text("utf-8"))
    return [_pair(row) for row in raw]


def _pair(row: dict[str, Any]) -> Pair:
    spans = tuple((start, end) for start, end in row.pop("spans"))
    edits = tuple(Edit(start, end, text) for start, end, text in row.pop("edits"))
    return Pair(spans=spans, edits=edits, **row)


def judge(pair: Pair) -> Judged:
    """What the verifier finds about one pair."""
    found = catalogue_of(pair.clause).clause(pair.clause, AS_OF)
    text = found.clause.text
    statement = pair.statement(text)
    span = found.clause.in_language(pair.evidence) if pair.evidence != "all" else None
    evidence = text[slice(*span)] if span else text
    source = Source.of(found.document, found.clause)
    return Judged(pair, statement, evidence, supports(statement, evidence, language=pair.language, source=source))


@dataclass(frozen=True)
class Tricky:
    """A hand-written pair: the statement, its evidence, whether it is right and the kind of change."""

    statement: str
    evidence: str
    right: bool
    kind: str
    support: Support


def judge_tricky(name: str = "tricky") -> list[Tricky]:
    """The hand-written pairs of pairs/`name`.yaml and what the verifier finds."""
    groups = yaml.safe_load(resources.files("evaluation").joinpath(f"pairs/{name}.yaml").read_text("utf-8"))
    judged = []
    for group in groups:
        found = catalogue().clause(group["clause"], AS_OF) if "clause" in group else None
        evidence = found.clause.text if found else group["evidence"]
        source = Source.of(found.document, found.clause) if found else Source()
        rows = [("right", text) for text in group.get("right", ())]
        rows += [(kind, text) for kind, texts in group.get("wrong", {}).items() for text in texts]
        for kind, text in rows:
            judged.append(Tricky(text, evidence, kind == "right", kind, supports(text, evidence, source=source)))
    return judged


@dataclass(frozen=True)
class Rate:
    """`hits` of `count`, with the 95 % Wilson interval."""

    hits: int
    count: int

    def __str__(self) -> str:
        if not self.count:
            return "–"
        interval = binomtest(self.hits, self.count).proportion_ci(method="wilson")
        return f"{self.hits}/{self.count} = {self.hits / self.count:.1%} [{interval.low:.1%}, {interval.high:.1%}]"


def caught(judged: Sequence[Judged]) -> Rate:
    """Wrong statements that were refused."""
    wrong = [one for one in judged if not one.pair.right]
    return Rate(sum(not one.support.ok for one in wrong), len(wrong))


def refused(judged: Sequence[Judged]) -> Rate:
    """Right statements that were refused."""
    right = [one for one in judged if one.pair.right]
    return Rate(sum(not one.support.ok for one in right), len(right))


def report(judged: Sequence[Judged]) -> str:
    """A Markdown table: kinds down, halves across."""
    lines = [
        "| kind | wrong caught (dev) | right refused (dev) | wrong caught (held out) | right refused (held out) |",
        "|---|---|---|---|---|",
    ]
    for kind in (*KINDS, "all"):
        cells = [kind]
        for half in HALVES:
            some = [one for one in judged if one.pair.half == half and kind in (one.pair.kind, "all")]
            cells += [str(caught(some)), str(refused(some))]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="evaluation.verifier_pairs", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--report", action="store_true", help="figures per kind and half, and the hand-written pairs")
    parser.add_argument("--half", choices=HALVES, help="report one half only (tune on dev)")
    parser.add_argument("--faults", choices=[*HALVES, *HAND_WRITTEN], help="list what the verifier gets wrong")
    chosen = parser.parse_args(arguments)
    if not chosen.report and not chosen.faults:
        parser.print_usage(sys.stderr)
        return 2
    out = sys.stdout.write
    if chosen.faults in HAND_WRITTEN:
        for hand in judge_tricky(chosen.faults):
            if hand.support.ok != hand.right:
                out(f"{'right' if hand.right else 'wrong'} {hand.kind}: {hand.statement}\n")
                out(f"  E: {hand.evidence}\n  R: {_reasons(hand.support)}\n")
        return 0
    pairs = [pair for pair in load_pairs() if chosen.half in (None, pair.half)]
    begun = time.process_time()
    judged = [judge(pair) for pair in pairs]
    took = (time.process_time() - begun) / max(1, len(judged)) * 1000
    for one in judged:
        if chosen.faults == one.pair.half and not one.correct:
            side = "right" if one.pair.right else "wrong"
            out(f"{one.pair.id} {side} {one.pair.kind} [{one.pair.changed}] {one.pair.clause}\n  S: {one.statement}\n")
            out(f"  E: {one.evidence}\n  R: {_reasons(one.support)}\n")
    if chosen.report:
        out(report(judged) + "\n\n")
        for name in HAND_WRITTEN if chosen.half is None else HAND_WRITTEN[:1]:
            hands = judge_tricky(name)
            wrong = [not hand.support.ok for hand in hands if not hand.right]
            right = [not hand.support.ok for hand in hands if hand.right]
            out(f"{name}: wrong caught {Rate(sum(wrong), len(wrong))}, right refused {Rate(sum(right), len(right))}\n")
        out(f"{len(judged)} pairs, {took:.2f} ms of processor time a pair, evidence read anew for each clause\n")
    return 0


def _reasons(support: Support) -> str:
    return "; ".join(f"{reason.fault}: {reason.said!r} / {reason.stated!r}" for reason in support.reasons)


if __name__ == "__main__":
    sys.exit(main())
