"""What once got past the verifier around a right sentence, and the right sentences nearest to it."""

from __future__ import annotations

import pytest

from app.answering.support import Source
from app.answering.verify import Fault, supports
from corpus.catalogue import load_catalogue
from tests.app.answering import clauses as own

TRADE = "进口商应当如实申报。出口商应当缴纳关税。"
WEIGHTS = "小型企业贷款风险权重为75%，中型企业贷款风险权重为50%。"
QUARTERLY = "测试银行应当每季度报告上述比例"


@pytest.fixture(scope="module")
def notice() -> Source:
    document = load_catalogue(laws=False).get("jinbanfa-2025-46")
    return Source.of(document, document.clauses[1])


@pytest.mark.parametrize(
    ("statement", "evidence", "fault"),
    [
        (f"{QUARTERLY}，这一说法是错误的", own.RATIOS, Fault.NEGATION),
        (f"{QUARTERLY}，上述规定已经废止", own.RATIOS, Fault.NEGATION),
        ("Banks must report quarterly, which is wrong", "Banks must report quarterly.", Fault.NEGATION),
        ("出口商应当如实申报", TRADE, Fault.ADDRESSEE),
        ("测试银行和典当行应当每季度报告上述比例", own.RATIOS, Fault.ADDRESSEE),
        ("测试银行应当每季度向审计署报告上述比例", own.RATIOS, Fault.ADDRESSEE),
        ("测试银行应当会同税务机关每季度报告上述比例", own.RATIOS, Fault.ADDRESSEE),
        ("测试银行经理应当每季度报告上述比例", own.RATIOS, Fault.ADDRESSEE),
        ("银行可以展期，对逾期贷款降低利率", "银行可以展期，不得对逾期贷款降低利率。", Fault.MODALITY),
        ("银行不得收取承诺费、收取顾问费", "银行不得收取承诺费，可以收取顾问费。", Fault.MODALITY),
        ("建议测试银行每季度报告上述比例", own.RATIOS, Fault.MODALITY),
        ("测试银行最好每季度报告上述比例", own.RATIOS, Fault.MODALITY),
        ("It is recommended that banks report", "Banks must report.", Fault.MODALITY),
        ("测试银行应当报告上述比例", "建议测试银行报告上述比例。", Fault.MODALITY),
        ("所有银行力争各自达到增速目标", "大型商业银行、股份制银行力争各自达到增速目标。", Fault.ADDRESSEE),
        ("小型和中型企业贷款风险权重均为75%", WEIGHTS, Fault.QUANTITY),
    ],
)
def test_what_is_added_around_a_right_sentence_or_moved_to_another_is_found(statement, evidence, fault):
    assert fault in {reason.fault for reason in supports(statement, evidence).reasons}


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        (QUARTERLY, own.RATIOS),
        ("进口商应当如实申报", TRADE),
        ("出口商应当缴纳关税", TRADE),
        ("原办法自本办法施行之日起废止", "本办法自公布之日起施行，原办法自本办法施行之日起废止。"),
        ("合同内容虚假的，合同无效", "合同内容虚假的，合同无效。"),
        ("银行力争各自达到增速目标", "大型商业银行、股份制银行力争各自达到增速目标。"),
        ("大型商业银行要力争各自达到增速目标", "大型商业银行、股份制银行力争各自达到增速目标。"),
        ("小型和中型企业贷款风险权重分别为75%和50%", WEIGHTS),
        ("股东会可以提出建议，董事会应当答复", "股东会可以提出建议，董事会应当答复。"),
        ("除非合同另有约定，出租人不得提高租金", "除合同另有约定外，出租人不得提高租金。"),
        ("设立分支机构经监管机构批准才能营业", "设立分支机构应当经监管机构批准，方可营业。"),
        ("经监管机构批准才能修改章程", "修改章程应当经监管机构批准。"),
        ("The regulator may impose a fine", "国务院银行业监督管理机构可以处罚款。"),
        ("Banks may not hold more than 10% of the shares", "银行持有股份不得超过10%。"),
    ],
)
def test_the_right_ones_beside_them_are_kept(statement, evidence):
    assert supports(statement, evidence).reasons == ()


def test_the_name_of_a_law_after_words_that_lead_it_in_is_all_of_it():
    source = Source(names=frozenset({"保险法"}), articles=frozenset({"16"}))
    rule, evidence = "投保人应当如实告知", "投保人应当如实告知。"
    for right in (
        "根据保险法第十六条",
        "根据中国保险法第十六条",
        "依照我国现行保险法第十六条",
        "投保人依保险法第十六条",
    ):
        assert supports(f"{right}，{rule}", evidence, source=source).reasons == (), right
    wrong = supports(f"根据社会保险法第十六条，{rule}", evidence, source=source)
    assert Fault.DOCUMENT in {reason.fault for reason in wrong.reasons}


def test_an_alias_without_a_year_does_not_let_another_year_pass(notice):
    rule = "大型商业银行、股份制银行力争各自达到小微贷款增速不低于各项贷款增速的目标"
    wrong = supports(f"2019年46号文提出，{rule}", own.GROWTH, source=notice)
    assert Fault.DOCUMENT in {reason.fault for reason in wrong.reasons}
    for right in ("46号文", "2025年46号文", "金办发〔2025〕46号"):
        assert supports(f"{right}提出，{rule}", own.GROWTH, source=notice).ok, right
