import json

import pytest
from typer.testing import CliRunner

from app.service import open_catalogue
from app.settings import load_settings
from evaluation.bank_ranker import as_text, read_pairs
from evaluation.errors import EvaluationError
from indexing.rank_training import RankerReport


@pytest.fixture(scope="module")
def catalogue():
    return open_catalogue(load_settings({}))


def _file(tmp_path, *lines):
    file = tmp_path / "pairs.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    return file


def test_pairs_are_read_with_what_they_are_asked_under(tmp_path, catalogue):
    line = {
        "question": "普惠小微贷款增速目标",
        "clauses": ["jinbanfa-2025-46#1.1"],
        "as_of": "2025-12-01",
        "institution": "large_bank",
    }
    (example,) = read_pairs(_file(tmp_path, json.dumps(line), ""), catalogue)
    assert example.clauses == {"jinbanfa-2025-46#1.1"}
    assert (str(example.filters.as_of), example.filters.institution) == ("2025-12-01", "large_bank")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"question": "a"}', "line 1: clauses: Field required"),
        ('{"question": "a", "clauses": []}', "line 1: clauses"),
        ('{"question": "a", "clauses": ["commercial-bank-law#999"]}', "line 1: .*999"),
        ('{"question": "a", "clauses": ["no-such-law#1"]}', "line 1: .*no-such-law"),
        ('{"question": "a", "clauses": ["commercial-bank-law#1"], "as_of": "soon"}', "line 1: not a date"),
        ('{"question": "a", "clauses": ["commercial-bank-law#1"], "institution": "pub"}', "line 1: .*pub"),
        ("{", "line 1: the line: Invalid JSON"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path, catalogue, line, said):
    with pytest.raises(EvaluationError, match=said):
        read_pairs(_file(tmp_path, line), catalogue)


def test_the_text_says_whether_the_ranker_is_kept(tmp_path):
    settings = load_settings({}, data=tmp_path)
    measures = {"R@10": 0.5, "RR@10": 0.4}
    said = as_text(RankerReport(60, measures, measures, 0.0, -0.1, 0.1, False), settings)
    assert "not written" in said
    assert str(tmp_path / "ranker.txt") in as_text(RankerReport(60, measures, measures, 0.1, 0.05, 0.2, True), settings)


def test_the_command_refuses_in_one_line(tmp_path, monkeypatch):
    from app import cli

    monkeypatch.setenv("POLICYQA_DATA", str(tmp_path))
    monkeypatch.setattr(cli, "app", app := cli.typer.Typer())
    monkeypatch.setattr("sys.argv", ["policyqa"])
    from evaluation.cli import train_ranker

    app.command("train-ranker")(train_ranker)
    done = CliRunner().invoke(app, [str(tmp_path / "none.jsonl")])
    assert done.exit_code == 1
    assert "none.jsonl" in done.stderr
