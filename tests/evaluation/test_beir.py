import json

import pytest
from typer.testing import CliRunner

from evaluation.beir import run_beir
from evaluation.beir_folder import read_beir
from evaluation.cli import app
from evaluation.errors import EvaluationError

CORPUS = [
    {"_id": "a3", "title": "", "text": "某市停车管理办法第十二条 违规停放车辆的,处五十元罚款。"},
    {"_id": "a1", "title": "", "text": "某市停车管理办法第三条 停车场应当公示收费标准。"},
    {"_id": "a2", "title": "", "text": "某市停车管理办法第三条之一 夜间停车免收费用。"},
    {"_id": "b1", "title": "Library rules", "text": "A reader may borrow ten books for thirty days."},
    {"_id": "b2", "title": "Library rules", "text": "Books returned late cost one yuan a day."},
]
QUERIES = [
    {"_id": "q1", "text": "晚上停车要钱吗"},
    {"_id": "q2", "text": "how many books can I borrow"},
    {"_id": "q3", "text": "not judged"},
]


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "parking"
    (home / "qrels").mkdir(parents=True)
    for name, rows in (("corpus", CORPUS), ("queries", QUERIES)):
        (home / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    (home / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ta2\t1\nq2\tb1\t1\nq2\tb2\t0\n", "utf-8")
    return home


def test_articles_become_clauses_of_their_law_in_the_order_of_their_numbers(folder):
    law, other = read_beir(folder).documents
    assert law.title == "某市停车管理办法"
    assert [clause.label for clause in law] == ["第三条", "第三条之一", "第十二条"]
    assert [clause.heading for clause in other] == ["Library rules"] * 2


def test_only_judged_questions_are_asked_and_zero_is_no_judgement(folder):
    benchmark = read_beir(folder)
    assert set(benchmark.queries) == {"q1", "q2"}
    assert benchmark.judgements["q2"] == {"b1": 1}


def test_a_run_scores_every_system_and_a_second_one_embeds_nothing(folder, tmp_path):
    report = run_beir(folder, data=tmp_path / "data")
    assert {"all", "without ranker", "lexical alone", "without ranker, e5", "use alone"} <= set(report.systems)
    assert report.systems["all"]["R@5"].value == 1.0
    assert report.systems["all"]["AllGold@10"].value == 1.0
    assert report.latency_ms["p50"] > 0
    steps = []
    again = run_beir(folder, data=tmp_path / "data", progress=lambda *step: steps.append(step[0]))
    assert not [step for step in steps if step.startswith(("embedding", "storing"))]
    assert again.systems == report.systems
    assert json.loads(json.dumps(again.to_json()))["systems"]["all"]["RR@10"]["count"] == 2
    assert "| all |" in again.render()


def test_channels_and_limit_narrow_the_run(folder, tmp_path):
    report = run_beir(folder, ["lexical"], 1, data=tmp_path / "data")
    assert (set(report.systems), report.questions) == ({"all"}, 1)


def test_a_channel_that_is_not_there_is_refused(folder, tmp_path):
    with pytest.raises(EvaluationError, match="there are: e5, lexical, use"):
        run_beir(folder, ["colbert"], data=tmp_path / "data")


@pytest.mark.parametrize(
    "qrels",
    [
        "q1\ta2\t1\nq2\tb1\t1\n",
        "query-id\tcorpus-id\tscore\r\nq1\ta2\t1\r\nq2\tb1\t1.0\r\n\r\n",
        "\ufeffq1\ta2\t2\nq2\tb1\t1\nq2\tb2\t0\n",
        "q1 0 a2 1\nq2 0 b1 1\n",
        "q1\t0\ta2\t1\nq2\t0\tb1\t1\n",
    ],
)
def test_judgements_are_read_with_or_without_header_in_both_forms(folder, qrels):
    (folder / "qrels" / "test.tsv").write_text(qrels, "utf-8")
    judged = read_beir(folder).judgements
    assert {name: set(gold) for name, gold in judged.items()} == {"q1": {"a2"}, "q2": {"b1"}}


def test_odd_passages_are_taken_and_repeated_ids_left_out(folder, tmp_path):
    odd = [
        {"_id": 7, "text": "A fine of ten yuan is due for noise."},
        {"_id": "c1", "title": None, "text": None},
        {"_id": "c2", "text": " "},
        {"_id": "a3", "text": "an id that was there before"},
        {"_id": "c3", "title": "t", "text": "\x00 zero \ud83d", "metadata": {"extra": [1]}},
    ]
    with (folder / "corpus.jsonl").open("a") as file:
        file.write("\n\n" + "\n".join(map(json.dumps, odd)))
    with (folder / "qrels" / "test.tsv").open("a") as file:
        file.write("q2\tgone\t1\nnobody\ta1\t1\nq1\t7\t1\n")
    report = run_beir(folder, ["lexical", "use"], data=tmp_path / "data")
    assert (report.repeated, report.clauses, report.split) == (1, 9, "test")
    assert report.systems["all"]["R@100"].value == pytest.approx(0.75)  # one judged passage is not in the corpus
    assert "left out: 1" in report.render()


def test_several_judgement_files_test_first_or_the_one_asked_for(folder):
    (folder / "qrels" / "train.tsv").write_text("q3\ta1\t1\n", "utf-8")
    assert read_beir(folder).split == "test"
    assert set(read_beir(folder, "train").queries) == {"q3"}


def test_the_command_prints_a_table_or_json(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("POLICYQA_DATA", str(tmp_path / "data"))
    arguments = ["retrieval", "--beir", str(folder), "--channels", "lexical,use", "--limit", "1"]
    assert "| all |" in CliRunner().invoke(app, arguments).stdout
    record = json.loads(CliRunner().invoke(app, [*arguments, "--json"]).stdout)
    assert set(record["systems"]["all"]) >= {"R@10", "AllGold@10", "RR@10", "AP@10", "nDCG@10"}
    wrong = CliRunner().invoke(app, ["retrieval", "--beir", str(tmp_path)])
    assert wrong.exit_code == 1
    assert "qrels" in wrong.stderr


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("corpus.jsonl", '{"_id": "x"}', "line 1: has no 'text'"),
        ("queries.jsonl", "{", "line 1: not JSON"),
        ("qrels/test.tsv", "q1 a1 1", "line 1: say query-id"),
        ("qrels/test.tsv", "other\ta1\t1", "no question of queries.jsonl is judged"),
    ],
)
def test_a_broken_folder_is_refused_by_file_and_line(folder, file, text, said):
    (folder / file).write_text(text, "utf-8")
    with pytest.raises(EvaluationError, match=said):
        read_beir(folder)


def test_a_missing_file_or_split_is_named(folder):
    with pytest.raises(EvaluationError, match=r"no train\.tsv \(there: test\)"):
        read_beir(folder, "train")
    (folder / "corpus.jsonl").unlink()
    with pytest.raises(EvaluationError, match=r"corpus\.jsonl"):
        read_beir(folder)
