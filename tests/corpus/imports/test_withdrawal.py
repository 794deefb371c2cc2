"""An import can be taken back; what it had replaced stands again."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.catalogue import Catalogue, load_catalogue
from corpus.errors import CorpusError
from corpus.importing.withdrawal import planned, withdraw
from corpus.imports import State, review, store
from corpus.model import Document

TEXT = "某省试行办法\n省规〔2024〕9号\n第一条　{words}。\n某省金融管理局\n2024年5月20日\n"


def imported(data: Path, words: str) -> Document:
    path = data.parent / "measure.txt"
    path.write_text(TEXT.format(words=words), "utf-8")
    (stored,) = store(review([path], catalogue=held(data)), data)
    return stored.document


def held(data: Path) -> Catalogue:
    return load_catalogue(laws=False, imported=data / "documents")


def test_a_withdrawn_document_is_gone_and_comes_back_by_importing_it_again(tmp_path):
    data = tmp_path / "data"
    document = imported(data, "银行应当报告")
    withdraw(document, data)
    assert document.id not in held(data).ids()
    assert imported(data, "银行应当报告").clauses == document.clauses
    assert document.id in held(data).ids()


def test_the_import_that_was_replaced_stands_again_step_by_step(tmp_path):
    data = tmp_path / "data"
    for words in ("一稿", "二稿", "三稿"):
        document = imported(data, words)
    said = []
    for _ in range(3):
        document = held(data).get(document.id)
        said.append(document.clauses[0].text)
        withdraw(document, data)
    assert said == ["三稿。", "二稿。", "一稿。"]
    assert document.id not in held(data).ids()


def test_the_restatement_answers_again_after_the_official_text_is_withdrawn(tmp_path):
    data = tmp_path / "data"
    notice = Path("tests/fixtures/notice-46-form.txt")
    reviewed = review([notice], catalogue=held(data))
    assert reviewed.files[0].state is State.REPLACES_RESTATED
    (stored,) = store(reviewed, data)
    assert held(data).get("jinbanfa-2025-46").text_status == "official"
    withdraw(stored.document, data)
    assert held(data).get("jinbanfa-2025-46").text_status == "restated"


def test_what_was_not_imported_cannot_be_withdrawn(tmp_path):
    shipped = held(tmp_path).get("jinbanfa-2025-46")
    with pytest.raises(CorpusError, match="not imported"):
        withdraw(shipped, tmp_path)


def test_a_plan_writes_nothing(tmp_path):
    data = tmp_path / "data"
    document = imported(data, "银行应当报告")
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    assert planned(document, data).restored is None
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before
