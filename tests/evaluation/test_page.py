import re
from pathlib import Path

from evaluation.clauses import Clauses
from evaluation.compare import compare
from evaluation.gate import Floor, breaches
from evaluation.page import Compared, write_page
from evaluation.report import alarms
from evaluation.review import Agreement
from evaluation.run import run_system
from evaluation.systems.controls import controls
from tests.evaluation.corpus import Told, answered, cite, declined, question
from tests.evaluation.service import TinyService

SERVICE = TinyService.open()
CLAUSES = Clauses.of(SERVICE.catalogue.documents)
QUESTIONS = (
    question(id="a-1", group="a", question="本行贷款余额不得超过多少？", answer="一千万元"),
    question(
        id="b-1", group="b", question="<script>alert(1)</script>上限？", required=(("loan-law#2",),), answer="费用"
    ),
    question(id="c-1", group="c", kind="no_detail", status="declined", required=()),
)
RIGHT = answered(cite("loan-law#1", "不得超过1000万元"))


def run(**replies):
    told = {"a-1": RIGHT, "b-1": RIGHT, "c-1": declined(), **replies}
    return run_system(Told(told), QUESTIONS, CLAUSES)


def page(tmp_path: Path) -> str:
    mine, earlier = run(), run(**{"a-1": declined()})
    path = write_page(
        mine,
        tmp_path,
        CLAUSES,
        others=[run_system(control, QUESTIONS, CLAUSES) for control in controls(SERVICE)],
        compared=Compared("last week", compare(earlier, mine)),
        agreement=[("stored answers", [Agreement("A", "scorers", 200, 0.95, 0.87)])],
        breaches=breaches(mine, (Floor(measure="right", floor=0.99, must=True),)),
    )
    return path.read_text(encoding="utf-8")


def test_the_page_asks_nothing_of_any_host(tmp_path: Path):
    text = page(tmp_path)
    assert not re.search(r"""(?:src|href|action)\s*=|@import|url\(|<script|<link|<iframe""", text)
    assert "default-src 'none'" in text


def test_the_page_has_figures_charts_controls_gate_and_comparison(tmp_path: Path):
    text = page(tmp_path)
    assert text.count("<svg") == 5
    for words in ("right as a whole", "copy-top-1", "below its floor", "Against last week", "declined → right", "0.87"):
        assert words in text


def test_every_failure_is_shown_with_its_quote_in_place(tmp_path: Path):
    text = page(tmp_path)
    assert "1 questions that were not right" in text
    assert "本行贷款余额<mark>不得超过1000万元</mark>" in text


def test_what_people_typed_cannot_become_markup(tmp_path: Path):
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page(tmp_path)


def test_a_control_that_wins_is_said_loudly_and_one_that_does_not_is_not():
    poor = run(**{"a-1": declined(), "b-1": declined()})
    copy_top = run_system(controls(SERVICE)[0], QUESTIONS, CLAUSES)
    assert any("copy-top-1 beats told on “citation F1”" in line for line in alarms(poor, [copy_top]))
    perfect = run(**{"b-1": answered(cite("loan-law#2", "银行应当告知费用", "银行应当告知费用。"))})
    assert alarms(perfect, [run_system(control, QUESTIONS, CLAUSES) for control in controls(SERVICE)]) == []
