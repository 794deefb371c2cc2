"""The article that punishes a breach of the rule that is named."""

import pytest

from app.answering.punished import punishing
from corpus.catalogue import load_catalogue


def _clause(document, article):
    return next(clause for clause in document if clause.id.path == (article,))


@pytest.mark.parametrize(
    ("law", "rule", "penalty"),
    [
        ("commercial-bank-law", "39", "75"),
        ("commercial-bank-law", "40", "74"),
        ("commercial-bank-law", "32", "77"),
        ("commercial-bank-law", "75", None),
        ("commercial-bank-law", "1", None),
        ("civil-code", "670", None),
    ],
)
def test_the_act_is_found_by_its_words(law, rule, penalty):
    document = load_catalogue().get(law)
    found = punishing(document, _clause(document, rule))
    assert (found and found.id.path[0]) == penalty


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("银行违反商业银行法第四十条要罚多少？", ["commercial-bank-law#74"]),
        ("What fine follows a breach of Article 39 of the Commercial Bank Law?", ["commercial-bank-law#75"]),
        ("商业银行法第四十条怎么规定的，违反了怎么罚？", ["commercial-bank-law#40", "commercial-bank-law#74"]),
        ("商业银行法第四十条怎么规定的？", ["commercial-bank-law#40"]),
    ],
)
def test_who_asks_what_a_breach_of_an_article_costs_gets_the_article_that_punishes_it(service, question, clauses):
    answer = service.ask(question)
    assert [*dict.fromkeys(one.clause_id for said in answer.statements for one in said.citations)] == clauses
