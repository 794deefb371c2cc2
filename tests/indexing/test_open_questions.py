"""Questions that the corpus leaves open: for the text as it is, none that measures, none that a clause answers."""

import pytest

from corpus.catalogue import load_catalogue
from indexing.clause_questions import questions_for, questions_of
from indexing.embeddings.cache import EmbeddingCache
from indexing.open_questions import FOLDER, load_open_questions, open_texts, unheld
from indexing.question_space import load_space
from tests.indexing.conftest import DOCUMENTS
from tests.indexing.test_clause_questions import measuring, plain


@pytest.fixture(scope="module")
def rows():
    return [(document, clause) for document in load_catalogue().documents for clause in document.clauses]


def test_each_is_for_a_clause_as_it_stands_or_for_a_topic(rows):
    documents = {document.id for document, _ in rows}
    written = {file.stem: questions_of(file.stem, FOLDER) for file in FOLDER.glob("*.tsv") if file.stem != "unheld"}
    assert written.keys() <= documents
    held = sum(bool(questions) for questions in questions_for(rows, FOLDER))
    assert held == sum(len(questions) for questions in written.values()), "some were written for texts that changed"
    assert len(unheld()) > 200


def test_none_measures_and_none_is_answered(rows):
    texts = {plain(text) for text in open_texts(rows)}
    assert len(texts) > 7_000
    assert not texts & {plain(text) for text in measuring()}
    assert not texts & {plain(text) for questions in questions_for(rows) for text in questions}


def test_how_near_a_question_is_to_one_left_open(rows, embedders):
    space = load_space(embedders)
    found = load_open_questions(rows, space, EmbeddingCache(None))
    assert found is not None
    of_clauses = questions_for(rows, FOLDER)
    row = next(place for place, questions in enumerate(of_clauses) if questions)
    without = next(place for place, questions in enumerate(of_clauses) if not questions)
    own = found.nearest(space.query(of_clauses[row][0]), (row, without, -1))
    assert own.of_all > 0.99
    assert own.of_rows.keys() == {row}
    assert own.of_rows[row] > 0.99
    topic = found.nearest(space.query(unheld()[3][0]), (row,))
    assert topic.of_all > 0.99
    assert topic.of_rows[row] < topic.of_all


def test_an_index_of_other_documents_knows_none(embedders):
    imported = [(DOCUMENTS[0], clause) for clause in DOCUMENTS[0].clauses]
    assert load_open_questions(imported, load_space(embedders), EmbeddingCache(None)) is None
