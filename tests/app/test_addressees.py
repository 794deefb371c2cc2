"""Whom a document binds: asked in many words, answered from the addressees that it names."""

from __future__ import annotations

import pytest

from tests.app.asking import said


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("村镇银行要执行46号文吗", "没有点名农村中小银行。主送单位仅有以下几类："),
        ("小额贷款公司要执行46号文吗", "没有点名小额贷款公司。主送单位"),
        ("外资银行要遵守46号文吗", "点名包括外资银行。主送单位"),
        ("46号文对农村信用社有约束力吗", "没有点名农村中小银行。主送单位"),
        ("保险公司可以不执行46号文吗", "点名包括保险公司。主送单位"),
        ("信托公司要遵守助贷新规吗", "没有点名信托公司。主送或规范的机构类型："),
        ("Does Notice 46 apply to micro-lending companies?", "No, micro-lenders are not named. It is addressed"),
        ("Does Notice 46 apply to rural banks?", "No, rural banks are not named. It is addressed"),
        ("Does the salutation of Notice 46 mention micro-lenders?", "No, micro-lenders are not named. It is addressed"),
        ("Were trust companies addressed by the 2025 notice?", "No, trust companies are not named. It is addressed"),
        ("Do foreign banks have to comply with Notice 46?", "Yes, foreign banks are named. It is addressed"),
    ],
)
def test_whether_an_institution_has_to_obey_is_read_off_the_addressees(service, question, begins):
    assert said(service, question)[0].startswith(begins)


def test_a_rule_to_obey_that_is_not_the_document_itself_is_not_read_so(service):
    assert not said(service, "46号文要求银行必须执行收费规定吗")[0].startswith(("点名", "没有点名"))


def test_the_name_of_the_document_names_nobody_who_asks(service):
    assert said(service, "融资担保公司监督管理条例适用于哪些机构") == [
        "主送或规范的机构类型：融资担保公司、政府部门和事业单位、银行业金融机构。"
    ]


def test_where_only_the_record_names_addressees_the_clauses_for_the_wider_group_follow(service):
    first, *others = said(service, "城商行适用助贷新规吗")
    assert first.startswith("没有点名城市商业银行。主送或规范的机构类型：")
    assert others
    assert all("商业银行" in text for text in others)


@pytest.mark.parametrize(
    "question", ["46号文对银行有什么要求", "46号文对政策性银行有什么要求", "What does Notice 46 ask of banks?"]
)
def test_what_is_asked_of_all_banks_is_one_demand_a_clause_that_binds_them(service, question):
    answer = service.ask(question)
    cited = [statement.citations[0].clause_id for statement in answer.statements]
    assert cited == [f"jinbanfa-2025-46#{path}" for path in ("2.1", "2.2", "3.1", "3.2", "4.1")]
    assert all("银行业金融机构" in s.text or "anking institutions" in s.text for s in answer.statements)


def test_a_subject_beside_the_institution_is_not_answered_with_everything_that_binds_it(service):
    assert len(said(service, "46号文对大型银行的增速目标有什么要求")) == 1


@pytest.mark.parametrize(
    "question",
    [
        "What is the growth target in Notice 46, and does it apply to foreign banks?",
        "46号文的增速目标是什么，它适用于外资银行吗",
    ],
)
def test_it_is_what_was_asked_before_and_not_the_document(service, question):
    assert not any(text.startswith(("Yes", "点名", "没有点名")) for text in said(service, question))


def test_it_is_the_document_whose_record_was_asked_before(service):
    assert any(text.startswith("点名包括外资银行") for text in said(service, "46号文的文号是什么，它适用于外资银行吗"))
