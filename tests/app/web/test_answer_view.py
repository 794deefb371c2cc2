"""The card of an answer."""

from __future__ import annotations

import html
import re
import time
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.answering.answer import Answer, Caution, Decline, Statement
from app.answering.verify import cite
from app.web.answer_view import answer_html, one_line
from app.web.kept_citation import changes
from app.web.references_view import ReferenceIndex
from app.web.routes import source
from app.web.strings import say
from corpus.catalogue import Catalogue, load_catalogue
from corpus.model import Clause, ClauseId, Document, TextStatus, Validity

DAY = date(2026, 11, 24)
OURS = "银行要如实报告小微企业贷款的情况。"


def _notice(text: str, status: TextStatus, number: str = "1") -> Document:
    return Document(
        id="made-notice",
        title="关于试行的通知",
        clauses=(Clause(ClauseId("made-notice", (number,)), f"第{number}条", text, 0, text_status=status),),
        validity=Validity(published=date(2025, 5, 7)),
        text_status=status,
    )


RESTATED = _notice(OURS, TextStatus.RESTATED)
OTHER = Document(
    id="other",
    title="别的通知",
    clauses=(Clause(ClauseId("other", ("1",)), "第1条", "别的话。", 0),),
    validity=Validity(published=date(2025, 1, 1)),
    text_status=TextStatus.RESTATED,
)


def _kept() -> Answer:
    """An answer that was given while our own words were all there was."""
    document = Catalogue([RESTATED]).get("made-notice", DAY)
    statement = Statement(text=OURS, citations=(cite(document, document.clauses[0], 0, len(OURS), DAY),))
    return Answer(
        id="a", question="报告什么？", language="zh", as_of="2026-11-24", status="answered", statements=(statement,)
    )


def _shown(*documents: Document) -> str:
    return html.unescape(answer_html(_kept(), Catalogue([OTHER, *documents]), "zh"))


def _links(card: str) -> set[str]:
    return set(re.findall(r'href="(/source/[^"]*)', card))


def _opened(link: str, tmp_path, *documents: Document) -> str:
    service = SimpleNamespace(catalogue=Catalogue([OTHER, *documents]), settings=SimpleNamespace(data=tmp_path))
    app = FastAPI()
    app.include_router(source.router(service, ReferenceIndex(service)))
    reply = TestClient(app).get(link)
    assert reply.status_code == 200
    return reply.text


@pytest.mark.parametrize("words", ["报告。", "各银行应当在每季度终了后的十五日内报告普惠型小微企业贷款的余额和利率。"])
@pytest.mark.parametrize("number", ["1", "2"])
def test_a_kept_answer_is_shown_with_the_words_it_cites_after_the_official_text_was_imported(words, number, tmp_path):
    held = (RESTATED, _notice(words, TextStatus.OFFICIAL, number))
    card = _shown(*held)
    assert 'class="badge text-restated"' in card
    assert f'data-copy="《关于试行的通知》第1条（转述，非官方原文）：{OURS}"' in card
    (link,) = _links(card)
    page = _opened(link, tmp_path, *held)
    assert f"<mark>{OURS}</mark>" in page
    assert 'class="badge text-restated"' in page


def test_our_words_stay_ours_where_the_official_text_has_the_same():
    card = _shown(_notice(OURS, TextStatus.OFFICIAL))
    assert 'class="badge text-restated"' in card
    assert f"（转述，非官方原文）：{OURS}" in card
    assert "“" not in card


@pytest.mark.parametrize("words", ["报告。", "各银行应当在每季度终了后的十五日内报告普惠型小微企业贷款的余额和利率。"])
def test_words_that_no_version_holds_any_more_are_neither_marked_nor_copied(words, tmp_path):
    held = _notice(words, TextStatus.OFFICIAL)
    card = _shown(held)
    assert 'class="badge text-restated"' in card
    assert "data-copy" not in card
    (link,) = _links(card)
    assert "<mark>" not in _opened(link, tmp_path, held)


@pytest.mark.parametrize("held", [(), (_notice("报告。", TextStatus.OFFICIAL, "2"),)])
def test_a_clause_that_is_no_longer_held_is_shown_as_it_was_cited_without_a_link(held):
    card = _shown(*held)
    assert OURS in card
    assert 'class="title">关于试行的通知<' in card
    assert 'class="place">第1条<' in card
    assert "href" not in card
    assert "data-copy" not in card


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ((RESTATED,), ""),
        ((), "gone"),
        ((_notice("报告。", TextStatus.OFFICIAL, "2"),), "gone"),
        ((_notice("报告。", TextStatus.OFFICIAL),), "changed"),
        ((RESTATED, _notice("报告。", TextStatus.OFFICIAL)), "replaced"),
        ((replace(RESTATED, validity=replace(RESTATED.validity, repealed=date(2026, 1, 1))),), "standing"),
    ],
)
def test_the_reader_is_told_what_has_become_of_a_cited_clause(held, told):
    card = _shown(*held)
    notices = [say(f"kept.{each}", "zh") for each in ("gone", "changed", "replaced", "standing")]
    assert [notice for notice in notices if notice in card] == ([say(f"kept.{told}", "zh")] if told else [])
    found = list(changes(_kept(), Catalogue([OTHER, *held])))
    assert [each["since"] for each in found] == ([told] if told else [])


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\r\r", " \r \v\r "])
def test_html_in_one_line_has_no_line_end_of_any_kind(end):
    assert one_line(f"<p>a  b</p>{end}<p>c</p>") == "<p>a  b</p><p>c</p>"


def test_long_runs_of_blanks_are_read_once():
    html = "a" + " " * 300_000 + "b"
    began = time.monotonic()
    assert one_line(html) == html
    assert time.monotonic() - began < 5


def test_a_decline_shows_the_nearest_clauses_and_whom_their_document_names():
    answer = Answer(
        id="a",
        question="上限是百分之几？",
        language="zh",
        as_of="2026-11-24",
        status="declined",
        decline=Decline(reason="not_covered", text="材料没有涉及。"),
        nearest=("jinbanfa-2025-46#3.2", "gone#1"),
    )
    html = answer_html(answer, load_catalogue(laws=False), "zh")
    assert "/source/jinbanfa-2025-46?clause=3.2" in html
    assert "适用：政策性银行、大型商业银行" in html
    assert "gone" not in html, "a clause that this process does not have is left out"


def test_that_an_answer_is_not_sure_is_read_before_it_and_other_cautions_after_it():
    notes = (Caution(code="unsure", text="把握不大。"), Caution(code="document", text="请核对。"))
    card = html.unescape(answer_html(_kept().model_copy(update={"cautions": notes}), Catalogue([RESTATED]), "zh"))
    assert card.index("把握不大。") < card.index(OURS) < card.index("请核对。")
    assert card.count("把握不大。") == 1
    alone = html.unescape(answer_html(_kept().model_copy(update={"cautions": notes[:1]}), Catalogue([RESTATED]), "zh"))
    assert say("chat.cautions", "zh") not in alone
