"""The reference graph: both directions, ranges spelled out, nothing resolved to what is not there."""

from datetime import date

import pytest

from corpus.catalogue import load_catalogue
from corpus.graph import ReferenceGraph
from corpus.location import between, locate, settle
from corpus.model import ClauseId

NOW = date(2026, 11, 24)


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def graph(catalogue):
    return ReferenceGraph(catalogue, NOW)


def test_every_target_exists_and_every_dead_end_says_why(catalogue, graph):
    assert len(graph.links) > 2000
    for link in graph.links:
        for target in link.targets:
            assert locate(catalogue.get(target.document, NOW), target.path), link
        if link.reason:
            assert link.targets == ()
            assert all(link.reason)
        elif link.reference.path:
            assert link.targets, link


def test_almost_every_clause_reference_within_the_held_laws_is_resolved(graph):
    own = [link for link in graph.links if link.reference.path and "资料中没有" not in (link.reason or ("",))[0]]
    assert sum(not link.targets for link in own) / len(own) < 0.01


def test_both_directions_agree(graph):
    for link in graph.links[::7]:
        for target in link.targets:
            assert link in graph.incoming(graph.clause_of(target))


def test_a_range_reaches_every_clause_between_its_ends(catalogue):
    law = catalogue.get("criminal-law", NOW)
    paths = between(law, ("140",), ("148",))
    assert ("142-1",) in paths
    assert paths[0] == ("140",)
    assert paths[-1] == ("148",)
    assert between(law, ("148",), ("140",)) == []
    assert between(law, ("140",), ("999",)) == []
    assert between(catalogue.get("commercial-bank-law"), ("3", "1", "2"), ("3", "1", "4")) == [
        ("3", "1", str(n)) for n in (2, 3, 4)
    ]


def test_an_item_without_its_paragraph_is_settled_where_only_one_paragraph_has_it(catalogue):
    law = catalogue.get("commercial-bank-law", NOW)
    assert settle(law, ("39", "", "4")) == [("39", "1", "4")]
    assert settle(law, ("39", "", "9")) == []
    assert settle(law, ("999", "", "1")) == []


def test_a_notice_without_articles_is_read_by_its_own_steps(catalogue):
    notice, through = catalogue.get("jinbanfa-2025-46", NOW), catalogue.get("jinfa-2025-21", NOW)
    assert settle(notice, ("2", "", "1")) == [("2", "1")]
    assert settle(notice, ("2", "", "9")) == []
    assert settle(through, ("14",)) == settle(through, ("", "", "14")) == [("5", "14")]
    assert settle(through, ("5",)) == []
    assert settle(catalogue.get("jingui-2024-11", NOW), ("3",)) == []
    assert settle(catalogue.get("commercial-bank-law", NOW), ("", "2")) == []


def test_neighbours_are_the_clauses_referred_to_without_itself(graph):
    clause = ClauseId.parse("company-law#107")
    assert ClauseId.parse("company-law#44") in graph.neighbours(clause)
    for source in ("company-law#51", "criminal-law#133-1", "securities-law#121"):
        assert ClauseId.parse(source) not in graph.neighbours(ClauseId.parse(source))


def test_the_graph_follows_the_version_of_the_day(catalogue):
    later = ReferenceGraph(catalogue, date(2027, 1, 2))
    held = {link.source for link in later.links if link.source.document == "agriculture-law"}
    assert held <= {clause.id for clause in catalogue.get("agriculture-law", date(2027, 1, 2))}


def test_a_number_cited_before_the_cited_law_was_renumbered_is_outdated_and_no_neighbour(graph):
    source, target = ClauseId.parse("securities-law#103"), ClauseId.parse("company-law#146")
    assert [(link.targets, link.outdated) for link in graph.outgoing(source)] == [((target,), True)]
    assert target not in graph.neighbours(source)
    assert not any(link.outdated for link in graph.outgoing(ClauseId.parse("company-law#107")))
