"""The most plausible series among numbered lines: 第一条, 第二条, … with what only looks like a number left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

_WINDOW = 60  # how many candidates back the one before may be: more mentions than that never stand in a row


@dataclass(frozen=True)
class Candidate:
    """A line that may open a numbered piece. `step` is a path step ('133-1'); `group` counts the pieces above it,
    where a series may start again; `belief` is how much the line itself looks like an opening (from -1 to 2)."""

    at: int  # index of the paragraph
    step: str
    belief: float
    group: int = 0


def best_chain(candidates: Sequence[Candidate], *, restarts: bool = False) -> list[Candidate]:
    """The series of rising numbers with the highest total belief; a gap costs, a next number is rewarded.

    With `restarts` a series may begin again at 1 when the group changes (（一） under 二、), else it may not.
    Candidates are in reading order. O(n x 60).
    """
    if not candidates:
        return []
    score: list[float] = []
    before: list[int | None] = []
    for number, candidate in enumerate(candidates):
        best, back = _opening(candidate), None
        for earlier in range(max(0, number - _WINDOW), number):
            link = _link(candidates[earlier], candidate, restarts)
            if link is not None and score[earlier] + link > best:
                best, back = score[earlier] + link, earlier
        score.append(best + candidate.belief)
        before.append(back)
    last: int | None = max(range(len(score)), key=score.__getitem__)
    if score[last or 0] <= 0:
        return []
    chain = []
    while last is not None:
        chain.append(candidates[last])
        last = before[last]
    return chain[::-1]


def _numbers(step: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else ord(part[0]) - 96 for part in step.split("-"))


def _opening(candidate: Candidate) -> float:
    return 1.0 if candidate.step in ("1", "a") else -1.2


def _link(earlier: Candidate, later: Candidate, restarts: bool) -> float | None:
    """Reward of `later` straight after `earlier`; None where it cannot follow."""
    a, b = _numbers(earlier.step), _numbers(later.step)
    if follows(earlier.step, later.step):
        return 1.0
    if restarts and earlier.group != later.group and later.step in ("1", "a"):
        return 1.0
    if b <= a:
        return None
    gap = b[0] - a[0]
    return -0.5 - 0.3 * log2(max(gap, 1))


def follows(before: str, step: str) -> bool:
    """Whether `step` is the next number: 134 after 133 or 133-2, 133-1 after 133, 133-2 after 133-1."""
    a, b = _numbers(before), _numbers(step)
    if len(b) == 1:
        return b[0] == a[0] + 1
    if b[-1] == 1:
        return b[:-1] == a
    return a[: len(b)] == (*b[:-1], b[-1] - 1)
