"""A rule and the article that refers to it: the one brings the other."""

from types import SimpleNamespace

import numpy as np
import pytest

from corpus.catalogue import load_catalogue
from evaluation.linked_questions import SETS, load
from indexing.linked import DEPTH, MOST, PLACE, linked, named, with_linked


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("违反本法第四十三条规定的，罚款。", {"第四十三条"}),
        ("依照第八条、第九条之一办理。", {"第八条", "第九条之一"}),
        ("依照《公司法》第八条办理。", set()),
        ("适用刑法第八条，也适用本条例第二条。", {"第二条"}),
        ("第二款另有规定的除外。", set()),
        ("依照前条规定办理。", {"第一百条"}),
    ],
)
def test_labels_of_the_documents_own_articles_are_read(text, labels):
    assert named("第一百零一条", text) == labels
    assert (named("第21条", text) == {"第20条"}) == ("前条" in text)


def _clause(number: int, text: str = ""):
    return (SimpleNamespace(id="law"), SimpleNamespace(label=f"第{number}条", text=text))


def test_what_a_leading_clause_refers_to_or_what_refers_to_it_is_moved_up_behind_the_first_seven():
    clauses = [_clause(n) for n in range(200)]
    clauses[0] = _clause(0, "违反本法第20条的，罚款。")
    clauses[25] = _clause(25, "依照本法第1条。")
    clauses[27] = _clause(27, "依照本法第2条。")
    clauses[15] = _clause(15, "依照本法第9条。")  # not of a leading one
    clauses[60] = _clause(60, "依照本法第6条。")
    clauses[70] = _clause(70, "依照本法第0条。")  # one too many
    clauses[120] = _clause(120, "依照本法第0条。")  # too far down
    places = with_linked(np.arange(200), clauses, np.zeros(200, np.int32))
    assert places[: PLACE + MOST + 1].tolist() == [*range(PLACE), 20, 25, 27, PLACE]
    assert sorted(places) == list(range(200))
    assert DEPTH == 100


def test_a_like_label_in_another_document_is_another_clause():
    clauses = [_clause(n) for n in range(40)]
    clauses[0] = _clause(0, "违反本法第20条的，罚款。")
    documents = np.zeros(40, np.int32)
    documents[20] = 1
    assert with_linked(np.arange(40), clauses, documents).tolist() == list(range(40))
    assert with_linked(np.arange(3), clauses, documents).tolist() == [0, 1, 2]


def test_every_question_of_the_sets_is_on_two_clauses_that_refer_to_each_other():
    catalogue = load_catalogue()
    first, second, third = map(load, SETS)
    assert (len(first), len(second), len(third)) == (42, 26, 60)
    assert not frozenset().union(*(ids for _, ids in first)) & frozenset().union(*(ids for _, ids in second))
    for question, ids in (*first, *second, *third):
        one, other = (catalogue.clause(name).clause for name in sorted(ids))
        assert linked(one, other), question
