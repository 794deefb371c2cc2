"""How fast this machine answers: `ask` and `search` over many different questions, one at a time."""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.errors import PolicyQAError

if TYPE_CHECKING:
    from app.service import PolicyQA

PERCENTILES = (50, 90, 95, 99, 100)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Bench:
    """Milliseconds by percentile (`p100` is the slowest); `open_ms` is the time to open the index, with its models;
    `peak_mb` the most memory this process held. `load` is the machine's at the end: above `cores`, times are of a
    machine that was busy with something else."""

    questions: int
    open_ms: float
    first_ms: float
    ask_ms: dict[str, float]
    search_ms: dict[str, float]
    answers_per_s: float
    peak_mb: float
    clauses: int
    index: str
    cores: int
    load: float
    python: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def text(self) -> str:
        """A few lines for a terminal."""
        lines = [
            f"{self.questions} questions over {self.clauses} clauses, {self.cores} cores, load {self.load:.1f}",
            f"open    {self.open_ms:8.0f} ms   first answer {self.first_ms:.0f} ms",
        ]
        for name, times in (("ask", self.ask_ms), ("search", self.search_ms)):
            lines.append(f"{name:<7} " + "   ".join(f"{key} {value:.1f} ms" for key, value in times.items()))
        lines.append(f"{self.answers_per_s:.1f} answers a second, one at a time; {self.peak_mb:.0f} MB at most")
        if self.load > self.cores:
            lines.append("the machine was busy with something else: these times are upper bounds")
        return "\n".join(lines)


def questions_of(service: PolicyQA, count: int) -> list[str]:
    """`count` different questions on the headings of the corpus, evenly spread; they name no clause, so each is
    searched. Raises PolicyQAError where the corpus has no headings."""
    headings = dict.fromkeys(
        (clause.heading or clause.text[:20]).strip() for document in service.catalogue.documents for clause in document
    )
    asked = [f"{heading}有什么要求？" for heading in headings if heading]
    if not asked:
        raise PolicyQAError("the corpus has no clause to ask about; import a document, then run policyqa bench again")
    places = np.linspace(0, len(asked) - 1, min(count, len(asked)))
    return [asked[round(place)] for place in places]


def run(service: PolicyQA, questions: Sequence[str], open_ms: float = 0.0, progress: Progress | None = None) -> Bench:
    """Time `ask` and `search` over `questions`; the first question is asked once before, and told apart. No question's
    vector is left over from another call."""

    def anew(action: Callable[[], object]) -> float:
        for embedder in service.retriever.embedders:
            embedder.forget()
        return _timed(action)

    first = anew(lambda: service.ask(questions[0]))
    asked, searched = [], []
    for done, question in enumerate(questions, start=1):
        asked.append(anew(lambda text=question: service.ask(text)))
        searched.append(anew(lambda text=question: service.search(text)))
        if progress is not None:
            progress(done, len(questions))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return Bench(
        questions=len(questions),
        open_ms=open_ms,
        first_ms=first,
        ask_ms=_percentiles(asked),
        search_ms=_percentiles(searched),
        answers_per_s=1000 * len(asked) / sum(asked),
        peak_mb=peak,
        clauses=sum(len(document.clauses) for document in service.catalogue.documents),
        index=service.retriever.fingerprint,
        cores=os.cpu_count() or 1,
        load=os.getloadavg()[0],
        python=platform.python_version(),
    )


def _timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


def _percentiles(times: Sequence[float]) -> dict[str, float]:
    return {f"p{percent}": round(float(np.percentile(times, percent)), 2) for percent in PERCENTILES}
