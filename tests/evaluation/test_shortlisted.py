import json

import pytest

from evaluation import shortlisted
from evaluation.beir_folder import read_beir
from indexing import lexical, retriever, shortlist, vectors


@pytest.fixture
def folder(tmp_path):
    """Forty passages and four questions, as a BEIR folder."""
    topics = ["贷款利率", "客户资料", "保险理赔", "信息披露"]
    rows = [{"_id": f"p{at}", "text": f"第{at}类机构应当报告{topics[at % 4]}。"} for at in range(40)]
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    asked = [{"_id": f"q{at}", "text": f"第{at}类机构怎么报告{topics[at]}?"} for at in range(4)]
    (tmp_path / "queries.jsonl").write_text("\n".join(json.dumps(row) for row in asked), "utf-8")
    (tmp_path / "qrels" / "test.tsv").write_text("\n".join(f"q{at}\tp{at}\t1" for at in range(4)), "utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def _sizes(monkeypatch):
    """What the measurement lowers is put back."""
    held = {vectors: ["SKETCHED"], shortlist: ["_BROUGHT", "_STRIDE"], retriever: ["LARGE"], lexical: ["_POSTINGS"]}
    for module, name in ((module, name) for module, names in held.items() for name in names):
        monkeypatch.setattr(module, name, getattr(module, name))


def test_a_shortlist_that_holds_everything_agrees_with_scoring_everything(folder, capsys):
    shortlisted.main(["--beir", str(folder), "--data", str(folder / "data"), "--limit", "4"])
    found = json.loads(capsys.readouterr().out)
    assert found["questions"] == 4
    assert found["agree@10"] == found["agree@100"] == 1
    assert found["everything R@10"] == found["shortlist R@10"] > 0


def test_a_shortlist_of_few_misses_some(folder, monkeypatch):
    monkeypatch.setattr(shortlist, "_SAMPLE", 2)
    monkeypatch.setattr(shortlist, "_FEW", 1)
    monkeypatch.setattr(shortlist, "REACH", 0)
    found = shortlisted.agreement(read_beir(folder), folder / "data", brought=3, plain=True, limit=4)
    assert found["agree@100"] < 1
