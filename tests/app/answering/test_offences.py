"""An offence that is named is answered by the article that sets its sentence, or not at all."""

import pytest

from app.answering.evidence import Candidate, gather
from app.answering.offences import offence, other_offence
from app.answering.question import read
from corpus.model import Clause, ClauseId, Document, TextStatus, Validity


def _judged(text):
    clause = Clause(ClauseId("a", ("1",)), "一", text, 0)
    document = Document("a", "某法", (clause,), Validity(), TextStatus.RESTATED)
    return gather(read("判几年?"), [Candidate(document, clause, 1.0)])[0]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("职务侵占罪判几年?", "职务侵占"),
        ("老板犯了职务侵占罪怎么判?", "职务侵占"),
        ("职务侵占罪和挪用资金罪有什么区别?", ""),
        ("借款人构成犯罪吗?", ""),
        ("这算什么罪?", ""),
    ],
)
def test_the_offence_that_is_named(question, name):
    assert offence(question) == name


def test_of_an_offence_that_a_clause_does_not_speak_of_it_tells_no_sentence():
    text = "利用职务侵占单位财物的，处三年以下有期徒刑。"
    assert not other_offence(read("职务侵占罪判几年?"), _judged(text))
    assert other_offence(read("拖欠贷款罪判几年?"), _judged(text))


def test_an_offence_that_no_article_speaks_of_is_declined_and_one_that_is_held_is_answered_by_its_article(service):
    assert service.ask("逃废债罪判几年？").status.value == "declined"
    cited = {one.clause_id for said in service.ask("贷款诈骗罪判几年？").statements for one in said.citations}
    assert cited == {"criminal-law#193"}
    cited = {one.clause_id for said in service.ask("骗取贷款罪怎么量刑？").statements for one in said.citations}
    assert cited == {"criminal-law#175-1"}
