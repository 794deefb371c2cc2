"""The shipped documents: what their form promises, whatever they say."""

from pathlib import Path

import pytest

import corpus
from corpus.model import Document, Evidence, Modality, TextStatus
from corpus.names import fold
from corpus.readers.markdown import read_markdown

FILES = sorted((Path(corpus.__file__).parent / "documents").glob("*.md"))
STRONG = {Modality.MUST: ("应", "须", "不得", "全额承担", "负最终责任"), Modality.MUST_NOT: ("不得", "严禁", "不超过")}


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {path.stem: read_markdown(path) for path in FILES}


def test_each_file_is_named_by_its_document_id(documents: dict[str, Document]) -> None:
    assert len(documents) >= 18
    assert [document.id for document in documents.values()] == list(documents)


def test_every_clause_says_the_same_number_of_paragraphs_in_both_languages(documents: dict[str, Document]) -> None:
    for document in documents.values():
        for clause in document:
            zh, en = clause.in_language("zh"), clause.in_language("en")
            assert zh, clause.id
            assert en, clause.id
            assert clause.text[slice(*zh)].count("\n") == clause.text[slice(*en)].count("\n"), clause.id


def test_restated_clauses_carry_evidence_and_weak_ones_say_what_to_check(documents: dict[str, Document]) -> None:
    for document in documents.values():
        assert document.text_status is TextStatus.RESTATED, document.id
        assert document.caution, document.id
        assert document.caution_en, document.id
        for clause in document:
            assert clause.evidence, clause.id
            assert bool(clause.to_check) == bool(clause.to_check_en), clause.id
            assert clause.to_check or clause.evidence is Evidence.A, clause.id


def test_what_is_not_stated_is_named_in_both_languages(documents: dict[str, Document]) -> None:
    for document in documents.values():
        for clause in document:
            assert len(clause.not_stated) == len(clause.not_stated_en), clause.id


def test_no_name_means_two_documents(documents: dict[str, Document]) -> None:
    owners: dict[str, str] = {}
    for document in documents.values():
        for name in (document.title, document.title_en, document.number, *document.aliases):
            if name:
                assert owners.setdefault(fold(name), document.id) == document.id, name


def test_a_clause_that_says_strive_is_never_marked_as_an_obligation(documents: dict[str, Document]) -> None:
    for document in documents.values():
        for clause in document:
            if "力争" in clause.text:
                assert clause.modality is Modality.STRIVE, clause.id
                assert "strive" in clause.text, clause.id


def test_an_obligation_is_worded_as_one(documents: dict[str, Document]) -> None:
    strong = ((c, STRONG[c.modality]) for d in documents.values() for c in d if c.modality in STRONG)
    weak = {str(clause.id) for clause, words in strong if not any(word in clause.text for word in words)}
    assert weak == set()


def test_figures_of_later_documents_are_not_lent_to_the_notice(documents: dict[str, Document]) -> None:
    notice = " ".join(clause.text for clause in documents["jinbanfa-2025-46"])
    assert not any(figure in notice for figure in ("10%", "50BP", "50个基点", "200BP", "24%"))
    assert "10%" in documents["jinfa-2025-21"].clause(("5", "14")).text  # type: ignore[union-attr]


def test_the_size_standard_as_data_says_what_its_words_say(documents: dict[str, Document]) -> None:
    for clause in documents["gongxinbulianqiye-2011-300"]:
        if clause.thresholds:
            bands = clause.thresholds.values
            figures = {v for name in bands if name != "industry" for v in bands[name].values() if isinstance(v, int)}
            zh = clause.text[slice(*(clause.in_language("zh") or (0, 0)))]
            assert all(f"{figure}人" in zh or f"{figure}万元" in zh for figure in figures), clause.id
            assert ("micro" in bands) == ("微型企业：" in zh), clause.id
