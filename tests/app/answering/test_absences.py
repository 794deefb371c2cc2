"""What the clauses found do not say although they are near."""

from datetime import date

import pytest

from app.answering.absences import (
    no_fine,
    no_papers,
    other_edition,
    stranger,
    unknown_name,
    unlisted,
)
from app.answering.answer import DeclineReason
from app.answering.evidence import Candidate, gather
from app.answering.question import read
from corpus.model import Clause, ClauseId, Document, TextStatus, Validity


def _document(text, *, title="续贷通知", addressees=frozenset({"banking_institution"}), published=date(2024, 9, 24)):
    clause = Clause(ClauseId("a", ("1",)), "一", text, 0, addressees=addressees)
    return Document(
        "a", title, (clause,), Validity(published=published), TextStatus.RESTATED, title_en="Renewal Notice"
    )


def _judged(question, text, **options):
    document = _document(text, **options)
    return gather(read(question), [Candidate(document, document.clauses[0], 1.0)])


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("典当行办续贷要满足什么条件?", "典当行"),
        ("小贷公司能按这份通知办续贷吗?", "小额贷款公司"),
        ("May a leasing company roll over leases?", "leasing company"),
        ("城商行办续贷要满足什么条件?", ""),
        ("银行能不能委托小贷公司办续贷?", ""),
        ("小微企业办续贷要满足什么条件?", ""),
        ("续贷要满足什么条件?", ""),
    ],
)
def test_a_rule_for_banks_is_none_for_an_institution_that_it_neither_binds_nor_names(question, who):
    document = _document("银行业金融机构可以为借款人办理续贷。")
    assert stranger(read(question), document.clauses[0], document) == who


@pytest.mark.parametrize(
    "question", ["向征信机构报送续贷记录前要告知本人吗", "Must a renewal be reported to the credit bureau?"]
)
def test_to_whom_something_is_told_is_not_who_a_rule_is_asked_for(question):
    document = _document("银行业金融机构可以为借款人办理续贷。")
    assert stranger(read(question), document.clauses[0], document) == ""
    assert stranger(read("征信机构能办续贷吗"), document.clauses[0], document) == "征信机构"
    by = "Must a renewal be reported to the credit bureau by a leasing company?"
    assert stranger(read(by), document.clauses[0], document) == "leasing company"


def test_an_institution_that_the_clause_speaks_of_is_no_stranger():
    document = _document("银行业金融机构不得委托典当行办理续贷。")
    assert stranger(read("典当行能办续贷吗?"), document.clauses[0], document) == ""


def test_a_law_without_addressees_binds_whom_its_title_names():
    document = _document("贷款余额的比例不得超过百分之十。", title="商业银行法", addressees=frozenset())
    assert stranger(read("小贷公司的集中度上限是多少?"), document.clauses[0], document) == "小额贷款公司"
    other = _document("应当保存十年。", title="反洗钱法", addressees=frozenset())
    assert stranger(read("小贷公司的资料存几年?"), other.clauses[0], other) == ""


@pytest.mark.parametrize(
    ("question", "text", "who"),
    [
        ("融资担保公司违规罚多少?", "证券公司违反本法规定的，处五十万元以上罚款。", "融资担保公司"),
        ("小贷公司罚多少?", "保险公司违反本法规定的，处十万元以上罚款。", "小额贷款公司"),
        ("险企罚多少?", "保险公司违反本法规定的，处十万元以上罚款。", ""),
        ("金融机构罚多少?", "保险公司违反本法规定的，处十万元以上罚款。", ""),
        ("银行罚多少?", "保险公司违反本法规定的，处十万元以上罚款。", ""),
        ("信托公司的财产归谁?", "信托财产与受托人的财产相区别。", ""),
        ("小贷公司罚多少?", "违反本法规定的，处十万元以上罚款，保险公司从重。", ""),
    ],
)
def test_where_no_addressees_are_told_a_clause_binds_the_institution_that_it_opens_with(question, text, who):
    document = _document(text, title="某法", addressees=frozenset())
    assert stranger(read(question), document.clauses[0], document) == who


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("融资担保公司担保责任余额上限是多少，违反了罚多少，谁来罚？", "securities-law#205"),
        ("小贷公司贷款余额上限是多少，能不能跨省经营，罚多少？", "insurance-law#160"),
    ],
)
def test_a_later_part_is_asked_for_the_institution_named_before(service, question, clause):
    answer = service.ask(question)
    said = {citation.clause_id for statement in answer.statements for citation in statement.citations}
    assert answer.decline is not None
    assert clause not in said


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("商业银行流动性比例不得低于多少，违反了罚多少？", "commercial-bank-law#75"),
        ("保险公司理赔核定最长多久，不按时赔要罚多少？", "insurance-law#23"),
    ],
)
def test_a_later_part_is_answered_from_a_rule_for_the_institution_named_before(service, question, clause):
    answer = service.ask(question)
    assert answer.decline is None
    assert clause in {citation.clause_id for statement in answer.statements for citation in statement.citations}


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("2016年的续贷通知怎么说?", "2016"),
        ("续贷办法2026年修订后怎么说?", "2026"),
        ("What did the 2016 renewal notice say?", "2016"),
        ("2024年的续贷通知怎么说?", ""),
        ("2027年到期的贷款能按续贷通知办吗?", ""),
        ("2016年的通知到2024年改了什么?", ""),
        ("续贷通知怎么说?", ""),
    ],
)
def test_a_year_that_no_document_is_of_names_another_edition(question, year):
    assert other_edition(read(question), [_document("可以办理续贷。")]) == year


@pytest.mark.parametrize(
    ("question", "text", "things"),
    [
        ("六项条件分别是什么?", "申请贷款须具备六项条件。", "六项"),
        ("六项条件分别是什么?", "申请贷款须具备六项条件：一、二、三、四、五、六。", ""),
        ("八项权利有哪些?", "消费者的八项权利是甲、乙、丙、丁、戊、己、庚和辛。", ""),
        ("要具备几项条件?", "申请贷款须具备六项条件。", ""),
        ("三项条件分别是什么?", "申请贷款须具备六项条件。", ""),
        ("要开发哪几个险种?", "保险公司要开发保险产品。", "哪几个"),
        ("要开发哪几个险种?", "保险公司要开发财产险、责任险。", ""),
        ("What are the six conditions?", "An applicant has to meet six conditions.", "six conditions"),
        ("申请贷款要满足哪些条件?", "申请贷款须具备六项条件。", "六项条件"),
        ("申请贷款要满足哪些条件?", "申请贷款须具备两项条件：有固定住所，没有欠款。", ""),
        ("申请贷款要交哪些材料?", "申请贷款须具备六项条件。", ""),
        ("What conditions must he meet?", "An applicant has to meet six conditions.", "six conditions"),
        ("贷款不能用来买什么?", "贷款的用途受到限制。", "具体限制"),
        ("贷款不能用来买什么?", "贷款的用途受到限制，不得用于股票、房产。", ""),
        ("贷款用来买什么?", "贷款的用途受到限制。", ""),
        ("哪一条说了贷款不能用来买什么?", "贷款的用途受到限制。", ""),
        ("What may the loan not be used for?", "The use of loans is limited.", "particular limits"),
    ],
)
def test_things_that_are_counted_or_limited_and_not_named_are_missing(question, text, things):
    assert unlisted(read(question), _judged(question, text)[0]) == things


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("How large a fine can GDPR impose?", "GDPR"),
        ("What does the notice ask of an SME?", ""),
        ("信保业务监管办法里的限额是多少?", "信保业务监管办法"),
        ("续贷通知里的限额是多少?", ""),
        ("有哪些办法规定限额?", ""),
    ],
)
def test_a_name_that_nothing_found_knows_is_told(question, name):
    assert unknown_name(read(question), _judged(question, "The notice sets a limit. 通知规定限额。")) == name


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("违反通知罚款多少?", "银行不得收费。", True),
        ("违反通知罚款多少?", "银行收费的，处五万元以下罚款。", False),
        ("违反通知有什么后果?", "银行不得收费。", False),
        ("What fine does the notice set?", "Banks bear liability for breach of contract.", True),
    ],
)
def test_a_document_that_sets_liability_of_another_kind_sets_no_fine(question, text, missing):
    assert no_fine(read(question), _document(text)) is missing


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Medium firm, loan due June 2026: can it be rolled over on a Monday?", ""),
        ("What does FATCA ask of us in June?", "FATCA"),
    ],
)
def test_months_and_days_are_nobodys_names(question, name):
    assert unknown_name(read(question), _judged(question, "The notice sets a limit. 通知规定限额。")) == name


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("续贷要交什么材料?", "续贷须由借款人提出申请。", True),
        ("免责要填哪些表?", "没有失职的，应当免责。", True),
        ("续贷要交什么材料?", "借款人应当提交财务报表和营业执照。", False),
        ("续贷怎么申请?", "续贷须由借款人提出申请。", False),
        ("Which documents must the borrower submit?", "The borrower itself must apply.", True),
        ("Which documents must the borrower submit?", "The borrower hands in its financial statements.", False),
    ],
)
def test_papers_that_are_asked_for_stand_in_the_clause_or_are_missing(question, text, missing):
    assert no_papers(read(question), _document(text).clauses[0]) is missing


def test_a_clause_with_addressees_of_its_own_does_not_bind_the_others_of_its_document():
    clause = Clause(ClauseId("a", ("1",)), "一", "要合理定价。", 0, addressees=frozenset({"banking_institution"}))
    both = Validity(published=date(2024, 9, 24))
    document = Document("a", "通知", (clause,), both, TextStatus.RESTATED, addressees=frozenset({"insurer"}))
    assert stranger(read("保险公司要合理定价吗?"), clause, document) == "保险公司"


def test_things_asked_for_one_by_one_where_the_clause_only_counts_them(service):
    assert service.ask("流贷申请条件那几条分别是啥").decline.reason is DeclineReason.DETAIL_NOT_STATED


def test_a_place_is_no_name_of_a_rule(service):
    judged = service.ask(
        "A court in New Delhi wants client data that we keep in Hangzhou. May we hand it over on our own?"
    )
    assert {one.clause_id.split("#")[0] for item in judged.statements for one in item.citations} & {
        "data-security-law",
        "personal-information-protection-law",
        "anti-money-laundering-law",
    }


def test_a_rule_that_says_up_to_which_size_it_goes_answers_for_another(service):
    assert "续贷政策阶段性扩大到中型企业" in "".join(
        one.text for one in service.ask("听说续贷扩大到大型企业了，是真的吗").statements
    )
