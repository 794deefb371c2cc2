"""Answers, clauses and lists as a terminal shows them."""

import io

import pytest
from rich.console import Console

from app.doctor import Check
from app.render import clause_json, hit_json, render_answer, render_checks, render_clause, render_documents, render_hits
from app.service import PolicyQA, read_date
from app.settings import load_settings
from tests.commands import TARGET, TARGET_CLAUSE


@pytest.fixture(scope="module")
def opened(indexed) -> PolicyQA:
    return PolicyQA.open(load_settings({}, data=indexed.data, documents=indexed.documents, laws=False))


@pytest.fixture
def out():
    return Console(file=io.StringIO(), soft_wrap=True, highlight=False, width=40)


def test_citations_are_numbered_once_each_and_every_number_is_explained(opened, out):
    answer = opened.ask(TARGET)
    render_answer(answer, opened.catalogue, out)
    shown = out.file.getvalue()
    cited = {(c.clause_id, c.start, c.end) for s in answer.statements for c in s.citations}
    for number in range(1, len(cited) + 1):
        assert shown.count(f"\n  [{number}] ") == 1
    assert f"[{len(cited) + 1}]" not in shown


def test_a_decline_shows_its_words_and_the_nearest_clauses(opened, out):
    answer = opened.ask("火星上的天气怎么样？")
    render_answer(answer, opened.catalogue, out)
    assert answer.decline.text in out.file.getvalue()
    assert "[1]" not in out.file.getvalue()


def test_long_lines_are_not_wrapped_and_brackets_are_no_markup(opened, out):
    found = opened.catalogue.clause(TARGET_CLAUSE)
    render_clause(found, read_date(None), out)
    assert found.clause.text in out.file.getvalue()
    render_checks([Check("index", "error", "[red]x[/red]", "policyqa index")], out)
    assert "error   index: [red]x[/red]\n        → policyqa index\n" in out.file.getvalue()


def test_a_part_is_shown_alone_and_its_span_is_told(opened, out):
    found = opened.catalogue.clause(f"{TARGET_CLAUSE}.2")
    render_clause(found, read_date(None), out)
    part = clause_json(found, read_date(None))["part"]
    assert found.clause.text[part["start"] : part["end"]] in out.file.getvalue()
    assert found.clause.text not in out.file.getvalue()


def test_hits_are_shown_with_rank_place_and_beginning(opened, out):
    hits = opened.search("续贷", 2)
    render_hits(hits, out)
    lines = out.file.getvalue().splitlines()
    assert [line[:3] for line in lines[::2]] == [" 1.", " 2."]
    assert all(len(line) <= 4 + 161 for line in lines[1::2])
    assert set(hit_json(hits[0])["channels"]) >= {"lexical", "e5", "use"}


def test_documents_are_one_a_line_with_number_and_status(opened, out):
    render_documents(opened.catalogue.documents, read_date(None), out)
    lines = out.file.getvalue().splitlines()
    assert len(lines) == 2
    assert lines[0].endswith("（金办发〔2025〕46号） · restated · in_force")
