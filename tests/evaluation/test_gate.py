from pathlib import Path

import pytest

from evaluation.gate import Floor, GateFileError, as_toml, breaches, calibrate, read_gate
from evaluation.run import run_system
from tests.evaluation.corpus import Told, answered, cite, clauses, declined, question

RIGHT = answered(cite("loan-law#1", "不得超过1000万元"))
FALSE = answered(cite("loan-law#1", "不得超过2000万元"))


def run(right: int, declines: int = 0, false: int = 0):
    questions, replies = [], {}
    for number in range(right + declines + false):
        name = f"q{number}-1"
        questions.append(question(id=name, group=f"q{number}", kind="number" if number % 2 else "definition"))
        replies[name] = RIGHT if number < right else declined() if number < right + declines else FALSE
    return run_system(Told(replies), questions, clauses())


def test_a_figure_clearly_below_its_floor_closes_the_gate():
    (breach,) = breaches(run(10, 90), (Floor(measure="right", floor=0.5),))
    assert "right: 0.100" in str(breach)
    assert "below its floor 0.500" in str(breach)


def test_chance_alone_does_not_close_the_gate():
    assert breaches(run(9, 11), (Floor(measure="right", floor=0.5),)) == []


def test_two_failures_of_a_small_kind_are_chance_and_thirty_are_not():
    floors = (Floor(measure="right", floor=0.5, kind="number"),)
    assert breaches(run(0, 4), floors) == []
    assert len(breaches(run(0, 60), floors)) == 1


def test_one_false_quote_closes_a_must_floor():
    assert breaches(run(99, false=1), (Floor(measure="quote_valid", floor=1.0),)) == []
    assert len(breaches(run(99, false=1), (Floor(measure="quote_valid", floor=1.0, must=True),))) == 1


def test_a_ceiling_is_for_measures_where_less_is_better():
    (breach,) = breaches(run(10, 90), (Floor(measure="over_refusal", floor=0.2),))
    assert "above its ceiling" in str(breach)
    assert breaches(run(90, 10), (Floor(measure="over_refusal", floor=0.2),)) == []


def test_a_floor_can_be_for_one_kind_or_language_and_is_kept_where_nothing_is_scored():
    assert len(breaches(run(0, 40), (Floor(measure="right", floor=0.5, kind="number"),))) == 1
    assert len(breaches(run(0, 40), (Floor(measure="right", floor=0.5, language="zh"),))) == 1
    assert breaches(run(0, 40), (Floor(measure="right", floor=0.5, kind="dialogue"),)) == []
    assert breaches(run(5), (Floor(measure="over_answering", floor=0.0),)) == []


def test_the_shipped_gate_reads():
    assert {floor.measure for floor in read_gate() if floor.must} >= {"quote_valid", "citation_exists", "in_force"}


def test_a_floor_may_hold_only_from_so_many_questions_on():
    fine = Floor(measure="quote_valid", floor=1.0, must=True, least=50)
    assert breaches(run(39, false=1), (fine,)) == []
    assert len(breaches(run(59, false=1), (fine,))) == 1


def test_a_gate_set_on_a_run_passes_it_reads_back_and_closes_on_a_clearly_worse_one(tmp_path: Path):
    floors = calibrate(run(80, 20))
    (tmp_path / "gate.toml").write_text(as_toml(floors, "set on\na run"), encoding="utf-8")
    assert read_gate(tmp_path / "gate.toml") == floors
    assert breaches(run(80, 20), floors) == []
    assert {str(breach).split(":")[0] for breach in breaches(run(40, 60), floors)} >= {"right", "over_refusal"}
    assert breaches(run(79, 20, false=1), floors) != []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[floor]]\nmeasure = "rigth"\nfloor = 0.5\n', "no measure is called 'rigth'"),
        ('[[floor]]\nmeasure = "right"\n', "floor"),
        ("x = [", "is not a gate file"),
        ("", "is not a gate file"),
        ("floor = 3", "is not a gate file"),
        ("floor = []", "any run would pass"),
        ('[[floor]]\nmeasure = "over_refusal"\nfloor = 0.1\nkind = "dialogues"\n', "of kind 'dialogues'"),
        ('[[floor]]\nmeasure = "right"\nfloor = 0.5\nlanguage = "cn"\n', "language 'cn'"),
        ('[[floor]]\nmeasure = "over_refusal"\nfloor = 14\n', "floor 14 is no share"),
    ],
)
def test_a_faulty_gate_file_is_refused_with_its_fault(tmp_path: Path, text: str, told: str):
    path = tmp_path / "gate.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GateFileError, match=told):
        read_gate(path)


def test_a_gate_file_that_is_not_utf8_is_refused_and_one_with_a_bom_is_read(tmp_path: Path):
    path, text = tmp_path / "gate.toml", '# 底线\n[[floor]]\nmeasure = "right"\nfloor = 0.5\n'
    path.write_bytes(text.encode("gb18030"))
    with pytest.raises(GateFileError, match="is not a gate file"):
        read_gate(path)
    path.write_bytes(text.encode("utf-8-sig"))
    assert len(read_gate(path)) == 1


def test_a_missing_gate_file_is_named(tmp_path: Path):
    with pytest.raises(GateFileError, match="cannot be read"):
        read_gate(tmp_path / "none.toml")
