"""`policyqa bench`: what is asked and what is told of it."""

import json


def test_percentiles_memory_and_index_are_told(indexed):
    told = json.loads(indexed.call("bench", "--count", "4", "--json").stdout)
    assert told["questions"] == 4
    for times in (told["ask_ms"], told["search_ms"]):
        assert list(times) == ["p50", "p90", "p95", "p99", "p100"]
        assert 0 < times["p50"] <= times["p95"] <= times["p100"]
    assert told["peak_mb"] > 50
    assert told["index"]
    shown = indexed.call("bench", "--count", "2").stdout
    assert "answers a second" in shown


def test_questions_of_a_file_are_asked_instead(indexed, tmp_path):
    path = tmp_path / "questions.txt"
    path.write_text("续贷？\n\n无还本续贷期限？\n", "utf-8")
    assert json.loads(indexed.call("bench", "--questions", str(path), "--json").stdout)["questions"] == 2
    path.write_text("\n", "utf-8")
    refused = indexed.call("bench", "--questions", str(path))
    assert refused.exit_code == 1
    assert "write one a line" in refused.stderr
