import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from corpus.errors import CorpusError
from indexing.retriever import ClauseRetriever, Filters


def _ids(hits):
    return [f"{hit.clause.id}@{hit.document.version}" for hit in hits]


def test_a_chinese_question_finds_its_clause_and_shows_every_channel(retriever):
    hit = retriever.search("大银行的贷款增长目标是什么?")[0]
    assert str(hit.clause.id) == "credit-notice#1"
    assert set(hit.channels) == {"lexical", "e5", "use", "e5_adapted", "use_adapted"}
    assert hit.channels["lexical"] > 0


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("Can a bank ask for a deposit before it lends?", "credit-notice#3"),
        ("How long must customer identity records be kept?", "record-law#1"),
    ],
)
def test_an_english_question_finds_bilingual_and_chinese_clauses(retriever, question, clause):
    assert str(retriever.search(question)[0].clause.id) == clause


def test_only_the_version_in_force_is_found(retriever):
    question = "客户身份资料保存多少年"
    assert "record-law#1@2010-01-01" not in _ids(retriever.search(question))
    assert _ids(retriever.search(question, filters=Filters(as_of=date(2015, 1, 1))))[0] == "record-law#1@2010-01-01"
    both = _ids(retriever.search(question, filters=Filters(any_version=True)))
    assert {"record-law#1@2010-01-01", "record-law#1@2024-01-01"} <= set(both)


def test_before_any_version_was_in_force_the_earliest_is_found(retriever):
    found = _ids(retriever.search("客户身份资料保存多少年", filters=Filters(as_of=date(1999, 1, 1))))
    assert found[0] == "record-law#1@2010-01-01"


def test_an_institution_finds_what_concerns_it_and_what_concerns_all(retriever):
    hits = retriever.search("贷款 保险", filters=Filters(institution="insurer"))
    found = {str(hit.clause.id) for hit in hits}
    assert "credit-notice#2" in found
    assert not {"credit-notice#1", "credit-notice#3"} & found
    assert "bill-law#1" in found


def test_filters_hold_inside_retrieval(retriever):
    hits = retriever.search("贷款增速目标", top_k=2, filters=Filters(documents=frozenset({"bill-law"})))
    assert len(hits) == 2
    assert {hit.document.id for hit in hits} == {"bill-law"}


def test_what_the_asker_may_not_read_is_not_found(retriever):
    question = "五千万元以上贷款由谁审批"
    assert "internal-rule#1" not in {str(hit.clause.id) for hit in retriever.search(question)}
    allowed = Filters(permissions=frozenset({"", "head-office"}))
    assert str(retriever.search(question, filters=allowed)[0].clause.id) == "internal-rule#1"


def test_unknown_institutions_and_documents_are_refused(retriever):
    with pytest.raises(CorpusError, match="pawnshop"):
        retriever.search("贷款", filters=Filters(institution="pawnshop"))
    with pytest.raises(CorpusError, match="no-such-law"):
        retriever.search("贷款", filters=Filters(documents=frozenset({"no-such-law"})))


@pytest.mark.parametrize("question", ["", "   \n", "\0", "🙂🙂", "a" * 100_000, "\ud800贷款", "?!"])
def test_any_text_can_be_asked(retriever, question):
    retriever.search(question)


def test_an_empty_question_finds_nothing(retriever):
    assert retriever.search(" ") == []


def test_threads_get_the_same_answers(retriever):
    questions = ["贷款目标", "理赔", "how long are records kept", "票据签章"] * 3
    alone = [_ids(retriever.search(question)) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert [_ids(hits) for hits in pool.map(retriever.search, questions)] == alone


def test_channels_can_be_chosen(retriever, catalogue, embedders):
    only = ClauseRetriever(retriever._snapshot, catalogue, embedders, channels=frozenset({"lexical"}))
    assert set(only.search("贷款")[0].channels) == {"lexical"}


def test_llama_index_sees_the_same_clauses(retriever):
    nodes = retriever.as_llama_index(top_k=3).retrieve("贷款目标")
    hits = retriever.search("贷款目标", top_k=3)
    assert [node.node.metadata["clause"] for node in nodes] == [str(hit.clause.id) for hit in hits]
    assert [node.node.text for node in nodes] == [hit.clause.text for hit in hits]
    assert nodes[0].score == hits[0].score


def test_a_hit_cannot_be_changed(retriever):
    with pytest.raises(dataclasses.FrozenInstanceError):
        retriever.search("贷款")[0].score = 1.0


def test_documents_in_another_order_than_the_index_was_made_in_are_found_under_their_own_names(
    retriever, catalogue, embedders
):
    class Turned:
        """The same documents, read in the opposite order."""

        documents = tuple(reversed(catalogue.documents))
        fingerprint = catalogue.fingerprint
        versions = catalogue.versions
        get = catalogue.get

    turned = ClauseRetriever(retriever._snapshot, Turned(), embedders)
    for question in ("大银行贷款增长目标", "客户资料要保存多久", "汇票可以转让吗"):
        found, expected = turned.search(question), retriever.search(question)
        assert [hit.document.key(hit.clause) for hit in found] == [hit.document.key(hit.clause) for hit in expected]
