from __future__ import annotations

import pytest

from corpus.readers.text import read_text
from corpus.splitter import Split, split
from tests.corpus.splitting.marked import Marked, all_marked, fold

DOCUMENTS = all_marked()


def made(document: Marked) -> Split:
    return split(read_text(document.text.encode(), document.name, ""), "some-document")


def spans(document: Marked) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """(expected, found): a clause counts only where path, first and last word are all right."""
    found = {(".".join(clause.id.path), fold(clause.text)) for clause in made(document).clauses}
    return set(document.clauses.items()), found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_a_tricky_document_falls_into_its_clauses(document: Marked) -> None:
    expected, found = spans(document)
    assert found == expected, document.facts["about"]


def test_boundaries_over_all_tricky_documents_are_right_99_times_in_100() -> None:
    pairs = [spans(document) for document in DOCUMENTS]
    right = sum(len(expected & found) for expected, found in pairs)
    assert len(DOCUMENTS) >= 40
    assert right / sum(len(found) for _, found in pairs) >= 0.99
    assert right / sum(len(expected) for expected, _ in pairs) >= 0.99


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_the_record_is_recognised(document: Marked) -> None:
    record = made(document).record
    wanted = {key: value for key, value in document.facts.items() if key != "about"}
    if "supersedes" in wanted:
        wanted["supersedes"] = tuple(wanted["supersedes"])
    assert {key: getattr(record, key) for key in wanted} == wanted
