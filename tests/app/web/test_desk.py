"""The desk: for this machine only, and what each tab gives."""

import io
import json
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
import yaml
from docx import Document
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from app.web.desk.evaluation import FOLDER, cards, line_of
from app.web.desk.evaluation import router as evaluation_pages
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


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "0000-01-01", "soon"])
def test_a_day_that_is_none_is_refused_with_the_reason(client, day):
    for method, tab in (("GET", "clauses"), ("POST", "check")):
        reply = client.request(method, f"/desk/{tab}", params={"as_of": day})
        assert reply.status_code == 422, reply.text
        assert f"as_of: Value error, not a date: '{day}'" in reply.json()["error"]["message"]
        page = client.request(method, f"/desk/{tab}", params={"as_of": day}, headers={"accept": "text/html"})
        assert page.status_code == 422
        assert "<html" in page.text


def test_a_day_is_taken_and_none_is_today(client):
    assert "as_of=2024-02-29" in client.get("/desk/clauses", params={"as_of": "2024-02-29"}).text
    before = date.today()
    page = client.get("/desk/clauses", params={"as_of": ""}).text
    assert any(f"as_of={day.isoformat()}" in page for day in (before, date.today()))  # midnight may pass in between


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


def test_two_documents_are_compared_clause_by_clause(client):
    page = client.get("/desk/compare", params={"before": "jinbanfa-2024-26", "after": "jinbanfa-2025-46"}).text
    assert "金办发〔2024〕26号" in page
    assert "<ins>" in page
    assert "<del>" in page


def test_requirements_keep_their_force_and_go_to_excel(client):
    query = {"document": "jinbanfa-2025-46", "force": "strive", "lang": "zh"}
    page = client.get("/desk/requirements", params=query).text
    body = page.split("<tbody>")[1]
    assert "力争" in body
    assert "应当" not in body.split("</tbody>")[0]
    book = load_workbook(io.BytesIO(client.get("/desk/requirements.xlsx", params=query).content))
    rows = list(book.active.values)
    assert rows[0] == ("适用对象", "要求程度", "内容", "日期和时限", "条款", "文件")
    assert {row[1] for row in rows[1:]} == {"力争"}
    assert len(rows) - 1 == page.count('<td class="said">')


def test_requirements_of_one_addressee_leave_others_out(client):
    page = client.get("/desk/requirements", params={"document": "jinbanfa-2025-46", "addressee": "insurer"}).text
    assert "保险" in page
    assert "资金供给" not in page.split("<tbody>")[1]


def test_unanswered_and_badly_answered_questions_are_queued_and_become_drafts(client):
    declined = client.post("/v1/answers", json={"question": "今天天气怎么样？"}).json()
    assert declined["status"] == "declined"
    answered = client.post("/v1/answers", json={"question": "尽职免责适用于多大额度的贷款？"}).json()
    told = {"answer": answered["id"], "verdict": "down", "reason": "incomplete", "comment": "缺农户"}
    assert client.post("/v1/feedback", json=told).status_code == 201
    page = client.get("/desk/questions", params={"lang": "zh"}).text
    assert "今天天气怎么样？" in page
    assert "缺农户" in page
    assert "不完整" in page
    drafts = yaml.safe_load(client.get("/desk/questions.yaml").text)
    asked = [cluster["questions"][0] for cluster in drafts["clusters"]]
    assert {"今天天气怎么样？", "尽职免责适用于多大额度的贷款？"} <= set(asked)


def test_a_badly_answered_question_becomes_a_gold_question_and_leaves_the_queue(client):
    asked = "续贷的中型企业到哪天为止？"
    answer = client.post("/v1/answers", json={"question": asked}).json()
    assert client.post("/v1/feedback", json={"answer": answer["id"], "verdict": "down"}).status_code == 201
    form = client.get("/desk/questions/new", params={"answer": answer["id"], "lang": "zh"}).text
    assert asked in form
    filled = {
        "question": asked,
        "kind": "no_detail",
        "status": "declined",
        "author": "合规部",
        "answer": "文件未写明。",
    }
    refused = client.post("/desk/questions/new", data={**filled, "required": "nothing#9"}, params={"lang": "zh"}).text
    assert "还不能保存" in refused
    assert "nothing#9" in refused
    assert asked in client.get("/desk/questions", params={"lang": "zh"}).text
    stored = client.post("/desk/questions/new", data=filled, params={"lang": "zh"}).text
    path = Path(stored.split("<code>")[1].split("</code>")[0])
    assert yaml.safe_load(path.read_text("utf-8"))["clusters"][0]["questions"] == [asked]
    assert asked not in client.get("/desk/questions", params={"lang": "zh"}).text


def test_without_a_run_there_is_nothing_to_judge_and_the_page_says_how_to_make_one(client):
    assert "policyqa eval" in client.get("/desk/evaluation/review").text


def test_a_file_is_reviewed_before_it_is_imported_and_stored_only_when_told(client):
    text = Path("corpus/documents/jingui-2024-13.md").read_bytes()
    page = client.post("/desk/documents", params={"lang": "zh"}, files={"file": ("续贷.md", text)}).text
    assert "jingui-2024-13" in page
    name = page.split('action="/desk/documents/')[1].split("?")[0]
    dropped = client.post(f"/desk/documents/{name}", params={"lang": "zh"}, data={"decision": "drop"}).text
    assert "索引已更新" not in dropped
    assert client.post(f"/desk/documents/{name}", data={"decision": "store"}).status_code == 404
    again = client.post("/desk/documents", files={"file": ("续贷.md", text)}).text
    name = again.split('action="/desk/documents/')[1].split("?")[0]
    stored = client.post(f"/desk/documents/{name}", params={"lang": "zh"}, data={"decision": "store"}).text
    assert "索引已更新" in stored
    for _ in range(20):  # the server looks for a newer index once a second
        hits = client.get("/v1/search", params={"q": "中型企业参照续贷政策", "top_k": 3}).json()["hits"]
        found = {hit["document"]["id"] for hit in hits}
        if "jingui-2024-13" in found:
            break
        time.sleep(0.3)
    assert "jingui-2024-13" in found


def test_a_file_that_cannot_be_imported_says_why(client):
    page = client.post("/desk/documents", params={"lang": "zh"}, files={"file": ("x.docx", b"PK\x03\x04broken")}).text
    assert "不能导入" in page
    assert 'name="decision"' not in page


def test_without_a_run_the_evaluation_tab_says_how_to_make_one(client):
    assert "policyqa eval" in client.get("/desk/evaluation").text


def test_runs_are_shown_with_their_means_and_failures(tmp_path):
    for name, day, score in (("one", "2026-11-01", 0.0), ("two", "2026-11-02", 1.0)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "record.json").write_text(f'{{"created": "{day}T00:00:00+00:00"}}')
        line = {"id": "q1", "outcome": "right" if score else "wrong", "score_right": score, "score_mrr": None}
        (folder / "results.jsonl").write_text(json.dumps(line) + "\n")
    (tmp_path / "unfinished").mkdir()
    (tmp_path / "unfinished" / "record.json").write_text("{")
    latest, first = cards(tmp_path)
    assert (latest.name, latest.measures, latest.failures) == ("two", {"right": 1.0}, ())
    assert first.failures == (("q1", "wrong"),)
    assert line_of([latest, first], "right") == ("0.0,40.0 100.0,0.0", (0.0, 1.0)), "from the oldest up to the latest"
    assert line_of([latest], "right")[0] == ""


def test_measures_and_outcomes_of_a_run_speak_the_readers_language(tmp_path):
    folder = tmp_path / FOLDER / "one"
    folder.mkdir(parents=True)
    (folder / "record.json").write_text('{"created": "2026-11-01T00:00:00+00:00"}')
    line = {"id": "q1", "outcome": "wrong", "score_right": 0.0, "score_of_tomorrow": 0.5}
    (folder / "results.jsonl").write_text(json.dumps(line) + "\n")
    app = FastAPI()
    app.include_router(evaluation_pages(SimpleNamespace(settings=SimpleNamespace(data=tmp_path))))
    pages = {
        language: TestClient(app).get("/desk/evaluation", params={"lang": language}).text for language in ("zh", "en")
    }
    assert "整体正确" in pages["zh"]
    assert "错误 1" in pages["zh"]
    assert "Right as a whole" in pages["en"]
    assert "Wrong 1" in pages["en"]
    assert "of_tomorrow" in pages["zh"], "a measure of another version is shown by its own name"


def imported(client, name: str, content: bytes, **told: str) -> str:
    """The page after a file was reviewed and stored."""
    page = client.post("/desk/documents", params={"lang": "zh"}, files={"file": (name, content)}, data=told).text
    review = page.split('action="/desk/documents/')[1].split("?")[0]
    return client.post(f"/desk/documents/{review}", params={"lang": "zh"}, data={"decision": "store"}).text


def test_an_import_is_withdrawn_after_a_look_at_what_is_left(client):
    assert "已保存" in imported(client, "46.txt", Path("tests/fixtures/notice-46-form.txt").read_bytes())
    version = "jinbanfa-2025-46@2025-05-07:official"
    listed = client.get("/desk/documents", params={"lang": "zh"}).text
    assert f"withdraw?version={quote(version)}" in listed
    asked = client.get("/desk/documents/withdraw", params={"lang": "zh", "version": version}).text
    assert "jinbanfa-2025-46@2025-05-07:restated" in asked
    assert client.get("/source/jinbanfa-2025-46").text.count("text-official"), "a look changes nothing"
    done = client.post("/desk/documents/withdraw", params={"lang": "zh"}, data={"version": version}).text
    assert "已撤回" in done
    assert "note restated" in client.get("/source/jinbanfa-2025-46", params={"lang": "zh"}).text
    again = client.post("/desk/documents/withdraw", data={"version": version})
    assert again.status_code == 400


def test_what_the_file_does_not_say_is_said_in_the_form(client):
    text = "某省试行办法\n第一条　银行应当报告。\n第二条　本办法由某局解释。\n".encode()
    page = client.post("/desk/documents", params={"lang": "zh"}, files={"file": ("a.txt", text)}).text
    assert "no date was recognised" in page
    told = {"number": "省规〔2024〕9号", "published": "2024-05-20", "supersedes": "省规〔2020〕1号；省规〔2021〕2号"}
    page = client.post("/desk/documents", params={"lang": "zh"}, files={"file": ("a.txt", text)}, data=told).text
    for said in ("省规〔2024〕9号", "2024-05-20", "省规〔2021〕2号"):
        assert said in page


@pytest.mark.parametrize(
    "name", ["../../etc/x.txt", "..", "a\\b\\c.txt", "名" * 300 + ".txt", "\x00.txt", "<img src=x>.txt"]
)
def test_a_file_name_leads_nowhere(client, name):
    reply = client.post("/desk/documents", params={"lang": "zh"}, files={"file": (name, "某省试行办法".encode())})
    assert reply.status_code in (200, 400, 422)
    assert "<img src=x" not in reply.text
    assert "Traceback" not in reply.text


def test_several_files_are_reviewed_together(client):
    files = [("file", (f"{n}.txt", f"某省第{n}号办法\n第一条　甲。\n2024年5月20日".encode())) for n in (1, 2)]
    page = client.post("/desk/documents", params={"lang": "zh"}, files=files).text
    assert "1.txt" in page
    assert "2.txt" in page


def test_the_switch_of_language_keeps_what_was_looked_for(client):
    page = client.get("/desk/clauses", params={"lang": "zh", "document": "jingui-2024-11", "modality": "must"}).text
    switch = page.split('class="language" href="')[1].split('"')[0].replace("&amp;", "&")
    other = client.get(switch)
    assert 'lang="en"' in other.text
    assert "document=jingui-2024-11" in str(other.url)
    after_form = client.post("/desk/check", params={"lang": "zh"}, data={"text": DRAFT}).text
    assert 'href="/desk/check?lang=en"' in after_form
