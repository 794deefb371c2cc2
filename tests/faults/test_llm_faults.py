"""A language model endpoint that fails in every way it can: the reader gets the extractive answer, in time."""

from __future__ import annotations

import json
import socket
import threading
import time

import pytest

from evaluation.adversary import run, send, serving, shown_to
from evaluation.datasets import load_questions
from tests.server_process import free_port
from tests.small_corpus import NAMES, with_model

QUESTION = "银行续贷制度要明确什么?"
TWO = "大型银行的增速目标是多少?银行可以强制捆绑销售保险吗?"
DEADLINE_S = 3.0  # from the arrival of the question: finding its clauses takes some of it, more on a loaded machine
LONG_S = 60.0  # how long an endpoint that hangs goes on, unless the test is over


def raw(status, body, content_type="application/json", **headers):
    """Answers with exactly these bytes."""

    def respond(handler, _):
        handler.send_response(status)
        handler.send_header("Content-Type", content_type)
        handler.send_header("Connection", "close")
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return respond


def events(*lines):
    return raw(200, b"".join(line + b"\n\n" for line in lines), "text/event-stream")


def broken_off(handler, body):
    """A lie, and the connection is gone in the middle of the next."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    words = json.dumps({"statements": [{"text": "银行可以不审批", "evidence": [1]}, {"text": "银"}]})
    handler.wfile.write(b"data: " + json.dumps({"choices": [{"delta": {"content": words}}]}).encode() + b"\n\n")
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


def chat(content):
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


FAILURES = {
    "bad request": raw(400, b"{}"),
    "unauthorised": raw(401, b'{"error": {"message": "bad key"}}'),
    "not found": raw(404, b"<html>not here</html>", "text/html"),
    "too many": raw(429, b"{}"),
    "server error": raw(500, b"boom", "text/plain"),
    "redirect": raw(302, b"", Location="http://127.0.0.1:9/v1/chat/completions"),
    "no content": raw(204, b""),
    "html": raw(200, b"<html><body>captive portal</body></html>", "text/html"),
    "empty": raw(200, b""),
    "null": raw(200, b"null"),
    "a list": raw(200, b"[1, 2]"),
    "no choices": raw(200, b'{"choices": []}'),
    "choices of another kind": raw(200, b'{"choices": "none"}'),
    "content of another kind": raw(200, b'{"choices": [{"message": {"content": {"a": 1}}}]}'),
    "no content field": raw(200, b'{"choices": [{"message": {}}]}'),
    "refusal": raw(200, chat("I cannot help with that.")),
    "prose": raw(200, chat("银行可以自行决定。")),
    "wrong JSON": raw(200, chat('{"answers": ["a"]}')),
    "half JSON": raw(200, chat('{"statements": [{"text": "银行可以')),
    "numbers for text": raw(200, chat('{"statements": [{"text": 5, "evidence": [1]}]}')),
    "evidence of another kind": raw(200, chat('{"statements": [{"text": "银行可以", "evidence": {"a": 1}}]}')),
    "a million brackets": raw(200, chat("[{" * 100_000)),
    "deep JSON": raw(200, b'{"choices":' + b"[" * 100_000),
    "10 MB": raw(200, chat("银行可以自行决定。" * 400_000)),
    "10 MB of events": events(*[b'data: {"choices": [{"delta": {"content": "' + b"x" * 65_536 + b'"}}]}'] * 160),
    "10 MB in one line": raw(200, b"data: " + b"x" * 10_000_000, "text/event-stream"),
    "invalid UTF-8": raw(200, b'{"choices": [{"message": {"content": "\xff\xfe\x80"}}]}'),
    "invalid UTF-8 in an event": events(b'data: {"choices": [{"delta": {"content": "\xc3\x28"}}]}'),
    "events that are none": events(b"data: hello", b"data: [DONE]"),
    "an error in an event": events(b'data: {"error": {"message": "overloaded"}}', b"data: [DONE]"),
    "compressed rubbish": raw(200, b"\x1f\x8b\x08\x00rubbish", **{"Content-Encoding": "gzip"}),
    "broken off": broken_off,
}


@pytest.mark.parametrize("respond", FAILURES.values(), ids=FAILURES.keys())
def test_the_clauses_speak_whatever_the_endpoint_does(small, respond):
    plain = small.ask(QUESTION)
    with serving(respond) as url:
        answer = with_model(small, url).ask(QUESTION)
    assert answer.mode == "extractive"
    assert answer.statements == plain.statements
    assert "llm_fallback" in {caution.code for caution in answer.cautions}


class Hanging:
    """An endpoint that never comes to an end: silent, or one byte of a comment at a time so that no read times out."""

    def __init__(self, dripping):
        self.dripping, self.over = dripping, threading.Event()
        self.asked = self.ended = 0

    def __call__(self, handler, body):
        self.asked += 1
        if self.dripping:
            handler.send_response(200)
            handler.send_header("Content-Type", "text/event-stream")
            handler.end_headers()
        until = time.monotonic() + LONG_S
        while time.monotonic() < until and not self.over.wait(0.05):
            if self.dripping:
                handler.wfile.write(b":")
                handler.wfile.flush()
        self.ended += not self.over.is_set()


@pytest.mark.parametrize("dripping", [False, True], ids=["silent", "drip"])
def test_the_answer_does_not_wait_for_an_endpoint_that_hangs(small, dripping):
    endpoint, plain = Hanging(dripping), small.ask(QUESTION)
    with serving(endpoint) as url:
        answer = with_model(small, url, DEADLINE_S).ask(QUESTION)
        ended = endpoint.ended
        endpoint.over.set()
    assert (endpoint.asked, ended) == (1, 0), "the answer is there, the endpoint is not done"
    assert answer.mode == "extractive"
    assert answer.statements == plain.statements
    assert "llm_fallback" in {caution.code for caution in answer.cautions}


def test_two_questions_in_one_share_one_deadline(small):
    endpoint, plain = Hanging(dripping=False), small.ask(TWO)
    with serving(endpoint) as url:
        answer = with_model(small, url, DEADLINE_S).ask(TWO)
        endpoint.over.set()
    assert len(plain.statements) > 1
    assert answer.mode == "extractive"
    assert endpoint.asked == 1, "no time is left for the second"


def test_each_part_of_a_question_is_worded_by_the_model(small):
    def verbatim(handler, body):
        passages, _ = shown_to(body)
        send(handler, json.dumps({"statements": [{"text": passages[0], "evidence": [1]}]}))

    with serving(verbatim) as url:
        answer = with_model(small, url).ask(TWO)
    assert answer.mode == "llm"
    assert len(answer.statements) == 2


def test_a_dead_server_and_a_wrong_address_are_a_fallback_too(small):
    for url in (f"http://127.0.0.1:{free_port()}/v1", "http://127.0.0.1:99999/v1", "http://[::bad/v1"):
        assert with_model(small, url, DEADLINE_S).ask(QUESTION).mode == "extractive"


def test_an_endpoint_that_fails_three_times_is_left_alone_for_a_while(small):
    asked = []

    def failing(handler, body):
        asked.append(body)
        raw(500, b"")(handler, body)

    with serving(failing) as url:
        service = with_model(small, url)
        answers = [service.ask(QUESTION) for _ in range(5)]
    assert len(asked) == 3
    assert all("llm_fallback" in {caution.code for caution in answer.cautions} for answer in answers)


def test_an_endpoint_that_works_in_between_is_asked_on(small):
    asked = []

    def unsteady(handler, body):
        asked.append(body)
        if len(asked) % 3:
            raw(500, b"")(handler, body)
        else:
            send(handler, "{}")

    with serving(unsteady) as url:
        service = with_model(small, url)
        for _ in range(7):
            service.ask(QUESTION)
    assert len(asked) == 7


def test_the_log_says_what_failed_and_no_secret(small, caplog):
    with serving(raw(401, b'{"error": "secret-key is wrong"}')) as url:
        with_model(small, url.replace("//", "//user:password@") + "?token=hidden").ask(QUESTION)
    assert "401" in caplog.text
    assert not any(word in caplog.text for word in ("secret-key", "password", "hidden", QUESTION))


def test_a_redirect_does_not_carry_the_key_elsewhere(small):
    heard = []
    with serving(lambda handler, body: heard.append(body)) as other:
        respond = raw(307, b"", Location=f"{other}/chat/completions")
        with serving(respond) as url:
            with_model(small, url).ask(QUESTION)
    assert heard == []


def test_a_server_without_schemas_is_asked_again_without_one(small):
    asked = []

    def old(handler, body):
        asked.append("response_format" in body)
        if "response_format" in body:
            raw(400, b'{"error": "unknown field response_format"}')(handler, body)
        else:
            passages, _ = shown_to(body)
            send(handler, json.dumps({"statements": [{"text": passages[0], "evidence": [1]}]}))

    with serving(old) as url:
        answer = with_model(small, url).ask(QUESTION)
    assert asked == [True, False]
    assert answer.mode == "llm"


def test_what_was_proved_before_the_reply_broke_off_is_kept(small):
    def half(handler, body):
        passages, _ = shown_to(body)
        words = json.dumps({"statements": [{"text": passages[0], "evidence": [1]}]})[:-2]
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.wfile.write(b"data: " + json.dumps({"choices": [{"delta": {"content": words}}]}).encode() + b"\n\n")

    with serving(half) as url:
        answer = with_model(small, url).ask(QUESTION)
    assert answer.mode == "llm"
    assert len(answer.statements) == 1


def test_nothing_that_a_lying_model_says_is_shown(small):
    """The short form; `make llm-adversary` asks a thousand times over the whole corpus."""
    questions = [
        question
        for question in load_questions(split="dev")
        if question.status == "answered"
        and question.required
        and all(clause.split("#")[0] in NAMES for group in question.required for clause in group)
    ]
    outcome = run(lambda url: with_model(small, url, 60.0), questions, 100)
    assert outcome.asked == 100
    assert outcome.told.total() > 200
    assert outcome.leaks == []
    assert outcome.true_shown.total() > 0.6 * outcome.true_told.total()
