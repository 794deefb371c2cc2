"""The card of an answer."""

from __future__ import annotations

from app.answering.answer import Answer, Decline
from app.web.answer_view import answer_html
from corpus.catalogue import load_catalogue


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
