from pathlib import Path

import pytest

from evaluation.approval import approve, approved
from evaluation.datasets import load_questions
from evaluation.errors import QuestionFileError
from evaluation.evaluate import Plan, choose
from tests.evaluation.corpus import clauses

FORM = {
    "question": "贷款最多多少？",
    "others": "贷款上限？\nWhat is the limit?",
    "kind": "number",
    "status": "answered",
    "required": "loan-law#1",
    "facts": "1000万元\n2024年7月1日\n力争\n余额",
    "answer": "一千万元。",
    "author": "compliance",
    "as_of": "2025-01-01",
}


def test_an_approved_question_is_asked_by_the_next_evaluation(tmp_path: Path):
    path = approve(FORM, clauses(), tmp_path)
    first, *others = [q for q in choose(Plan(folder=tmp_path)) if q.file == path.name]
    assert (first.question, first.author, first.split) == ("贷款最多多少？", "compliance", "dev")
    assert [q.language for q in others] == ["zh", "en"]
    assert [fact.type for fact in first.facts] == ["number", "date", "modality", "term"]
    assert approved(tmp_path) == {"贷款最多多少？", "贷款上限？", "What is the limit?"}


def test_the_same_question_again_replaces_the_earlier_one(tmp_path: Path):
    first = approve(FORM, clauses(), tmp_path)
    assert approve({**FORM, "answer": "1000万元。"}, clauses(), tmp_path) == first
    assert {q.answer for q in load_questions([first])} == {"1000万元。"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"question": " "}, "the question is empty"),
        ({"author": ""}, "who approves"),
        ({"required": ""}, "at least one required clause"),
        ({"required": "loan-law#77"}, "no clause loan-law#77"),
        ({"required": "first article"}, "field required: not a clause id"),
        ({"kind": "nonsense"}, "field kind: 'nonsense' is not known"),
        ({"as_of": "soon"}, "is no day"),
        ({"status": "declined"}, "no key facts"),
    ],
)
def test_what_is_wrong_with_a_form_is_said_and_nothing_is_stored(tmp_path: Path, change: dict[str, str], told: str):
    with pytest.raises(QuestionFileError, match=told):
        approve({**FORM, **change}, clauses(), tmp_path)
    assert approved(tmp_path) == frozenset()
    assert not list(tmp_path.rglob("*.yaml"))
