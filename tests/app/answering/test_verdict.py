"""可以 or 不可以 is said only where the clause's own words decide it."""

import pytest

from app.answering.compose.verdict import verdict
from app.answering.question import read
from app.answering.segments import Segment
from corpus.model import Clause, ClauseId, Document, TextStatus, Validity


def _segment(text):
    clause = Clause(ClauseId("a", ("1",)), "第一条", text, 0)
    return Segment(Document("a", "甲办法", (clause,), Validity(), TextStatus.RESTATED), clause, 0, len(text))


@pytest.mark.parametrize(
    ("question", "words", "lead"),
    [
        ("能不能把存款作为放贷前提?", "不得以存款作为放贷前提。", "不可以。"),
        ("能不能把存款作为放贷前提?", "除存单质押外，不得以存款作为放贷前提。", "不可以，条文写明的例外除外。"),
        ("中型企业可以参照吗?", "可以参照小微企业办理。", "可以。"),
        ("可以不签书面合同吗?", "借款合同应当采用书面形式。", "不可以。"),
        ("必须达到增速目标吗?", "银行力争达到增速不低于各项贷款增速的目标。", "不是必须，条文用的词是“力争”。"),
        ("增速目标是强制的吗?", "银行力争达到增速不低于各项贷款增速的目标。", "不是必须，条文用的词是“力争”。"),
        ("可以收提前还款违约金吗?", "银行不得在合同中约定提前还款或者延迟用款违约金。", "不可以。"),
        ("需要书面合同吗?", "借款合同应当采用书面形式。", "需要。"),
        ("能要求股东提前出资吗?", "公司不能清偿到期债务的，债权人有权要求股东提前缴纳出资。", "可以。"),
        ("企业能提前还款吗?", "银行不得在合同中约定提前还款或者延迟用款违约金。", ""),
        ("对责任认定不服可以申诉吗?", "设了申诉环节，不得因申诉加重责任。", ""),
        ("可以主张不可抗力吗?", "不得以不可抗力为由拒绝付款。", ""),
        ("可以收保证金吗，能收多少利息吗?", "可以收取保证金。", ""),
        ("目标是什么?", "不得低于各项贷款增速。", ""),
        ("能不能提前收回?", "贷款期限由双方约定。", ""),
        ("May a bank tie loans to deposits?", "A bank must not tie loans to deposits.", "No. "),
        (
            "May a bank tie loans to deposits?",
            "Except in margin business, a bank must not tie loans to deposits.",
            "No, save for the exceptions that the clause names. ",
        ),
        ("银行可以收取提前还款违约金吗？", "银行可以约定提前还款违约金，但是对小微企业不得收取。", "视情况而定。"),
    ],
)
def test_the_modality_of_the_words_gives_the_lead(question, words, lead):
    assert verdict(read(question), _segment(words)) == lead


TENFOLD = "担保责任余额不得超过其净资产的10倍。"
LEASE = "租赁期限不得超过二十年。超过二十年的，超过部分无效。"


@pytest.mark.parametrize(
    ("question", "words", "lead"),
    [
        ("担保责任余额可以是净资产的9倍吗?", TENFOLD, ""),
        ("担保责任余额可以是净资产的10倍吗?", TENFOLD, ""),
        ("担保责任余额可以不超过净资产的8倍吗?", TENFOLD, ""),
        ("担保责任余额可以是净资产的12倍吗?", TENFOLD, "不可以。"),  # compose says what is beyond, before this
        ("担保责任余额可以超过净资产的10倍吗?", TENFOLD, "不可以。"),
        ("流动性比例可以是30%吗?", "流动性比例不得低于百分之二十五。", ""),
        ("流动性比例可以低于25%吗?", "流动性比例不得低于百分之二十五。", "不可以。"),
        ("租赁期限可以约定15年吗?", LEASE, ""),
        ("租赁期限可以约定25年吗?", LEASE, "不可以。"),
        (
            "Can the guarantee liability balance be 9 times net assets?",
            "The guarantee liability balance must not exceed 10 times net assets.",
            "",
        ),
        ("流动性比例需要达到30%吗?", "流动性比例应当不低于百分之二十五。", ""),
        ("流动性比例需要不低于25%吗?", "流动性比例应当不低于百分之二十五。", "需要。"),
        ("一次存入现金10万元需要登记吗?", "一次存入现金五万元以上的，应当登记。", "需要。"),
        ("一次存入现金3万元需要登记吗?", "一次存入现金五万元以上的，应当登记。", ""),
        ("可以在20日内申请复核吗?", "投保人可以在三十日内申请复核。", "可以。"),
        ("可以在40日内申请复核吗?", "投保人可以在三十日内申请复核。", ""),
    ],
)
def test_a_figure_gets_only_the_lead_that_the_bound_in_its_unit_decides(question, words, lead):
    assert verdict(read(question), _segment(words)) == lead


MORTGAGE = "下列财产不得抵押：\n（一）土地所有权；\n（二）宅基地的使用权；\n（三）法律规定不得抵押的其他财产。"


@pytest.mark.parametrize(
    ("question", "words", "lead"),
    [
        ("土地所有权可以抵押吗?", MORTGAGE, "不可以。"),
        ("耕地可以抵押吗?", MORTGAGE, ""),
        ("银行可以冻结储蓄存款吗?", "银行有权拒绝任何单位查询、冻结储蓄存款。", ""),
        ("银行可以拒绝查询储蓄存款吗?", "银行有权拒绝任何单位查询储蓄存款。", "可以。"),
        ("May a customer repay early?", "A bank must not refuse that a customer repays early.", ""),
        ("Do the rules limit how much data may be collected?", "Data must not be collected beyond need.", ""),
        ("The loan is late. May we tell others?", "A bank must not tell others of a loan.", "No. "),
        ("Must a firm meet both floors, or is one enough?", "A firm must meet both floors.", ""),
        ("必须满足两项还是满足一项就行，是吗?", "必须同时满足两项。", ""),
    ],
)
def test_what_the_words_say_of_something_else_leads_nothing(question, words, lead):
    assert verdict(read(question), _segment(words)) == lead


@pytest.mark.parametrize(
    ("question", "words", "lead"),
    [
        ("商业银行可以向企业投资吗?", "商业银行不得向企业投资，但国家另有规定的除外。", "不可以，条文写明的例外除外。"),
        ("债权人可以拒绝提前履行吗?", "债权人可以拒绝提前履行，但是不损害其利益的除外。", "视情况而定。"),
        ("借款合同需要书面形式吗?", "借款合同应当书面，但是另有约定的除外。", "视情况而定。"),
        ("可以不签书面合同吗?", "借款合同应当书面，但是另有约定的除外。", "不可以，条文写明的例外除外。"),
        ("贷款需要担保吗?", "借款人贷款应当提供担保。", "需要。"),
    ],
)
def test_an_exception_behind_the_rule_is_told(question, words, lead):
    assert verdict(read(question), _segment(words)) == lead


def test_a_duty_from_which_the_clause_releases_elsewhere_is_not_said_to_hold():
    duty = "借款人贷款应当提供担保。"
    whole = _segment(f"{duty}确能偿还贷款的，可以不提供担保。")
    part = Segment(whole.document, whole.clause, 0, len(duty))
    assert verdict(read("贷款需要担保吗?"), part) == "视情况而定。"


@pytest.mark.parametrize(
    ("question", "words", "lead"),
    [
        ("大型企业的贷款可以参照办理吗?", "中型企业流动资金贷款，可以参照办理。", ""),
        ("中型企业的固定资产贷款可以参照办理吗?", "中型企业流动资金贷款，可以参照办理。", ""),
        ("中型企业的流动资金贷款可以参照办理吗?", "中型企业流动资金贷款，可以参照办理。", "可以。"),
        ("学校可以做保证人吗?", "机关法人不得为保证人。", ""),
        ("担保公司可以为股东担保吗?", "担保公司不得为控股股东担保。", ""),
        ("担保公司可以为控股股东担保吗?", "担保公司不得为控股股东担保。", "不可以。"),
        ("May a large enterprise renew its loan?", "A medium enterprise may renew its loan.", ""),
    ],
)
def test_a_rule_for_another_subject_decides_nothing(question, words, lead):
    assert verdict(read(question), _segment(words)) == lead


@pytest.mark.parametrize(
    ("question", "words", "lead"),
    [
        ("必须取得书面同意吗?", "应当取得单独同意。", ""),
        ("必须取得书面同意吗?", "应当取得单独同意；规定应当取得书面同意的，从其规定。", ""),
        ("必须取得单独同意吗?", "应当取得单独同意；规定应当取得书面同意的，从其规定。", "需要。"),
        ("信息变更必须在10日内更新吗?", "信息发生变更的，应当及时更新。", ""),
        ("信息变更必须更新吗?", "信息发生变更的，应当及时更新。", "需要。"),
    ],
)
def test_a_duty_is_confirmed_only_where_it_is_the_one_asked_about(question, words, lead):
    assert verdict(read(question), _segment(words)) == lead


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("存单质押贷款可以以存款为前提吗?", "属于条文写明的例外。"),
        ("贷款可以以存款为前提吗?", "不可以，条文写明的例外除外。"),
    ],
)
def test_what_the_rule_excepts_is_said_to_be_excepted(question, lead):
    assert verdict(read(question), _segment("除存单质押贷款外，贷款不得以存款为前提。")) == lead
