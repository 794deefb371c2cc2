"""What the reader learns from, and that it learns."""

from __future__ import annotations

import random

import pytest
import torch
import yaml

from app.answering.reader import LAYERS, PassageReader, Reader, save_reader
from evaluation.closed_cases import CHECK, READING, READING_CHECK
from evaluation.train_encoder import LowRank
from evaluation.train_reader import Lessons, figures, measured, read_topics, train
from indexing.embeddings.e5_torch import E5Torch


def _topics(*files):
    return [topic for file in files for topic in yaml.safe_load(file.read_text("utf-8"))]


def test_every_question_is_answered_by_one_passage_of_its_topic_and_open_ones_are_marked():
    asked = read_topics([*READING, READING_CHECK])
    assert sum(one.right is None for one in asked) > 1000
    assert sum(one.right is not None for one in asked) > 3000


def test_what_is_measured_on_is_not_taught():
    taught = {topic["topic"] for topic in _topics(*READING)}
    passages = {text for topic in _topics(*READING) for text in topic["passages"]}
    for topic in _topics(CHECK, READING_CHECK):
        assert topic["topic"] not in taught
        assert passages.isdisjoint(topic["passages"])


def test_a_question_that_two_passages_answer_is_refused(tmp_path):
    topic = {"topic": "t", "passages": ["甲是一。", "乙是一。"], "questions": [{"q": "？", "answers": ["是一"]}]}
    (tmp_path / "t.yaml").write_text(yaml.safe_dump([topic], allow_unicode=True), "utf-8")
    with pytest.raises(ValueError, match="2 passages"):
        read_topics([tmp_path / "t.yaml"])


@pytest.fixture
def one_thread():
    """Torch in one thread: beside another process two of them wait for each other most of the time."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.slow
@pytest.mark.usefixtures("one_thread")
def test_it_learns_what_states_an_answer_and_is_kept_as_it_was(tmp_path):
    encoder = LowRank(since=LAYERS[0])
    lessons = Lessons(encoder, [one for one in read_topics(READING[:1]) if one.right is not None][:16])
    torch.manual_seed(0)
    assert figures(lessons.asked, measured(Reader().eval(), lessons)[0])[0] < 0.6
    reader = train(lessons, encoder, epochs=60)
    taught, said = measured(reader, lessons)
    assert figures(lessons.asked, taught)[0] > 0.8
    assert said > 0.5
    save_reader(reader, encoder.learning, tmp_path / "reader.npz")
    kept = PassageReader.open(tmp_path / "reader.npz", E5Torch(kind=torch.float32))
    for one, scores in zip(lessons.asked[:10], taught[:10], strict=True):
        assert kept.read(one.text, one.passages).scores == pytest.approx(scores, abs=0.5)


def test_noise_is_drawn_from_passages_that_do_not_answer():
    asked = read_topics([READING_CHECK])
    perfect = [torch.tensor([float(place == one.right) for place in range(len(one.passages))]).numpy() for one in asked]
    assert figures(asked, perfect) == (1.0, 1.0)
    rng = random.Random(0)
    blind = [torch.tensor([rng.random() for _ in one.passages]).numpy() for one in asked]
    first, declined = figures(asked, blind)
    assert first < 0.3
    assert declined < 0.15
