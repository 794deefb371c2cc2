"""What the chat's page is sent while a question is answered."""

from __future__ import annotations

import asyncio
import copy
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from markdown_it import MarkdownIt

from app.records.asked import AskedLog
from app.records.database import open_database
from app.records.history import History, owner_of
from app.web.chat import Chat, Talk, _filtered, mount
from corpus.catalogue import load_catalogue
from tests.small_corpus import SHIPPED, small  # noqa: F401

QUESTION = "续贷的对象有哪些？小微企业贷款能不能收提前还款违约金？"
NO_FILTERS = ("", "", ())
ME = owner_of("chat", "me")


@pytest.fixture
def chat(small, tmp_path):  # noqa: F811
    engine = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    yield Chat(small, AskedLog(engine), History(engine), "zh")
    engine.dispose()


def test_the_first_statement_is_sent_before_the_answer(chat):
    sent = [messages[-1]["content"] for _, messages, _, _ in chat._asked(QUESTION, NO_FILTERS, Talk(), ME)]
    assert "pending" in sent[0]
    assert "unfinished" not in sent[0]
    assert all('class="unfinished"' in html and "data-answer" not in html for html in sent[1:-1])
    assert len(sent) > 2
    first = sent[1].split("<p>")[1].split("</p>")[0]
    assert first in sent[-1]
    assert "data-answer" in sent[-1]


def test_a_conversation_is_kept_once_and_reopened_as_it_was(chat):
    talk = Talk()
    for question in (QUESTION, "那利率呢？"):
        *_, (_, messages, _, talk) = chat._asked(question, NO_FILTERS, talk, ME)
    (held,) = chat.history.conversations(ME)
    assert (held.id, held.turns) == (talk.id, 2)
    reopened = chat._reopened(ME, held.id)
    assert len(reopened.messages) == len(messages) == 4
    assert [answer.id for answer in reopened.answers] == [answer.id for answer in talk.answers]
    assert chat._reopened(owner_of("chat", "another"), held.id) is None


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028"])
def test_no_line_end_in_a_question_makes_markdown_of_it(chat, end):
    lines = ("续贷的对象有哪些？", "", "[请重新登录](https://evil.example/login)", "", "# 通知", "", "**密码过期**")
    *_, talk = list(chat._asked(end.join(lines), NO_FILTERS, Talk(), ME))[-1]
    assert talk.messages[0]["content"] == f'<div class="question">{"<br>".join(lines)}</div>'
    for message in (*talk.messages, *chat._reopened(ME, talk.id).messages):
        assert not {"\r", "\n"} & {*message["content"]}
        assert MarkdownIt().render(message["content"]) == message["content"], "Markdown leaves it as it is"


def test_a_masked_number_does_not_come_back_to_the_address_with_a_filter_that_is_taken_back(chat):
    question = "客户身份证号110101199003078515，能续贷吗？"
    *_, (_, _, asked, talk) = chat._asked(question, NO_FILTERS, Talk(), ME)
    assert "110101199003078515" not in str(talk)
    assert _filtered("large_bank", "", [], talk) != asked
    assert _filtered("", "", [], talk) == asked


@pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")  # of Gradio's own use of pandas
@pytest.mark.parametrize("event", ["submit", "load"])
def test_two_visitors_are_answered_at_once(chat, event):
    both = threading.Barrier(2)

    def stream(question, **options):
        both.wait(10)  # until the other question is being answered too
        yield from chat.service.stream(question, **options)

    service = copy.copy(chat.service)
    service.stream = stream
    app = FastAPI()

    async def mounted() -> None:  # where no loop runs, Gradio makes some and leaves them open
        mount(app, service, chat.asked, chat.history)

    with ThreadPoolExecutor(1) as pool:  # a thread of its own: the browser tests of this process may run a loop here
        pool.submit(asyncio.run, mounted()).result()
    with TestClient(app) as client, ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda visitor: _told(client, event, visitor), ("one", "two")))
    assert all("data-answer" in text for text in told)


def _told(client: TestClient, event: str, visitor: str) -> str:
    """What the page of a visitor is sent after a question that is put, or that the address holds."""
    held = client.get("/zh/config").json()["dependencies"]
    number = next(each["id"] for each in held if each["targets"][0][1] == event)
    data = [QUESTION, "", "", [], None, True] if event == "submit" else []
    query = {"q": QUESTION} if event == "load" else {}
    body = {"data": data, "fn_index": number, "session_hash": visitor}
    client.post("/zh/gradio_api/queue/join", params=query, json=body).raise_for_status()
    return client.get("/zh/gradio_api/queue/data", params={"session_hash": visitor}).text


def test_a_question_that_cannot_be_taken_is_said_to_be_so_and_is_not_kept(chat):
    *_, (_, messages, _, _) = chat._asked("？" * 9000, NO_FILTERS, Talk(), ME)
    assert 'class="failure"' in messages[-1]["content"]
    assert chat.history.conversations(ME) == []


def test_a_conversation_is_reopened_after_the_documents_it_speaks_of_were_withdrawn(chat, monkeypatch, tmp_path):
    withdrawn = "jinbanfa-2025-46"
    *_, talk = list(chat._asked("46号文三（一）规定了什么？", ("", "", (withdrawn,)), Talk(), ME))[-1]
    cited = {citation.clause_id for answer in talk.answers for s in answer.statements for citation in s.citations}
    assert any(name.startswith(withdrawn) for name in cited)
    shutil.copy(SHIPPED / "jingui-2024-13.md", tmp_path)
    monkeypatch.setattr(chat.service, "catalogue", load_catalogue(tmp_path, laws=False))
    reopened = chat._reopened(ME, talk.id)
    assert len(reopened.messages) == 2
    assert [answer.id for answer in reopened.answers] == [answer.id for answer in talk.answers]
    assert reopened.filters == NO_FILTERS, "the filter no longer offers the document"
