import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from evaluation.llm_judge import JudgeError, judge
from evaluation.run import run_system
from tests.evaluation.corpus import Told, answered, cite, clauses, declined, question

QUESTIONS = [question(id=f"q{n}-1", group=f"q{n}") for n in range(4)]
RIGHT, WRONG = answered(cite("loan-law#1", "不得超过1000万元")), answered(cite("loan-law#1", "借款人可以申请展期。"))
RUN = run_system(
    Told({q.id: reply for q, reply in zip(QUESTIONS, (RIGHT, RIGHT, WRONG, declined()), strict=True)}),
    [q.model_copy(update={"facts": question(facts=[{"number": 1000, "unit": "万元"}]).facts}) for q in QUESTIONS],
    clauses(),
)


class Model(BaseHTTPRequestHandler):
    """Says YES to what it is asked about 1000万元."""

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        said = "YES" if "1000万元" in json.loads(asked)["messages"][-1]["content"].split("可以申请展期")[0] else "NO"
        message = {"role": "assistant", "content": said}
        body = json.dumps(
            {
                "id": "1",
                "object": "chat.completion",
                "created": 1,
                "model": "stub",
                "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            }
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Model)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_model_judges_answers_and_its_agreement_with_the_scorers_is_told(url: str):
    opinion = judge(RUN, clauses(), url, "stub", "faithfulness", 10)
    assert [name for name, _, _ in opinion.verdicts] == ["q0-1", "q1-1", "q2-1"]  # a decline states nothing
    told = opinion.as_json()
    assert (told["judged"], told["passing"], told["agree_with_scorers"], told["kappa"]) == (3, 2, 3, 1.0)
    assert "no figure" in opinion.text()


def test_a_judge_that_is_not_there_and_an_unknown_evaluator_are_told(url: str):
    with pytest.raises(JudgeError, match="is an OpenAI-compatible API running there"):
        judge(RUN, clauses(), "http://127.0.0.1:1/v1", "stub", "faithfulness", 1)
    with pytest.raises(JudgeError, match="say faithfulness"):
        judge(RUN, clauses(), url, "stub", "taste", 1)
