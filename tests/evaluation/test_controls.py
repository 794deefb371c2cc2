from app.answering.answer import Status
from evaluation.clauses import Clauses
from evaluation.run import run_system
from evaluation.summary import summarise
from evaluation.systems.controls import LastYearsDocument, RandomClause, controls
from tests.evaluation.corpus import question
from tests.evaluation.service import TinyService

CLAUSES = Clauses.of(TinyService.open().catalogue.documents)
QUESTIONS = (
    question(id="a-1", group="a", question="贷款余额不得超过多少？"),
    question(id="b-1", group="b", question="银行应当告知什么？", required=(("loan-law#2",),)),
    question(id="c-1", group="c", question="增速目标？", required=(("notice#1",),)),
    question(id="d-1", group="d", kind="no_detail", status="declined", required=()),
)


def figures(name: str) -> dict[str, float]:
    control = next(c for c in controls(TinyService.open()) if c.name == name)
    summary = summarise(run_system(control, QUESTIONS, CLAUSES))
    return {measure: figure.value for measure, figure in summary.figures.items()}


def test_every_control_quotes_word_for_word():
    for control in controls(TinyService.open()):
        scores = [r.scores["quote_valid"] for r in run_system(control, QUESTIONS, CLAUSES).results]
        assert set(scores) <= {1.0, None}


def test_no_control_is_balanced_however_it_answers():
    assert figures("decline-everything")["balanced_status"] == 0.5
    assert figures("copy-top-1")["balanced_status"] == 0.5
    assert figures("cite-everything")["balanced_status"] == 0.5


def test_citing_everything_wins_recall_and_loses_f1():
    everything, copied = figures("cite-everything"), figures("copy-top-1")
    assert everything["citation_recall"] == 1.0
    assert everything["citation_f1"] < copied["citation_f1"]
    assert everything["right"] < copied["right"]


def test_the_random_clause_is_the_same_every_time():
    service = TinyService.open()
    first, again, other = (RandomClause(service, seed).reply(QUESTIONS[0]).answer for seed in (0, 0, 3))
    assert first == again
    assert first.status is other.status is Status.ANSWERED


def test_last_years_document_answers_only_from_what_was_replaced():
    control = LastYearsDocument(TinyService.open())
    assert control.replaced == ("loan-law",)
    assert all(
        c.clause_id.startswith("loan-law#")
        for q in QUESTIONS
        for s in control.reply(q).answer.statements
        for c in s.citations
    )
