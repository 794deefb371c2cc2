import pytest

from corpus.model import Document, TextStatus, Validity
from evaluation.run import score
from evaluation.systems.system import Reply
from tests.evaluation.corpus import Clauses, answered, cite, clause, question

TEXT = (
    "有下列情形之一的，银行应当核实：\n（一）首次开户；\n（二）信息变更。\n同时具备下列情形的：贷款正常。\n其他按规定。"
)
CLAUSES = Clauses.of(
    [
        Document(
            id="loan-law",
            title="贷款法",
            clauses=(clause("loan-law#1", TEXT),),
            validity=Validity(),
            text_status=TextStatus.COMPILED,
        )
    ]
)


@pytest.mark.parametrize(
    ("quotes", "given"),
    [
        (["有下列情形之一的，银行应当核实："], 0.0),
        (["有下列情形之一的，银行应当核实"], 0.0),
        (["有下列情形之一的，银行应当核实：\n（一）首次开户；"], 1.0),
        (["有下列情形之一的，银行应当核实：", "其他按规定。"], 1.0),
        (["同时具备下列情形的：贷款正常。"], 1.0),
        (["其他按规定。"], None),
    ],
)
def test_a_list_that_is_announced_must_be_given(quotes: list[str], given: float | None):
    answer = answered(*(cite("loan-law#1", quote, TEXT) for quote in quotes))
    assert score(question(), Reply(answer), CLAUSES)["list_given"] == given
