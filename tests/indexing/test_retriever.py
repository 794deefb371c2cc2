import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import pytest

from corpus.catalogue import Catalogue, load_catalogue
from corpus.errors import CorpusError
from indexing.embeddings.adapter import ACROSS, KINDS, TAUGHT, adapt
from indexing.retriever import ClauseRetriever, Filters
from indexing.snapshot import NO_CHROMA, build
from tests.indexing.conftest import BILLS


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


def _law():
    law = load_catalogue().get("electronic-signature-law")
    return dataclasses.replace(law, clauses=tuple(one for one in law.clauses if one.id.path != ("meta",)))


@pytest.fixture(scope="module")
def of_a_shipped_law(tmp_path_factory, embedders):
    """A search over a law that comes with questions, whose adapters turn every question into their kind's own one."""
    catalogue = Catalogue([_law()])
    snapshot = build(catalogue, tmp_path_factory.mktemp("law"), embedders, chroma=NO_CHROMA)
    e5 = embedders[0].dimensions
    matrices = {f"e5{kind}": _always(place, e5) for place, kind in enumerate(KINDS)}
    return ClauseRetriever(snapshot, catalogue, embedders, adapters=matrices)


def _always(place, size):
    """A matrix that adds a thousand of one direction for each part of another that every e5 vector has."""
    matrix = np.zeros((size, size), np.float32)
    matrix[:, place] = 1000.0
    return matrix


@pytest.mark.parametrize(("question", "kind"), [("电子签名丢了怎么办", TAUGHT), ("Is a signed e-mail valid?", ACROSS)])
def test_where_clauses_have_questions_their_own_adapter_turns(of_a_shipped_law, embedders, question, kind):
    scores = of_a_shipped_law.channel_scores(question)
    turned = adapt(_always(KINDS.index(kind), embedders[0].dimensions), embedders[0].query(question))
    windows = of_a_shipped_law._snapshot.vectors["e5"]
    assert np.allclose(scores["e5_adapted"], windows.scores(turned), atol=1e-5)
    assert "use_adapted" not in scores
    assert of_a_shipped_law.adapters.keys() == {"e5"}


def test_beside_clauses_without_questions_each_is_met_by_its_own_adapter(tmp_path, embedders):
    catalogue = Catalogue([_law(), BILLS])
    snapshot = build(catalogue, tmp_path, embedders, chroma=NO_CHROMA)
    e5 = embedders[0].dimensions
    matrices = {f"e5{kind}": _always(place, e5) for place, kind in enumerate(KINDS)}
    search = ClauseRetriever(snapshot, catalogue, embedders, adapters=matrices)
    question = "电子签名丢了怎么办"
    plain, windows = embedders[0].query(question), snapshot.vectors["e5"]
    general, taught = (windows.scores(adapt(matrices[f"e5{kind}"], plain)) for kind in ("", TAUGHT))
    found = search.channel_scores(question)["e5_adapted"]
    of_bills = np.array([key.startswith("bill-law#") for key in snapshot.keys])
    assert of_bills.sum() >= len(BILLS.clauses)
    assert found[~of_bills] == pytest.approx(taught[~of_bills], abs=1e-5)
    told = (general - general.mean()) / general.std() * taught.std() + taught.mean()
    assert found[of_bills] == pytest.approx(told[of_bills], abs=1e-4)
    assert set(search.channel_scores(question)) == {"lexical", "e5", "use", "e5_adapted", "question"}


def test_a_clause_is_found_by_a_question_that_shares_no_word_with_it(of_a_shipped_law):
    found = of_a_shipped_law.search("网上点确认签的合同，打官司法院认不认")
    assert found[0].channels["question"] > 0.5
