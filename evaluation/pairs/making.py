"""Draws the pairs of verifier.json from the corpus: right statements, reworded, and minimally wrong ones.

    python -m evaluation.pairs.making         writes the file anew (the same seed gives the same pairs)

A base is a sentence, or an item with the subject of its list. A right statement is a base with rewordings that keep
the meaning; a wrong one has one more edit that does not.
"""

from __future__ import annotations

import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from corpus.catalogue import Catalogue
from evaluation.pairs.bases import Base, bases, half_of
from evaluation.pairs.english import english_pairs
from evaluation.pairs.rewording import reword
from evaluation.pairs.spoiling import name_source, spoil
from evaluation.verifier_pairs import AS_OF, KINDS, Edit, Pair, catalogue, edited, other_laws

PER_KIND = 340  # right and wrong each, both halves together
_MOST_A_CLAUSE = 4
_ADDED = 0.4  # share of wrong pairs that may say something the clause does not speak of at all: the easier kind


def chinese_pairs(catalogues: tuple[Catalogue, ...], dice: random.Random) -> Iterator[Pair]:
    """PER_KIND right and wrong pairs of every kind, as even over documents as they allow."""
    by_document = {name: list(bases(each.get(name, AS_OF))) for each in catalogues for name in each.ids()}
    for kind in KINDS:
        for half in ("dev", "held_out"):
            documents = [d for d in by_document if half_of(d) == half]
            yield from _draw(kind, half, [by_document[d] for d in documents], catalogues[0], dice)


def _draw(kind: str, half: str, pools: list[list[Base]], catalogue: Catalogue, dice: random.Random) -> Iterator[Pair]:
    queue = [
        (base, dice.random() * (1 + n / 10)) for pool in pools for n, base in enumerate(dice.sample(pool, len(pool)))
    ]
    queue.sort(key=lambda entry: entry[1])
    used: dict[str, int] = defaultdict(int)
    counts = {True: 0, False: 0}
    added = 0
    for base, _ in queue:
        clause = str(base.clause.id)
        if used[clause] >= _MOST_A_CLAUSE:
            continue
        for right in (True, False):
            if counts[right] >= PER_KIND // 2:
                continue
            pair = _make(kind, half, base, right, catalogue, dice, counts)
            if pair is not None and "added" in pair.changed:
                added += 1
            if pair is not None and ("added" not in pair.changed or added <= _ADDED * PER_KIND / 2):
                counts[right] += 1
                used[clause] += 1
                yield pair


def _make(
    kind: str, half: str, base: Base, right: bool, catalogue: Catalogue, dice: random.Random, counts: dict[bool, int]
) -> Pair | None:
    text = base.text
    edits: list[tuple[Edit, str]] = []
    if kind == "document":
        edits.append(name_source(base, right, dice, catalogue))
    else:
        spoils = [
            one for one in spoil(kind, text, base.clause.text, dice) if one[0].text != text[one[0].start : one[0].end]
        ]
        if not spoils:
            return None
        if right and kind == "condition" and all("added" in name for _, name in spoils):
            return None
        if not right:
            harder = [one for one in spoils if "added" not in one[1]]
            edits.append(dice.choice(harder or spoils))
    taken = [(edit.start, edit.end) for edit, _ in edits]
    edits += reword(text, taken, kind, dice.choice((0, 1, 2, 2, 3, 3)), dice)
    changed = ",".join(name for _, name in edits)
    if not right and edited(text, [edit for edit, _ in edits]) in base.clause.text:
        return None
    number = f"{kind[:3]}-{half[0]}{'r' if right else 'w'}{counts[right]:03d}"
    return Pair(
        number, str(base.clause.id), base.spans, tuple(edit for edit, _ in edits), right, kind, half, changed=changed
    )


def main() -> int:
    """Draw and write."""
    dice = random.Random(20261124)
    pairs = [*chinese_pairs((catalogue(), other_laws()), dice), *english_pairs(catalogue(), dice)]
    path = Path(__file__).parent / "verifier.json"
    path.write_text("[\n" + ",\n".join(_row(pair) for pair in pairs) + "\n]\n", encoding="utf-8")
    sys.stdout.write(f"{len(pairs)} pairs written to {path.name}\n")
    return 0


def _row(pair: Pair) -> str:
    row = {
        "id": pair.id,
        "clause": pair.clause,
        "spans": pair.spans,
        "edits": [(edit.start, edit.end, edit.text) for edit in pair.edits],
        "right": pair.right,
        "kind": pair.kind,
        "half": pair.half,
        "changed": pair.changed,
    }
    if pair.language != "zh":
        row |= {"language": pair.language, "evidence": pair.evidence}
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    sys.exit(main())
