"""Two versions, or two documents, clause by clause: what was moved, renumbered, reworded, added or dropped."""

from __future__ import annotations

import difflib
import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from corpus.addressees import GROUP_NAMES, INSTITUTIONS
from corpus.model import Clause, Document

_LEAST_LIKENESS = 0.3  # cosine of character pairs weighted by rarity; unlike clauses of one field stay below
_SAME_PLACE = 0.08  # what an equal number adds: of two equally like clauses, the one that kept its number
_TOKEN = re.compile(r"\d+(?:\.\d+)?%?|(?:百分之)?[〇零一二两三四五六七八九十百千]+|[A-Za-z]+(?:'[a-z]+)?|\s+|.", re.S)
KINDS = ("moved", "renumbered", "reworded", "added", "dropped")


@dataclass(frozen=True)
class Edit:
    """A stretch of words: `op` is equal, replace, insert or delete; `before` and `after` its words on each side."""

    op: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A clause of one side with its counterpart. `kinds` is empty where nothing changed; a clause may be renumbered
    and reworded at once. `likeness` is from 0 to 1."""

    before: Clause | None
    after: Clause | None
    kinds: frozenset[str]
    likeness: float
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """`record` are the fields of the record that differ: (name, before, after). `changes` follow the order of the
    later document, a dropped clause stands where its neighbour went."""

    before: Document
    after: Document
    record: tuple[tuple[str, str, str], ...]
    changes: tuple[Change, ...]

    def of(self, kind: str) -> list[Change]:
        return [change for change in self.changes if kind in change.kinds]

    def counts(self) -> dict[str, int]:
        return {kind: len(self.of(kind)) for kind in KINDS} | {"unchanged": sum(not c.kinds for c in self.changes)}

    def to_json(self) -> dict[str, Any]:
        return {
            "before": {
                "id": self.before.id,
                "version": self.before.version,
                "text_status": str(self.before.text_status),
            },
            "after": {"id": self.after.id, "version": self.after.version, "text_status": str(self.after.text_status)},
            "counts": self.counts(),
            "record": [{"field": name, "before": a, "after": b} for name, a, b in self.record],
            "changes": [
                {
                    "kinds": sorted(change.kinds, key=KINDS.index),
                    "before": _named(change.before),
                    "after": _named(change.after),
                    "likeness": round(change.likeness, 3),
                    "edits": [asdict(edit) for edit in change.edits],
                }
                for change in self.changes
            ],
        }

    def render(self) -> str:
        """For people: one line a changed clause, then its words with [-dropped-] and {+added+}."""
        return "\n".join(_rendered(self))


def compare(before: Document, after: Document) -> Comparison:
    """Aligns the clauses by their words (the Chinese ones where both sides have Chinese) and says what became of each.

    Deterministic; the record card (`meta`) is left out. A thousand clauses a side take about three seconds.
    """
    old = [clause for clause in before if clause.id.path != ("meta",)]
    new = [clause for clause in after if clause.id.path != ("meta",)]
    language = _language(old, new)
    old_texts = [_words(clause, language) for clause in old]
    new_texts = [_words(clause, language) for clause in new]
    pairs = _aligned(old, new, old_texts, new_texts)
    kept_order = _in_order([pairs[i][0] for i in sorted(pairs)])
    changes: list[tuple[float, Change]] = []
    for i, (j, likeness) in pairs.items():
        kinds = set()
        if old_texts[i] != new_texts[j]:
            kinds.add("reworded")
        if j not in kept_order:
            kinds.add("moved")
        if old[i].id.path != new[j].id.path:
            kinds.add("renumbered")
        edits = tuple(word_edits(old_texts[i], new_texts[j])) if "reworded" in kinds else ()
        changes.append((j, Change(old[i], new[j], frozenset(kinds), likeness, edits)))
    taken = {j for j, _ in pairs.values()}
    for j, clause in enumerate(new):
        if j not in taken:
            changes.append((j, Change(None, clause, frozenset({"added"}), 0.0, (Edit("insert", "", new_texts[j]),))))
    for i, clause in enumerate(old):
        if i not in pairs:
            near = max((pairs[k][0] for k in range(i) if k in pairs), default=-1)
            dropped = Change(clause, None, frozenset({"dropped"}), 0.0, (Edit("delete", old_texts[i], ""),))
            changes.append((near + 0.5 + i / (2 * len(old) + 2), dropped))
    changes.sort(key=lambda held: held[0])
    return Comparison(before, after, tuple(_record(before, after)), tuple(change for _, change in changes))


def word_edits(before: str, after: str) -> Iterator[Edit]:
    """The edits that turn one text into the other; numbers (Chinese ones too), Latin words and Chinese characters are
    whole tokens."""
    a, b = _TOKEN.findall(before), _TOKEN.findall(after)
    for op, i, k, j, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        yield Edit(op, "".join(a[i:k]), "".join(b[j:m]))


def _language(old: Sequence[Clause], new: Sequence[Clause]) -> str:
    both = all(any(clause.in_language("zh") for clause in side) for side in (old, new))
    return "zh" if both else ""


def _words(clause: Clause, language: str) -> str:
    span = clause.in_language(language) if language else None
    return clause.text[slice(*span)] if span else clause.text


def _aligned(
    old: Sequence[Clause], new: Sequence[Clause], old_texts: Sequence[str], new_texts: Sequence[str]
) -> dict[int, tuple[int, float]]:
    """Old index: (new index, likeness). Equal words first, then the assignment with the highest total likeness."""
    pairs: dict[int, tuple[int, float]] = {}
    by_text: dict[str, list[int]] = {}
    for j, text in enumerate(new_texts):
        by_text.setdefault(text, []).append(j)
    for i, text in enumerate(old_texts):
        same = by_text.get(text, [])
        if same:
            j = min(same, key=lambda j: (new[j].id.path != old[i].id.path, j))
            same.remove(j)
            pairs[i] = (j, 1.0)
    likeness = _likeness(list(map(_titled, old, old_texts)), list(map(_titled, new, new_texts)))
    fronts = [next((n for n, c in enumerate(side) if c.id.path == ("0",)), None) for side in (old, new)]
    taken = {j for j, _ in pairs.values()}
    if fronts[0] is not None and fronts[1] is not None and fronts[0] not in pairs and fronts[1] not in taken:
        i, j = fronts[0], fronts[1]  # a preamble answers to a preamble, however it is worded
        pairs[i] = (j, float(likeness[i, j]))
        taken.add(j)
    rest_old = [i for i in range(len(old)) if i not in pairs]
    rest_new = [j for j in range(len(new)) if j not in taken]
    if rest_old and rest_new:
        rest = likeness[np.ix_(rest_old, rest_new)]
        same_path = np.array([[old[i].id.path == new[j].id.path for j in rest_new] for i in rest_old])
        total = np.where(rest >= _LEAST_LIKENESS, rest + _SAME_PLACE * same_path, 0.0)
        for a, b in zip(*linear_sum_assignment(-total), strict=True):
            if total[a, b] > 0:
                pairs[rest_old[a]] = (rest_new[b], float(rest[a, b]))
    return pairs


def _titled(clause: Clause, text: str) -> str:
    return f"{clause.heading}\n{text}"


def _likeness(old: Sequence[str], new: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """(len(old), len(new)) cosine of character pairs weighted by rarity, in [0, 1]."""
    counted = [Counter(_pairs(text)) for text in (*old, *new)]
    seen: Counter[str] = Counter(pair for counts in counted for pair in counts)
    columns = {pair: n for n, pair in enumerate(sorted(seen))}
    rarity = {pair: math.log(1 + len(counted) / count) for pair, count in seen.items()}
    matrix = np.zeros((len(counted), len(columns)), dtype=np.float32)
    for row, counts in enumerate(counted):
        for pair, count in counts.items():
            matrix[row, columns[pair]] = (1 + math.log(count)) * rarity[pair]
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    found = matrix[: len(old)] @ matrix[len(old) :].T
    return np.asarray(found, dtype=np.float64)


def _pairs(text: str) -> list[str]:
    folded = re.sub(r"[\s\W]", "", text.lower())
    return [folded[n : n + 2] for n in range(len(folded) - 1)] or [folded]


def _in_order(targets: Sequence[int]) -> set[int]:
    """The longest rising run of targets: clauses in it kept their order, the others moved."""
    tails: list[int] = []
    positions: list[int] = []
    for target in targets:
        at = bisect_left(tails, target)
        tails[at : at + 1] = [target]
        positions.append(at)
    kept: set[int] = set()
    wanted = len(tails) - 1
    for target, at in zip(reversed(targets), reversed(positions), strict=True):
        if at == wanted:
            kept.add(target)
            wanted -= 1
    return kept


def _record(before: Document, after: Document) -> Iterator[tuple[str, str, str]]:
    for name in ("title", "number", "issuer", "published", "effective", "addressees", "text_status"):
        a, b = (_shown(document, name) for document in (before, after))
        if a != b:
            yield name, a, b


def _shown(document: Document, name: str) -> str:
    if name in ("published", "effective"):
        day = getattr(document.validity, name)
        return day.isoformat() if day else ""
    if name == "addressees":
        names = {
            **{key: zh for key, (zh, *_) in INSTITUTIONS.items()},
            **{key: zh for key, (zh, *_) in GROUP_NAMES.items()},
        }
        return "、".join(names[key] for key in names if key in document.addressees)
    return str(getattr(document, name))


def _named(clause: Clause | None) -> dict[str, str] | None:
    return {"clause_id": str(clause.id), "label": clause.label, "heading": clause.heading} if clause else None


def _rendered(comparison: Comparison) -> Iterator[str]:
    a, b = comparison.before, comparison.after
    yield f"{a.title} {a.number} {a.version} → {b.title} {b.number} {b.version}"
    yield "  ".join(f"{kind} {count}" for kind, count in comparison.counts().items())
    yield from (f"  {name}: {old or '—'} → {new or '—'}" for name, old, new in comparison.record)
    for change in comparison.changes:
        if not change.kinds:
            continue
        labels = " → ".join(f"{c.label} {c.heading}".strip() for c in (change.before, change.after) if c)
        yield f"\n{', '.join(sorted(change.kinds, key=KINDS.index))}: {labels}"
        if change.edits:
            yield "  " + "".join(map(_marked, change.edits)).replace("\n", "\n  ")


def _marked(edit: Edit) -> str:
    if edit.op == "equal":
        return edit.after
    return (f"[-{edit.before}-]" if edit.before else "") + (f"{{+{edit.after}+}}" if edit.after else "")
