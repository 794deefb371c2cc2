"""The desk: for this machine only, and what each tab gives."""

import io

import pytest
from docx import Document
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.web.middleware.loopback_only import LoopbackOnly

DRAFT = "依据金办发〔2025〕46号第九十九条执行。\n金办发〔2024〕26号另有要求。\n《不存在的办法》第三条也有规定。"


@pytest.mark.parametrize(
    ("client_address", "headers", "status"),
    [
        ("127.0.0.1", {"host": "127.0.0.1:7860"}, 200),
        ("127.0.0.1", {"host": "localhost"}, 200),
        ("::1", {"host": "[::1]:7860"}, 200),
        ("10.0.0.5", {"host": "127.0.0.1:7860"}, 403),
        ("127.0.0.1", {"host": "rebound.example"}, 403),
        ("127.0.0.1", {"host": "127.0.0.1", "x-forwarded-for": "10.0.0.5"}, 403),
        ("127.0.0.1", {"host": "127.0.0.1", "forwarded": "for=10.0.0.5"}, 403),
        ("not an address", {"host": "127.0.0.1"}, 403),
    ],
)
def test_the_desk_answers_this_machine_only_and_says_so(client_address, headers, status):
    app = FastAPI()

    @app.get("/desk/clauses")
    def desk() -> dict[str, str]:
        return {}

    @app.get("/elsewhere")
    def elsewhere() -> dict[str, str]:
        return {}

    app.add_middleware(LoopbackOnly, prefixes=("/desk",))
    client = TestClient(app, client=(client_address, 1))
    reply = client.get("/desk/clauses", headers=headers)
    assert reply.status_code == status
    if status == 403:
        assert reply.json()["error"]["code"] == "desk_is_local"
    assert client.get("/elsewhere", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("query", "found", "absent"),
    [
        ({"document": "jingui-2024-11"}, "尽职免责", "普惠小微贷款增速目标"),
        ({"q": "增速目标", "document": "jinbanfa-2025-46"}, "普惠小微贷款增速目标", "尽职免责工作"),
        ({"validity": "superseded"}, "2024年普惠信贷工作", "关于做好2025年"),
        ({"addressee": "insurer", "document": "jinbanfa-2025-46"}, "保险", "合理确定贷款利率"),
        ({"modality": "strive", "document": "jinbanfa-2025-46"}, "三·1", "五·2"),
    ],
)
def test_clauses_are_found_by_each_filter(client, query, found, absent):
    page = client.get("/desk/clauses", params={**query, "lang": "zh"}).text
    listed = page.split('<ol class="rows"')[1].split("</ol>")[0]
    assert found in listed
    assert absent not in listed


def test_no_clause_found_says_so(client):
    page = client.get("/desk/clauses", params={"document": "jingui-2024-11", "validity": "repealed", "lang": "en"}).text
    assert "No clause fits" in page


def test_two_clauses_stand_side_by_side(client):
    page = client.get("/desk/side", params={"pick": ["jinbanfa-2025-46#3.1", "jinbanfa-2024-26#2.1"]}).text
    assert page.count("<iframe") == 2
    assert "/source/jinbanfa-2024-26?clause=2.1" in page


def test_a_draft_is_checked_and_its_exports_open(client):
    page = client.post("/desk/check", params={"as_of": "2026-11-24", "lang": "zh"}, data={"text": DRAFT}).text
    assert page.count('class="verdict not_found"') == 3  # the legend and two findings
    assert page.count('class="verdict not_in_force"') == 2
    name = page.split('href="/desk/check/')[1].split(".docx")[0]
    word = client.get(f"/desk/check/{name}.docx")
    assert "不存在的办法" in "\n".join(p.text for p in Document(io.BytesIO(word.content)).paragraphs)
    table = client.get(f"/desk/check/{name}.csv")
    assert table.headers["content-disposition"] == 'attachment; filename="check.csv"'
    assert table.content.decode("utf-8-sig").count("not_found") == 2


def test_an_uploaded_file_is_checked(client):
    file = Document()
    file.add_paragraph(DRAFT)
    out = io.BytesIO()
    file.save(out)
    page = client.post("/desk/check", files={"file": ("草稿.docx", out.getvalue())}).text
    assert "不存在的办法" in page


@pytest.mark.parametrize(
    ("send", "status"),
    [
        ({"data": {"text": "  "}}, 400),
        ({"data": {"text": "字" * 400_001}}, 400),
        ({"files": {"file": ("x.exe", b"MZ\x00\x01")}}, 400),
    ],
)
def test_what_cannot_be_checked_is_refused(client, send, status):
    reply = client.post("/desk/check", **send)
    assert reply.status_code == status, reply.text
    assert reply.json()["error"]["message"]


def test_a_check_that_is_no_longer_held_says_so(client):
    assert client.get("/desk/check/0123.csv").json()["error"]["code"] == "not_found"
