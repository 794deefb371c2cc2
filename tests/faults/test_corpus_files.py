"""A file of the corpus that cannot be taken: one line with file, fault and remedy, and the live index stays."""

import shutil

import pytest

from tests.commands import TARGET, TARGET_CLAUSE, refusal

FRONT = """\
---
id: made-notice
title: 某通知
published: 2025-01-01
---
"""
CLAUSES = """\
## 一 目标 {#1}

银行应当做到。

## 二 收费 {#2}

银行不得收费。
"""
DOCUMENT = FRONT + CLAUSES
FAULTS = {
    "no document id": (("id: made-notice\n", ""), "line 2: 'id' is missing; add a line 'id: …'"),
    "empty document id": (("id: made-notice", "id:"), "'id' is missing"),
    "an id that is none": (("id: made-notice", "id: ../notice"), "line 2: not a document id: '../notice'"),
    "no title": (("title: 某通知\n", ""), "'title' is missing; add a line 'title: …'"),
    "no clause id": ((" {#2}", ""), "line 10: the clause has no id; end its line with '{#path}'"),
    "the same clause id twice": (("{#2}", "{#1}"), "line 10: the id {#1} is taken by line 6; give each its own"),
    "the same label twice": (("## 二", "## 一"), "line 10: 一 is also the label of line 6; mend one"),
    "overlapping numbering": (
        ("{#1}", "{#2.3}"),
        "overlapping numbering: {#2} follows a later number; sort",
    ),
    "front matter missing": (
        ("---\nid", "id"),
        "line 1: the front matter is missing; begin the file with a line '---'",
    ),
    "front matter not closed": (("---\n##", "##"), "the front matter is not closed; end it with a line '---'"),
    "front matter not YAML": (("title: 某通知", "title: [某通知"), "the front matter is not YAML"),
    "front matter with a control character": (("某通知", "某\x07通知"), "line 3: holds the control character U+0007"),
    "front matter with an unknown key": (
        ("published", "publishd"),
        "line 4: unknown key 'publishd'; use one of: id",
    ),
    "a day that is none": (("2025-01-01", "2025-13-01"), "line 4: published: "),
    "an unknown addressee": (
        ("published", "addressees: [mars]\npublished"),
        "line 4: unknown institution type: 'mars'",
    ),
    "a clause without text": (("银行不得收费。\n", ""), "line 10: made-notice#2: the clause has no text; write it"),
    "no clause at all": ((CLAUSES, ""), "line 5: no clause follows"),
}


def test_the_document_without_a_fault_is_taken(home):
    (home.documents / "made.md").write_text(DOCUMENT, "utf-8")
    shown = home.call("show", "made-notice#2")
    assert shown.exit_code == 0
    assert "银行不得收费。" in shown.stdout


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_file_and_remedy_and_the_live_index_stays(fault, home):
    (old, new), says = FAULTS[fault]
    assert old in DOCUMENT
    bad = home.documents / "made.md"
    bad.write_text(DOCUMENT.replace(old, new, 1), "utf-8")
    before = home.digest()
    said = refusal(home.call("index"))
    assert says in said
    assert said.startswith(f"{bad}, line ")
    assert home.digest() == before


@pytest.mark.parametrize(
    ("held", "says"),
    [
        (b"", "the front matter is missing"),
        (b"\x89PNG\r\n\x1a\n\x00", "is not UTF-8"),
        (DOCUMENT.encode("gb18030"), "is not UTF-8"),
    ],
)
def test_a_file_that_is_no_document_is_named(held, says, home):
    (home.documents / "made.md").write_bytes(held)
    said = refusal(home.call("index"))
    assert f"{home.documents / 'made.md'}, line 1: " in said
    assert says in said


def test_two_files_with_the_same_document_are_both_named(home):
    shutil.copy(home.documents / "jingui-2024-11.md", home.documents / "copy.md")
    said = refusal(home.call("index"))
    assert str(home.documents / "copy.md") in said
    assert str(home.documents / "jingui-2024-11.md") in said
    assert "hold the same version of jingui-2024-11; take one out" in said


def test_a_folder_in_place_of_a_file_is_named(home):
    (home.documents / "made.md").mkdir()
    said = refusal(home.call("index"))
    assert said.startswith(f"{home.documents / 'made.md'}: Is a directory; ")
    assert "then run the command again" in said


def test_a_folder_that_is_missing_or_empty_is_named(home, tmp_path):
    (tmp_path / "none").mkdir()
    assert "holds no document; put *.md files there" in refusal(
        home.call("index", POLICYQA_DOCUMENTS=str(tmp_path / "none"))
    )
    assert "is not a folder of documents" in refusal(home.call("index", POLICYQA_DOCUMENTS=str(tmp_path / "nowhere")))


def test_after_the_fault_is_taken_out_the_earlier_index_answers(home):
    bad = home.documents / "made.md"
    bad.write_text(DOCUMENT.replace("{#2}", "{#1}"), "utf-8")
    assert "made.md" in refusal(home.call("ask", TARGET))
    refusal(home.call("index"))
    bad.unlink()
    before = home.digest()
    asked = home.call("ask", TARGET, "--json")
    assert TARGET_CLAUSE in asked.stdout
    assert home.digest() == before
