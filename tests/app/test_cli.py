"""The commands: what they print, where, in which form, and with which exit code."""

import json
import os
import socket
import subprocess
import sys

import pytest
from docx import Document
from typer.testing import CliRunner

from app.cli import app, main
from tests.commands import COMMAND, ROOT, TARGET, TARGET_CLAUSE, refusal

COMMANDS = [
    "serve",
    "ask",
    "search",
    "show",
    "index",
    "doctor",
    "import",
    "diff",
    "refs",
    "export",
    "check",
    "audit",
    "bench",
    "withdraw",
    "embed-key",
    "eval",
]
WITHOUT_JSON = {"serve", "export"}  # one serves, the other prints a document as it is
ANSWER = "id question language as_of status statements cautions decline nearest mode index timings_ms".split()
HIT = "clause_id label document score channels text text_status".split()
CLAUSE = (
    "clause_id label heading headings document document_id number version text part languages addressees modality "
    "evidence text_status validity to_check provenance"
).split()
DOCUMENT = "document_id title number version clauses text_status validity".split()


@pytest.fixture(scope="module")
def whole():
    """The program as `policyqa` runs it, with the commands of other files."""
    held = list(sys.argv)
    sys.argv = ["policyqa", "--help"]
    try:
        with pytest.raises(SystemExit):
            main()
    finally:
        sys.argv = held
    return app


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does_and_what_each_option_takes(command, whole):
    listed = CliRunner().invoke(whole, ["--help"]).stdout
    assert f"\n  {command} " in listed
    helped = CliRunner().invoke(whole, [command, "--help"], env={"COLUMNS": "200"})
    assert helped.exit_code == 0
    assert ("--json" in helped.stdout) is (command not in WITHOUT_JSON)
    described = [line.split() for line in helped.stdout.splitlines() if line.startswith("  -")]
    assert described
    assert all(len(words) > 2 for words in described), helped.stdout


@pytest.mark.parametrize(
    "arguments",
    [("ask",), ("ask", "续贷", "--batch", "x.jsonl"), ("ask", "--colour"), ("search",), ("search", "x", "--limit", "0"),
     ("serve", "--port", "many"), ("nothing",)],
    ids=" ".join,
)  # fmt: skip
def test_a_wrong_call_exits_with_2_and_names_the_help(arguments, indexed):
    done = indexed.call(*arguments)
    assert done.exit_code == 2
    assert "--help" in done.stderr
    assert done.stdout == ""


def test_ask_prints_the_answer_with_numbered_citations_and_its_cautions(indexed):
    asked = indexed.call("ask", TARGET)
    assert asked.exit_code == 0
    first, *others = asked.stdout.splitlines()
    assert "力争" in first
    assert first.endswith("[1]")
    assert any(line.startswith("  [1] ") and TARGET_CLAUSE in line and "restated · in_force" in line for line in others)
    assert any(line.startswith("  ! ") for line in others)


def test_ask_json_is_the_published_form_and_its_quotes_are_the_clause_text(indexed):
    answer = json.loads(indexed.call("ask", TARGET, "--json").stdout)
    assert list(answer) == ANSWER
    for statement in answer["statements"]:
        for cited in statement["citations"]:
            clause = json.loads(indexed.call("show", cited["clause_id"], "--json").stdout)
            assert clause["text"][cited["start"] : cited["end"]] == cited["quote"]


def test_ask_reads_a_question_from_standard_input(indexed):
    given, read = indexed.call("ask", TARGET), indexed.call("ask", "-", input=TARGET.encode())
    assert given.stdout == read.stdout != ""


def test_what_cannot_be_answered_is_a_plain_no_and_no_failure(indexed):
    answer = json.loads(indexed.call("ask", "火星上的天气怎么样？", "--json").stdout)
    assert answer["status"] == "declined"
    assert answer["statements"] == []
    assert answer["decline"]["text"]


def test_day_institution_and_document_reach_the_answer(indexed):
    early = json.loads(indexed.call("ask", TARGET, "--as-of", "2020-01-01", "--json").stdout)
    assert early["as_of"] == "2020-01-01"
    hits = json.loads(indexed.call("search", "贷款", "--document", "jingui-2024-11", "--json").stdout)
    assert {hit["clause_id"].partition("#")[0] for hit in hits} == {"jingui-2024-11"}
    everyone, insurer = (
        json.loads(indexed.call("search", "贷款增速目标", *option, "--json").stdout)
        for option in ((), ("--institution", "保险公司"))
    )
    assert TARGET_CLAUSE in {hit["clause_id"] for hit in everyone}
    assert TARGET_CLAUSE not in {hit["clause_id"] for hit in insurer}


def test_search_json_is_pinned_and_best_first(indexed):
    hits = json.loads(indexed.call("search", "续贷", "--limit", "3", "--json").stdout)
    assert len(hits) == 3
    assert all(list(hit) == HIT for hit in hits)
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    shown = indexed.call("search", "续贷", "--limit", "3").stdout
    assert shown.startswith(" 1. ")
    assert all(hit["clause_id"] in shown for hit in hits)


def test_show_json_is_pinned_and_a_part_has_its_span(indexed):
    clause = json.loads(indexed.call("show", f"{TARGET_CLAUSE}.1", "--json").stdout)
    assert list(clause) == CLAUSE
    assert clause["part"]["start"] < clause["part"]["end"] <= len(clause["text"])
    words = clause["text"][clause["part"]["start"] : clause["part"]["end"]]
    assert words in indexed.call("show", f"{TARGET_CLAUSE}.1").stdout


def test_check_finds_the_wrong_reference_of_a_draft_and_fails(indexed, tmp_path):
    draft = tmp_path / "draft.txt"
    draft.write_text("依据金办发〔2025〕46号第九十九条执行。", "utf-8")
    done = indexed.call("check", str(draft), "--json")
    assert done.exit_code == 1
    assert [finding["verdict"] for finding in json.loads(done.stdout)["findings"]] == ["not_found"]
    assert "1 references are wrong" in done.stderr
    right = indexed.call("check", "-", input="依据金办发〔2025〕46号三（一）执行。".encode())
    assert right.exit_code == 0
    assert TARGET_CLAUSE in right.stdout


@pytest.mark.parametrize("held", [b"", b" \r\n\t", "\u3000\ufeff\u200b\n——".encode()])
@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)], ids=str)
def test_a_draft_without_words_is_refused_instead_of_found_faultless(indexed, tmp_path, held, form):
    draft = tmp_path / "empty.docx"
    draft.write_bytes(held)
    for done in (indexed.call("check", str(draft), *form), indexed.call("check", "-", *form, input=held)):
        assert refusal(done).startswith("there is no text to check")


def test_a_word_file_without_words_is_refused_and_no_annotated_one_written(indexed, tmp_path):
    draft, annotated = tmp_path / "empty.docx", tmp_path / "out.docx"
    Document().save(draft)
    assert refusal(indexed.call("check", str(draft), "--docx", str(annotated))).startswith("there is no text to check")
    assert not annotated.exists()


def test_a_draft_with_characters_that_word_cannot_hold_is_annotated_all_the_same(indexed, tmp_path):
    annotated = tmp_path / "out.docx"
    draft = "依据金办发〔2025〕46号\uffff三（一）\ufffe执行。".encode()
    assert indexed.call("check", "-", "--docx", str(annotated), input=draft).exit_code == 0
    assert Document(annotated).paragraphs[0].text == "依据金办发〔2025〕46号三（一）执行。"


def test_audit_of_records_that_are_not_there_is_empty_and_makes_none(indexed):
    done = indexed.call("audit", "--json")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "nothing was asked" in done.stderr
    assert indexed.call("audit", "--since", "soon").exit_code == 1


def test_show_without_an_id_lists_the_documents(indexed):
    documents = json.loads(indexed.call("show", "--json").stdout)
    assert [document["document_id"] for document in documents] == ["jinbanfa-2025-46", "jingui-2024-11"]
    assert all(list(document) == DOCUMENT for document in documents)
    assert "jinbanfa-2025-46 · 国家金融监督管理总局" in indexed.call("show").stdout


@pytest.mark.parametrize(
    ("clause", "says"),
    [
        ("jinbanfa-2025-46", "not a clause id: 'jinbanfa-2025-46' (say commercial-bank-law#39)"),
        ("jinbanfa-2025-46#99", "The material holds no"),
        ("nothing#1", "no document has the id 'nothing' (see `policyqa show`)"),
        ("", "not a clause id"),
    ],
)
def test_show_says_what_is_wrong_with_an_id(clause, says, indexed):
    assert says in refusal(indexed.call("show", clause))


def test_index_json_is_pinned_and_an_unchanged_corpus_is_not_built_again(home):
    before = home.digest()
    report = json.loads(home.call("index", "--json").stdout)
    assert list(report) == ["index", "documents", "clauses", "bytes", "text"]
    assert report["documents"] == 2
    assert home.digest() == before
    again = json.loads(home.call("index", "--json", "--rebuild").stdout)
    assert again["index"] == report["index"]
    assert home.digest() != before
    assert home.call("index").stdout == f"{report['text']}\n"


def test_an_answer_names_the_index_that_gave_it(indexed):
    built = json.loads(indexed.call("index", "--json").stdout)
    assert json.loads(indexed.call("ask", TARGET, "--json").stdout)["index"] == built["index"]


def test_doctor_json_is_pinned_and_fails_only_on_errors(indexed, tmp_path):
    well = indexed.call("doctor", "--json")
    checks = json.loads(well.stdout)
    assert [check["name"] for check in checks] == ["python", "packages", "settings", "data folder", "corpus", "index"]
    assert all(list(check) == ["name", "severity", "found", "remedy"] for check in checks)
    assert {check["severity"] for check in checks} <= {"ok", "warning"}
    assert well.exit_code == 0
    unbuilt = indexed.call("doctor", POLICYQA_DATA=str(tmp_path / "none"))
    assert unbuilt.exit_code == 1
    assert "error   index: there is no index in" in unbuilt.stdout
    assert "→ policyqa index" in unbuilt.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("diff", "jingui-2024-11", "jingui-2024-12"), "near ones: jingui-2024-11"),
        (("diff", "jingui-2024-11@2001-01-01", "jingui-2024-11"), "there are jingui-2024-11@2024-08-02"),
        (("refs", "jingui-2024-11#99"), "jingui-2024-11#99"),
        (("export", "nothing"), "no document has the id 'nothing'"),
        (("export", "jingui-2024-11", "--format", "pdf"), "pdf"),
    ],
)
def test_commands_about_documents_name_what_they_cannot_find(arguments, says, indexed):
    assert says in refusal(indexed.call(*arguments))


def test_import_shows_what_it_could_not_read_and_imports_nothing(home):
    before = home.digest()
    done = home.call("import", "/nowhere/notice.docx")
    assert done.exit_code == 1
    assert "notice.docx: not a file; give the path" in done.stdout
    assert done.stderr.splitlines()[-1].startswith("policyqa: nothing was imported: ")
    assert home.digest() == before


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("POLICYQA_EMBEDDING", "word2vec", "POLICYQA_EMBEDDING='word2vec'"),
        ("POLICYQA_EMBEDDING", "sentence-transformers:/nowhere", "no sentence-transformers model '/nowhere'"),
        ("POLICYQA_CHROMA_URL", "ftp://x", "POLICYQA_CHROMA_URL='ftp://x'"),
        ("POLICYQA_LAWS", "perhaps", "POLICYQA_LAWS='perhaps'"),
        ("POLICYQA_TOP_K", "0", "POLICYQA_TOP_K='0'"),
        ("POLICYQA_TOPK", "5", "did you mean POLICYQA_TOP_K?"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_value(setting, value, says, indexed):
    assert says in refusal(indexed.call("ask", TARGET, **{setting: value}))


def test_a_chroma_server_that_does_not_answer_is_named_and_nothing_is_lost(home):
    before = home.digest()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        said = refusal(home.call("index", "--rebuild", POLICYQA_CHROMA_URL=url))
    assert said == f"no Chroma server answers at {url}: start it, or unset POLICYQA_CHROMA_URL"
    after = home.digest()
    assert {file: after.get(file) for file in before} == before


def test_an_address_that_is_taken_or_none_is_named_before_anything_is_loaded(indexed):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"cannot listen on 127.0.0.1:{port} (" in refusal(indexed.call("serve", "--port", str(port)))
    said = refusal(indexed.call("serve", "--host", "256.1.1.1"))
    assert said.startswith("cannot listen on 256.1.1.1:7860 (")
    assert said.endswith("choose another --port or --host")
    assert "POLICYQA_PORT=70000" in refusal(indexed.call("serve", "--port", "70000"))


def run(home, *arguments, **options):
    return subprocess.run([COMMAND, *arguments], cwd=ROOT, capture_output=True, **options)


def test_a_reader_that_has_seen_enough_is_no_failure_to_report(indexed):
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as closed:
        done = subprocess.run(
            [COMMAND, "show"], env=indexed.environment(), cwd=ROOT, stdout=closed, stderr=subprocess.PIPE
        )
    assert b"policyqa:" not in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_terminal_that_is_not_utf8_gets_an_answer_all_the_same(indexed):
    shown = run(indexed, "show", "--json", env=indexed.environment(PYTHONIOENCODING="ascii"))
    assert shown.returncode == 0, shown.stderr
    assert json.loads(shown.stdout)[0]["title"].startswith("国家金融监督管理总局")
