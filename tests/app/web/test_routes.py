"""The API: the answer's JSON, clauses, documents, search, and one error envelope."""

import json

import pytest

from app.answering.answer import Answer
from app.web.strings import say

TARGET = "大型商业银行的普惠小微贷款增速目标是什么？"


def test_an_answer_is_the_json_of_the_contract_and_its_quotes_are_in_the_clauses(client):
    reply = client.post("/v1/answers", json={"question": TARGET, "institution": "大行", "as_of": "2026-11-24"})
    assert reply.status_code == 200
    answer = Answer.model_validate(reply.json())
    assert list(reply.json()) == [name for name, field in Answer.model_fields.items() if not field.exclude]
    assert answer.status == "answered"
    for statement in answer.statements:
        for citation in statement.citations:
            clause = client.get(f"/v1/clauses/{citation.clause_id.replace('#', '%23')}").json()
            assert clause["text"][citation.start : citation.end] == citation.quote


def test_a_follow_up_leans_on_the_history(client):
    first = client.post("/v1/answers", json={"question": TARGET}).json()
    reply = client.post("/v1/answers", json={"question": "那保险公司呢？", "history": [TARGET, first]})
    assert reply.status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/v1/answers", {"question": ""}, 400, "bad_question"),
        ("POST", "/v1/answers", {"question": "x" * 100_000}, 400, "bad_question"),
        ("POST", "/v1/answers", {}, 422, "bad_request"),
        ("POST", "/v1/answers", {"question": "x", "surprise": 1}, 422, "bad_request"),
        ("POST", "/v1/answers", {"question": "x", "as_of": "yesterday"}, 422, "bad_request"),
        ("POST", "/v1/answers", {"question": "x", "institution": "bakery"}, 400, "bad_question"),
        ("POST", "/v1/answers", {"question": "x", "documents": ["nothing-here"]}, 400, "bad_question"),
        ("POST", "/v1/answers", {"question": "x" * 1_100_000}, 413, "too_long"),
        ("GET", "/v1/clauses/jinbanfa-2025-46%2399", None, 404, "unknown_clause"),
        ("GET", "/v1/clauses/nothing-here%231", None, 404, "unknown_document"),
        ("GET", "/v1/clauses/not%20an%20id", None, 400, "bad_request"),
        ("GET", "/v1/search", None, 422, "bad_request"),
        ("GET", "/source/nothing-here", None, 404, "unknown_document"),
        ("GET", "/source/jinbanfa-2025-46?clause=99", None, 404, "unknown_clause"),
        ("GET", "/source/jinbanfa-2025-46?clause=3.1&start=5&end=99999", None, 400, "bad_request"),
        ("GET", "/nothing", None, 404, "not_found"),
        ("DELETE", "/v1/answers", None, 405, "http_error"),
        ("POST", "/v1/feedback", {"answer": "none", "verdict": "up"}, 400, "unknown_answer"),
        ("POST", "/v1/embed/answers", {"question": "x"}, 401, "session_over"),
        ("POST", "/v1/embed/sessions", {}, 403, "embed_refused"),
        ("GET", "/embed/nobody", None, 404, "not_found"),
    ],
)
def test_every_failure_speaks_the_one_envelope(client, method, path, body, status, code):
    reply = client.request(method, path, json=body)
    assert reply.status_code == status, reply.text
    assert set(reply.json()) == {"error"}
    error = reply.json()["error"]
    assert set(error) == {"code", "message", "next_step"}
    assert error["code"] == code
    assert error["message"]
    assert error["next_step"]


def test_a_body_that_is_too_long_is_refused_whether_or_not_its_length_is_declared(client):
    parts = (b'{"question": "', *(b"x" * 100_000 for _ in range(11)), b'"}')
    reply = client.post("/v1/answers", content=iter(parts), headers={"content-type": "application/json"})
    assert reply.status_code == 413, reply.text
    assert reply.json()["error"]["code"] == "too_long"


def test_a_body_that_is_not_json_is_refused(client):
    reply = client.post("/v1/answers", content=b'{"question": "x"}', headers={"content-type": "text/plain"})
    assert reply.status_code == 422
    assert (
        client.post("/v1/answers", content=b"\xff\x00", headers={"content-type": "application/json"}).status_code == 422
    )


def test_documents_are_listed_with_the_version_of_the_day(client):
    documents = client.get("/v1/documents", params={"as_of": "2025-06-01"}).json()["documents"]
    found = {document["id"]: document for document in documents}
    assert found["jinbanfa-2025-46"]["validity"] == "in_force"
    assert found["jinbanfa-2025-46"]["number"] == "金办发〔2025〕46号"
    assert found["jinbanfa-2024-26"]["validity"] == "superseded"


def test_search_gives_ranked_clauses(client):
    hits = client.get("/v1/search", params={"q": "尽职免责", "top_k": 3}).json()["hits"]
    assert len(hits) == 3
    assert hits[0]["document"]["id"] == "jingui-2024-11"
    assert hits[0]["score"] >= hits[-1]["score"]


def test_the_source_page_marks_the_words_and_says_what_the_text_is(client):
    page = client.get("/source/jinbanfa-2025-46", params={"clause": "3.1", "start": 0, "end": 12, "lang": "zh"}).text
    clause = client.get("/v1/clauses/jinbanfa-2025-46%233.1").json()
    assert f"<mark>{clause['text'][:12]}</mark>" in page
    assert 'id="c-3.1" class="clause cited"' in page
    assert say("source.restated_text", "zh") in page
    assert "金办发〔2025〕46号" in page


def test_the_source_page_says_what_was_in_force_on_the_asked_day(client):
    before = client.get("/source/jinbanfa-2025-46", params={"as_of": "2025-01-01", "lang": "en"}).text
    assert say("validity.not_yet_in_force", "en") in before


def test_the_front_door_leads_to_the_visitors_language_and_keeps_the_query(client):
    reply = client.get("/?as_of=2025-06-01", headers={"accept-language": "en-US"}, follow_redirects=False)
    assert reply.headers["location"] == "/en/?as_of=2025-06-01"


def test_health_and_readiness(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["documents"] >= 3


def test_a_cited_clause_shows_what_it_refers_to_and_what_refers_to_it(client):
    page = client.get("/source/jinbanfa-2025-46", params={"clause": "3.1", "lang": "zh"})
    assert page.status_code == 200
    links = [line for line in page.text.split("\n") if "被引用于" in line or "引用：" in line]
    assert all('href="/source/' in line for line in links)


def test_statements_are_streamed_to_who_accepts_events(client):
    headers = {"accept": "text/event-stream"}
    body = {"question": "大型商业银行的普惠小微贷款增速目标是什么？"}
    with client.stream("POST", "/v1/answers", json=body, headers=headers) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        blocks = reply.read().decode().strip().split("\n\n")
    names = [block.split("\n")[0] for block in blocks]
    assert names[-1] == "event: answer"
    assert set(names[:-1]) == {"event: statement"}
    answer = json.loads(blocks[-1].split("data: ", 1)[1])
    assert answer["statements"] == [json.loads(block.split("data: ", 1)[1]) for block in blocks[:-1]]


def test_a_question_that_cannot_be_taken_is_an_error_and_no_stream(client):
    reply = client.post("/v1/answers", json={"question": " "}, headers={"accept": "text/event-stream"})
    assert reply.status_code == 400
    assert reply.json()["error"]["code"] == "bad_question"


@pytest.mark.parametrize(
    "path", ["/source/nil", "/source/jinbanfa-2025-46?clause=99", "/desk/documents/withdraw?version=nil"]
)
def test_a_person_sees_a_page_that_says_what_is_wrong_and_a_program_the_envelope(client, path):
    page = client.get(path, headers={"accept": "text/html", "accept-language": "zh"})
    assert page.headers["content-type"].startswith("text/html")
    assert "这一步没有做成" in page.text
    assert page.status_code == client.get(path).status_code >= 400
    assert "error" in client.get(path).json()


def test_a_failing_page_shows_what_was_asked_for_as_text(client):
    page = client.get("/source/<script>alert(1)</script>", headers={"accept": "text/html"})
    assert "<script>alert" not in page.text
