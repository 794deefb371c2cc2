"""How much of what a language model could say is taken for proved, without a model or a service.

    python -m evaluation.model_proof --clauses 300        the verifier's pairs, and lies about clauses drawn at random

The pairs are those of `evaluation.verifier_pairs`: right statements reworded, wrong ones changed in one place; here the
evidence is the sentence that the statement was made from, as a model is shown it.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.answering.compose.proof import proving, words_of
from app.answering.segments import Segment, segments
from corpus.model import Document
from evaluation.lies import Line, lies, truths
from evaluation.verifier_pairs import AS_OF, HALVES, Rate, catalogue, catalogue_of, load_pairs

_CLAUSES, _SEGMENTS = 3, 2  # a reply is about so many clauses, and so many segments of each
_LONGEST = 600
_QUESTION = {"zh": "续贷需要什么条件?", "en": "What does a renewal need?"}


@dataclass
class Tally:
    """How many statements of each kind were made, how many taken for proved, and the lies among these."""

    told: Counter[str] = field(default_factory=Counter)
    proved: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)

    def add(self, kind: str, text: str, true: bool, proved: bool) -> None:
        """Count one statement."""
        name = f"true, {kind}" if true else kind
        self.told[name] += 1
        self.proved[name] += proved
        if proved and not true:
            self.leaks.append(f"[{kind}] {text}")

    def rate(self, true: bool) -> Rate:
        """Of all true (or all false) statements, how many were taken for proved."""
        names = [name for name in self.told if name.startswith("true, ") is true]
        return Rate(sum(self.proved[name] for name in names), sum(self.told[name] for name in names))


def of_pairs(half: str) -> Tally:
    """The verifier's pairs of one half."""
    tally = Tally()
    for pair in load_pairs():
        found = catalogue_of(pair.clause).clause(pair.clause, AS_OF)
        passages = [
            part
            for part in segments(found.document, found.clause, pair.language)
            if any(part.start < end and start < part.end for start, end in pair.spans)
        ]
        if pair.half == half and passages:
            text = pair.statement(found.clause.text)
            tally.add(pair.kind, text, pair.right, bool(proving(text, pair.language, passages)))
    return tally


def of_clauses(count: int, language: str, seed: int) -> Tally:
    """Lies and truths about clauses drawn at random from the whole corpus, `count` times three at a time."""
    dice, tally = random.Random(seed), Tally()
    documents = [catalogue().get(name, AS_OF) for name in catalogue().ids()]
    documents = [one for one in documents if any(_speaks(one, language))]
    for _ in range(count):
        passages = _draw(dice.choice(documents), language, dice)
        texts = [words_of(passage) for passage in passages]
        for line in (*lies(texts, _QUESTION[language], dice), *truths(texts, dice)):
            if 1 < len(line.text) <= _LONGEST:
                tally.add(line.kind, line.text, line.true, _shown(line, language, passages))
    return tally


def _speaks(document: Document, language: str) -> Iterator[bool]:
    return (clause.in_language(language) is not None or language == "zh" for clause in document)


def _draw(document: Document, language: str, dice: random.Random) -> list[Segment]:
    clauses = [clause for clause, speaks in zip(document, _speaks(document, language), strict=True) if speaks]
    drawn = dice.sample(clauses, min(_CLAUSES, len(clauses)))
    return [part for clause in drawn for part in segments(document, clause, language)[:_SEGMENTS]]


def _shown(line: Line, language: str, passages: Sequence[Segment]) -> bool:
    if any(number > len(passages) for number in line.evidence):
        return False
    return bool(proving(line.text, language, [passages[number - 1] for number in line.evidence]))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="evaluation.model_proof", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--clauses", type=int, default=300, help="draws of three clauses in each language")
    parser.add_argument("--seed", type=int, default=11)
    chosen = parser.parse_args(arguments)
    tallies = {f"pairs, {half}": of_pairs(half) for half in HALVES}
    tallies |= {f"lies, {name}": of_clauses(chosen.clauses, name, chosen.seed) for name in _QUESTION}
    sys.stdout.write("| statements | false ones taken for proved | true ones kept |\n|---|---|---|\n")
    for name, tally in tallies.items():
        sys.stdout.write(f"| {name} | {tally.rate(False)} | {tally.rate(True)} |\n")
    leaks = [f"{name} {leak}" for name, tally in tallies.items() for leak in tally.leaks]
    sys.stdout.write("".join(f"\n{leak}" for leak in leaks))
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(main())
