from pathlib import Path

import pytest
import yaml

from evaluation.datasets import QUESTIONS, check_clauses, load_questions, split_of
from evaluation.errors import QuestionFileError
from tests.evaluation.corpus import clauses, question

HEAD = "author: compliance\nsource: written for this test\nclusters:\n"
CLUSTER = """- group: limit
  kind: number
  status: answered
  required: [loan-law#1]
  facts: [{number: 1000, unit: 万元}]
  answer: 1000万元。
  questions:
  - 贷款上限是多少?
  - {ask: What is the limit?, as_of: 2024-12-31}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "loans.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_wording_of_a_cluster_shares_gold_and_split(tmp_path: Path):
    zh, en = load_questions([write(tmp_path, HEAD + CLUSTER)])
    assert (zh.language, en.language) == ("zh", "en")
    assert zh.required == en.required == (("loan-law#1",),)
    assert zh.split == en.split == split_of("limit")
    assert en.as_of.isoformat() == "2024-12-31"
    assert zh.as_of is None
    assert zh.author == "compliance"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            ("kind: number", "kind: numbr"),
            "loans.yaml, entry 1 (limit), field kind: 'numbr' is not known; say 'single_",
        ),
        (("loan-law#1", "loan-law"), "field required: not a clause id: 'loan-law'"),
        (("number: 1000", "number: many"), "field facts.0.number"),
        (("number: 1000, unit", "number: 1000, term: x, unit"), "exactly one of number, date"),
        (("status: answered", "status: declined"), "must be declined has no key facts"),
        (("required: [loan-law#1]", "acceptable: [loan-law#1]"), "needs at least one required clause"),
        (("  answer: 1000万元。\n", ""), "(limit): 'answer' is missing; add 'answer: …' (what a good answer says"),
        (
            ("  required:", "  requird: x\n  required:"),
            "field requird: there is no such field; did you mean 'required'?",
        ),
        (("as_of: 2024-12-31", "as_of: 2026-02-30"), "as_of: '2026-02-30' is no day; write it as 2026-01-31"),
        (("as_of: 2024-12-31", "institution: bnak"), "questions.1.institution: unknown institution type 'bnak'"),
        (("as_of: 2024-12-31", "kind: no_detail"), "kind no_detail has no full answer"),
        (
            ("as_of: 2024-12-31", "status: declined, facts: [{term: x}]"),
            "a question that must be declined has no key facts",
        ),
        (("  facts:", "  required: [loan-law#2]\n  facts:"), "line 8: is not YAML ('required' is given twice)"),
        (("as_of: 2024-12-31", "as_of: soon"), "'soon' is no day; write it as 2026-01-31"),
        (("required: [loan-law#1]", "required: loan-law#1"), "field required: must be a list"),
        (("group: limit", "group: My Limit"), "field group: must be small Latin letters"),
        (("group: limit", "groop: limit"), "entry 1 (without a group)"),
    ],
)
def test_a_mistake_is_named_with_file_entry_and_field(tmp_path: Path, change: tuple[str, str], told: str):
    path = write(tmp_path, HEAD + CLUSTER.replace(*change))
    with pytest.raises(QuestionFileError) as error:
        load_questions([path])
    assert told in str(error.value)


def test_a_wording_that_must_be_declined_has_no_facts_to_state(tmp_path: Path):
    answered, declined = load_questions(
        [write(tmp_path, HEAD + CLUSTER.replace("as_of: 2024-12-31", "status: declined"))]
    )
    assert answered.facts
    assert (declined.status, declined.facts) == ("declined", ())


def test_a_wording_that_can_be_answered_needs_a_clause_as_its_cluster_does(tmp_path: Path):
    text = CLUSTER.replace("answered", "declined").replace("  required: [loan-law#1]\n", "")
    text = text.replace("  facts: [{number: 1000, unit: 万元}]\n", "").replace("as_of: 2024-12-31", "status: answered")
    with pytest.raises(QuestionFileError, match="needs at least one required clause"):
        load_questions([write(tmp_path, HEAD + text)])


@pytest.mark.parametrize("text", ["- a\n- b\n", "author: [\n", "", "author: x\nsource: y\nclusters: []\n"])
def test_a_file_of_another_shape_is_refused_with_its_name(tmp_path: Path, text: str):
    with pytest.raises(QuestionFileError, match=r"loans\.yaml"):
        load_questions([write(tmp_path, text)])


def test_a_file_that_is_no_yaml_is_told_with_the_line(tmp_path: Path):
    with pytest.raises(QuestionFileError, match=r"line 9: is not YAML .* in quotes"):
        load_questions([write(tmp_path, HEAD + CLUSTER.replace("1000万元。", "limit: 1000"))])


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(QuestionFileError, match="cannot be read"):
        load_questions([tmp_path / "absent.yaml"])


def test_one_group_name_cannot_be_used_twice(tmp_path: Path):
    with pytest.raises(QuestionFileError, match="group 'limit' is also in"):
        load_questions([write(tmp_path, HEAD + CLUSTER + CLUSTER)])


def test_a_gold_clause_that_the_corpus_lacks_is_reported():
    asked = question(required=(("loan-law#1", "loan-law#1.2"), ("loan-law#9",)), forbidden=("other#1",))
    lines = check_clauses([asked], clauses())
    assert len(lines) == 2
    assert "loan-law#9" in lines[0]
    assert "other#1" in lines[1]


def test_the_split_of_a_group_never_changes():
    assert [split_of(name) for name in ("limit", "fees", "renewal")] == ["test", "dev", "dev"]
    share = sum(split_of(f"group-{n}") == "test" for n in range(2000)) / 2000
    assert 0.36 < share < 0.44


def test_the_log_of_the_second_reading_names_real_groups_and_says_what_was_decided():
    log = yaml.safe_load((QUESTIONS / "second-reading.yaml").read_text(encoding="utf-8"))
    groups = {question.group for question in load_questions()}
    for entry in log["entries"]:
        assert entry["group"] in groups
        assert entry["decision"] in ("accepted", "kept")
        assert entry["found"]
        assert entry["result"]


def test_yes_and_no_are_read_as_words_and_each_wording_may_have_its_own(tmp_path: Path):
    text = CLUSTER.replace("  answer:", "  says: yes\n  answer:") + "  - {ask: 能不能超过？, says: no}\n"
    assert [q.says for q in load_questions([write(tmp_path, HEAD + text)])] == ["yes", "yes", "no"]
