"""Questions that wait to be taken in (docs/decisions/2026-11-29-clause-facts.md)."""

from corpus.catalogue import load_catalogue
from evaluation.train_questions import WAITING, examples
from indexing.clause_questions import questions_for
from tests.indexing.test_clause_questions import measuring, plain


def test_waiting_questions_are_of_clauses_as_they_are_and_measure_nothing():
    rows = [(document, clause) for document in load_catalogue().documents for clause in document.clauses]
    waiting = {text for questions in questions_for(rows, WAITING) for text in questions}
    lines = [line.split("\t")[2:] for file in WAITING.glob("*.tsv") for line in file.read_text("utf-8").splitlines()]
    written = {text for questions in lines for text in questions}
    assert waiting == written, "a clause has changed: take its questions out"
    assert len(written) > 50_000
    known = {plain(text) for questions in questions_for(rows) for text in questions}
    assert not known.union(map(plain, measuring())) & set(map(plain, waiting))


def test_waiting_questions_are_learned_from_where_they_are_asked_for():
    texts, of_class = examples()
    more, more_of_class = examples(WAITING)
    assert len(more) - len(texts) > 50_000
    assert max(of_class) == max(more_of_class), "a class for each clause, as before"
