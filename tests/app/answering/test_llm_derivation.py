"""What counts as a passage with words left off, and what does not."""

import pytest

from app.answering.compose.derivation import derives

DUTY = "银行要建立续贷制度，明确准入条件和授权，及时做好审核。"
CAP = "对同一借款人的贷款余额不得超过资本余额的百分之十。"
FORM = "借款合同应当采用书面形式，但是自然人之间借款另有约定的除外。"
CASE = "借款人到期不归还担保贷款的，商业银行可以要求保证人归还贷款本金，也可以就担保物优先受偿。"
FINE = "由监督检查部门责令改正，对个人可以处一万元以下的罚款，对单位可以处十万元以下的罚款。"
TWO = "市场监督管理部门依法行使职权，当事人应当协助、配合，不得拒绝、阻挠。"
ENGLISH = "Banks must report within 10 days, unless the regulator agrees otherwise."
SUBLET = "出租人知道或者应当知道承租人转租，但在六个月内未提出异议的，视为出租人同意转租。"
TENURE = "公司董事应当申报所持有的股份，在任职期间每年转让的股份不得超过其所持股份的百分之二十五。"
TAXABLE = "在计算应纳税所得额时，下列支出不得扣除，赞助支出也不得扣除。"
MINUTES = "董事会应当对所议事项的决定作成会议记录，出席会议的董事应当在会议记录上签名。"
AS_A_RULE = "Where nobody failed in their duty, they must, as a rule, be relieved of liability in full."


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        (DUTY, DUTY),
        ("银行要建立续贷制度，做好审核", DUTY),  # part of what is demanded, and 及时
        ("银行应建立续贷制度", DUTY),
        ("对同一借款人的贷款余额不超过资本余额的10%", CAP),
        ("借款合同应采用书面形式，但自然人之间借款另有约定的除外", FORM),
        ("借款人到期不归还担保贷款的情况下，商业银行可以要求保证人归还贷款本金，也可以就担保物优先受偿", CASE),
        ("如果借款人到期不归还担保贷款，商业银行可以要求保证人归还贷款本金，也可以就担保物优先受偿", CASE),
        ("出席会议的董事应当在会议记录上签名", MINUTES),
        ("经营者或消费者应当报告", "经营者或者消费者应当报告。"),
        ("Banks must report within ten days, unless the regulator agrees otherwise", ENGLISH),
    ],
)
def test_words_left_off_or_written_in_another_way_are_the_passage(sentence, passage):
    assert derives(sentence, passage)


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("银行可以建立续贷制度", DUTY),  # another force
        ("银行要建立续贷制度，明确收费标准", DUTY),  # a word of its own
        ("银行要建立续贷制度，明确准入条件", DUTY),  # half a list
        ("在任何情况下，银行要建立续贷制度", DUTY),
        ("对同一借款人的贷款余额不得超过资本余额的百分之十五", CAP),
        ("对同一借款人的贷款余额不得低于资本余额的百分之十", CAP),
        ("贷款余额不得超过资本余额的百分之十", CAP),  # the rule without what it is about
        ("借款合同应当采用书面形式", FORM),  # the rule without its exception
        ("商业银行可以要求保证人归还贷款本金", CASE),  # without its condition
        ("对个人可以处十万元以下的罚款", FINE),
        ("由监督检查部门责令改正，对个人处一万元以下的罚款，对单位可以处十万元以下的罚款", FINE),  # one 可以 gone
        ("市场监督管理部门依法行使职权，不得拒绝、阻挠", TWO),  # the subject of 不得 is gone
        ("不得拒绝、阻挠", TWO),
        ("保证人归还贷款本金的，商业银行可以要求借款人", CASE),  # the same words in another order
        ("银行要明确授权和准入条件", DUTY),
        ("但在六个月内未提出异议的，视为出租人同意转租", SUBLET),  # what he has to know is gone
        ("在任职期间每年转让的股份不得超过其所持股份的百分之二十五", TENURE),  # whose shares
        ("下列支出不得扣除，赞助支出也不得扣除", TAXABLE),  # without its limit
        ("经营应当报告", "经营者应当报告。"),
        ("Banks must report within 10 days", ENGLISH),
        ("Banks may report within 10 days, unless the regulator agrees otherwise", ENGLISH),
        ("Where nobody failed in their duty, they must be relieved of liability in full", AS_A_RULE),
        ("的", DUTY),
        ("", DUTY),
    ],
)
def test_a_word_changed_moved_or_missed_is_not_the_passage(sentence, passage):
    assert not derives(sentence, passage)


@pytest.mark.parametrize(("one", "other"), [("可以", "只能"), ("可以", "方可"), ("可", "仅可"), ("能够", "才能")])
def test_only_is_neither_added_nor_left_off(one, other):
    wide, narrow = (f"保险公司经批准{force}委托代理人办理业务。" for force in (one, other))
    assert derives(wide, wide)
    assert derives(narrow, narrow)
    assert not derives(narrow, wide)
    assert not derives(wide, narrow)


@pytest.mark.parametrize("figure", ["-5%", "－5%", "- 5%", "−5%", "–5%", "-百分之五"])
def test_a_figure_keeps_its_sign(figure):
    plain, negative = "银行贷款增速不得低于5%。", f"银行贷款增速不得低于{figure}。"
    assert not derives(negative, plain)
    assert not derives(plain, negative)
    assert derives(negative, negative)
    assert derives("银行贷款利率不得超出5%-10%", "银行贷款利率不得超出5%至10%。")


def test_an_item_keeps_the_lead_that_makes_it_a_rule():
    lead, item = "银行发放贷款，不得有下列行为：", "（一）要求企业购买保险；"
    assert derives("银行发放贷款，不得要求企业购买保险", item, lead)
    assert not derives("要求企业购买保险", item, lead)


def test_an_item_that_is_a_rule_may_stand_without_its_lead():
    lead, item = "银行放款，应当遵守下列比例规定：", "（二）流动性比例不得低于百分之二十五；"
    assert derives("流动性比例不得低于25%", item, lead)
    assert not derives("流动性比例不得低于35%", item, lead)
