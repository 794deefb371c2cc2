from pathlib import Path

import pytest

from evaluation.datasets import QUESTIONS
from evaluation.errors import EvaluationError
from evaluation.evaluate import APPROVED, Plan, choose

GOLD = "kind: definition, status: answered, required: [commercial-bank-law#39], answer: x"
MINE = "author: a\nsource: b\nclusters:\n" + "".join(
    f"- {{group: g{n}, {GOLD}, questions: [问{n}？]}}\n" for n in range(20)
)


def test_the_test_split_is_touched_only_when_it_is_asked_for():
    assert {q.split for q in choose(Plan())} == {"dev"}
    assert {q.split for q in choose(Plan(fast=True))} == {"dev"}
    assert {q.split for q in choose(Plan(split="test"))} == {"test"}
    assert {q.split for q in choose(Plan(split="all"))} == {"dev", "test"}


def test_somebody_elses_file_is_asked_in_full(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text(MINE, encoding="utf-8")
    assert len(choose(Plan(files=(path,)))) == 20


def test_a_shipped_file_named_by_hand_keeps_its_test_questions_apart():
    assert {q.split for q in choose(Plan(files=(QUESTIONS / "notice-46.yaml",)))} == {"dev"}


def test_what_people_approved_is_asked_with_the_shipped_questions(tmp_path: Path):
    before = len(choose(Plan(folder=tmp_path)))
    (tmp_path / APPROVED).mkdir()
    (tmp_path / APPROVED / "mine.yaml").write_text("split: dev\n" + MINE, encoding="utf-8")
    assert len(choose(Plan(folder=tmp_path))) == before + 20


def test_kinds_can_be_picked_and_nothing_left_is_said():
    assert {q.kind.value for q in choose(Plan(kinds=frozenset({"no_detail"})))} == {"no_detail"}
    with pytest.raises(EvaluationError, match="no question is left"):
        choose(Plan(kinds=frozenset({"nonsense"})))
