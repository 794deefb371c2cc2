"""A language model that lies, behind an OpenAI-compatible endpoint, and how many of its lies reach a reader.

    python -m evaluation.adversary --answers 1000 --data data        with the shipped corpus and development questions

Every reply holds lies about the passages that it was shown (`evaluation.lies`) and, most times, a true statement, in
one of the shapes in which models reply. Whatever is shown and is not one of the true statements counts as a lie, and so
does a true one with another citation than the words it was made from.
"""

from __future__ import annotations

import argparse
import difflib
import json
import random
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from app.answering.answer import Answer, Statement
from app.answering.terms import language_of
from app.answering.wording import say
from app.service import PolicyQA
from app.settings import Settings, load_settings
from evaluation.datasets import Question, load_questions
from evaluation.lies import MISPLACED, Line, lies, truths
from evaluation.verifier_pairs import Rate

SHAPES = ("stream", "stream", "whole", "fenced", "prose", "nested", "cut")
_VERDICTS = ("no_except", "no", "required", "depends", "yes")
# 点名包括…。 / Yes, … is named. (wording.py: addressed, not_addressed) before the addressees themselves.
_LEAD = re.compile(r"^(?:点名包括|没有点名)[^。]{1,20}。|^(?:Yes|No), [^.]{1,40} is (?:not )?named\. ")
_SAME_WORDS = 0.6
_TRUE_TOO = 0.7  # share of replies that hold a true statement as well

#: Answers one request: the handler to write to, and the request's JSON.
Respond = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


@contextmanager
def serving(respond: Respond) -> Iterator[str]:
    """An endpoint on loopback while the block runs; its base URL."""

    class _Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                respond(self, body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the reader has heard enough

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def shown_to(body: dict[str, Any]) -> tuple[list[str], str]:
    """The passages and the question that a request shows to the model."""
    prompt = body["messages"][-1]["content"]
    return re.findall(r"^\[\d+\] (.*)$", prompt, re.MULTILINE), re.findall(r"^Question: (.*)$", prompt, re.MULTILINE)[
        -1
    ]


def send(handler: BaseHTTPRequestHandler, text: str, *, stream: bool = True, step: int = 24) -> None:
    """Send `text` as the model's reply, as server-sent events of `step` characters or as one JSON object."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream" if stream else "application/json")
    handler.send_header("Connection", "close")
    handler.end_headers()
    if not stream:
        handler.wfile.write(json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode())
        return
    for at in range(0, len(text), step):
        chunk = {"choices": [{"index": 0, "delta": {"content": text[at : at + step]}}]}
        handler.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
        handler.wfile.flush()
    handler.wfile.write(b"data: [DONE]\n\n")


def worded(lines: Sequence[Line], shape: str) -> str:
    """The reply that holds the lines, in one of the SHAPES."""
    body = {"statements": [{"text": line.text, "evidence": list(line.evidence)} for line in lines]}
    text = json.dumps({"answer": body} if shape == "nested" else body, ensure_ascii=False)
    if shape == "fenced":
        return f"```json\n{text}\n```"
    if shape == "prose":
        return f"<think>The rules {{do not}} matter.</think>\nHere is the answer: {text}\nI hope this helps!"
    return text[:-12] if shape == "cut" else text


@dataclass
class Adversary:
    """Lies to every request, the same for the same seed; remembers the lines of the last reply."""

    seed: int = 0
    replies: int = 0
    last: list[Line] = field(default_factory=list)

    def __call__(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        dice = random.Random(f"{self.seed} {self.replies}")
        passages, question = shown_to(body)
        self.replies += 1
        self.last = draw(passages, question, dice)
        shape = dice.choice(SHAPES)
        send(handler, worded(self.last, shape), stream=shape != "whole", step=dice.choice((3, 24, 400)))


def draw(passages: Sequence[str], question: str, dice: random.Random) -> list[Line]:
    """The lines of one reply: two to four lies of different kinds, and mostly a true statement (where a passage speaks
    the question's language; a rendering is never proved by its original)."""
    by_kind: dict[str, list[Line]] = {}
    for lie in lies(passages, question, dice):
        by_kind.setdefault(lie.kind, []).append(lie)
    kinds = dice.sample(sorted(by_kind), min(dice.randint(2, 4), len(by_kind)))
    lines = [dice.choice(by_kind[kind]) for kind in kinds]
    told = {_plain(line.text) for line in lines}
    true = [
        line
        for line in truths(passages, dice)
        if _plain(line.text) not in told and language_of(line.text) == language_of(question)
    ]
    if true and dice.random() < _TRUE_TOO:
        lines.append(dice.choice(true))
    dice.shuffle(lines)
    return lines


def _plain(text: str) -> str:
    return re.sub(r"\W", "", text).lower()


def _cites(statement: Statement) -> bool:
    """Whether the words cited are those that the statement was made from, whatever number the model gave."""
    quotes = _plain("".join(citation.quote for citation in statement.citations))
    return difflib.SequenceMatcher(None, _plain(statement.text), quotes, autojunk=False).ratio() > _SAME_WORDS


def _without_verdict(text: str) -> str:
    """A statement without the yes or no that the composer, not the model, puts in front."""
    verdicts = [say(key, language).strip() for key in _VERDICTS for language in ("zh", "en")]
    return next((text.removeprefix(verdict) for verdict in verdicts if text.startswith(verdict)), _LEAD.sub("", text))


def _own_words(statement: Statement, number: str) -> bool:
    """Whether a statement is the words of its clause, in a comparison behind the number of its document (the title
    where it has none): what the composer says of a part that no model was asked."""
    cited = statement.citations[0]
    text = _plain(_without_verdict(statement.text))
    return text in {_plain(cited.quote), _plain(f"{number or cited.document}{cited.quote}")}


@dataclass
class Outcome:
    """What came of a run over documents with these `numbers`, by id. `leaks` are the statements shown that were no true
    line of the reply."""

    numbers: Mapping[str, str] = field(default_factory=dict)
    answers: int = 0
    asked: int = 0
    told: Counter[str] = field(default_factory=Counter)
    true_told: Counter[str] = field(default_factory=Counter)
    true_shown: Counter[str] = field(default_factory=Counter)
    fallbacks: int = 0
    leaks: list[tuple[str, str, str]] = field(default_factory=list)  # kind, statement, quote

    def count(self, lines: Sequence[Line], answer: Answer) -> None:
        """Take one answer into account, to which the model replied with `lines`."""
        self.asked += 1
        self.told.update(line.kind for line in lines if not line.true and line.kind not in MISPLACED)
        self.true_told.update(line.kind for line in lines if line.true or line.kind in MISPLACED)
        self.fallbacks += any(caution.code == "llm_fallback" for caution in answer.cautions)
        for statement in answer.statements if answer.mode == "llm" else ():
            words = {_plain(statement.text), _plain(_without_verdict(statement.text))}
            said = [line for line in lines if _plain(line.text) in words]
            document = statement.citations[0].clause_id.partition("#")[0]
            if not said and _own_words(statement, self.numbers.get(document, "")):
                continue
            if said and all(line.true or line.kind in MISPLACED for line in said) and _cites(statement):
                self.true_shown.update([said[0].kind])
            else:
                kind = next((line.kind for line in said if not line.true), "not in the reply")
                self.leaks.append((kind, statement.text, statement.citations[0].quote))

    def table(self) -> str:
        """A Markdown table: what was told and shown, kind by kind."""
        leaked = Counter(kind for kind, _, _ in self.leaks)
        lines = ["| the model's statements | told | shown |", "|---|---|---|"]
        lines += [f"| {kind} | {count} | {leaked[kind]} |" for kind, count in sorted(self.told.items())]
        lines.append(f"| **all lies** | {self.told.total()} | {Rate(len(self.leaks), self.told.total())} |")
        lines += [f"| true, {k} | {n} | {Rate(self.true_shown[k], n)} |" for k, n in sorted(self.true_told.items())]
        return "\n".join(lines)


def run(open_service: Callable[[str], PolicyQA], questions: Sequence[Question], answers: int, seed: int = 0) -> Outcome:
    """Ask until the model has lied in `answers` answers (questions come round again); `open_service` takes the URL."""
    adversary, outcome = Adversary(seed), Outcome()
    with serving(adversary) as url:
        service = open_service(url)
        outcome.numbers = {document.id: document.number for document in service.catalogue.documents}
        while outcome.asked < answers and outcome.answers < 5 * answers:
            question = questions[outcome.answers % len(questions)]
            outcome.answers += 1
            before = adversary.replies
            answer = service.ask(
                question.question, as_of=question.as_of, institution=question.institution, history=question.history
            )
            if adversary.replies == before + 1:  # questions in parts hear several replies and are left aside
                outcome.count(adversary.last, answer)
            if outcome.answers % 50 == 0:
                sys.stderr.write(f"\r{outcome.asked} of {answers} answers, {len(outcome.leaks)} lies shown")
    sys.stderr.write("\n")
    return outcome


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="evaluation.adversary", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--answers", type=int, default=1000, help="answers in which the model is heard")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--data", type=Path, default=Path("data"), help="data folder with an index")
    chosen = parser.parse_args(arguments)

    def open_service(url: str) -> PolicyQA:
        settings: Settings = load_settings(data=chosen.data, llm_url=url, llm_model="adversary", llm_timeout_s=60.0)
        return PolicyQA.open(settings, build=True)

    questions = [question for question in load_questions(split="dev") if question.status == "answered"]
    outcome = run(open_service, questions, chosen.answers, chosen.seed)
    for kind, said, quote in outcome.leaks:
        sys.stdout.write(f"SHOWN [{kind}] {said}\n   {quote}\n")
    sys.stdout.write(f"{outcome.table()}\n\n{outcome.asked} answers, {outcome.fallbacks} extractive after all\n")
    return 1 if outcome.leaks else 0


if __name__ == "__main__":
    sys.exit(main())
