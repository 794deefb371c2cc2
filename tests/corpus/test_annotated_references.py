"""References of 170 clauses, drafted by the finder and then read and corrected clause by clause (ids and spans only).

An annotation says where a reference stands and what it means; '-' for a document that the corpus lacks. Because the
draft came from the finder, the set shows regressions better than it shows what no one thought of.
"""

from datetime import date
from pathlib import Path

import pytest

from corpus.catalogue import load_catalogue
from corpus.location import settle
from corpus.reference import Home
from corpus.references import find_references

NOW = date(2026, 11, 24)
_ANNOTATIONS = Path(__file__).parent / "annotated_references.tsv"


@pytest.fixture(scope="module")
def annotated():
    rows = [line.split("\t") for line in _ANNOTATIONS.read_text(encoding="utf-8").splitlines()[1:]]
    return {(clause, int(start), int(end), document, path, until) for clause, start, end, document, path, until in rows}


@pytest.fixture(scope="module")
def found(annotated):
    catalogue = load_catalogue()
    held = set()
    for clause_id in {row[0] for row in annotated}:
        place = catalogue.clause(clause_id, NOW)
        home = Home(place.document, place.clause)
        for reference in find_references(place.clause.text, names=catalogue.table, home=home):
            path, until = reference.path if reference.document else (), reference.until
            if "" in path:
                path = settle(catalogue.get(reference.document, NOW), path)[0]
            names = (reference.document, ".".join(path), ".".join(until or ()))
            held.add((clause_id, reference.start, reference.end, *(name or "-" for name in names)))
    return held


def test_precision_and_recall_on_annotated_references(annotated, found):
    assert len(annotated) >= 300
    right = len(annotated & found)
    assert right / len(found) >= 0.97, sorted(found - annotated)
    assert right / len(annotated) >= 0.95, sorted(annotated - found)


def test_nothing_is_resolved_to_a_document_that_the_annotation_does_not_name(annotated, found):
    meant = {row[:3]: row[3] for row in annotated}
    wrong = [row for row in found if row[3] != "-" and meant.get(row[:3], row[3]) != row[3]]
    assert wrong == []
